"""Rebuild a submission on the released notebook, before anything of it runs.

Only the text of the solution cells (by grade_id) and the student's own extra cells are taken over. Everything else,
all metadata included, is ours: what was deleted, doubled, moved, retyped or edited is thereby cured, and each repair
is named for the student to read.
"""

import copy
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor, OverwriteCells

CHECKED = ("grade", "solution", "locked", "points")
"""The nbgrader metadata whose change is worth telling."""


def grade_id(cell: NotebookNode) -> str | None:
    """A cell's grade_id if it has one that is a text."""
    ours = cell.get("metadata", {}).get("nbgrader")
    name = ours.get("grade_id") if isinstance(ours, dict) else None
    return name if isinstance(name, str) else None


def source(cell: NotebookNode) -> str:
    """A cell's text, whatever stands in the place of it."""
    text = cell.get("source", "")
    return text if isinstance(text, str) else ""


def graft(submitted: NotebookNode, released: NotebookNode) -> tuple[NotebookNode, list[str]]:
    """The submission on the released notebook's frame, and the repairs that this made, in words."""
    names = {grade_id(cell): cell for cell in released.cells if grade_id(cell)}
    given = {source(cell).strip() for cell in released.cells}
    answers: dict[str, str] = {}
    extra: dict[str | None, list[NotebookNode]] = {None: []}
    last: str | None = None
    for cell in submitted.get("cells", []):
        name = place(cell, names)
        if name:
            last = name
            if name not in answers or source(cell).strip() not in given:
                answers[name] = source(cell)
        elif source(cell).strip() and source(cell).strip() not in given:
            extra.setdefault(last, []).append(own_cell(cell, sum(map(len, extra.values()))))
    cells = list(extra[None])
    for frame in released.cells:
        cells.append(filled(frame, answers))
        cells += extra.get(grade_id(frame), []) if grade_id(frame) else []
    grafted = copy.copy(released)
    grafted.cells = cells
    return grafted, repairs(submitted, names)


def place(cell: NotebookNode, names: Mapping[str, NotebookNode]) -> str | None:
    """Which released cell this is: by its grade_id or, where a program threw the metadata away, by the cell's id."""
    return next((name for name in (grade_id(cell), cell.get("id")) if name in names), None)


def own_cell(cell: NotebookNode, number: int) -> NotebookNode:
    """A cell that the student added: its text and nothing else."""
    if cell.get("cell_type") == "code":
        return nbformat.v4.new_code_cell(source(cell), id=f"own-{number}")
    return nbformat.v4.new_markdown_cell(source(cell), id=f"own-{number}")


def filled(frame: NotebookNode, answers: Mapping[str, str]) -> NotebookNode:
    """A released cell with the student's text in it, where it is theirs to fill."""
    cell = copy.deepcopy(frame)
    if utils.is_solution(cell) and (name := grade_id(cell)) in answers:
        cell.source = answers[name]
    return cell


def repairs(submitted: NotebookNode, names: Mapping[str, NotebookNode]) -> list[str]:
    """What was not as released, one sentence a finding."""
    cells = [cell for cell in submitted.get("cells", []) if place(cell, names)]
    order = [place(cell, names) for cell in cells]
    found = [f"The cell {name} was missing and was put back." for name in names if name not in order]
    for name in dict.fromkeys(order):
        copies = [cell for cell, its in zip(cells, order, strict=True) if its == name]
        if len(copies) > 1:
            found.append(f"The cell {name} was there {len(copies)} times; the last one that was written in counts.")
        found += changes(copies[-1], names[name])
    unique = list(dict.fromkeys(order))
    if unique != [name for name in names if name in unique]:
        found.append("The cells had been moved about; they are back in their order.")
    return found


def changes(cell: NotebookNode, frame: NotebookNode) -> list[str]:
    """How one cell differs from the released one in what is not the student's to change."""
    name, found = grade_id(frame), []
    if cell.get("cell_type") != frame.cell_type:
        found.append(
            f"The cell {name} had become a {cell.get('cell_type')} cell; it is a {frame.cell_type} cell again."
        )
    ours, theirs = frame.metadata.nbgrader, cell.get("metadata", {}).get("nbgrader")
    if not isinstance(theirs, dict):
        return [*found, f"The cell {name} had lost its metadata; it has it again."]
    if edited := [key for key in CHECKED if theirs.get(key) != ours.get(key)]:
        found.append(f"In the cell {name}, {' and '.join(edited)} had been edited and was set back.")
    if cell.metadata.get("tags"):
        found.append(f"Tags on the cell {name} were taken off.")
    if not utils.is_solution(frame) and source(cell).strip() != frame.source.strip():
        found.append(f"The text of the cell {name} had been edited and was set back.")
    return found


class Graft(NbGraderPreprocessor):
    """nbgrader's hook for `graft`: the first of `Autograde.sanitize_preprocessors`."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """The grafted notebook, with a cell on top that names the repairs if there were any."""
        where = resources["nbgrader"]
        course = CourseDirectory(config=self.config)
        self.leave_out_links(course, where["student"], where["assignment"])
        folder = Path(course.format_path(course.release_directory, ".", where["assignment"]))
        released = nbformat.read(folder / f"{where['notebook']}.ipynb", as_version=4)
        nb, made = graft(nb, released)
        for repair in made:
            self.log.warning("%s: %s", where["student"], repair)
        if made:
            listed = "\n".join(f"- {repair}" for repair in made)
            note = f"**Put right before grading.** No points are lost by it.\n\n{listed}"
            nb.cells.insert(0, nbformat.v4.new_markdown_cell(note, id="repairs"))
        return nb, resources

    def leave_out_links(self, course: CourseDirectory, student: str, assignment: str) -> None:
        """Take away what nbgrader copied from where a link among the submission's files leads: that may be any file of
        ours, the secret or another's answers, and a student's code would find it beside its notebook."""
        handed_in = Path(course.format_path(course.submitted_directory, student, assignment))
        copied = Path(course.format_path(course.autograded_directory, student, assignment))
        for link in (path for path in handed_in.rglob("*") if path.is_symlink()):
            self.log.warning("%s: %s is a link, and was left out", student, link.name)
            (copied / link.relative_to(handed_in)).unlink(missing_ok=True)


class PutBack(OverwriteCells):
    """Puts the hidden tests back. After a graft nothing else is left to change, so there is nothing to warn of."""

    def report_change(self, name: str, attr: str, old: object, new: object) -> None:
        """What differs is that the released cells hold no hidden tests."""
        self.log.debug("%s of cell %s: %s, now %s", attr, name, new, old)
