"""The units of the course and their tasks, as `course/units.toml` lists them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from grading.steps import Task

ROOT = Path(__file__).resolve().parent.parent
"""The course folder: the one that holds course/, grading/ and the rest."""


@dataclass(frozen=True)
class Unit:
    """One folder under course/. Its `id`, number and name, is nbgrader's name for assignment and notebook."""

    name: str
    number: int
    title: str

    @property
    def id(self) -> str:
        """For instance 03_xor."""
        return f"{self.number:02d}_{self.name}"

    @property
    def folder(self) -> Path:
        """Where its lesson, exercises and tasks are edited."""
        return ROOT / "course" / self.name


@cache
def units() -> dict[str, Unit]:
    """The units by id, in the order in which they are taught."""
    listed = tomllib.loads((ROOT / "course" / "units.toml").read_text(encoding="utf-8"))["unit"]
    made = sorted((Unit(**each) for each in listed), key=lambda u: u.number)
    return {unit.id: unit for unit in made}


def unit(name: str) -> Unit:
    """A unit by its id. KeyError with the ids there are."""
    if name not in units():
        raise KeyError(f"There is no unit {name!r}; there are {', '.join(units())}.")
    return units()[name]


@cache
def tasks(unit: Unit) -> dict[str, Task]:
    """A unit's tasks by name, in the order in which they are set."""
    return {task.name: task for task in import_module(f"course.{unit.name}.tasks").TASKS}


@cache
def every_task() -> dict[str, Task]:
    """All tasks of all units by name."""
    return {name: task for each in units().values() for name, task in tasks(each).items()}
