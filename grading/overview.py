"""How a class stands: each student's score, or the reason why there is none."""

from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory

from grading.marking import settings
from grading.reading import UnreadableError, read
from grading.units import Unit


@dataclass(frozen=True)
class Standing:
    """One student: the score, or None with the reason."""

    student: str
    score: float | None
    reason: str = ""


def standings(course: Path, unit: Unit) -> list[Standing]:
    """Everyone who handed in a folder for this unit, by name."""
    folders = sorted(path for path in (course / "submitted").glob(f"*/{unit.id}") if path.is_dir())
    with Gradebook(CourseDirectory(config=settings(course)).db_url) as book:
        return [standing(book, course, unit, folder) for folder in folders]


def standing(book: Gradebook, course: Path, unit: Unit, folder: Path) -> Standing:
    """One student's standing. A score counts only if the graded notebook is there."""
    student = folder.parent.name
    if (course / "autograded" / student / unit.id / f"{unit.id}.ipynb").exists():
        try:
            return Standing(student, book.find_submission(unit.id, student).score)
        except MissingEntry:
            return Standing(student, None, "graded, but not in the gradebook: grade again with --force")
    return Standing(student, None, why_not(folder, unit))


def why_not(folder: Path, unit: Unit) -> str:
    """What keeps a submission from being graded, and what to do."""
    wanted = folder / f"{unit.id}.ipynb"
    others = sorted(path.name for path in folder.iterdir() if path.suffix == ".ipynb")
    if not wanted.exists():
        if others:
            return f"the notebook is called {others[0]!r}: rename it to {wanted.name!r} and grade again"
        return f"there is no notebook in it: ask for {wanted.name!r}"
    try:
        read(wanted)
    except UnreadableError as error:
        return f"{error}; ask for the file again"
    return "it has not been graded yet, or grading it failed: see the log"


def table(rows: list[Standing], points: float) -> str:
    """The standings as text."""
    width = max((len(row.student) for row in rows), default=7)
    lines = [f"{'student':{width}}  score of {points:g}"]
    for row in rows:
        shown = f"{row.score:g}" if row.score is not None else f"not graded: {row.reason}"
        lines.append(f"{row.student:{width}}  {shown}")
    return "\n".join(lines)
