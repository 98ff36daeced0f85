"""A training of a network that tells classes apart, as plain numbers and text: no widget, no figure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from backprop.explore.ask import class_examples, class_values, cost_of, shapes_for
from backprop.explore.scene import SIDE, Played, begun, window


@dataclass(frozen=True)
class Look:
    """One step of a training: the regions of the classes, the cost, and which hidden units are awake."""

    step: int
    field: np.ndarray
    """A2 over the input plane (SIDE, SIDE, n2), float32; the first row is the lowest."""
    J: float
    right: int
    """For how many examples the right class has the largest probability."""
    awake: np.ndarray
    """For what share of the examples each hidden unit is awake, Z1 > 0: (n1,)."""
    text: str
    """The line under the pictures."""
    units: str
    """How many units are dead, in words."""
    alt_plane: str
    alt_cost: str
    alt_units: str


class Regions(Played):
    """A training that has been, step by step, by the student's own functions.

    `path` holds one dict of parameters a step, W1 (2, n1), b1 (1, n1), W2 (n1, n2), b2 (1, n2). `forward(X, W1, b1,
    W2, b2)` gives a dict with Z1, Z2 and A2; `cost(Z2, Y)` a dict with J. X is (m, 2), Y (m, n2) one-hot with 2 to 5
    classes. Raises Trouble when they are not so.
    """

    def __init__(
        self,
        path: Sequence[Mapping[str, np.ndarray]],
        forward: Callable,
        cost: Callable,
        X: np.ndarray,
        Y: np.ndarray,
    ) -> None:
        self.forward, self.cost = forward, cost
        self.X, self.Y = class_examples(X, Y)
        self.low, self.high, self.grid = window(self.X, room=0.1)
        begun(path)
        # A rate at which units die makes a cost of narrow peaks: a coarse curve would miss them.
        super().__init__(path, shapes_for("path[0]", path[0], self.Y.shape[1]), most=2000)

    def cost_at(self, step: int) -> float:
        """The student's cost at `step`; raises Trouble."""
        return cost_of(self.cost, class_values(self.forward, self.X, self.parameters(step))["Z2"], self.Y)

    def at(self, step: int, seconds: float = 0.02) -> Look:
        """The look of `step`, from 0 to `last`; raises Trouble when a function of the student's goes wrong.

        For about `seconds` the curve of the cost is worked out further.
        """
        self.curve.grow(seconds)
        parameters = self.parameters(step)
        values = class_values(self.forward, self.X, parameters)
        surface = class_values(self.forward, self.grid, parameters)["A2"]
        J = cost_of(self.cost, values["Z2"], self.Y)
        right = int((values["A2"].argmax(axis=1) == self.Y.argmax(axis=1)).sum())
        awake = (values["Z1"] > 0).mean(axis=0)
        score, dead = f"{right} of {len(self.Y)} right", f"{(awake == 0).sum()} of {len(awake)} units"
        return Look(
            step=step,
            field=surface.reshape(SIDE, SIDE, -1).astype(np.float32),
            J=J,
            right=right,
            awake=awake,
            text=f"step {step} of {self.last}: J = {J:.4f}, {score}, {dead} dead",
            units=f"{dead} {'is' if (awake == 0).sum() == 1 else 'are'} dead",
            alt_plane=f"Input plane in regions, each coloured by its likeliest class: {_alt_regions(surface)} {score}.",
            alt_cost=self.alt_cost(step, J),
            alt_units=_alt_units(awake),
        )


def _alt_regions(surface: np.ndarray) -> str:
    """What share of the plane each class has."""
    shares = np.bincount(surface.argmax(axis=1), minlength=surface.shape[1]) / len(surface)
    return ", ".join(f"class {k} has {share:.0%} of the plane" for k, share in enumerate(shares)) + "."


def _alt_units(awake: np.ndarray, most: int = 32) -> str:
    """For what share of the examples each unit is awake, for an alt text; the first few of many, all the dead ones."""
    said = ", ".join(f"unit {j} {share:.0%}" for j, share in enumerate(awake[:most]))
    rest = f", and {len(awake) - most} more" if len(awake) > most else ""
    gone = [str(j) for j in np.flatnonzero(awake == 0)]
    dead = f"Dead: {', '.join(gone)}." if gone else "None is dead."
    return f"For what share of the examples each hidden unit is awake: {said}{rest}. {dead}"
