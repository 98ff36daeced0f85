"""What is graded: a task is a list of named steps, and a mistake is one step done wrong.

A step is a function. Its argument names are the problem's inputs and the steps before it, and its value is the
right answer for the student's own earlier values. The same line is therefore the reference, the text of a sample
submission and, with a slip in it, a catalogued mistake.
"""

import ast
import copy
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

Known = Mapping[str, Any]


def call(function: Callable, known: Known) -> Any:
    """`function` called with the values in `known` that its argument names ask for. KeyError if one is not there."""
    return function(**{name: known[name] for name in arguments(function)})


@cache
def arguments(function: Callable) -> tuple[str, ...]:
    """The names of a function's arguments."""
    return tuple(inspect.signature(function).parameters)


@dataclass(frozen=True)
class Mistake:
    """One step done wrong: `wrong` computes what the slip gives, `hint` is what the student reads."""

    name: str
    wrong: Callable
    hint: str

    def applies(self, known: Known) -> bool:
        """True if everything that the slip computes with is known in this task."""
        return set(arguments(self.wrong)) <= set(known)


class Step:
    """One line of a computation, by name, with the ways in which it goes wrong and other ways to write it."""

    def __init__(self, right: Callable) -> None:
        self.name: str = right.__name__
        self.right = right
        self.mistakes: list[Mistake] = []
        self.others: list[Callable] = []
        self.judge: Callable[[Any], str] | None = None

    def __repr__(self) -> str:
        return f"<step {self.name}>"

    def needs(self) -> tuple[str, ...]:
        """Names of the inputs and earlier steps that the right answer is computed from."""
        return arguments(self.right)

    def mistake(self, hint: str) -> Callable[[Callable], Callable]:
        """Decorator: catalogue the decorated line as this step done wrong, with the hint a student gets."""

        def keep(wrong: Callable) -> Callable:
            self.mistakes.append(Mistake(wrong.__name__, wrong, " ".join(hint.split())))
            return wrong

        return keep

    def judged(self, judge: Callable[[Any], str]) -> Callable[[Any], str]:
        """Decorator: many answers are right, and the decorated function knows them. It is given the student's answer,
        of whatever kind, and gives "" for a right one, else a sentence on what is wrong with it."""
        self.judge = judge
        return judge

    def without(self, name: str) -> "Step":
        """The same step for a unit in which one of its mistakes cannot be told; the catalogue it came from stays."""
        other = copy.copy(self)
        other.mistakes = [mistake for mistake in self.mistakes if mistake.name != name]
        other.others = list(self.others)
        return other

    def also(self, other: Callable) -> Callable:
        """Decorator: the decorated line is this step written another way, and earns the same."""
        self.others.append(other)
        return other


def step(right: Callable) -> Step:
    """Decorator that makes a step of its right line."""
    return Step(right)


@dataclass(frozen=True)
class Problem:
    """One drawn input. `sizes` (say m=7, n0=3) are what the feedback calls it by, after `title`.

    With `twice` the student's function is called two times with the same arrays: both answers must agree, and the
    arrays must come back as they went in.
    """

    inputs: Known
    sizes: Mapping[str, int] = field(default_factory=dict)
    title: str = ""
    twice: bool = False

    def __str__(self) -> str:
        m = self.sizes.get("m", 0)
        examples = f"{m} example{'s' if m != 1 else ''}" if m else ""
        network = "-".join(str(size) for name, size in self.sizes.items() if re.fullmatch(r"n\d", name))
        others = [f"{name} = {size}" for name, size in self.sizes.items() if not re.fullmatch(r"m|n\d", name)]
        return ", ".join(filter(None, [self.title, examples, network, *others]))


@dataclass(frozen=True)
class Task:
    """What one grade cell asks for; `name` is the cell's grade_id.

    The student's `function` gets the `inputs` in their order and gives a dict of the steps in `parts`, or the value
    itself where there is one step. `parts` says how many points each step carries; a step may carry none. The
    functions of numpy in `barred` stop whoever calls them in this task.
    """

    name: str
    function: str
    inputs: tuple[str, ...]
    parts: Mapping[Step, float]
    problems: Callable[[np.random.Generator], Iterator[Problem]]
    barred: tuple[str, ...] = ()

    @property
    def points(self) -> float:
        """The points of all parts together."""
        return sum(self.parts.values())

    @property
    def steps(self) -> list[Step]:
        """The steps in the order in which they are taken."""
        return list(self.parts)

    def right(self, inputs: Known) -> dict[str, Any]:
        """Every step's right value for these inputs."""
        known = dict(inputs)
        for each in self.steps:
            known[each.name] = call(each.right, known)
        return {each.name: known[each.name] for each in self.steps}

    def mistakes(self) -> list[tuple[Step, Mistake]]:
        """The catalogued mistakes that can be made in a part of this task that carries points."""
        known: dict[str, None] = dict.fromkeys(self.inputs)
        found = []
        for each, points in self.parts.items():
            found += [(each, m) for m in each.mistakes if points and m.applies(known)]
            known[each.name] = None
        return found

    def code(self, lines: Mapping[str, Callable] = {}) -> str:
        """The student's function as text, each step one line; `lines` replaces steps by name."""
        body = [assignment(each.name, lines.get(each.name, each.right)) for each in self.steps]
        names = [each.name for each in self.steps]
        answer = names[0] if len(names) == 1 else "dict(" + ", ".join(f"{n}={n}" for n in names) + ")"
        text = "\n".join([*body, f"return {answer}"])
        return f"def {self.function}({', '.join(self.inputs)}):\n{textwrap.indent(text, '    ')}\n"


def source(function: Callable) -> str:
    """The text of a function as it stands in its file, unindented and without its decorators."""
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    assert isinstance(definition, ast.FunctionDef)
    definition.decorator_list = []
    return ast.unparse(definition)


def assignment(name: str, function: Callable) -> str:
    """The line `name = …` for a step; a step of several lines becomes a small function that is called at once."""
    (definition,) = ast.parse(source(function)).body
    assert isinstance(definition, ast.FunctionDef)
    if len(definition.body) == 1 and isinstance(definition.body[0], ast.Return):
        return f"{name} = {ast.unparse(definition.body[0].value)}"
    return f"{ast.unparse(definition)}\n{name} = {function.__name__}({', '.join(arguments(function))})"
