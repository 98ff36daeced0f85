"""Build the notebooks from what `course/` says: the same to the byte each time, and never over someone's own edits."""

import hashlib
import json
import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from grading.config import configure
from grading.graft import grade_id
from grading.units import ROOT, Unit, tasks, units

RECORD = "course/built.json"
"""What was built last, as the digest of each notebook's text: so an edit made by hand can be told from an old build."""


class EditedByHandError(RuntimeError):
    """A built notebook holds changes that `course/` does not; building would lose them."""


def lesson(unit: Unit) -> NotebookNode:
    """The unit's walkthrough as a notebook."""
    return notebook(unit.folder / "lesson.md", f"{unit.name}-lesson")


def exercises(unit: Unit) -> NotebookNode:
    """The unit's exercises with solutions and hidden tests. ValueError if a grade cell and its task disagree."""
    nb = notebook(unit.folder / "exercises.md", unit.name)
    graded = {grade_id(c): c.metadata.nbgrader for c in nb.cells if c.metadata.get("nbgrader", {}).get("grade")}
    if list(graded) != list(tasks(unit)):
        raise ValueError(
            f"{unit.folder}: grade cells {list(graded)}, but tasks {list(tasks(unit))}; same names, same order."
        )
    for name, task in tasks(unit).items():
        if graded[name].points != task.points:
            raise ValueError(
                f"{unit.folder}/exercises.md: {name} says {graded[name].points}, its parts make {task.points}."
            )
    return nb


def notebook(path: Path, prefix: str) -> NotebookNode:
    """A MyST file as a notebook without outputs; cell ids are made from place and name, never drawn."""
    nb = jupytext.read(path, fmt="md:myst")
    nb.metadata = NotebookNode(
        kernelspec={"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        language_info={"name": "python"},
    )
    nb.nbformat, nb.nbformat_minor = 4, 5
    for number, cell in enumerate(nb.cells):
        cell.id = grade_id(cell) or f"{prefix}-{number:03d}"
    nbformat.validate(nb)
    return nb


def release(unit: Unit, source: NotebookNode) -> NotebookNode:
    """What students get, made from the source by nbgrader itself under the course's own config."""
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        write(source, course / "source" / unit.id / f"{unit.id}.ipynb")
        config = Config()
        configure(config, course)
        config.SaveCells.enabled = False  # a build leaves no gradebook
        config.CourseDirectory.assignment_id = unit.id
        converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
        converter.no_database = True
        converter.log = logging.getLogger("build")
        converter.start()
        return nbformat.read(course / "release" / unit.id / f"{unit.id}.ipynb", as_version=4)


def built() -> Iterator[tuple[str, str, NotebookNode]]:
    """Every built notebook: its path, the file in course/ it comes from, and what it should hold."""
    for unit in units().values():
        source = exercises(unit)
        edited = unit.folder.relative_to(ROOT).as_posix()
        yield f"notebooks/{unit.id}.ipynb", f"{edited}/lesson.md", lesson(unit)
        yield f"source/{unit.id}/{unit.id}.ipynb", f"{edited}/exercises.md", source
        yield f"release/{unit.id}/{unit.id}.ipynb", f"{edited}/exercises.md", release(unit, source)


def text(nb: NotebookNode) -> str:
    """A notebook as the text of its file."""
    return nbformat.writes(nb) + "\n"


def write(nb: NotebookNode, path: Path) -> None:
    """Write a notebook, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text(nb), encoding="utf-8")


def digest(nb: NotebookNode) -> str:
    """What a person would call the notebook's contents: types and texts of its cells, not outputs nor counts."""
    cells = [[cell.cell_type, cell.source, grade_id(cell)] for cell in nb.cells]
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()


def build(force: bool = False) -> list[str]:
    """Write every notebook that is not as it should be; gives their paths.

    EditedByHandError, and nothing is written, if one was changed since it was built, unless `force`.
    """
    record_path = ROOT / RECORD
    record = json.loads(record_path.read_text(encoding="utf-8")) if record_path.exists() else {}
    wanted = list(built())
    if not force:
        refuse_edited(wanted, record)
    stale = [(path, nb) for path, _, nb in wanted if not as_built(ROOT / path, nb)]
    for path, nb in stale:
        write(nb, ROOT / path)
    new = json.dumps({path: digest(nb) for path, _, nb in wanted}, indent=1) + "\n"
    record_path.write_text(new, encoding="utf-8")
    return [path for path, _ in stale]


def as_built(path: Path, nb: NotebookNode) -> bool:
    """Does the file hold just this notebook?"""
    return path.exists() and path.read_text(encoding="utf-8") == text(nb)


def refuse_edited(wanted: list[tuple[str, str, NotebookNode]], record: dict[str, str]) -> None:
    """EditedByHandError if a notebook that would be overwritten is neither the last build nor the new one."""
    edited = []
    for path, origin, nb in wanted:
        file = ROOT / path
        if file.exists() and digest(now := nbformat.read(file, as_version=4)) not in (record.get(path), digest(nb)):
            cell = next(
                (i for i, (a, b) in enumerate(zip(now.cells, nb.cells, strict=False)) if a.source != b.source), "last"
            )
            edited.append(f"  {path} (first at cell {cell}): make the change in {origin} instead")
    if edited:
        listed = "\n".join(edited)
        raise EditedByHandError(
            f"Edited by hand since they were built, and built from course/:\n{listed}\n"
            "Then delete the notebook, or run `python -m grading notebooks --force` to lose the edits."
        )
