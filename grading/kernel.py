"""The student's kernel during grading: limited, watched, and started anew when a cell takes it down."""

import asyncio
import copy
import os
import shutil
import tempfile
from pathlib import Path

from jupyter_client.client import KernelClient
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from nbgrader import utils
from nbgrader.converters import NbGraderException
from nbgrader.preprocessors import Execute
from traitlets import Bool, Integer

from grading.agent import MIME
from grading.nursery import OWN
from grading.reading import SubmissionExporter
from grading.walls import ONE_THREAD, NoWallsError, hand_over

WARM = os.name == "posix"
"""Can processes be forked here? Where they cannot, on Windows, each kernel is started from nothing."""
if WARM:
    from grading.warm import Nursery, Warm, WarmManager, nursery_of

RUN = (
    "(lambda b: b.exec(b.compile(b.open({path!r}, encoding='utf-8').read(), '<examiner>', 'exec'), b.globals()))"
    "(__import__('builtins'))"
)
"""A cell that runs a file in the notebook's own namespace, whatever names students took, and leaves none there."""
LARGEST_FILE = 64 << 20
"""Bytes of one file that a student's code may write."""
LAST_WORDS = 0.05
"""Seconds in which the last messages of a kernel that has ended are still read."""

COLD_PATHS = "import os, sys; sys.path[:] = [p for p in sys.path if p not in ('', os.getcwd())] + [os.getcwd()]"
"""Files handed in with a notebook can be imported, but come last. Warm kernels see to it themselves."""


def ordinary(cell: NotebookNode) -> bool:
    """Is this a cell that runs in the student's kernel: code, and no grade cell?"""
    return cell.cell_type == "code" and not utils.is_grade(cell)


class Sitting(Execute):
    """One notebook's run. A cell that kills the kernel or cannot be interrupted costs itself and nothing else: the
    kernel is started again and the ordinary cells before it run once more without it."""

    walls = Bool(True, help="Run student code behind walls. False: it runs as you, and can do all that you can.").tag(
        config=True
    )
    memory = Integer(
        2 << 30, help="Bytes of memory that a process of a student's may use; a kernel that draws takes 1 GB."
    ).tag(config=True)
    disk = Integer(256 << 20, help="Bytes of files that a student's code may have, its own and those handed in.").tag(
        config=True
    )
    processes = Integer(128, help="Processes and threads that a student's kernel may have; it begins with 20.").tag(
        config=True
    )
    cpu = Integer(600, help="Seconds of CPU that a process of a student's may use.").tag(config=True)
    most_output = Integer(2_000_000, help="Characters of output kept of one cell.").tag(config=True)
    most_answer = Integer(128 << 20, help="Characters of answers read for one task.").tag(config=True)

    shutdown_kernel = "immediate"
    store_widget_state = False

    def preprocess(self, nb: NotebookNode, resources: dict, km: None = None) -> tuple[NotebookNode, dict]:
        """Run the notebook in a scratch folder of its own that holds the other files handed in with it.

        Where no kernel could be started the notebook is not graded at all, instead of as if it had failed."""
        self.guilty: set[int] = set()
        self.started = 0
        self.no_kernel: Exception | None = None
        with tempfile.TemporaryDirectory(prefix="", dir=self.nursery().hatch if WARM else None) as self.sitting:
            self.scratch = Path(self.sitting, "work")
            self.scratch.mkdir()
            self.copy_files(resources.get("metadata", {}).get("path", ""))
            nb, resources = super().preprocess(nb, resources, km)
        if self.no_kernel:
            raise self.no_kernel
        return nb, resources

    def prepare(self) -> None:
        """Start the nursery, or say what is not walled in. NoWallsError where walls are wanted and cannot be built."""
        if not self.walls:
            self.log.warning(
                "Grading WITHOUT WALLS (c.Sitting.walls = False): student code runs as you, and can read, change and "
                "send away all that you can."
            )
        elif not WARM:
            raise NoWallsError("The walls are built by bubblewrap, and that runs on Linux alone.")
        if WARM and not self.nursery().alive:
            self.nursery().start()

    def nursery(self) -> Nursery:
        """The nursery of this process, in which all its notebooks' kernels are forked."""
        course = self.config.CourseDirectory.get("root", ".")
        return nursery_of(Path(course).resolve(), self.walls, os.getpid())

    def kernel_sees(self, file: Path) -> Path:
        """Where a kernel finds a file of its sitting."""
        return Path(OWN, file.name) if WARM and self.walls else file

    def copy_files(self, folder: str) -> None:
        """The submission's other files, for its code to read; what it writes there is thrown away."""
        for file in Path(folder).iterdir() if folder else []:
            if file.is_file() and file.suffix != ".ipynb" and not file.is_symlink():
                shutil.copy(file, self.scratch)
        hand_over(Path(self.sitting))

    def create_kernel_manager(self) -> AsyncKernelManager:
        """A manager that has its kernel from the nursery and talks to it through sockets in the file system."""
        if not WARM:
            return super().create_kernel_manager()
        self.started += 1
        self.km = WarmManager(config=self.config, transport="ipc", ip=f"{self.sitting}/k{self.started}")
        self.km.connection_file = f"{self.sitting}/{self.started}.json"
        self.km.provisioner = Warm(
            self.nursery(),
            parent=self.km,
            folder=Path(self.sitting).name,
            scratch=self.disk,
            limits={"AS": self.memory, "CPU": self.cpu, "NPROC": self.processes, "FSIZE": LARGEST_FILE, "CORE": 0},
        )
        return self.km

    def start_new_kernel(self, **kwargs: object) -> None:
        """A kernel with one thread in the scratch folder; a warm one is under the limits."""
        env = dict(os.environ, PYTHONSAFEPATH="1") | ONE_THREAD
        try:
            super().start_new_kernel(cwd=str(self.scratch), env=env, **kwargs)
        except Exception as error:
            self.no_kernel = error
            raise

    async def async_start_new_kernel_client(self) -> KernelClient:
        """The kernel's client. A warm kernel is there; when its output channel greets us, we are connected."""
        if not WARM:
            client = await super().async_start_new_kernel_client()
            client.execute(COLD_PATHS, silent=True, store_history=False)
            return client
        self.kc = self.km.client()
        self.kc.start_channels(stdin=False, hb=False, control=False)
        await self.kc.iopub_channel.get_msg(timeout=self.startup_timeout)
        self.kc.allow_stdin = False
        return self.kc

    start_new_kernel_client = run_sync(async_start_new_kernel_client)

    async def _async_poll_kernel_alive(self) -> None:
        """Stop waiting for a cell as soon as its kernel is dead, but for what it still said."""
        if not WARM:
            return await super()._async_poll_kernel_alive()
        await self.km.provisioner.ended()
        await asyncio.sleep(LAST_WORDS)
        self.task_poll_for_reply.cancel()

    def preprocess_cell(self, cell: NotebookNode, resources: dict, index: int) -> tuple[NotebookNode, dict]:
        """Run an ordinary cell, leave the rest alone."""
        if ordinary(cell):
            self.run(cell, index)
        return cell, resources

    def attempt(self, cell: NotebookNode, index: int) -> tuple[str, bool]:
        """Execute a cell: "" if it ended, else why it did not, in words; and whether the kernel is still there."""
        here, self.kept, self.answered = self.nb.cells[index], 0, 0
        limit = f"there was no end within {self.timeout} seconds"
        try:
            self.execute_cell(cell, index, store_history=here is cell)
            late = any(out.output_type == "error" and out.ename == "CellTimeoutError" for out in cell.outputs)
            return (limit if late else ""), True
        except DeadKernelError:
            return "it ended the kernel", False
        except CellTimeoutError:
            return f"{limit}, nor could it be stopped", False
        finally:
            self.nb.cells[index] = here

    def run(self, cell: NotebookNode, index: int) -> None:
        """An ordinary cell; where it took the kernel down, that is what stands as its output."""
        why, alive = self.attempt(cell, index)
        if not alive:
            self.give_up(cell, index, why)
            self.again(index)

    def give_up(self, cell: NotebookNode, index: int, why: str) -> None:
        """Leave a cell out from now on, and say so in its output."""
        self.log.warning("Cell %s was given up: %s", index, why)
        self.guilty.add(index)
        said = f"This cell was given up: {why}. The cells after it ran without it."
        cell.execution_count = None  # it may have been told before the end, or not
        cell.outputs.append(new_output("error", ename="GivenUp", evalue=said, traceback=[said]))

    def again(self, index: int) -> None:
        """A new kernel, and in it the ordinary cells before this one, but for those that took a kernel down."""
        self._cleanup_kernel()
        self.km = self.create_kernel_manager()
        self.start_new_kernel()
        self.start_new_kernel_client()
        for i, cell in enumerate(self.nb.cells[:index]):
            if ordinary(cell) and i not in self.guilty:
                why, alive = self.attempt(copy.deepcopy(cell), i)
                if not alive:
                    self.give_up(cell, i, why)
                    return self.again(index)

    def ask(self, code: str, index: int) -> tuple[list[NotebookNode], str]:
        """Run code of ours at the place of a grade cell: its outputs, and why it did not end, if it did not.

        The code goes by a file, for IPython takes its time over a long cell: half a second for 2.7 MB."""
        file = Path(self.sitting, "asked.py")
        file.write_text(code, encoding="utf-8")
        hand_over(file)
        probe = new_code_cell(RUN.format(path=str(self.kernel_sees(file))))
        why, alive = self.attempt(probe, index)
        if not alive:
            self.again(index + 1)
        return probe.outputs, why

    def output(self, outs: list, msg: dict, display_id: str | None, cell_index: int) -> NotebookNode | None:
        """Keep an output unless the cell has had its share: a flood costs the flooder, not the grader's memory."""
        content = msg["content"]
        data = content.get("data")
        if isinstance(data, dict) and MIME in data:
            self.answered += len(str(data[MIME]))
            return super().output(outs, msg, display_id, cell_index) if self.answered <= self.most_answer else None
        self.kept += len(content["text"]) if "text" in content else len(str(data or content.get("traceback", "")))
        if self.kept <= self.most_output:
            return super().output(outs, msg, display_id, cell_index)
        if not any(out.get("name") == "stdout" and out.text.endswith(CUT) for out in outs[-1:]):
            outs.append(new_output("stream", name="stdout", text=CUT))
        return None


class WalledExporter(SubmissionExporter):
    """nbgrader's exporter for autograding. nbgrader makes it once, before it touches a submission: the moment to see
    whether the walls stand, and to stop the run if they do not. No student has a wrong score by it."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        try:
            Sitting(parent=self).prepare()
        except NoWallsError as error:
            self.log.error("%s", error)
            raise NbGraderException(str(error)) from None


CUT = "\n… the rest of this cell's output was cut.\n"
