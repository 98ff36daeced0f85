"""How often XOR is learned, right and wrong: the counts that the lesson states, from the training runs themselves.

    .venv/bin/python benchmarks/learning.py

Two tables. The first trains a network with four hidden units from 20 random starts, by the right backward pass and by
21 wrong ones. The second trains the lesson's network of nine parameters from 200 random starts. A start has learned
when all four answers are on their side of 0.5 after the last step.

Some wrong passes never come to rest: their answers jump about, and how many are right after the last step hangs on
the last bit of the arithmetic. So beside each count stand the lowest and the highest of the last 1000 steps, and a
count of the lesson's is marked only when it lies outside them.

All starts are trained at once: every array has a first axis of starts, s, and `@` works on the last two axes.
"""

import inspect
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from backprop.data import xor  # noqa: E402
from backprop.functions import sigmoid  # noqa: E402

Arrays = dict[str, np.ndarray]
Steps = dict[str, Callable[..., np.ndarray]]
"""The lines of a pass by the names of what they give; a line's arguments bear the names of what it takes."""

X, Y = xor()
M = len(X)


def column_sum(dZ: np.ndarray) -> np.ndarray:
    """dZ (s, m, n) -> (s, 1, n): a bias belongs to all examples, so their error signals are added."""
    return dZ.sum(axis=-2, keepdims=True)


RIGHT: Steps = {
    "Z1": lambda X, W1, b1: X @ W1 + b1,
    "A1": lambda Z1: sigmoid(Z1),
    "Z2": lambda A1, W2, b2: A1 @ W2 + b2,
    "A2": lambda Z2: sigmoid(Z2),
    "dZ2": lambda A2, Y: (A2 - Y) / M,
    "dW2": lambda A1, dZ2: A1.mT @ dZ2,
    "db2": lambda dZ2: column_sum(dZ2),
    "dA1": lambda dZ2, W2: dZ2 @ W2.mT,
    "dZ1": lambda dA1, A1: dA1 * A1 * (1 - A1),
    "dW1": lambda X, dZ1: X.mT @ dZ1,
    "db1": lambda dZ1: column_sum(dZ1),
}


def biases(rule: Callable[[np.ndarray], np.ndarray]) -> Steps:
    """The same rule, from the layer's dZ, for both biases."""
    return {"db2": lambda dZ2: rule(dZ2), "db1": lambda dZ1: rule(dZ1)}


WRONG: dict[str, tuple[Steps, int]] = {
    "1/m twice, on the way back": ({"dA1": lambda dZ2, W2: dZ2 @ W2.mT / M}, 20),
    "backward through the updated W2": ({"dA1": lambda dZ2, W2, dW2, lr: dZ2 @ (W2 - lr * dW2).mT}, 20),
    "bias averaged after 1/m": (biases(lambda dZ: dZ.mean(axis=-2, keepdims=True)), 20),
    "bias gradient without keepdims": (biases(lambda dZ: dZ.sum(axis=-2)), 20),
    "bias from the first row only": (biases(lambda dZ: dZ[:, :1]), 20),
    "bias gradient times m": (biases(lambda dZ: column_sum(dZ) * M), 20),
    "bias summed over everything": (biases(lambda dZ: 0 * dZ[:, :1] + dZ.sum(axis=(-2, -1), keepdims=True)), 20),
    "derivative twice at the output": ({"dZ2": lambda A2, Y: (A2 - Y) / M * A2 * (1 - A2)}, 20),
    "slope of sigmoid taken at a, not z": ({"dZ1": lambda dA1, A1: dA1 * sigmoid(A1) * (1 - sigmoid(A1))}, 20),
    "no 1/m at all": ({"dZ2": lambda A2, Y: A2 - Y}, 20),
    "W2 dropped": ({"dA1": lambda dZ2, W2: dZ2 @ np.ones_like(W2).mT}, 19),
    "bias without the hidden slope": ({"db1": lambda dA1: column_sum(dA1)}, 19),
    "slope of tanh for slope of sigmoid": ({"dZ1": lambda dA1, A1: dA1 * (1 - A1**2)}, 18),
    "sign turned": ({"dZ2": lambda A2, Y: (Y - A2) / M}, 0),
    "z (1 - z) for the slope": ({"dZ1": lambda dA1, Z1: dA1 * Z1 * (1 - Z1)}, 0),
    "'times z' for the slope": ({"dZ1": lambda dA1, Z1: dA1 * Z1}, 0),
    "dW2 in place of W2": ({"dA1": lambda dZ2, dW2: dZ2 @ dW2.mT}, 5),
    "no slope in the hidden layer": ({"dZ1": lambda dA1: dA1}, 5),
    "1 - a for the slope": ({"dZ1": lambda dA1, A1: dA1 * (1 - A1)}, 13),
    "a for the slope": ({"dZ1": lambda dA1, A1: dA1 * A1}, 15),
    "bias taken from dW": ({"db2": lambda dW2: column_sum(dW2), "db1": lambda dW1: column_sum(dW1)}, 16),
}
"""What each wrong backward pass puts in place of right lines, and from how many starts the lesson says it learns."""


def random_starts(count: int, n1: int) -> Arrays:
    """Networks of 2 inputs, n1 hidden units and 1 output, seeds 0 to count - 1, drawn as the lesson draws them."""
    shapes = {"W1": (2, n1), "b1": (1, n1), "W2": (n1, 1), "b2": (1, 1)}
    generators = [np.random.default_rng(seed) for seed in range(count)]
    return {name: np.stack([rng.normal(size=shape) for rng in generators]) for name, shape in shapes.items()}


def in_turn(steps: Steps, known: Mapping[str, object]) -> Callable[[Arrays], Arrays]:
    """The steps one after the other, each given what it takes from `known`, the parameters and the steps before."""
    lines = [(name, step, list(inspect.signature(step).parameters)) for name, step in steps.items()]

    def run(parameters: Arrays) -> Arrays:
        values = {**known, **parameters}
        for name, step, takes in lines:
            values[name] = step(*[values[each] for each in takes])
        return values

    return run


def learned(A2: np.ndarray) -> int:
    """In how many of the starts, A2 (s, m, 1), all four answers are on the right side."""
    return int(((A2 > 0.5) == (Y > 0.5)).all(axis=(-2, -1)).sum())


def train(starts: Arrays, wrong: Steps, lr: float, steps: int) -> list[int]:
    """How many starts have learned, after each of the last 1000 of so many steps; `wrong` replaces right lines."""
    run, parameters, counts = in_turn(RIGHT | wrong, {"X": X, "Y": Y, "lr": lr}), starts, []
    # Some wrong passes run off to infinity, which is their own affair.
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(steps + 1):
            values = run(parameters)
            if step > steps - 1000:
                counts.append(learned(values["A2"]))
            # Without keepdims a gradient is (n,) beside (1, n), and NumPy adds the axis; here each start needs it.
            parameters = {
                name: value - lr * values["d" + name].reshape(value.shape) for name, value in parameters.items()
            }
    return counts


@dataclass(frozen=True)
class Row:
    """One training of all starts: what was different, how many learned over the last steps, and the lesson's count."""

    name: str
    counts: list[int]
    told: int

    def __str__(self) -> str:
        low, high = min(self.counts), max(self.counts)
        swing = f"{low} to {high}" if low < high else ""
        mark = "" if low <= self.told <= high else "   differs"
        return f"{self.name:38} {self.counts[-1]:7}   {swing:>15} {self.told:7}{mark}"


def wrong_passes() -> Iterator[Row]:
    """Four hidden units, 20 starts, lr 2, 4000 steps: the right pass and the wrong ones."""
    starts = random_starts(20, n1=4)
    for name, (wrong, told) in {"right": ({}, 20), **WRONG}.items():
        yield Row(name, train(starts, wrong, lr=2.0, steps=4000), told)


def nine_parameters() -> Iterator[Row]:
    """Two hidden units, 200 starts, lr 1, 5000 steps: the right pass, slips in one layer, and starts with zeros."""
    drawn = random_starts(200, n1=2)
    zeros = {name: 0 * value for name, value in drawn.items()}
    frozen = {"db1": lambda b1: 0 * b1}
    for name, starts, wrong, told in [
        ("right", drawn, {}, 149),
        ("1/m missing in dW1", drawn, {"dW1": lambda X, dZ1: X.mT @ dZ1 * M}, 137),
        ("db1 left at 0", drawn, frozen, 98),
        ("db1 left at 0, and b1 0 at the start", {**drawn, "b1": zeros["b1"]}, frozen, 38),
        ("b2 dropped", drawn, {"Z2": lambda A1, W2: A1 @ W2, "db2": lambda b2: 0 * b2}, 16),
        ("all nine 0 at the start", zeros, {}, 0),
    ]:
        yield Row(name, train(starts, wrong, lr=1.0, steps=5000), told)


def main() -> None:
    """Train, print both tables, and how long it took."""
    began = time.perf_counter()
    for title, rows in [("2-4-1, of 20 starts", wrong_passes()), ("2-2-1, of 200 starts", nine_parameters())]:
        print(f"{title:38} learned   last 1000 steps  lesson")
        print(*rows, sep="\n", end="\n\n")
    print(f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
