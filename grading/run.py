"""Running nbgrader's own commands on a course folder, with progress shown."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tqdm import tqdm

from grading.crew import Crew, gather
from grading.ledger import Ledger
from grading.marking import Marked
from grading.units import Unit


def nbgrader(course: Path, *words: str, each: Callable[[str], None] = lambda line: None) -> int:
    """Run `nbgrader …` in a course folder; `each` gets every line of its log. Gives the exit status.

    The interpreter's own folder goes first on PATH: nbgrader looks there for alembic.
    """
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    process = subprocess.Popen(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=course,
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    assert process.stdout
    with process.stdout:
        for line in process.stdout:
            each(line.rstrip("\n"))
    return process.wait()


class Progress:
    """One line a student, from nbgrader's log, and the log itself in a file."""

    def __init__(self, log: Path, total: int, word: str) -> None:
        self.log, self.total, self.word, self.seen = log, total, word, set()
        log.write_text("", encoding="utf-8")

    def __call__(self, line: str) -> None:
        """Take a line of nbgrader's log."""
        with self.log.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        if (
            found := re.search(
                r"(?:Sanitizing|Converting notebook) .*?[/\\](?:submitted|autograded)[/\\]([^/\\]+)", line
            )
        ) and (student := found[1]) not in self.seen:
            self.seen.add(student)
            print(f"  {self.word} {len(self.seen):3} of {self.total}  {student}", flush=True)


def register(course: Path, unit: Unit) -> None:
    """Make the unit known to the course's gradebook. RuntimeError with the end of nbgrader's log if that fails."""
    lines: list[str] = []
    if nbgrader(course, "generate_assignment", unit.id, "--force", each=lines.append):
        raise RuntimeError("nbgrader generate_assignment failed:\n" + "\n".join(lines[-15:]))


def forget_older(course: Path, unit: Unit) -> None:
    """Take away graded notebooks and feedback that are older than what was handed in, so that they are made anew.

    Scores and comments given by hand stay: they are in the gradebook."""
    for handed_in in (course / "submitted").glob(f"*/{unit.id}/{unit.id}.ipynb"):
        student = handed_in.parent.parent.name
        graded = course / "autograded" / student / unit.id
        made = graded / handed_in.name
        if made.exists() and made.stat().st_mtime < handed_in.stat().st_mtime:
            shutil.rmtree(graded)
            shutil.rmtree(course / "feedback" / student / unit.id, ignore_errors=True)


def grade(course: Path, unit: Unit, total: int, crew: Crew | None = None) -> None:
    """Grade and write the feedback pages for all that lies in submitted/; failures stand in the logs. Without a crew,
    by plain `nbgrader autograde`."""
    register(course, unit)
    forget_older(course, unit)
    if crew:
        autograde(course, unit, crew)
    else:
        nbgrader(course, "autograde", unit.id, each=Progress(course / "autograde.log", total, "graded"))
    write_feedback(course, unit, total)


def write_feedback(course: Path, unit: Unit, total: int) -> None:
    """Write the pages that students read."""
    nbgrader(course, "generate_feedback", unit.id, each=Progress(course / "feedback.log", total, "feedback for"))


def autograde(course: Path, unit: Unit, crew: Crew) -> None:
    """What `nbgrader autograde` does, by many at once, with a bar that tells the time left. Errors as in `gather`."""
    ledger = Ledger(course, unit.id)
    with (
        crew.polite(),
        (course / "autograde.log").open("w", encoding="utf-8") as log,
        tqdm(total=len(ledger.waiting()), unit=" submissions", desc=unit.id, dynamic_ncols=True) as bar,
    ):

        def tell(marked: Marked) -> None:
            log.write(f"== {marked.student}\n{marked.log}")
            bar.update()

        gather(ledger, crew, tell)
