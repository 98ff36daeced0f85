"""Marking many submissions at once: by processes of this machine, or by the workers of a Dask cluster.

Workers mark, and share nothing; the process that hands out and gathers is the only one that writes (ledger.py).
"""

import multiprocessing
import os
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.util import Finalize
from typing import Any, NoReturn

from grading.leaving import LEAVING
from grading.ledger import Ledger
from grading.marking import Marked, OtherVersionError, mark
from grading.walls import NoWallsError

DIED = "The process that graded this submission died, twice."
LOOK_UP = 0.3
"""Seconds after which a Ctrl-C is noticed at the latest."""


@dataclass
class Crew:
    """Who marks: so many workers behind an executor, and how to come by a new one when it broke."""

    hire: Callable[[], Executor]
    workers: int

    def __post_init__(self) -> None:
        self.executor = self.hire()
        self.stopped = threading.Event()

    @contextmanager
    def polite(self) -> Iterator[None]:
        """While this lasts, Ctrl-C waits for `look_up`, so that it does not come in the middle of what is written."""
        before = signal.signal(signal.SIGINT, lambda *_: self.stopped.set())
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def look_up(self) -> None:
        """KeyboardInterrupt if there was a Ctrl-C."""
        if self.stopped.is_set():
            raise KeyboardInterrupt

    def ask(self, *call: Any) -> Future:
        """Have a worker call a function. An executor that broke a moment ago gives a future that broke."""
        try:
            return self.executor.submit(*call)
        except BrokenExecutor as error:
            lost: Future = Future()
            lost.set_exception(error)
            return lost

    def replace(self) -> None:
        """Hire anew: when one worker of a pool dies, the pool is of no more use."""
        self.executor.shutdown(wait=False, cancel_futures=True)
        self.executor = self.hire()


@contextmanager
def processes(workers: int) -> Iterator[Crew]:
    """Processes of this machine; none of them is left at the end, whatever the end is."""
    kind = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(kind)
    if kind == "forkserver":
        context.set_forkserver_preload(["grading.marking"])
    crew = Crew(lambda: ProcessPoolExecutor(workers, context, settle), workers)
    try:
        yield crew
    except BaseException:
        for each in multiprocessing.active_children():
            each.terminate()
        raise
    finally:
        crew.executor.shutdown(cancel_futures=True)


def settle() -> None:
    """A worker's first act: leave Ctrl-C to the one who gathers, tidy up at the end, and end when that one has ended,
    however it did."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: leave())
    Finalize(None, LEAVING.close, exitpriority=1)  # processes of a pool do nothing at exit but this
    boss = multiprocessing.parent_process()
    assert boss

    def follow() -> None:
        boss.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=follow, daemon=True).start()


def leave() -> NoReturn:
    """End this process at once, whatever it was doing, with nothing of its own left behind."""
    try:
        LEAVING.close()
    finally:
        os._exit(1)


@contextmanager
def cluster(address: str) -> Iterator[Crew]:
    """The workers of a Dask cluster. RuntimeError if Dask is not here, no scheduler answers, or it has no workers."""
    try:
        from distributed import Client
    except ImportError:
        raise RuntimeError('Dask is not installed here; in the course folder: pip install -e ".[cluster]"') from None
    try:
        client = Client(address, timeout=10, set_as_default=False)
    except (OSError, ValueError) as error:
        raise RuntimeError(f"No Dask scheduler answers at {address}: {error}") from None
    with client:
        workers = len(client.ncores())
        if not workers:
            raise RuntimeError(f"The scheduler at {address} has no workers; on each machine: dask worker {address}")
        yield Crew(lambda: client.get_executor(pure=False), workers)


def gather(ledger: Ledger, crew: Crew, tell: Callable[[Marked], None]) -> None:
    """Have all submissions marked that wait for it, and write down each as it comes; then `tell` of it.

    What was not written down when this is interrupted waits the next time. A worker that dies costs time and no score.
    KeyboardInterrupt after a Ctrl-C, when nothing is half written. RuntimeError if no worker can mark at all: it has no
    walls, or another version of the course."""
    exam, waiting = ledger.exam(), deque(ledger.waiting())
    out: dict[Future, str] = {}
    alone: set[str] = set()  # one of these took its worker down with it, perhaps: each is tried by itself
    while waiting or out:
        crew.look_up()
        while waiting and len(out) < (1 if alone else 2 * crew.workers):
            student = waiting.popleft()
            out[crew.ask(mark, exam, ledger.submission(student))] = student
        done, _ = wait(out, timeout=LOOK_UP, return_when=FIRST_COMPLETED)
        came = {student: outcome(future, student) for future in done if (student := out.pop(future))}
        lost = [student for student, marked in came.items() if marked is None]
        if lost:
            lost += out.values()
            out.clear()
            crew.replace()
        if len(lost) == 1 and lost[0] in alone:
            came[lost.pop()] = Marked(student, None, f"{DIED}\n")
        waiting.extendleft(lost)
        alone.update(lost)
        for student, marked in came.items():
            if marked:
                ledger.enter(marked)
                alone.discard(student)
                tell(marked)


def outcome(future: Future, student: str) -> Marked | None:
    """What came of a marking; None where its worker died, or another one that broke the pool. A fault of the grader's
    own is that submission's fate, told in the log, and not that of all the others."""
    try:
        return future.result()
    except BrokenExecutor:
        return None
    except CancelledError:
        raise RuntimeError("The cluster is gone. Grade again: what was graded stays, and the rest is done.") from None
    except (OtherVersionError, NoWallsError):
        raise
    except Exception:
        return Marked(student, None, traceback.format_exc())
