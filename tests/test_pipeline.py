"""The whole way, by nbgrader's own commands: the sample class graded as planned, each kept in its own bounds."""

import html
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from grading import demo, overview, run
from grading.samples import Pen, sample_class
from grading.units import ROOT, tasks, units

UNITS = list(units().values())


def command(folder, *words):
    """nbgrader's command as a person would type it, its status and all it said."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module", params=UNITS, ids=lambda unit: unit.id)
def graded(request, tmp_path_factory):
    """The sample class of a unit, graded once: the course folder, the samples by name, the standings by name."""
    course, samples = tmp_path_factory.mktemp("class"), sample_class(request.param)
    demo.set_up(course, request.param, samples)
    run.grade(course, request.param, len(samples))
    rows = {row.student: row for row in overview.standings(course, request.param)}
    return request.param, course, {sample.name: sample for sample in samples}, rows


gallery = pytest.mark.parametrize("graded", UNITS[:1], ids=lambda unit: unit.id, indirect=True)
"""For tests of the tricks and broken files, which are all played on the first unit."""


def verdicts(course, unit, student):
    """The verdicts in a graded notebook, as text, by task."""
    nb = nbformat.read(course / "autograded" / student / unit.id / f"{unit.id}.ipynb", as_version=4)
    cells = [cell for cell in nb.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    return {cell.metadata.nbgrader.grade_id: cell.outputs[0].data["text/plain"] for cell in cells}


def page_of(course, unit, student):
    return (course / "feedback" / student / unit.id / f"{unit.id}.html").read_text(encoding="utf-8")


def test_there_are_enough_samples(graded):
    unit, _, samples, _ = graded
    assert len(samples) == 48 if unit == UNITS[0] else len(samples) >= 24


def test_every_score_is_as_planned(graded):
    _, _, samples, rows = graded
    wrong = {n: (rows[n].score, s.score) for n, s in samples.items() if not demo.agree(rows[n].score, s.score)}
    assert wrong == {}


def test_every_catalogued_mistake_is_in_the_class_and_read_by_its_hint(graded):
    unit, course, samples, _ = graded
    expected = {id(m) for task in tasks(unit).values() for _, m in task.mistakes()}
    for name, sample in samples.items():
        if not sample.slips:
            continue
        said, shown = verdicts(course, unit, name), html.unescape(page_of(course, unit, name))
        for task, slips in sample.slips.items():
            for step, mistake in slips.items():
                expected.discard(id(mistake))
                assert mistake.hint in said[task], (name, task, step)
                assert mistake.hint in shown, (name, task, step)
            hints = [m.hint for _, m in tasks(unit)[task].mistakes()]
            assert sum(hint in said[task] for hint in hints) == len(slips), (name, task)
    assert not expected


@gallery
def test_what_cannot_be_graded_is_reported_by_name_with_what_to_do(graded):
    _, _, samples, rows = graded
    reasons = {name: rows[name].reason for name, sample in samples.items() if sample.score is None}
    assert "not a notebook that can be read" in reasons["broken-not-json"]
    assert "rename it" in reasons["broken-renamed"]
    assert "there is no notebook in it" in reasons["broken-no-notebook"]
    assert len(reasons) == 3


@gallery
def test_harm_is_told_where_it_was_done(graded):
    unit, course, _, _ = graded
    single = [task.name for task in tasks(unit).values() if len(task.parts) == 1]
    assert "no end within" in verdicts(course, unit, "spoiled-loop")[single[0]]
    assert "ended the kernel" in verdicts(course, unit, "spoiled-exit")[single[1]]
    assert "MemoryError" in verdicts(course, unit, "spoiled-memory")[single[2]]
    assert "This cell was given up: it ended the kernel" in page_of(course, unit, "harm-ends-the-kernel")
    assert "This cell was given up: there was no end within" in page_of(course, unit, "harm-never-stops")
    assert "the rest of this cell's output was cut" in html.unescape(page_of(course, unit, "harm-flood"))


@gallery
def test_repairs_are_named(graded):
    unit, course, _, _ = graded
    assert "was missing and was put back" in page_of(course, unit, "broken-cells-deleted")
    assert "points had been edited" in html.unescape(page_of(course, unit, "broken-metadata-edited"))
    assert "Put right before grading" not in page_of(course, unit, "perfect")


def test_an_untouched_release_earns_nothing_and_says_not_started(graded):
    unit, course, _, rows = graded
    assert rows["untouched"].score == 0
    assert all("not started" in text for text in verdicts(course, unit, "untouched").values())


def test_no_page_shows_a_test_or_more_of_an_answer_than_one_entry_a_task(graded):
    unit, course, samples, rows = graded
    for name in samples:
        if rows[name].score is not None:
            page = page_of(course, unit, name)
            assert "examine(" not in page
            assert "HIDDEN TESTS" not in page
            assert all(
                text.count("yours ") - text.count("; yours ") <= 1 or "mistakes" in name
                for text in verdicts(course, unit, name).values()
            )


def test_graded_notebooks_stay_small(graded):
    _, course, _, _ = graded
    sizes = {path.parts[-3]: path.stat().st_size for path in course.glob("autograded/*/*/*.ipynb")}
    assert max(sizes.values()) < 2_000_000, sizes


def test_nothing_waits_for_marking_by_hand(graded):
    unit, course, samples, rows = graded
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        waiting = {s.student_id for s in book.assignment_submissions(unit.id) if s.needs_manual_grade}
    assert waiting <= {name for name in samples if rows[name].score is None}


@gallery
def test_grading_again_gives_the_same_numbers(graded):
    """The problems are drawn from the secret and the submission: an appeal sees what the verdict saw."""
    unit, course, _, _ = graded
    before = verdicts(course, unit, "mistakes-alone-01")
    status, said = command(course, "autograde", unit.id, "--student=mistakes-alone-01", "--force")
    assert status == 0, said
    assert verdicts(course, unit, "mistakes-alone-01") == before
    (course / ".grading-secret").write_bytes(b"another secret")
    command(course, "autograde", unit.id, "--student=mistakes-alone-01", "--force")
    after = verdicts(course, unit, "mistakes-alone-01")
    assert after != before
    assert [t.splitlines()[0] for t in after.values()] == [t.splitlines()[0] for t in before.values()]


@pytest.fixture(scope="module", params=UNITS, ids=lambda unit: unit.id)
def course(request, tmp_path_factory):
    """A course folder with a unit's source and release in it."""
    folder = tmp_path_factory.mktemp("course")
    demo.set_up(folder, request.param, [])
    return request.param, folder


def test_the_source_earns_everything_through_the_pipeline(course):
    unit, folder = course
    submitted = folder / "submitted" / "instructor" / unit.id
    submitted.mkdir(parents=True)
    shutil.copy(ROOT / "source" / unit.id / f"{unit.id}.ipynb", submitted)
    run.grade(folder, unit, 1)
    row = next(row for row in overview.standings(folder, unit) if row.student == "instructor")
    assert row.score == sum(task.points for task in tasks(unit).values()) == 100


@pytest.mark.parametrize("course", UNITS[:1], ids=lambda unit: unit.id, indirect=True)
def test_who_hands_in_again_is_graded_again_and_no_one_else(course):
    unit, folder = course
    pen = Pen(unit)
    for student in ("first", "second"):
        (folder / "submitted" / student / unit.id).mkdir(parents=True)
        nb = pen.notebook({})
        nbformat.write(nb, folder / "submitted" / student / unit.id / pen.file)
    run.grade(folder, unit, 2)
    graded = {s: folder / "autograded" / s / unit.id / pen.file for s in ("first", "second")}
    before = {student: path.stat().st_mtime_ns for student, path in graded.items()}
    better = folder / "submitted" / "first" / unit.id / pen.file
    nbformat.write(pen.notebook(pen.right()), better)
    run.grade(folder, unit, 2)
    scores = {row.student: row.score for row in overview.standings(folder, unit)}
    assert (scores["first"], scores["second"]) == (pen.points, 0)
    assert graded["first"].stat().st_mtime_ns != before["first"]
    assert graded["second"].stat().st_mtime_ns == before["second"]
    assert "100</strong> of 100" in page_of(folder, unit, "first")


def test_the_source_validates_and_the_release_does_not(course):
    unit, folder = course
    status, said = command(folder, "validate", f"source/{unit.id}/{unit.id}.ipynb")
    assert (status, "Success" in said) == (0, True), said
    _, said = command(folder, "validate", f"release/{unit.id}/{unit.id}.ipynb")
    failed = re.search(r"VALIDATION FAILED ON (\d+) CELL", said)
    assert failed, said
    assert int(failed[1]) >= len(tasks(unit))
    assert "not started" in said


@pytest.mark.parametrize("course", UNITS[:1], ids=lambda unit: unit.id, indirect=True)
def test_stock_nbgrader_would_have_been_fooled(course):
    """The tricks are real: without this course's config they earn points, which is why there is one."""
    unit, folder = course
    stock = folder / "stock"
    demo.set_up(stock, unit, [s for s in sample_class(unit) if s.name == "trick-input-transformer"])
    (stock / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'stock'\n")
    assert command(stock, "generate_assignment", unit.id, "--force")[0] == 0
    status, said = command(stock, "autograde", unit.id)
    assert status == 0, said
    with Gradebook(f"sqlite:///{stock / 'gradebook.db'}") as book:
        assert book.find_submission(unit.id, "trick-input-transformer").score == 100
