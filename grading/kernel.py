"""The student's kernel during grading: limited, watched, and started anew when a cell takes it down."""

import copy
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from nbgrader import utils
from nbgrader.preprocessors import Execute
from traitlets import Integer

from grading.agent import MIME

PATHS = "import os, sys; sys.path[:] = [p for p in sys.path if p not in ('', os.getcwd())] + [os.getcwd()]"
"""Files handed in with a notebook can be imported, but come last: a numpy.py among them hides nothing."""


def limits(memory: int) -> Callable[[], None] | None:
    """What a kernel's process does to itself before it starts: a cap on memory, on file sizes, no core dumps.

    None where the operating system has no such limits (Windows)."""
    if os.name != "posix":
        return None
    import resource

    def limit() -> None:
        for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 64 << 20), (resource.RLIMIT_CORE, 0)):
            resource.setrlimit(kind, (most, most))

    return limit


def ordinary(cell: NotebookNode) -> bool:
    """Is this a cell that runs in the student's kernel: code, and no grade cell?"""
    return cell.cell_type == "code" and not utils.is_grade(cell)


class Sitting(Execute):
    """One notebook's run. A cell that kills the kernel or cannot be interrupted costs itself and nothing else: the
    kernel is started again and the ordinary cells before it run once more without it."""

    memory = Integer(
        2 << 30, help="Bytes of memory that a student's kernel may use; a kernel that draws takes 1 GB."
    ).tag(config=True)
    most_output = Integer(2_000_000, help="Characters of output kept of one cell.").tag(config=True)
    most_answer = Integer(128 << 20, help="Characters of answers read for one task.").tag(config=True)

    shutdown_kernel = "immediate"
    store_widget_state = False

    def preprocess(self, nb: NotebookNode, resources: dict, km: None = None) -> tuple[NotebookNode, dict]:
        """Run the notebook in a scratch folder of its own that holds the other files handed in with it."""
        self.guilty: set[int] = set()
        self.started = 0
        with tempfile.TemporaryDirectory(prefix="sitting-") as self.sitting:
            self.scratch = Path(self.sitting, "work")
            self.scratch.mkdir()
            self.copy_files(resources.get("metadata", {}).get("path", ""))
            return super().preprocess(nb, resources, km)

    def copy_files(self, folder: str) -> None:
        """The submission's other files, for its code to read; what it writes there is thrown away."""
        for file in Path(folder).iterdir() if folder else []:
            if file.is_file() and file.suffix != ".ipynb" and not file.is_symlink():
                shutil.copy(file, self.scratch)

    def create_kernel_manager(self) -> AsyncKernelManager:
        """A manager that talks to its kernel through sockets in the file system, where there are any."""
        km = super().create_kernel_manager()
        if os.name == "posix":
            self.started += 1
            km.transport, km.ip = "ipc", f"{self.sitting}/kernel{self.started}"
        return km

    def start_new_kernel(self, **kwargs: object) -> None:
        """A kernel with one thread, in the scratch folder, under the limits."""
        threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        env = dict(
            os.environ, PYTHONSAFEPATH="1", PATH=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        )
        guard = limits(self.memory)
        super().start_new_kernel(
            cwd=str(self.scratch), env=env | threads, **({"preexec_fn": guard} if guard else {}), **kwargs
        )

    def start_new_kernel_client(self) -> None:
        """The kernel's client; the first thing that the kernel does is to put the handed-in files last on its path."""
        super().start_new_kernel_client()
        self.kc.execute(PATHS, silent=True, store_history=False)

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
        """Run code of ours at the place of a grade cell: its outputs, and why it did not end, if it did not."""
        probe = new_code_cell(code)
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


CUT = "\n… the rest of this cell's output was cut.\n"
