"""The checks that stand under each exercise. They hold no answers.

A value is checked against numbers worked by hand, or against the slope of the student's own cost, found by nudging.
A check that fails ends in one short message; an exercise that has not been begun says "not started".
"""

import copy
import inspect
import textwrap
import traceback
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from backprop.diagnosis import diagnose, same, worst_entry
from backprop.gradient import numerical_gradient

REMAINS = "Hidden problems remain: other sizes, other numbers, the edges."
HAND = 2e-3
"""Relative difference allowed to numbers worked by hand and written with three or four digits."""
NUDGED = 1e-5
"""Relative difference allowed to a slope found by nudging."""
SHAPES = {
    "X": ("m", "n0"), "Y": ("m", "n2"), "W1": ("n0", "n1"), "W2": ("n1", "n2"),
    "Z1": ("m", "n1"), "A1": ("m", "n1"), "Z2": ("m", "n2"), "A2": ("m", "n2"),
}  # fmt: skip
"""What the sizes are called, by the quantity that has them."""


class CheckFailed(AssertionError):
    """A check's message to the student: shown as it stands, without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [f"✗ {self}"]


class NotStarted(CheckFailed):
    """An exercise that has not been begun; no reproach."""

    def _render_traceback_(self) -> list[str]:
        return [f"· {self}"]


def worked(function: Callable, *inputs: Any, expect: Any) -> None:
    """Check what `function` gives on these inputs against `expect`, worked by hand: an array, a number, a text, or a
    list or dict of them. CheckFailed says what differs, NotStarted that there is nothing yet."""
    got, want = tidy(answer(function, inputs)), tidy(expect)
    pairs = (
        {name: (got.get(name), want[name]) for name in want} if twins(got, want) else {function.__name__: (got, want)}
    )
    for name, (mine, right) in pairs.items():
        if mine is None and len(pairs) > 1:
            raise NotStarted(f"not started: {function.__name__} gives no {name} yet.")
        if not same(mine, right, rtol=HAND):
            text = lines(entry(name, mine, right, "by hand"), diagnose(mine, right, rtol=HAND))
            raise CheckFailed(f"{name} is not what comes out by hand.{text}")
    print(f"✓ {', '.join(pairs)}: as worked by hand. {REMAINS}")


def slopes(function: Callable, J: Callable[..., float], bench: Mapping[str, Any], names: str) -> None:
    """Check gradients by nudging: `function` is called with the values in `bench` that its arguments name, and each
    of the `names` it gives, say "dW2", is compared with the slope of `J(W2=…)` at the bench's own W2.

    CheckFailed names the first that differs, and says which agree.
    """
    inputs = [value_for(name, J, bench) for name in inspect.signature(function).parameters]
    got = answer(function, inputs)
    agree: list[str] = []
    for name in names.split():
        mine = tidy(got.get(name) if isinstance(got, dict) else got)
        if mine is None:
            raise NotStarted(f"not started: {function.__name__} gives no {name} yet.{lines(said(agree))}")
        right = slope(name, J, bench)
        if not same(mine, right, rtol=NUDGED):
            told = diagnose(mine, right, sizes(bench), rtol=NUDGED)
            text = lines(entry(name, mine, right, "by nudging"), told, said(agree))
            raise CheckFailed(f"{name} is not the slope of your cost.{text}")
        agree.append(name)
    print(f"✓ {', '.join(agree)}: as found by nudging your own cost. {REMAINS}")


def one_of(function: Callable, names: str) -> None:
    """Check that `function` answers with one of the names; whether it is the right one is told after handing in."""
    got = answer(function, ())
    if got not in names.split():
        raise CheckFailed(
            f"The answer should be one of {names.replace(' ', ', ')}, as a text in quotes; yours is {got!r}."
        )
    print(f"✓ {got!r} is an answer. Whether it is the one, the grading will say.")


def letters(function: Callable, choice: str) -> None:
    """Check that `function` answers with a text of letters out of `choice`, none of them twice; whether they are the
    right ones, in a right order, is told after handing in."""
    got = answer(function, ())
    given = [each for each in str(got).upper() if each.isalpha()] if isinstance(got, str) else []
    if not given:
        raise CheckFailed(f"The answer should be letters as one text in quotes, such as {' '.join(choice[:3])!r}.")
    strange = next((each for each in given if each not in choice), "")
    twice = next((each for each in given if given.count(each) > 1), "")
    if strange or twice:
        raise CheckFailed(f"{strange} is not one of the lines." if strange else f"{twice} is in it twice.")
    print(f"✓ {len(given)} letters, none of them twice. Whether the order holds, the grading will say.")


def needs(function: Callable, *inputs: Any, **named: Any) -> Any:
    """What `function` gives, for a cell that works with it; NotStarted or CheckFailed, in one line, if none."""
    return answer(function, inputs, named)


def answer(function: Callable, inputs: tuple | list, named: Mapping[str, Any] | None = None) -> Any:
    """Call a student's function with copies of the inputs, and see that it gives something and changes none of them."""
    name = getattr(function, "__name__", "the function")
    lent = copy.deepcopy(inputs)
    try:
        got = function(*lent, **(named or {}))
    except (NotImplementedError, NotStarted):
        raise NotStarted(f"not started: {name} is not written yet.") from None
    except CheckFailed:
        raise
    except Exception as error:
        said = f"{name} stopped with {type(error).__name__}: {error}{where(error)}{given(function, inputs)}"
        raise CheckFailed(said) from None
    if got is None or got is ...:
        raise NotStarted(f"not started: {name} gives nothing back yet. (A function needs its `return`.)")
    for number, (now, before) in enumerate(zip(lent, inputs, strict=True)):
        if not callable(before) and not same(tidy(now), tidy(before), rtol=0):
            changed = list(inspect.signature(function).parameters)[number]
            raise CheckFailed(
                f"{name} changed {changed}, which it was only lent: `{changed} -= …` or `{changed}[…] = …` writes into "
                "the caller's own array. Write a new array instead."
            )
    return got


def where(error: Exception) -> str:
    """The line of the notebook in which an error was raised."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "site-packages" not in f.filename and f.line]
    own = [f for f in frames if f.filename != __file__]
    return f"\n  in line {own[-1].lineno} of {own[-1].name}: {own[-1].line}" if own else ""


def given(function: Callable, inputs: tuple | list) -> str:
    """The shapes of the arrays that a function was called with, by their names in it."""
    pairs = zip(inspect.signature(function).parameters, inputs, strict=False)
    shapes = [f"{name} {value.shape}" for name, value in pairs if isinstance(value, np.ndarray)]
    return f"\n  It was given {', '.join(shapes)}." if shapes else ""


def value_for(name: str, J: Callable[..., float], bench: Mapping[str, Any]) -> Any:
    """An argument's value: from the bench, or for a gradient such as dZ2 the slope found by nudging."""
    if name in bench:
        return bench[name]
    if name[:1] == "d" and name[1:] in bench:
        return slope(name, J, bench)
    raise CheckFailed(f"There is no {name!r} to hand to your function. Please keep the names of its arguments.")


def slope(name: str, J: Callable[..., float], bench: Mapping[str, Any]) -> np.ndarray:
    """dJ along what `name` is the gradient of, by nudging the student's own cost."""
    what = name[1:]
    try:
        return numerical_gradient(lambda x: J(**{what: x}), bench[what])
    except Exception as error:
        raise NotStarted(
            "not started: this check nudges your own cost, and cost gives no number yet "
            f"({type(error).__name__}). Write it first, and see its check pass."
        ) from None


def sizes(bench: Mapping[str, Any]) -> dict[str, int]:
    """The bench's sizes by name."""
    return {s: n for q, names in SHAPES.items() if q in bench for s, n in zip(names, np.shape(bench[q]), strict=True)}


def tidy(value: Any) -> Any:
    """Numbers and lists of numbers as float arrays, through lists and dicts; texts and the rest as they are."""
    if isinstance(value, dict):
        return {name: tidy(each) for name, each in value.items()}
    if value is None or isinstance(value, str) or callable(value):
        return value
    try:
        return np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return [tidy(each) for each in value] if isinstance(value, list | tuple) else value


def twins(got: Any, want: Any) -> bool:
    """Are both dicts, to be compared name by name?"""
    return isinstance(got, dict) and isinstance(want, dict)


def entry(name: str, mine: Any, right: Any, source: str) -> str:
    """One entry of both, where they differ most."""
    if (found := worst_entry(mine, right)) is None:
        return ""
    return f"{name}{found[0]}: yours {found[1]:.4g}, {source} {found[2]:.4g}"


def lines(*texts: str) -> str:
    """Texts under a message, each on lines of its own, none too wide for a notebook."""
    wrapped = (textwrap.fill(text, 96, initial_indent="  ", subsequent_indent="  ") for text in texts if text)
    return "".join(f"\n{text}" for text in wrapped)


def said(agree: list[str]) -> str:
    """Which steps before it agree."""
    if not agree:
        return ""
    verb, those = ("agrees", "it") if len(agree) == 1 else ("agree", "them")
    return f"{', '.join(agree)} {verb}; the slip comes after {those}."
