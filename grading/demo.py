"""The sample class, graded by plain nbgrader in a course folder of its own, and compared with the plan."""

import shutil
from pathlib import Path

from grading import overview, run
from grading.crew import Crew
from grading.samples import Sample, sample_class
from grading.units import ROOT, Unit, tasks

LIMIT = 8
"""Seconds a cell may take in the demo: some of its samples never end, and everyone waits for them."""

CONFIG = f"""from pathlib import Path

from grading.config import configure

c = get_config()
configure(c, root=Path(__file__).resolve().parent)
c.Execute.timeout = {LIMIT}
"""


def set_up(course: Path, unit: Unit, samples: list[Sample]) -> None:
    """A course folder with the unit's source and release, and the submissions of a sample class."""
    for part in ("source", "release"):
        shutil.copytree(ROOT / part / unit.id, course / part / unit.id)
    (course / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    for sample in samples:
        folder = course / "submitted" / sample.name / unit.id
        folder.mkdir(parents=True)
        for name, text in sample.files.items():
            (folder / name).write_text(str(text), encoding="utf-8")


def demo(chosen: list[Unit], crew: Crew | None = None, course: Path = ROOT / "demo") -> bool:
    """Grade the sample classes of these units, by a crew or by plain nbgrader; prints progress, the grade tables and
    the feedback's place.

    True if every score is as planned.
    """
    shutil.rmtree(course, ignore_errors=True)
    course.mkdir(parents=True)
    good = total = 0
    for unit in chosen:
        samples = sample_class(unit)
        print(f"{unit.id}: {len(samples)} submissions", flush=True)
        set_up(course, unit, samples)
        run.grade(course, unit, len(samples), crew)
        good += compare(course, unit, samples)
        total += len(samples)
    print(f"Feedback pages: {course / 'feedback'}")
    print(f"{good} of {total} scores as planned")
    return good == total


def compare(course: Path, unit: Unit, samples: list[Sample]) -> int:
    """Print each score beside the planned one; gives how many agree."""
    points = sum(task.points for task in tasks(unit).values())
    found = {row.student: row for row in overview.standings(course, unit)}
    planned = {sample.name: sample.score for sample in samples}
    print("\n" + overview.table(list(found.values()), points) + "\n")
    wrong = {name for name, score in planned.items() if name not in found or not agree(found[name].score, score)}
    for name in sorted(wrong):
        print(f"NOT AS PLANNED  {name}: {found[name].score if name in found else 'missing'}, planned {planned[name]}")
    return len(samples) - len(wrong)


def agree(score: float | None, planned: float | None) -> bool:
    """Is this the planned score, or unplanned and not graded at all?"""
    return score is planned if score is None or planned is None else abs(score - planned) < 1e-9
