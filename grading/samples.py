"""A sample class, written by code: every submission with the score it ought to get, worked out from the plan.

The grader has no part in the plan. A mistake takes away its own part; a trick gains nothing; a broken file costs what
is really lost in it.
"""

import copy
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from inspect import signature
from itertools import chain, islice

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output

from grading import tricks
from grading.graft import grade_id
from grading.steps import Mistake, Step, Task
from grading.units import ROOT, Unit, tasks, units

ALONE = 10
"""Submissions in which each task has one mistake; the mistakes left over are planted two to a task."""

Found = tuple[Step, Mistake]
Slips = Mapping[str, Mapping[str, Mistake]]
"""Mistakes to plant: by task, then by step."""


@dataclass(frozen=True)
class Sample:
    """One submission: the files of its folder, and its score; None if it cannot be graded and is to be reported."""

    name: str
    score: float | None
    files: Mapping[str, str | bytes]
    slips: Slips = field(default_factory=dict)


class Pen:
    """Writes submissions to one unit: notebooks with given answers, and their planned scores."""

    def __init__(self, unit: Unit) -> None:
        self.unit, self.tasks = unit, tasks(unit)
        self.file = f"{unit.id}.ipynb"
        self.released = nbformat.read(ROOT / "release" / unit.id / self.file, as_version=4)

    @property
    def points(self) -> float:
        """What a perfect submission earns."""
        return sum(task.points for task in self.tasks.values())

    def notebook(self, answers: Mapping[str, str]) -> NotebookNode:
        """The released notebook with these answers, code by task name; the others stay as they were."""
        nb = copy.deepcopy(self.released)
        for cell in nb.cells:
            name = (grade_id(cell) or "").removesuffix("-answer")
            if cell.metadata.get("nbgrader", {}).get("solution") and name in answers:
                cell.source = answers[name]
        return nb

    def right(self) -> dict[str, str]:
        """Right answers to everything."""
        return {name: task.code() for name, task in self.tasks.items()}

    def sample(self, name: str, lost: float, nb: NotebookNode, slips: Slips | None = None, **files: str) -> Sample:
        """A submission of one notebook, which loses this many points of a perfect one."""
        return Sample(name, self.points - lost, {self.file: nbformat.writes(nb)} | files, slips or {})

    def styled(self, name: str, choose: Callable[[list], Callable | None]) -> Sample:
        """A perfect submission whose lines are written another way wherever one is known."""
        answers = {
            task.name: task.code({s.name: line for s in task.steps if (line := choose(s.others))})
            for task in self.tasks.values()
        }
        return self.sample(name, 0, self.notebook(answers))

    def wrong(self, name: str, slips: Slips) -> Sample:
        """A submission with mistakes: each takes the points of its own part."""
        answers, lost = self.right(), 0.0
        for each, planted in slips.items():
            task = self.tasks[each]
            answers[each] = task.code({step: mistake.wrong for step, mistake in planted.items()})
            lost += sum(points for step, points in task.parts.items() if step.name in planted)
        return self.sample(name, lost, self.notebook(answers), slips)

    def with_cell(self, name: str, code: str, lost: float = 0, top: bool = False, **files: str) -> Sample:
        """A perfect submission with one more cell, after the first code cell or on top."""
        nb = self.notebook(self.right())
        first = 0 if top else next(i for i, cell in enumerate(nb.cells) if cell.cell_type == "code") + 1
        nb.cells.insert(first, new_code_cell(code, id="extra"))
        return self.sample(name, lost, nb, **files)

    def spoiled(self, name: str, task: Task, body: str) -> Sample:
        """A perfect submission in which one function does something terrible instead of answering."""
        text = f"def {task.function}({', '.join(task.inputs)}):\n" + "".join(f"    {x}\n" for x in body.splitlines())
        return self.sample(name, task.points, self.notebook(self.right() | {task.name: text}))


def sample_class(unit: Unit) -> list[Sample]:
    """The sample class of a unit. Tricks and broken files try the grader and not what is taught, so the whole gallery
    of them is played on the first unit alone; in the others, two of each kind."""
    pen = Pen(unit)
    gallery = [tampered(pen), broken(pen), hard(pen)]
    if unit != next(iter(units().values())):
        gallery = [islice(kind, 2) for kind in gallery]
    made = [*honest(pen), *mistaken(pen), *chain.from_iterable(gallery), *own(pen)]
    assert len({sample.name for sample in made}) == len(made), "two samples of one name"
    return made


def honest(pen: Pen) -> Iterator[Sample]:
    """Perfect, perfect in other styles, untouched, and half done."""
    yield pen.sample("perfect", 0, pen.notebook(pen.right()))
    yield pen.styled("style-first", lambda others: others[0] if others else None)
    yield pen.styled("style-last", lambda others: others[-1] if others else None)
    yield pen.sample("untouched", pen.points, pen.notebook({}))
    half = list(pen.tasks.values())[: len(pen.tasks) // 2]
    rest = pen.points - sum(task.points for task in half)
    yield pen.sample("half-done", rest, pen.notebook({task.name: task.code() for task in half}))


def mistaken(pen: Pen) -> Iterator[Sample]:
    """Every catalogued mistake: first one to a task, then, for what is left, two to a task in different steps."""
    homes = Counter(id(m) for task in pen.tasks.values() for _, m in task.mistakes())
    waiting = {
        t.name: sorted(t.mistakes(), key=lambda found: (homes[id(found[1])], found[0].mistakes.index(found[1])))
        for t in pen.tasks.values()
    }  # those that only this task can hold come first, the steps by turns
    seen: set[int] = set()
    for number in range(ALONE):
        row = {name: dict(fresh(found, seen, 1)) for name, found in waiting.items()}
        yield pen.wrong(f"mistakes-alone-{number + 1:02d}", {name: slips for name, slips in row.items() if slips})
    number = 0
    while any(id(m) not in seen for found in waiting.values() for _, m in found):
        row = {name: dict(fresh(found, seen, 2)) for name, found in waiting.items()}
        row = {name: slips | company(waiting[name], slips) for name, slips in row.items()}
        number += 1
        yield pen.wrong(f"mistakes-paired-{number:02d}", {name: slips for name, slips in row.items() if slips})


def fresh(found: list[Found], seen: set[int], most: int) -> Iterator[tuple[str, Mistake]]:
    """Up to so many mistakes that no sample has yet, in different steps; they are noted as seen."""
    chosen: dict[str, Mistake] = {}
    for each, mistake in found:
        if id(mistake) not in seen and len(chosen) < most and apart(each, mistake, chosen):
            chosen[each.name] = mistake
            seen.add(id(mistake))
            yield each.name, mistake


def apart(each: Step, mistake: Mistake, chosen: Mapping[str, Mistake]) -> bool:
    """Can this mistake be told beside those chosen? It must be in another step, and not made of what they spoil."""
    needed = [set(signature(m.wrong).parameters) for m in (mistake, *chosen.values())]
    strange = needed[0] - set(each.needs())
    return each.name not in chosen and not strange & set(chosen) and not any(each.name in names for names in needed[1:])


def company(found: list[Found], slips: dict[str, Mistake]) -> dict[str, Mistake]:
    """A second mistake, in another step, for a task that has one left over."""
    others = ((each.name, mistake) for each, mistake in found if apart(each, mistake, slips))
    second = next(others, None) if len(slips) == 1 else None
    return dict([second]) if second else {}


def tampered(pen: Pen) -> Iterator[Sample]:
    """Tricks, each on a notebook whose answers are all wrong."""
    nothing = {name: tricks.WRONG.format(function=task.function) for name, task in pen.tasks.items()}
    for name, code in tricks.TRICKS.items():
        answer = {n: f"{t.function} = ANSWER\n" for n, t in pen.tasks.items()} if "ANSWER =" in code else nothing
        nb = pen.notebook(answer)
        nb.cells.insert(0, new_code_cell(code, id="trick"))
        yield pen.sample(name, pen.points, nb)
    nb = pen.notebook(nothing)
    for cell in filter(is_graded, nb.cells):
        cell.source, cell.metadata.tags = "100.0", ["skip-execution"]
        cell.metadata.nbgrader |= {"points": 100, "locked": False, "checksum": "0" * 32}
        cell.outputs = [new_output("execute_result", data={"text/plain": "100.0"})]
    yield pen.sample("trick-tests-edited", pen.points, nb)


def is_graded(cell: NotebookNode) -> bool:
    """Is this a grade cell?"""
    return bool(cell.metadata.get("nbgrader", {}).get("grade"))


def broken(pen: Pen) -> Iterator[Sample]:
    """Files that are odd in themselves: cured where nothing is lost, reported where nothing can be read."""
    yield Sample("broken-not-json", None, {pen.file: '{"cells": [,'})
    yield Sample("broken-no-notebook", None, {"answers.txt": "I could not find the notebook."})
    nb = pen.notebook(pen.right())
    yield Sample("broken-renamed", None, {f"{pen.unit.id} (1).ipynb": nbformat.writes(nb)})
    yield Sample("broken-old-format", pen.points, {pen.file: old_format(nb)})

    deleted = copy.deepcopy(nb)
    lost = list(pen.tasks.values())[len(pen.tasks) // 2]
    gone = {lost.name, f"{lost.name}-answer", next(iter(pen.tasks))}
    deleted.cells = [cell for cell in deleted.cells if grade_id(cell) not in gone]
    yield pen.sample("broken-cells-deleted", lost.points, deleted)

    doubled = copy.deepcopy(nb)
    doubled.cells = [copy.deepcopy(cell) for cell in doubled.cells for _ in range(2 if grade_id(cell) else 1)]
    for number, cell in enumerate(doubled.cells):
        cell.id = f"cell-{number}"
    yield pen.sample("broken-cells-doubled", 0, doubled)

    moved = copy.deepcopy(nb)
    moved.cells = moved.cells[::-1]
    yield pen.sample("broken-cells-reordered", 0, moved)

    retyped = copy.deepcopy(nb)
    retyped.cells = [
        nbformat.v4.new_raw_cell(cell.source, metadata=cell.metadata, id=cell.id) if grade_id(cell) else cell
        for cell in retyped.cells
    ]
    yield pen.sample("broken-cells-retyped", 0, retyped)

    flipped = copy.deepcopy(nb)
    for cell in filter(grade_id, flipped.cells):
        ours = cell.metadata.nbgrader
        ours.grade, ours.solution, ours.points = not ours.grade, not ours.solution, 1000
        cell.metadata.tags = ["skip-execution", "raises-exception"]
    yield pen.sample("broken-metadata-edited", 0, flipped)

    wiped = copy.deepcopy(nb)
    for cell in wiped.cells:
        cell.metadata = {}
    yield pen.sample("broken-metadata-wiped", 0, wiped)


def old_format(nb: NotebookNode) -> str:
    """The same notebook as an old program would have written it, in nbformat 3."""
    cells = [
        {
            "cell_type": "code",
            "input": c.source,
            "language": "python",
            "metadata": c.metadata,
            "outputs": [],
            "collapsed": False,
        }
        if c.cell_type == "code"
        else {"cell_type": "markdown", "source": c.source, "metadata": c.metadata}
        for c in nb.cells
    ]
    sheet = {"cells": cells, "metadata": {}}
    return json.dumps({"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [sheet]})


def hard(pen: Pen) -> Iterator[Sample]:
    """Code that floods, hangs, dies or hoards, in a cell of its own or where an answer ought to be."""
    for name, (code, top) in tricks.HARM.items():
        yield pen.with_cell(name, code, top=top)
    shadow = "raise ImportError('this is not the numpy you wanted')\n"
    yield pen.with_cell("harm-own-numpy", "import numpy\nnumpy.ones(3)", **{"numpy.py": shadow})
    single = [task for task in pen.tasks.values() if len(task.parts) == 1]
    for number, (name, body) in enumerate(tricks.SPOILED.items()):
        yield pen.spoiled(name, single[number % len(single)], body)


def own(pen: Pen) -> Iterator[Sample]:
    """What only this unit can have: its `samples.py`, where it has one, says which tasks a text of its own loses."""
    if not (pen.unit.folder / "samples.py").exists():
        return
    for name, (answers, losing) in import_module(f"course.{pen.unit.name}.samples").SAMPLES.items():
        lost = sum(pen.tasks[task].points for task in losing)
        yield pen.sample(name, lost, pen.notebook(pen.right() | answers))
