"""The logits of one example on sliders, and what the student's functions make of them: plain numbers and text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from backprop.explore.ask import array, ask, called

ZERO = 1e-6
"""What is nearer to 0 than this is rounding, and is told as 0."""


@dataclass(frozen=True)
class Reading:
    """The probabilities at some logits."""

    values: np.ndarray
    """The logits (n2,)."""
    a: np.ndarray
    """The student's probabilities (n2,)."""
    text: str
    """The line under the picture."""
    alt_a: str
    """The probabilities for those who cannot see them."""


@dataclass(frozen=True)
class Pull(Reading):
    """The probabilities of an example whose right class is known, and the gradient along the logits."""

    right: int
    loss: float
    """-log of the right class's probability; infinite when there is none."""
    dz: np.ndarray
    """The student's gradient (n2,)."""
    alt_dz: str


@dataclass(frozen=True)
class Table(Reading):
    """The probabilities, and the slope of each along each logit."""

    table: np.ndarray
    """The student's Jacobian (n2, n2)."""
    rows: np.ndarray
    """What each row adds up to (n2,)."""
    columns: np.ndarray
    """What each column adds up to (n2,)."""
    alt_table: str


class Logits:
    """Probabilities and gradient at any logits: `probabilities(Z2)` (m, n2), `slope(a, y)` (n2,)."""

    def __init__(self, probabilities: Callable, slope: Callable) -> None:
        self.probabilities, self.slope = probabilities, slope

    def at(self, values: Sequence[float], right: int) -> Pull:
        """What there is to be seen at these logits when class `right` is the right one; raises Trouble."""
        z = np.array(values, dtype=float)
        a, y = _probabilities(self.probabilities, z), np.eye(len(z))[right]
        role = called(self.slope, "slope")
        dz = array(role, "dz", ask(role, self.slope, a, y), z.shape, "one number a class")
        loss = -np.log(a[right]) if a[right] > 0 else np.inf
        return Pull(
            values=z,
            a=a,
            text=f"loss −log a[{right}] = {said(loss)}; {_sums(a, dz)}.",
            alt_a=f"{_alt(a)} The right class is {right}.",
            right=right,
            loss=float(loss),
            dz=dz,
            alt_dz="The gradient along each logit: " + _each("dz", dz),
        )


class Jacobian:
    """Probabilities and their slopes at any logits: `probabilities(Z2)` (m, n2), `jacobian(a)` (n2, n2)."""

    def __init__(self, probabilities: Callable, jacobian: Callable) -> None:
        self.probabilities, self.jacobian = probabilities, jacobian

    def at(self, values: Sequence[float]) -> Table:
        """What there is to be seen at these logits; raises Trouble."""
        z = np.array(values, dtype=float)
        a, n2 = _probabilities(self.probabilities, z), len(z)
        role = called(self.jacobian, "jacobian")
        why = "a row for each probability, a column for each logit"
        table = array(role, "a table", ask(role, self.jacobian, a), (n2, n2), why)
        rows, columns = _clean(table.sum(axis=1)), _clean(table.sum(axis=0))
        cells = "; ".join(f"a[{j}] " + ", ".join(map(said, row)) for j, row in enumerate(table))
        return Table(
            values=z,
            a=a,
            text=_verdict(a, rows, columns),
            alt_a=_alt(a),
            table=table,
            rows=rows,
            columns=columns,
            alt_table=(
                f"The Jacobian, row by row: {cells}. The rows add up to {_listed(rows)}, "
                f"the columns to {_listed(columns)}."
            ),
        )


def said(x: float, digits: int = 4) -> str:
    """A number with so many digits behind the point, and never minus zero."""
    return f"{np.round(x, digits) + 0.0:.{digits}f}".replace("-", "−") if np.isfinite(x) else "infinite"


def _probabilities(function: Callable, z: np.ndarray) -> np.ndarray:
    """The student's probabilities (n2,) at the logits z (n2,); raises Trouble."""
    role = called(function, "the first function")
    return array(role, "probabilities", ask(role, function, z[None]), (1, len(z)), "one row an example")[0]


def _clean(sums: np.ndarray) -> np.ndarray:
    return np.where(np.abs(sums) < ZERO, 0.0, sums)


def _each(name: str, values: np.ndarray) -> str:
    return ", ".join(f"{name}[{k}] = {said(value)}" for k, value in enumerate(values)) + "."


def _alt(a: np.ndarray) -> str:
    return "The probabilities: " + _each("a", a)


def _listed(numbers: np.ndarray) -> str:
    *first, last = map(said, numbers)
    return f"{', '.join(first)} and {last}"


def _sums(a: np.ndarray, dz: np.ndarray) -> str:
    """What the probabilities and the gradient add up to, and what they should."""
    ones, zeros = a.sum(), dz.sum()
    text = f"the probabilities add up to {said(ones)}"
    text += ", and it should be 1" if abs(ones - 1) > ZERO else ""
    text += f"; dz adds up to {said(zeros)}"
    return text + (", and it should be 0" if abs(zeros) > ZERO else "")


def _verdict(a: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> str:
    """Whether rows and columns add up to 0, and that they should."""
    if abs(a.sum() - 1) > ZERO:
        return f"The probabilities add up to {said(a.sum())}, and it should be 1; mend them first."
    if rows.any():
        return f"The rows add up to {_listed(rows)}: each should add up to 0."
    if columns.any():
        return f"Each row adds up to 0, but the columns add up to {_listed(columns)}: each should add up to 0."
    return "Each row adds up to 0, and so does each column."
