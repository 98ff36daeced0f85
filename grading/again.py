"""An appeal: one submission marked again, on the same problems, beside what is on record. Nothing is changed."""

from pathlib import Path

import nbformat

from grading.autograde import is_examined
from grading.ledger import Ledger
from grading.marking import mark
from grading.units import Unit


def again(course: Path, student: str, unit: Unit) -> int:
    """Print every task's verdict anew, and how it compares with the one on record. Gives 0 if they are the same, 1 if
    they differ, if nothing is on record, or if the submission cannot be graded. ValueError if there is none."""
    ledger = Ledger(course, unit.id)
    if not ledger.handed_in(student).is_dir():
        raise ValueError(f"There is no folder {ledger.handed_in(student)}. Which name has the student in submitted/?")
    marked = mark(ledger.exam(), ledger.submission(student))
    if marked.notebook is None:
        print(f"{student}'s submission cannot be graded. What nbgrader said:\n{marked.log}")
        return 1
    now = verdicts(marked.notebook)
    print("\n".join(now.values()))
    recorded = ledger.graded(student) / f"{unit.id}.ipynb"
    if not recorded.exists():
        print(f"\n{student} has no grade on record for {unit.id} yet.")
        return 1
    before = verdicts(recorded.read_text(encoding="utf-8"))
    other = [name for name in now if now[name] != before.get(name)]
    print("\n" + (f"Not as on record: {', '.join(other)}." if other else "The same as on record, in every task."))
    return int(bool(other))


def verdicts(text: str) -> dict[str, str]:
    """What stands under each grade cell of a graded notebook, by task."""
    graded = [cell for cell in nbformat.reads(text, as_version=4).cells if is_examined(cell)]
    return {cell.metadata.nbgrader.grade_id: cell.outputs[0].data["text/plain"] for cell in graded}
