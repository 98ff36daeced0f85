"""One entry of a matrix, followed from W to vec(W) to its column of xᵀ ⊗ I: plain numbers and text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from backprop.explore.ask import ask, called, column, table
from backprop.explore.knobs import ZERO

SIZES = range(1, 5)
"""How many rows and columns W can have."""
PRIMES = np.array([2.0, 3.0, 5.0, 7.0])
"""The entries of x: distinct, so that a number in the picture says where it comes from."""
COLUMNS = "Does vec go down the columns of W, one after the other?"
TIMES = "Each block of xᵀ ⊗ I should be one entry of xᵀ times I."

Place = tuple[int, int]


@dataclass(frozen=True)
class Entry:
    """One entry of W, followed through what the student's functions give."""

    p: int
    q: int
    i: int
    j: int
    stack: list[Place | None]
    """Where in W each entry of vec(W) comes from; None where it does not come from W."""
    shape: tuple[int, ...]
    """The shape of the student's vec(W)."""
    k: int | None
    """Where in vec(W) the entry is; None if it is not there just once."""
    table: np.ndarray
    """The student's xᵀ ⊗ I."""
    rows: list[int]
    """The rows in which column k of the table is not 0; none if there is no such column."""
    fits: bool
    """Whether column k has x[j] in row i and nothing else."""
    text: str
    """The line under the picture."""
    alt: str
    """The picture for those who cannot see it."""

    @property
    def blocks(self) -> bool:
        """Whether the table is of the right shape, so that it falls into blocks."""
        return self.table.shape == (self.p, self.p * self.q)


class Blocks:
    """Any entry of a matrix up to (4, 4), followed by the student's own functions.

    `vec(A)` gives (p * q, 1) for A (p, q); `kron(A, B)` gives the Kronecker product.
    """

    def __init__(self, vec: Callable, kron: Callable) -> None:
        self.vec, self.kron = vec, kron

    def at(self, values: Sequence[int]) -> Entry:
        """What there is to be seen at p, q, i and j; raises Trouble. An i or j beyond W stands at its edge."""
        p, q = (min(max(int(size), SIZES[0]), SIZES[-1]) for size in values[:2])
        i, j = (min(max(int(place), 0), size - 1) for place, size in zip(values[2:], (p, q), strict=True))
        stack, shape = self._stack(p, q)
        role = called(self.kron, "kron")
        product = ask(role, self.kron, PRIMES[None, :q], np.eye(p))
        return follow((p, q), (i, j), stack, shape, table(role, "kron(xᵀ, I)", product, (p, p * q)))

    def _stack(self, p: int, q: int) -> tuple[list[Place | None], tuple[int, ...]]:
        """Where in W (p, q) each entry of the student's vec(W) comes from, and the shape of vec(W)."""
        W = np.arange(1.0, p * q + 1).reshape(p, q)
        role = called(self.vec, "vec")
        numbers = column(role, "vec(W)", ask(role, self.vec, W), p * q)
        places = {value: place for place, value in np.ndenumerate(W)}
        return [places.get(value) for value in numbers.ravel().tolist()], numbers.shape


def follow(size: Place, place: Place, stack: list[Place | None], shape: tuple[int, ...], product: np.ndarray) -> Entry:
    """The entry at `place` of W of this `size`, where vec(W) is `stack`, of this `shape`, and xᵀ ⊗ I is `product`."""
    k = stack.index(place) if stack.count(place) == 1 else None
    rows, fits = reached(product, k), meets(product, stack, place)
    entry = Entry(*size, *place, stack, shape, k, product, rows, fits, text="", alt="")
    return replace(entry, text=sentence(entry), alt=_alt(entry))


def reached(product: np.ndarray, k: int | None) -> list[int]:
    """The rows in which column k of `product` is not 0; none if there is no such column."""
    if k is None or k >= product.shape[1]:
        return []
    return np.flatnonzero(np.abs(product[:, k]) > ZERO).tolist()


def meets(product: np.ndarray, stack: list[Place | None], place: Place) -> bool:
    """Whether W[i, j], by its place in vec(W), meets a column with x[j] in row i and nothing else."""
    if stack.count(place) != 1:
        return False
    (i, j), k = place, stack.index(place)
    return reached(product, k) == [i] and bool(abs(product[i, k] - PRIMES[j]) < ZERO)


def sentence(entry: Entry) -> str:
    """The way of the entry in words; or what does not fit, the first thing that should be mended."""
    name, n = f"W[{entry.i}, {entry.j}]", entry.p * entry.q
    if entry.shape != (n, 1):
        return f"vec(W) has shape {entry.shape}, and it should be a single column, ({n}, 1)."
    if entry.k is None:
        times = entry.stack.count((entry.i, entry.j))
        found = f"{times} times in vec(W)" if times else "not in vec(W)"
        return f"{name} is {found}: vec should change the places of W's numbers, and no number."
    if not entry.blocks:
        wanted = f"({entry.p}, {n}): a row for each z[i], a column for each entry of vec(W)"
        return f"{name} is entry {entry.k} of vec(W), but xᵀ ⊗ I has shape {entry.table.shape}; it should be {wanted}."
    return _fitting(entry, name) if entry.fits else _misfit(entry, name)


def _fitting(entry: Entry, name: str) -> str:
    """What is right of an entry that meets its number, and what is still not right elsewhere."""
    i, j, k, weight = entry.i, entry.j, entry.k, f"{PRIMES[entry.j]:g}"
    text = (
        f"{name} is entry {k} of vec(W); column {k} of xᵀ ⊗ I has a single number, x[{j}] = {weight}, in row {i}: "
        f"so {name} reaches z[{i}] alone, with weight {weight}."
    )
    others = [place for place in np.ndindex(entry.p, entry.q) if not meets(entry.table, entry.stack, place)]
    if others:
        return f"{text} Not every entry fits so well: look at W[{others[0][0]}, {others[0][1]}]."
    return text if _by_columns(entry) else f"{text} But vec(W) is in another order than it should be. {COLUMNS}"


def _misfit(entry: Entry, name: str) -> str:
    """What the entry meets, what it should meet, and which function to look at."""
    k, rows = entry.k, entry.rows
    should = f"{name} should reach z[{entry.i}] with x[{entry.j}]"
    if not rows:
        met = f"but column {k} of xᵀ ⊗ I is all 0"
    elif len(rows) == 1:
        met = f"but the number in column {k} of xᵀ ⊗ I is {_called(entry.table[rows[0], k])}, in row {rows[0]}"
    else:
        met = f"but column {k} of xᵀ ⊗ I has {len(rows)} numbers, in rows {_listed(rows)}"
        should = f"{name} should reach z[{entry.i}] alone, with x[{entry.j}]"
    return f"{name} is entry {k} of vec(W), {met}: {should}. {TIMES if _by_columns(entry) else COLUMNS}"


def _by_columns(entry: Entry) -> bool:
    """Whether vec(W) has W's columns one below the other: along it, no column number falls and none is mixed."""
    return None not in entry.stack and entry.stack == sorted(entry.stack, key=lambda place: place[::-1])


def _called(value: float) -> str:
    """The number, by its name if it is an entry of x."""
    name = next((f"x[{j}] = " for j, prime in enumerate(PRIMES) if abs(value - prime) < ZERO), "")
    return f"{name}{value:.4g}".replace("-", "−")


def _listed(rows: list[int]) -> str:
    *first, last = map(str, rows)
    return f"{', '.join(first)} and {last}"


def _alt(entry: Entry) -> str:
    """W, vec(W) and the table, with the marked entry, for those who cannot see them."""
    order = ", ".join("?" if place is None else "W[{}, {}]".format(*place) for place in entry.stack)
    cells = [
        f"{_called(value)} in row {r}, column {c}"
        for (c, r), value in np.ndenumerate(entry.table.T)
        if abs(value) > ZERO
    ]
    marked = "" if entry.k is None else f" Entry {entry.k} of vec(W) and column {entry.k} are marked."
    return (
        f"W {(entry.p, entry.q)} with W[{entry.i}, {entry.j}] marked; vec(W) {entry.shape}, from above: {order}; "
        f"xᵀ ⊗ I {entry.table.shape}, not 0 at: {'; '.join(cells) or 'no place'}.{marked}"
    )
