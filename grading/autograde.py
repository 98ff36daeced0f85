"""nbgrader's autograding, with the verdict reached in the grader's process and never in the student's kernel."""

import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path

import numpy as np
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader import utils
from traitlets import Unicode

from grading import page, wire
from grading.agent import MIME
from grading.examine import problems
from grading.kernel import Sitting
from grading.steps import Problem, Task
from grading.units import every_task
from grading.verdict import Part, Verdict, judge, refused

MOST_PRINTED = 2_000
"""Characters of what a student's function printed that its feedback shows."""


def is_examined(cell: NotebookNode) -> bool:
    """Is this a grade cell that is examined: code, and not an answer marked by hand?"""
    return cell.cell_type == "code" and utils.is_grade(cell) and not utils.is_solution(cell)


class Examine(Sitting):
    """Runs the student's cells in their kernel and examines each grade cell's task from outside of it."""

    secret_file = Unicode(
        ".grading-secret", help="Holds the secret that problems are drawn from; made on first use. Keep it private."
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict, km: None = None) -> tuple[NotebookNode, dict]:
        """Grade a notebook. It fails closed: until a grade cell is examined it stands at 0, with the reason."""
        self.who = (resources["nbgrader"]["student"], resources["nbgrader"]["assignment"])
        self.digest = hashlib.sha256("\0".join(cell.source for cell in nb.cells).encode()).hexdigest()
        for cell in filter(is_examined, nb.cells):
            self.write(cell, self.failed(cell, "This cell has not been examined."))
        return super().preprocess(nb, resources, km)

    def preprocess_cell(self, cell: NotebookNode, resources: dict, index: int) -> tuple[NotebookNode, dict]:
        """Run an ordinary cell, examine a grade cell, leave the rest alone."""
        self._check_assign_resources(resources)
        if is_examined(cell):
            self.write(cell, self.examined(cell, index))
        elif cell.cell_type == "code" and not utils.is_grade(cell):
            self.run(cell, index)
        return cell, self.resources

    def examined(self, cell: NotebookNode, index: int) -> Verdict:
        """The verdict on the task that a grade cell names. An error of the grader's own is a loud 0."""
        task = every_task().get(cell.metadata.nbgrader.grade_id)
        if task is None:
            return self.failed(cell, "The course has no task of this name; its grade_id must be a task's name.")
        try:
            return self.question(task, index)
        except Exception as error:
            self.log.error("Task %s could not be examined", task.name, exc_info=True)
            return refused(task, f"The grader failed here ({type(error).__name__}); please tell your instructor.")

    def question(self, task: Task, index: int) -> Verdict:
        """Deal the task's problems, put them to the kernel in one message, judge what comes back."""
        dealt = problems(task, np.random.default_rng(self.seed(task)))
        nonce = secrets.token_hex(16)
        outputs, why = self.ask(wire.as_cell(wire.request(task, dealt, nonce)), index)
        replies = collect(outputs, nonce, dealt, why)
        verdict = judge(task, dealt, replies)
        return Verdict(verdict.task, verdict.parts, verdict.note, printed(outputs))

    def seed(self, task: Task) -> int:
        """Unforeseeable for the student, the same each time this submission is graded."""
        text = "\0".join([*self.who, task.name, self.digest])
        return int.from_bytes(hmac.digest(secret(Path(self.secret_file)), text.encode(), "sha256"))

    def failed(self, cell: NotebookNode, reason: str) -> Verdict:
        """A verdict of 0 on a cell whose task cannot be examined."""
        ours = cell.metadata.nbgrader
        return Verdict(ours.grade_id, [Part(ours.grade_id, float(ours.points), "no answer")], reason)

    def write(self, cell: NotebookNode, verdict: Verdict) -> None:
        """Make a verdict the cell's outputs: what the student reads, and the number that nbgrader reads."""
        most = float(cell.metadata.nbgrader.points)
        if verdict.points != most:
            reason = f"The cell says {most:g} points and its task {verdict.points:g}: build the notebooks again."
            verdict = self.failed(cell, reason)
        data = {"text/plain": page.text(verdict), "text/html": page.html(verdict)}
        cell.outputs = [
            new_output("display_data", data=data),
            new_output("execute_result", data={"text/plain": str(float(verdict.score))}, execution_count=None),
        ]


def secret(path: Path) -> bytes:
    """The course's secret; drawn and written, for its owner alone to read, where there is none yet."""
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
    except FileExistsError:
        pass
    return path.read_bytes()


def collect(outputs: list[NotebookNode], nonce: str, dealt: list[Problem], why: str) -> list[wire.Reply]:
    """The replies to the problems, in their order, from what the kernel put out; silence has its reason."""
    replies: dict[int, wire.Reply] = {}
    for out in outputs:
        data = out.get("data", {}).get(MIME) if out.output_type == "display_data" else None
        if isinstance(data, dict) and data.get("nonce") == nonce and isinstance(data.get("index"), int):
            replies.setdefault(data["index"], wire.read(data))
    silence = wire.Silent(why or "the kernel sent nothing back")
    return [replies.get(i, silence) for i in range(len(dealt))]


def printed(outputs: list[NotebookNode]) -> str:
    """What the student's function printed while it was examined, cut short, without colour codes."""
    text = "".join(out.text for out in outputs if out.output_type == "stream")
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    text = re.sub(r"\S*ipykernel_\d+/\d+\.py", "your cell", text)  # a warning's file, another in each kernel
    return text if len(text) <= MOST_PRINTED else text[:MOST_PRINTED] + "\n… cut"
