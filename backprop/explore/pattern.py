"""Where a Jacobian of z = W x + b is 0 and where it is not: the student's own, and how it should be."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from backprop.explore.ask import ask, called, named, table
from backprop.explore.blocks import SIZES
from backprop.explore.knobs import ZERO

NAMES = ("dz_dw", "dz_db", "dz_dx")
"""The three Jacobians, in the order of W, b and x."""
ROWS = ("w", "b", "x")
"""What the rows of each belong to."""
WEIGHTS = np.array([[1.2, -0.7, 0.5, -1.6], [-1.4, 0.9, -1.1, 0.6], [0.8, 1.7, -0.6, 1.3], [-0.9, -1.5, 1.8, 0.7]])
INPUTS = np.array([[1.3], [-0.8], [1.9], [-0.6]])
"""Numbers away from 0, of which W (p, q) and x (q, 1) are the first rows and columns."""


@dataclass(frozen=True)
class Zeros:
    """One Jacobian of the student's, and the right pattern."""

    name: str
    table: np.ndarray
    """The student's matrix, of whatever shape."""
    pattern: np.ndarray
    """The right pattern, bool: True where the matrix need not be 0."""
    rows: list[str]
    columns: list[str]
    """What the pattern's rows and columns belong to."""
    extra: list[tuple[int, int]]
    """The cells that are not 0 and should be; none if the shape is wrong."""
    lost: list[tuple[int, int]]
    """The cells that are 0 and should not be; none if the shape is wrong."""
    text: str
    """The line under the picture."""
    alt_table: str
    """The student's matrix for those who cannot see it."""
    alt_pattern: str
    """The pattern for those who cannot see it."""

    @property
    def shaped(self) -> bool:
        """Whether the student's matrix is of the right shape."""
        return self.table.shape == self.pattern.shape


class Pattern:
    """The zeros of the student's Jacobians for any W up to (4, 4).

    `jacobians(W, x)`, for W (p, q) and x (q, 1), gives a dict with dz_dw (p * q, p), dz_db (p, p) and dz_dx (q, p).
    """

    def __init__(self, jacobians: Callable) -> None:
        self.jacobians = jacobians

    def at(self, values: Sequence[int], name: str) -> Zeros:
        """What there is to be seen of the Jacobian `name` at p and q; raises Trouble."""
        p, q = (min(max(int(size), SIZES[0]), SIZES[-1]) for size in values)
        W, x = WEIGHTS[:p, :q], INPUTS[:q]
        pattern, role = nudged(W, x, name), called(self.jacobians, "jacobians")
        answer = named(role, ask(role, self.jacobians, W, x), [name])
        return compare(name, table(role, name, answer[name], pattern.shape), pattern, row_names(p, q, name))


def nudged(W: np.ndarray, x: np.ndarray, name: str) -> np.ndarray:
    """Which entries of z = W x + b move when one input is nudged: a row for each input, a column for each z[i]."""
    b = np.zeros((len(W), 1))
    return np.array([np.abs(z - (W @ x + b))[:, 0] > ZERO for z in _nudges(W, b, x, NAMES.index(name))])


def _nudges(W: np.ndarray, b: np.ndarray, x: np.ndarray, which: int) -> Iterator[np.ndarray]:
    """z with one entry of W, b or x nudged, for each entry in turn, column by column."""
    rows, columns = (W, b, x)[which].shape
    for j in range(columns):
        for i in range(rows):
            inputs = [W.copy(), b.copy(), x.copy()]
            inputs[which][i, j] += 1.0
            yield inputs[0] @ inputs[2] + inputs[1]


def row_names(p: int, q: int, name: str) -> list[str]:
    """What the rows of a Jacobian belong to: w[1] = W[1,0], or b[1], or x[1]."""
    letter = ROWS[NAMES.index(name)]
    if letter == "w":
        return [f"w[{k}] = W[{k % p},{k // p}]" for k in range(p * q)]
    return [f"{letter}[{k}]" for k in range(p if letter == "b" else q)]


def compare(name: str, given: np.ndarray, pattern: np.ndarray, rows: list[str]) -> Zeros:
    """The student's matrix beside the right pattern, and what there is to say about it."""
    columns = [f"z[{i}]" for i in range(pattern.shape[1])]
    shaped = given.shape == pattern.shape
    full = np.abs(given) > ZERO
    extra, lost = (_cells(full & ~pattern), _cells(~full & pattern)) if shaped else ([], [])
    text = _verdict(pattern, rows, extra, lost) if shaped else _misshapen(name, given, pattern)
    alts = _alt_table(name, given, rows if shaped else []), _alt_pattern(pattern, rows)
    return Zeros(name, given, pattern, rows, columns, extra, lost, text, *alts)


def _cells(where: np.ndarray) -> list[tuple[int, int]]:
    """The places where `where` is true."""
    return list(map(tuple, np.argwhere(where).tolist()))


def _misshapen(name: str, given: np.ndarray, pattern: np.ndarray) -> str:
    """That the shape is wrong, and whether it is the other layout's."""
    letter = ROWS[NAMES.index(name)]
    text = f"{name} has shape {given.shape}; rows belong to {letter}, columns to z: {pattern.shape}."
    return f"{text} With rows for z, yours is in numerator layout." if given.shape == pattern.shape[::-1] else text


def _verdict(pattern: np.ndarray, rows: list[str], extra: list, lost: list) -> str:
    """Whether the zeros are where they should be, and if not, how many are not and where the first is."""
    rest = "whether the numbers are right, the check tells."
    if extra or lost:
        said = [_counted(extra, "not 0 and should be", rows), _counted(lost, "0 and should not be", rows)]
        return " ".join(filter(None, said))
    if pattern.all():
        return f"No cell has to be 0 here, and none is; {rest}"
    return f"All zeros are where they should be; {rest}"


def _counted(cells: list[tuple[int, int]], what: str, rows: list[str]) -> str:
    if not cells:
        return ""
    row, column = cells[0]
    where = f"in row {rows[row].replace(',', ', ')} and column z[{column}]"
    return f"1 cell is {what}, {where}." if len(cells) == 1 else f"{len(cells)} cells are {what}, the first {where}."


def short(x: float) -> str:
    """A number in three digits; 0 for what is rounding."""
    return f"{x:.3g}".replace("-", "−") if abs(x) > ZERO else "0"


def _alt_table(name: str, given: np.ndarray, rows: list[str]) -> str:
    names = rows or [f"row {r}" for r in range(len(given))]
    cells = "; ".join(f"{row}: " + ", ".join(map(short, line)) for row, line in zip(names, given, strict=True))
    return f"Your {name}, shape {given.shape}, row by row: {cells}."


def _alt_pattern(pattern: np.ndarray, rows: list[str]) -> str:
    said = [
        f"{row} at " + " and ".join(f"z[{i}]" for i in np.flatnonzero(line))
        for row, line in zip(rows, pattern, strict=True)
    ]
    return f"The right pattern, shape {pattern.shape}; not 0 are: " + "; ".join(said) + "."
