"""The nursery: a process that has imported what notebooks import, and forks a kernel whenever the grader asks for one.

It runs as a program of its own, behind walls where there are any (walls.py), and imports nothing of the project but
the student's toolbox. For each kernel the grader sends it one end of a socket pair, the kernel's lifeline. The process
forked for it, the keeper, walls its kernel off from all other kernels, starts it, says `ready` on the lifeline, and
passes on the signals that the grader sends. When the lifeline is closed the keeper ends, and with it, being the first
process of its namespace, every process that the kernel started; when the kernel ends, the keeper closes the lifeline.
"""

import ctypes
import gc
import importlib
import io
import json
import os
import pkgutil
import select
import shutil
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

HATCH, OWN = "/hatch", "/run/kernel"
"""Behind walls: the folder shared with the grader, and what one kernel sees of it."""
SCRATCH = "/run/scratch"
HOME = f"{SCRATCH}/home"
WORK = f"{HOME}/work"
NOBODY = 65534

NEW_MOUNTS, NEW_IPC, NEW_PIDS = 0x00020000, 0x08000000, 0x20000000
"""clone(2): a mount, an ipc and a pid namespace."""
READ_ONLY, NO_SUID, NO_DEVICES, REMOUNT, BIND, ALL_BELOW, PRIVATE = 1, 2, 4, 32, 4096, 16384, 1 << 18
"""mount(2): flags."""
DUMPABLE, DROP_FROM_BOUND, NO_NEW_PRIVILEGES = 4, 24, 38
"""prctl(2): what to set."""


# ---------------------------------------------------------------- system calls that Python lacks


def system(name: str, *args: Any) -> None:
    """Call a function of the C library. OSError if it fails."""
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*args) == -1:
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}", str(args[:2]))


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    """mount(2). OSError if it fails."""
    system("mount", source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), options.encode())


def seal(place: str) -> None:
    """Let nobody in this mount namespace write below a mount any more."""
    mount("", place, flags=BIND | REMOUNT | READ_ONLY | NO_SUID | NO_DEVICES)


def drop_capabilities() -> None:
    """Give up every capability of this thread, for good."""
    for capability in range(64):
        try:
            system("prctl", DROP_FROM_BOUND, capability, 0, 0, 0)
        except OSError:
            break  # this system knows no more of them
    system("prctl", NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    system("capset", (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)())


def stage(folder: str, sources: list[str], command: list[str]) -> NoReturn:
    """As root: run a command as nobody, who finds these files and folders in `folder`, by number.

    Nobody may not go where root's files lie, and root's processes may not be counted: RLIMIT_NPROC is not for root."""
    system("unshare", NEW_MOUNTS)
    mount("", "/", flags=ALL_BELOW | PRIVATE)
    mount("stage", folder, "tmpfs", options="mode=755")
    for number, source in enumerate(sources):
        place = f"{folder}/{number}"
        os.mkdir(place) if os.path.isdir(source) else open(place, "w").close()
        mount(source, place, flags=BIND | ALL_BELOW)
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    os.execv(command[0], command)


# ---------------------------------------------------------------- the keeper, one for each kernel


def own_room(asked: dict) -> None:
    """Give this process its own view of the files: of the hatch only its kernel's folder, and a scratch of its own."""
    system("unshare", NEW_MOUNTS | NEW_IPC)
    mount("", "/", flags=ALL_BELOW | PRIVATE)
    mount(f"{HATCH}/{asked['folder']}", OWN, flags=BIND)
    mount("none", HATCH, "tmpfs", READ_ONLY, "size=4k,nr_inodes=1")
    mount("proc", "/proc", "proc", NO_SUID | NO_DEVICES)
    mount("/proc/sys", "/proc/sys", flags=BIND)
    seal("/proc/sys")
    mount("devpts", "/dev/pts", "devpts", NO_SUID, "newinstance,ptmxmode=0666,mode=620")
    mount("scratch", SCRATCH, "tmpfs", NO_SUID | NO_DEVICES, f"size={asked['scratch']},nr_inodes=16384,mode=755")
    for folder, place in (("tmp", "/tmp"), ("shm", "/dev/shm")):
        os.mkdir(f"{SCRATCH}/{folder}")
        if not os.listdir(place):  # in /tmp may lie, for us to see, the course with its Python
            mount(f"{SCRATCH}/{folder}", place, flags=BIND)
    shutil.copytree(f"{OWN}/work", WORK)


def keep(lifeline: socket.socket) -> NoReturn:
    """A keeper's life: start the kernel that the lifeline asks for, and stay until one of the two ends."""
    try:
        asked = json.loads(lifeline.recv(1 << 16))
        if asked["walled"]:
            own_room(asked)
        wake, woken = socket.socketpair()
        woken.setblocking(False)
        signal.set_wakeup_fd(woken.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)
        mine, its = socket.socketpair()
        kernel = os.fork()
        if not kernel:
            run_kernel(asked, its)
        its.close()
        said = mine.recv(1 << 16)
        if said == b"bound":
            if asked["walled"]:
                seal(OWN)
                drop_capabilities()
                system("prctl", DUMPABLE, 0, 0, 0, 0)  # so that no kernel can look into its keeper
            lifeline.sendall(b"ready")
            mine.sendall(b"go")
            watch(lifeline, wake, kernel)
        else:
            lifeline.sendall(said or b"The kernel ended while it was starting.")
        end_all(kernel)
    except BaseException:
        lifeline.sendall(traceback.format_exc().encode())
    finally:
        os._exit(0)


def watch(lifeline: socket.socket, wake: socket.socket, kernel: int) -> None:
    """Pass on the signals that the lifeline names, a byte each, until the kernel ends or the lifeline is closed."""
    while True:
        ready, _, _ = select.select([lifeline, wake], [], [])
        if lifeline in ready:
            numbers = lifeline.recv(64)
            if not numbers:
                return
            for number in numbers:
                os.killpg(kernel, number)
        if wake in ready:
            wake.recv(64)
            if kernel in ended():
                return


def ended() -> list[int]:
    """The children that have ended since this was last asked."""
    found = []
    try:
        while pid := os.waitpid(-1, os.WNOHANG)[0]:
            found.append(pid)
    except ChildProcessError:
        pass
    return found


def end_all(kernel: int) -> None:
    """Kill what is left of a kernel: behind walls every process that it started, elsewhere its process group."""
    alone = os.getpid() == 1  # the first process of a namespace: all others here are the kernel's
    try:
        while True:
            os.kill(-1, signal.SIGKILL) if alone else os.killpg(kernel, signal.SIGKILL)
            os.waitpid(-1, 0)
    except (ProcessLookupError, ChildProcessError):
        pass


# ---------------------------------------------------------------- the kernel


def run_kernel(asked: dict, keeper: socket.socket) -> NoReturn:
    """A kernel's life. The keeper is told when the sockets are bound, and no student's code runs before it agrees."""
    try:
        os.setsid()
        settle(asked, keeper.fileno())
        app = make_kernel(asked)
        keeper.sendall(b"bound")
        keeper.recv(2)
        keeper.close()
        app.start()
    except Exception:
        keeper.sendall(traceback.format_exc().encode())
    finally:
        os._exit(0)


def settle(asked: dict, keep_open: int) -> None:
    """Leave nothing of the nursery's to the kernel, and no more rights than a student's code needs."""
    import resource

    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.closerange(3, keep_open)
    os.closerange(keep_open + 1, 1 << 12)
    os.chdir(asked["cwd"])
    os.environ.update(asked["env"])
    for name, most in asked["limits"].items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
    if asked["walled"]:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")  # where memory runs out, student code goes first
        drop_capabilities()


def make_kernel(asked: dict) -> Any:
    """ipykernel's application as a new process would have it, its sockets bound; nothing in it has run yet."""
    import ipywidgets
    import numpy as np
    from ipykernel.kernelapp import IPKernelApp

    np.random.seed()  # noqa: NPY002 (the state that students' np.random.randn uses; Python's own renews itself)
    with open(asked["file"], "w") as file:
        json.dump(asked["connection"], file)
    arguments = ["-f", asked["file"], "--HistoryManager.hist_file=:memory:"]
    sys.argv = ["ipykernel_launcher.py", *arguments]
    app = IPKernelApp.instance()
    app.initialize(arguments)
    ipywidgets._handle_ipython()  # as it does where a notebook imports it
    # Files handed in with a notebook can be imported, but come last: a numpy.py among them hides nothing.
    sys.path[:] = [place for place in sys.path if place not in ("", os.getcwd())] + [os.getcwd()]
    return app


# ---------------------------------------------------------------- the nursery


def in_new_namespace(live: Callable[[], None], walled: bool) -> int:
    """Fork a process that lives this life; behind walls it is the first one of a new pid namespace. Gives its pid."""
    own = os.open("/proc/self/ns/pid", os.O_RDONLY) if walled else -1
    if walled:
        system("unshare", NEW_PIDS)
    pid = os.fork()
    if not pid:
        live()
        os._exit(0)
    if walled:
        system("setns", own, NEW_PIDS)
        os.close(own)
    return pid


def forbid_namespaces() -> None:
    """No process in here may make a user namespace any more, in which it would be free to mount and unshare."""
    mount("proc", "/proc", "proc", NO_SUID | NO_DEVICES)
    with open("/proc/sys/user/max_user_namespaces", "w") as file:
        file.write("0")


def try_walls(control: socket.socket) -> None:
    """Wall in a process that does nothing, so that it is known early whether this works here. OSError if not."""
    forbid_namespaces()

    def live() -> None:
        try:
            own_room({"folder": ".", "scratch": 1 << 20})
            drop_capabilities()
        except BaseException:
            control.sendall(traceback.format_exc().encode())
            os._exit(1)

    if os.waitpid(in_new_namespace(live, True), 0)[1]:
        os._exit(1)


def load() -> None:
    """Import what kernels and notebooks import, and draw once, for matplotlib looks for fonts when it first writes. The
    figure is none of pyplot's, and no thread is started."""
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"  # as ipykernel sets it
    import backprop

    toolbox = [each.name for each in pkgutil.walk_packages(backprop.__path__, "backprop.")]
    for name in ("ipykernel.kernelapp", "ipykernel.debugger", "ipywidgets", "anywidget", "matplotlib.pyplot", *toolbox):
        importlib.import_module(name)
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(layout="constrained")
    axes = figure.add_subplot(title="$x$", xlabel="x")
    axes.plot([0, 1], label="y")
    axes.legend()
    FigureCanvasAgg(figure).print_png(io.BytesIO())
    gc.collect()
    gc.freeze()


def serve(control: socket.socket, walled: bool) -> None:
    """Fork a keeper for each lifeline that comes, until the grader closes its end."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers are not waited for

    while fds := socket.recv_fds(control, 1, 1)[1]:
        lifeline = socket.socket(fileno=fds[0])

        def live(lifeline: socket.socket = lifeline) -> None:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            control.close()
            keep(lifeline)

        in_new_namespace(live, walled)
        lifeline.close()


def main() -> None:
    """As the grader calls it: `nursery.py walled` or `nursery.py open`, the control socket as standard input."""
    walled = sys.argv[1] == "walled"
    control = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1):
        os.dup2(nothing, number)
    if walled:
        try_walls(control)
    control.sendall(b"walled")
    load()
    os.dup2(nothing, 2)
    serve(control, walled)


if __name__ == "__main__":
    if sys.argv[1] == "stage":
        stage(**json.loads(sys.argv[2]))
    main()
