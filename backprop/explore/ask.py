"""Calls of a student's own functions, where anything that goes wrong becomes one sentence that helps."""

import contextlib
import io
import traceback
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from backprop.check import NotStarted

Parameters = dict[str, np.ndarray]

SHAPES = {"W1": (2, 2), "b1": (1, 2), "W2": (2, 1), "b2": (1, 1)}
"""A network that a plane can show, inside and out: two features, two hidden units, one output."""

Shapes = Mapping[str, tuple[int, int]]
"""The shapes of W1, b1, W2 and b2, in this order."""

AGAIN = "Fix it in its cell, run that cell, and run this one again."
WRITE = "Write it in its cell, run that cell, and run this one again."


class Trouble(Exception):
    """What is wrong with something the student gave, and what to do about it, in a sentence or two."""


def ask(role: str, function: Callable, *inputs: object) -> object:
    """What the student's `function` returns for `inputs`; it works on copies, and its prints are not shown.

    `role` is the function's name in the lesson. Raises Trouble when there is no function, or it stops, or it
    returns nothing.
    """
    if not callable(function):
        raise Trouble(f"{role} is not a function but a {type(function).__name__}. {AGAIN}")
    copies = [np.array(value) if isinstance(value, np.ndarray) else value for value in inputs]
    try:
        # A picture redraws many times a second: the same overflow warning each time would bury the page.
        with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
            answer = function(*copies)
    except NotImplementedError as error:
        raise Trouble(f"{_unwritten(role, error)} is not written yet. {WRITE}") from None
    except NotStarted as error:
        raise Trouble(f"{str(error).removeprefix('not started: ')} {WRITE}") from None
    except Exception as error:
        if isinstance(error, TypeError) and "NoneType" in str(error):
            why = "it needs a value and met None, so a function that it calls returns nothing yet."
            raise Trouble(f"{role} stopped: {why} {AGAIN}") from error
        raise Trouble(f"{role} stopped with {_first_line(error)} {AGAIN}") from error
    if answer is None:
        raise Trouble(f"{role} returned nothing: its last line should be a return. {AGAIN}")
    return answer


def _unwritten(role: str, error: NotImplementedError) -> str:
    """What is not written: the function itself, or the one that it called and that raised `error`."""
    inner = traceback.extract_tb(error.__traceback__)[2:]
    return inner[-1].name if inner and inner[-1].name.isidentifier() else role


def _first_line(error: Exception, longest: int = 160) -> str:
    """The error's type and the first line of its message, ended by a full stop."""
    lines = str(error).strip().splitlines()
    text = f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
    text = text if len(text) <= longest else text[: longest - 1] + "…"
    return text if text.endswith((".", "!", "?", "…")) else text + "."


def called(function: object, otherwise: str) -> str:
    """The name that the student gave to `function`; `otherwise` if it has none."""
    name = getattr(function, "__name__", "")
    return name if name.isidentifier() else otherwise


def named(role: str, answer: object, names: Sequence[str]) -> Mapping[str, object]:
    """`answer` itself, once it is known to be a dict with all of `names`; else raises Trouble."""
    wanted = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    if not isinstance(answer, Mapping):
        raise Trouble(f"{role} gave a {type(answer).__name__}, it should be a dict with {wanted}. {AGAIN}")
    missing = [name for name in names if name not in answer]
    if missing:
        raise Trouble(f"{role} gave no {missing[0]}: its dict should hold {wanted}. {AGAIN}")
    return answer


def array(role: str, name: str, value: object, shape: tuple[int, ...], remark: str = "") -> np.ndarray:
    """`value` as float64 of that `shape`; raises Trouble when it is not numbers, not finite or not so shaped."""
    numbers = _numbers(role, name, value)
    if numbers.shape != shape:
        why = f": {remark}" if remark else ""
        raise Trouble(f"{role} gave {name} of shape {numbers.shape}, it should be {shape}{why}. {AGAIN}")
    if not np.isfinite(numbers).all():
        raise Trouble(f"{role} gave {name} with entries that are not finite (nan or infinity). {AGAIN}")
    return numbers


def _numbers(role: str, name: str, value: object) -> np.ndarray:
    """`value` as float64, of any shape; raises Trouble when it is not numbers."""
    try:
        return np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise Trouble(
            f"{role} gave {name} as a {type(value).__name__}, it should be an array of numbers. {AGAIN}"
        ) from None


LARGEST = 16
"""How many rows or columns of a table can be drawn."""


def table(role: str, name: str, value: object, shape: tuple[int, int]) -> np.ndarray:
    """`value` as float64, also when it is not of that `shape`, if it has rows and columns that can be drawn.

    Raises Trouble as `array` does when it has not.
    """
    if value is None:
        raise Trouble(f"{role} gave None as {name}, it should be an array of numbers. {AGAIN}")
    numbers = _numbers(role, name, value)
    drawable = numbers.ndim == 2 and numbers.size > 0 and max(numbers.shape) <= LARGEST
    return array(role, name, numbers, numbers.shape if drawable else shape)


def column(role: str, name: str, value: object, length: int) -> np.ndarray:
    """`value` as float64 with `length` entries, of whatever shape; raises Trouble when it has more or fewer."""
    numbers = _numbers(role, name, value)
    return array(role, name, numbers, numbers.shape if numbers.size == length else (length, 1))


def activations(forward: Callable, X: np.ndarray, parameters: Parameters) -> tuple[np.ndarray, np.ndarray]:
    """A1 (m, 2) and A2 (m, 1) of the student's `forward` on `X` (m, 2); raises Trouble."""
    m = len(X)
    answer = named("forward", ask("forward", forward, X, *(parameters[name] for name in SHAPES)), ["A1", "A2"])
    A1 = array("forward", "A1", answer["A1"], (m, 2), "one row an example, one column a hidden unit")
    A2 = array("forward", "A2", answer["A2"], (m, 1), "one row an example")
    if A2.min() < 0 or A2.max() > 1:
        raise Trouble(
            f"forward gave A2 from {A2.min():.3g} to {A2.max():.3g}, and a sigmoid stays between 0 and 1. {AGAIN}"
        )
    return A1, A2


def class_values(forward: Callable, X: np.ndarray, parameters: Parameters) -> dict[str, np.ndarray]:
    """Z1 (m, n1), Z2 and A2 (m, n2) of the student's `forward` on `X` (m, 2); raises Trouble."""
    n1, n2 = parameters["W2"].shape
    answer = named("forward", ask("forward", forward, X, *(parameters[name] for name in SHAPES)), ["Z1", "Z2", "A2"])
    columns = {"Z1": (n1, "a hidden unit"), "Z2": (n2, "a class"), "A2": (n2, "a class")}
    values = {
        name: array("forward", name, answer[name], (len(X), n), f"one row an example, one column {what}")
        for name, (n, what) in columns.items()
    }
    if values["A2"].min() < 0:
        raise Trouble(f"forward gave A2 with {values['A2'].min():.3g} in it, and no probability is below 0. {AGAIN}")
    sums = values["A2"].sum(axis=1)
    worst = sums[np.abs(sums - 1).argmax()]
    if abs(worst - 1) > 1e-5:
        raise Trouble(f"forward gave A2 with a row that adds up to {worst:.4g}, it should be 1. {AGAIN}")
    return values


def cost_of(cost: Callable, output: np.ndarray, Y: np.ndarray) -> float:
    """The number J of the student's `cost` for the output, A2 or Z2, and Y, both (m, n2); raises Trouble."""
    answer = named("cost", ask("cost", cost, output, Y), ["J"])
    value = answer["J"]
    if np.size(value) == 1:  # a (1, 1) array is a number to a student
        value = np.reshape(value, ())
    return float(array("cost", "J", value, (), "one number"))


def slopes(gradients: Callable, X: np.ndarray, Y: np.ndarray, parameters: Parameters) -> Parameters:
    """dW1, db1, dW2 and db2 of the student's `gradients`, under the names W1, b1, W2, b2; raises Trouble."""
    answer = ask("gradients", gradients, X, Y, *(parameters[name] for name in SHAPES))
    answer = named("gradients", answer, [f"d{name}" for name in SHAPES])
    return {
        name: array("gradients", f"d{name}", answer[f"d{name}"], shape, f"the shape of {name}")
        for name, shape in SHAPES.items()
    }


def checked(role: str, parameters: object, shapes: Shapes = SHAPES) -> Parameters:
    """W1, b1, W2 and b2 as fresh float64 arrays of the right shapes; raises Trouble."""
    given = named(role, parameters, list(shapes))
    return {name: array(role, name, given[name], shape).copy() for name, shape in shapes.items()}


def shapes_for(role: str, parameters: object, n2: int) -> Shapes:
    """The shapes of a network with two features and n2 classes, with as many hidden units as W1 has columns.

    Raises Trouble when there is no such W1.
    """
    W1 = named(role, parameters, list(SHAPES))["W1"]
    if np.ndim(W1) != 2 or len(W1) != 2:
        raise Trouble(
            f"{role} gave W1 of shape {np.shape(W1)}, it should be (2, n1): one row a feature, one column a hidden "
            f"unit. {AGAIN}"
        )
    n1 = np.shape(W1)[1]
    return {"W1": (2, n1), "b1": (1, n1), "W2": (n1, n2), "b2": (1, n2)}


def examples(X: object, Y: object) -> tuple[np.ndarray, np.ndarray]:
    """X (m, 2) and Y (m, 1) as float64, every entry of Y a 0 or a 1; raises Trouble."""
    m = len(X) if hasattr(X, "__len__") else 0
    X = array("the call", "X", X, (m, 2), "one row an example, one column a feature")
    Y = array("the call", "Y", Y, (m, 1), "one row an example")
    if not np.isin(Y, (0, 1)).all():
        raise Trouble("The classes in Y should be 0 and 1, nothing else.")
    return X, Y


CLASSES = range(2, 6)
"""How many classes a picture can tell apart by shape and colour."""


def class_examples(X: object, Y: object) -> tuple[np.ndarray, np.ndarray]:
    """X (m, 2) and one-hot Y (m, n2) as float64; raises Trouble."""
    m = len(X) if hasattr(X, "__len__") else 0
    X = array("the call", "X", X, (m, 2), "one row an example, one column a feature")
    n2 = np.shape(Y)[1] if np.ndim(Y) == 2 else 0
    if n2 not in CLASSES:
        raise Trouble(f"Y should be (m, n2) with 2 to 5 classes, one column each; its shape is {np.shape(Y)}.")
    Y = array("the call", "Y", Y, (m, n2), "one row an example, one column a class")
    if not (np.isin(Y, (0, 1)).all() and (Y.sum(axis=1) == 1).all()):
        raise Trouble("Each row of Y should hold a single 1, at the right class, and zeros.")
    return X, Y


def logits(z: object) -> np.ndarray:
    """z (n2,), the logits of one example, as float64; raises Trouble."""
    if np.ndim(z) != 1 or len(z) not in CLASSES:
        raise Trouble(f"z should be the 2 to 5 logits of one example, of shape (3,) for instance, not {np.shape(z)}.")
    return array("the call", "z", z, (len(z),))


def right_class(y: object, n2: int) -> int:
    """Where y (n2,), the target of one example, has its single 1; raises Trouble."""
    y = array("the call", "y", y, (n2,), "one number a class")
    if sorted(y) != [0] * (n2 - 1) + [1]:
        raise Trouble("y should hold a single 1, at the right class, and zeros.")
    return int(y.argmax())
