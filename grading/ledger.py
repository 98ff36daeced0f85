"""The gradebook and the folder autograded/, written by one process alone: the one that gathers what was marked.

All that goes into the gradebook goes there by nbgrader's own functions. A submission counts as graded when its folder
stands in autograded/, and the folder is set there last, whole, in one move. What is interrupted is therefore done
again, and since its problems are the same it comes out the same.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbgrader.api import Base, Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import find_all_files
from sqlalchemy import create_engine, insert, select
from traitlets.utils.importstring import import_item

from grading.autograde import secret
from grading.marking import (
    CONFIG,
    GRADEBOOK,
    SECRET,
    Exam,
    Marked,
    Submission,
    fingerprint,
    no_remarks_on_sessions,
    parts_of,
    settings,
)

OF_THE_COURSE = (
    "course", "assignment", "notebook", "base_cell", "grade_cells", "solution_cells", "task_cells", "source_cell",
)  # fmt: skip
"""The tables of nbgrader's gradebook that know no student."""
UNFINISHED = ".unfinished"
"""Where, within autograded/, a graded submission lies until it is whole."""


class Ledger:
    """One unit's grades in one course folder, in the gradebook that nbgrader's config there names."""

    def __init__(self, course: Path, unit: str) -> None:
        self.course, self.unit = course.resolve(), unit
        self.config = settings(self.course)
        self.folders = CourseDirectory(config=self.config)

    def handed_in(self, student: str) -> Path:
        """The folder that a student handed in."""
        return self.course / "submitted" / student / self.unit

    def graded(self, student: str) -> Path:
        """The folder with what came of it."""
        return self.course / "autograded" / student / self.unit

    def waiting(self) -> list[str]:
        """Students who handed in a notebook, by whatever name, and have no graded one."""
        found = {path.parent.parent.name for path in self.course.glob(f"submitted/*/{self.unit}/*.ipynb")}
        return [student for student in sorted(found) if not self.graded(student).exists()]

    def files(self, folder: Path, *but: str) -> Iterator[tuple[str, Path]]:
        """The files of a folder that nbgrader would take over, by their path in it. A link is nobody's own file."""
        for path in map(Path, find_all_files(str(folder), [*self.folders.ignore, *but])):
            if not path.is_symlink():
                yield path.relative_to(folder).as_posix(), path

    def submission(self, student: str) -> Submission:
        """What a worker needs of a student's folder."""
        files = {name: path.read_bytes() for name, path in self.files(self.handed_in(student))}
        return Submission(student, files)

    def exam(self) -> Exam:
        """What a worker needs of the unit."""
        files = {CONFIG: (self.course / CONFIG).read_bytes(), SECRET: secret(Path(self.config.Examine.secret_file))}
        for part in ("release", "source"):
            folder = self.course / part / self.unit
            files |= {f"{part}/{self.unit}/{name}": path.read_bytes() for name, path in self.files(folder)}
        return Exam(self.unit, files | {GRADEBOOK: self.blank_gradebook()}, fingerprint())

    def blank_gradebook(self) -> bytes:
        """A gradebook, as the bytes of an SQLite file, that knows the course as ours does and no student."""
        tables = [table for table in Base.metadata.sorted_tables if table.name in OF_THE_COURSE]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, GRADEBOOK)
            ours, blank = create_engine(self.folders.db_url), create_engine(f"sqlite:///{path}")
            Base.metadata.create_all(blank)
            with ours.connect() as old, blank.begin() as new:
                for table in tables:
                    if rows := [dict(row) for row in old.execute(select(table)).mappings()]:
                        new.execute(insert(table), rows)
            ours.dispose()
            blank.dispose()
            return path.read_bytes()

    def enter(self, marked: Marked) -> None:
        """Write down one marked submission: its grades, then its folder."""
        with no_remarks_on_sessions(), Gradebook(self.folders.db_url, self.folders.course_id) as book:
            book.update_or_create_student(marked.student)
            timestamp = self.folders.get_existing_timestamp(str(self.handed_in(marked.student)))
            when = {"timestamp": timestamp} if timestamp else {}
            book.update_or_create_submission(self.unit, marked.student, **when)
        if marked.notebook is not None:
            self.save(marked.student, marked.notebook)
            self.set_in_place(marked.student, marked.notebook)

    def save(self, student: str, text: str) -> None:
        """Tell the gradebook, by nbgrader's own preprocessors, what stands in a graded notebook."""
        nb = nbformat.reads(text, as_version=nbformat.current_nbformat)
        ours = {"student": student, "assignment": self.unit, "notebook": self.unit, "db_url": self.folders.db_url}
        for part in parts_of(self.config, for_the_gradebook=True):
            step = import_item(part) if isinstance(part, str) else part
            nb, _ = step(config=self.config).preprocess(nb, {"nbgrader": ours})

    def set_in_place(self, student: str, text: str) -> None:
        """Make a graded submission's folder out of sight, and move it into place."""
        unfinished = self.course / "autograded" / UNFINISHED / student
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        for folder in (self.handed_in(student), self.course / "source" / self.unit):
            for name, path in self.files(folder, "*.ipynb"):
                (unfinished / name).parent.mkdir(parents=True, exist_ok=True)
                (unfinished / name).unlink(missing_ok=True)
                shutil.copy(path, unfinished / name)
        (unfinished / f"{self.unit}.ipynb").write_text(text, encoding="utf-8")
        for path in unfinished.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o444)
        self.graded(student).parent.mkdir(parents=True, exist_ok=True)
        os.replace(unfinished, self.graded(student))
