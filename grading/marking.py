"""Marking one submission: a function from a submission and its exam to the graded notebook, with no shared state.

It is nbgrader's own converter, run in a course folder of its own in which this submission is the only one. What the
gradebook is to be told is left to the one who asked (ledger.py).
"""

import hashlib
import io
import logging
import os
import shutil
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nbgrader.converters import Autograde, NbGraderException
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning
from traitlets import log
from traitlets.config import Config, PyFileConfigLoader

from grading.kernel import Sitting
from grading.leaving import own_folder
from grading.units import ROOT

CONFIG, GRADEBOOK, SECRET = "nbgrader_config.py", "gradebook.db", ".grading-secret"
FOR_THE_GRADEBOOK = ("SaveAutoGrades", "AssignLatePenalties")
"""nbgrader's preprocessors that write into the gradebook and leave the notebook as it is."""
ONE_AT_A_TIME = threading.Lock()
"""nbgrader changes the working folder and the environment of its process."""


class OtherVersionError(RuntimeError):
    """A worker has not the course's code that the exam was made with."""


@dataclass(frozen=True)
class Exam:
    """What marking a unit takes, the same for all who hand in: files of the course folder, by their path in it. Among
    them are nbgrader's config and a gradebook that knows the unit and no student. `version` is that of our code."""

    unit: str
    files: Mapping[str, bytes]
    version: str


@dataclass(frozen=True)
class Submission:
    """One student's folder: files by their path in it."""

    student: str
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Marked:
    """A graded notebook as text, or None if it could not be graded; and what nbgrader said meanwhile."""

    student: str
    notebook: str | None
    log: str


def mark(exam: Exam, submission: Submission) -> Marked:
    """Grade one submission. What a student's code does is no error: it stands in the notebook. No notebook comes back
    where nothing could be graded; why is in the log. OtherVersionError if this process has other tasks or judges,
    NoWallsError if it cannot wall students' code in."""
    if exam.version != fingerprint():
        raise OtherVersionError("A worker has another version of the course: install this one there, and restart it.")
    with ONE_AT_A_TIME:
        course = own_course_folder()
        try:
            write(course, exam.files)
            write(course / "submitted" / submission.student / exam.unit, submission.files)
            told = convert(course, exam.unit)
            graded = course / "autograded" / submission.student / exam.unit / f"{exam.unit}.ipynb"
            return Marked(submission.student, graded.read_text("utf-8") if graded.exists() else None, told)
        finally:
            for part in course.iterdir():
                shutil.rmtree(part) if part.is_dir() else part.unlink()


def convert(course: Path, unit: str) -> str:
    """Run nbgrader's Autograde on what lies in this course folder, without what it would tell the gradebook. Gives its
    log."""
    config = settings(course)
    config.CourseDirectory.db_url = f"sqlite:///{course / GRADEBOOK}"
    config.CourseDirectory.assignment_id = unit
    config.Examine.secret_file = str(course / SECRET)
    config.Autograde.autograde_preprocessors = parts_of(config, for_the_gradebook=False)
    Sitting(config=config).prepare()
    with listening() as told, no_remarks_on_sessions():
        try:
            Autograde(coursedir=CourseDirectory(config=config), config=config).start()
        except NbGraderException as error:
            told.write(f"{error}\n")
    return told.getvalue()


def settings(course: Path) -> Config:
    """The config that stands in a course folder."""
    return PyFileConfigLoader(CONFIG, path=str(course)).load_config()


def parts_of(config: Config, for_the_gradebook: bool) -> list:
    """The steps of autograding that write into the gradebook, or all the others, as the config has them."""
    every = config.Autograde.autograde_preprocessors
    names = [(each if isinstance(each, str) else each.__name__).rpartition(".")[2] for each in every]
    return [each for each, name in zip(every, names, strict=True) if (name in FOR_THE_GRADEBOOK) == for_the_gradebook]


@contextmanager
def listening() -> Iterator[io.StringIO]:
    """What nbgrader logs meanwhile."""
    told, logger = io.StringIO(), log.get_logger()
    handler = logging.StreamHandler(told)
    handler.setFormatter(logging.Formatter("[%(levelname)s] %(message)s"))
    logger.addHandler(handler)
    before = logger.level
    logger.setLevel(logging.INFO)
    try:
        yield told
    finally:
        logger.setLevel(before)
        logger.removeHandler(handler)


@contextmanager
def no_remarks_on_sessions() -> Iterator[None]:
    """SQLAlchemy has remarks on the way in which nbgrader makes a submission's rows; they do no harm, and say nothing
    to the one who grades."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=SAWarning)
        yield


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder, for their owner alone."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)


@cache
def own_course_folder() -> Path:
    """This process's own course folder."""
    return own_folder("marking")


@cache
def fingerprint() -> str:
    """What tells one version of the code that judges from another."""
    digest = hashlib.sha256()
    for part in ("grading", "course", "backprop"):
        for path in sorted((ROOT / part).rglob("*.py")):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
