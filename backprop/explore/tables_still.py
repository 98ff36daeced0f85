"""The explorables of matrices as still pictures, for a notebook where no one can move a slider."""

import textwrap
from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from backprop.explore.ask import Trouble
from backprop.explore.blocks import PRIMES, Blocks, Entry
from backprop.explore.pattern import NAMES, Pattern, Zeros, short
from backprop.explore.still import QUIET, _show_sentence
from backprop.plot import BLACK, LEAN, ORANGE, show

STRONG = 2.0
"""The number that gets the full colour."""
THIN, EDGE = "#c3c9d0", "#6e7781"
CELL, PALE, COLUMN = "#F0A878", "#fdebdf", "#d9e9f5"
"""The grounds of the marked entry, of the column that it meets, and of the entry's own column."""


def blocks(vec: Callable, kron: Callable) -> None:
    """Show the way of W[1, 2]; or, when something the student gave goes wrong, the sentence about it."""
    try:
        entry = Blocks(vec, kron).at([3, 4, 1, 2])
    except Trouble as trouble:
        _show_sentence(trouble)
        return
    ratios = {"width_ratios": [4, 1.4, 12]}
    fig, (left, middle, right) = plt.subplots(1, 3, figsize=(8.6, 4.6), layout="constrained", gridspec_kw=ratios)
    _matrix(left, entry)
    _stack(middle, entry)
    _product(right, entry)
    _tell(fig, entry.text)
    show(fig, f"{entry.text} {entry.alt}")


def pattern(jacobians: Callable) -> None:
    """Show dz_dw; or, when something the student gave goes wrong, the sentence about it."""
    try:
        zeros = Pattern(jacobians).at([3, 4], NAMES[0])
    except Trouble as trouble:
        _show_sentence(trouble)
        return
    fig, (left, right) = plt.subplots(1, 2, figsize=(8.6, 4.6), layout="constrained")
    _given(left, zeros)
    _right(right, zeros)
    _tell(fig, zeros.text)
    show(fig, f"{zeros.text} {zeros.alt_table} {zeros.alt_pattern}")


def _tell(fig: Figure, text: str) -> None:
    """The sentence above the picture, in as many lines as it needs."""
    fig.suptitle(textwrap.fill(text, 110), fontsize=11)


def _frame(ax: Axes, shape: tuple[int, int], across: int = 0, down: int = 0) -> None:
    """An empty table with cells about the whole numbers, and thick lines round blocks of some columns or rows."""
    rows, columns = shape
    ax.set(xlim=(-0.5, columns - 0.5), ylim=(rows - 0.5, -0.5))
    thin, thick = {"color": THIN, "linewidth": 1}, {"color": EDGE, "linewidth": 2}
    for c in range(1, columns):
        ax.axvline(c - 0.5, **(thick if across and c % across == 0 else thin))
    for r in range(1, rows):
        ax.axhline(r - 0.5, **(thick if down and r % down == 0 else thin))
    ax.spines[:].set(color=EDGE, linewidth=2)
    ax.tick_params(length=0, labelsize=9)
    ax.xaxis.tick_top()
    ax.set_xticks(range(columns))
    ax.set_yticks(range(rows))


def _cell(ax: Axes, row: int, column: int, colour: str, tall: int = 1, **more: object) -> None:
    ax.add_patch(Rectangle((column - 0.5, row - 0.5), 1, tall, facecolor=colour, **more))


def _mark(ax: Axes, row: int, column: int, colour: str = ORANGE, **more: object) -> None:
    _cell(ax, row, column, "none", edgecolor=colour, linewidth=2.5, zorder=5, **more)


def _write(ax: Axes, row: int, column: int, text: str) -> None:
    ax.text(column, row, text, ha="center", va="center", fontsize=9)


def _matrix(ax: Axes, entry: Entry) -> None:
    _cell(ax, 0, entry.j, COLUMN, tall=entry.p)
    _cell(ax, entry.i, entry.j, CELL)
    _frame(ax, (entry.p, entry.q), across=1)
    for r, c in np.ndindex(entry.p, entry.q):
        _write(ax, r, c, f"{r},{c}")
    _mark(ax, entry.i, entry.j)
    ax.set(title=f"W {(entry.p, entry.q)}", aspect="equal", anchor="N")


def _stack(ax: Axes, entry: Entry) -> None:
    for r, place in enumerate(entry.stack):
        if place and place[1] == entry.j:
            _cell(ax, r, 0, CELL if r == entry.k else COLUMN)
        _write(ax, r, 0, "{},{}".format(*place) if place else "?")
    _frame(ax, (len(entry.stack), 1), down=entry.p)
    if entry.k is not None:
        _mark(ax, entry.k, 0)
    ax.set(title=f"vec(W) {entry.shape}", anchor="N")


def _product(ax: Axes, entry: Entry) -> None:
    rows, columns = entry.table.shape
    _frame(ax, (rows, columns), across=entry.p if entry.blocks else 0)
    if entry.k is not None and entry.k < columns:
        _cell(ax, 0, entry.k, PALE, tall=rows)
        for r in entry.rows:
            _cell(ax, r, entry.k, CELL)
            _mark(ax, r, entry.k)
        if entry.blocks and not entry.fits and entry.i not in entry.rows:
            _mark(ax, entry.i, entry.k, BLACK, linestyle="--")
    for (r, c), value in np.ndenumerate(entry.table):
        if value:
            _write(ax, r, c, short(value))
    if entry.blocks:
        ax.set_yticks(range(rows), [f"z[{r}]" for r in range(rows)])
        for j, number in enumerate(PRIMES[: entry.q]):
            ax.text((j + 0.5) * entry.p - 0.5, rows - 0.3, f"x[{j}] = {number:g}", ha="center", va="top", fontsize=9)
    ax.set(title=f"xᵀ ⊗ I {entry.table.shape}", aspect="equal", anchor="N")


def _given(ax: Axes, zeros: Zeros) -> None:
    blank = np.ma.masked_where(np.array([[short(x) == "0" for x in row] for row in zeros.table]), zeros.table)
    ax.imshow(blank, cmap=LEAN, vmin=-STRONG, vmax=STRONG, aspect="auto")
    _frame(ax, zeros.table.shape)
    for at, value in np.ndenumerate(zeros.table):
        if short(value) != "0" or at in zeros.lost:
            _write(ax, *at, short(value))
    for at in zeros.extra:
        _mark(ax, *at)
    for at in zeros.lost:
        _mark(ax, *at, BLACK, linestyle="--")
    if zeros.shaped:
        _names(ax, zeros)
    ax.set(title="Yours")


def _right(ax: Axes, zeros: Zeros) -> None:
    for r, c in np.argwhere(zeros.pattern):
        _cell(ax, r, c, "#d7dce1", hatch="////", edgecolor=QUIET, linewidth=0)
    _frame(ax, zeros.pattern.shape)
    _names(ax, zeros)
    ax.set(title="Right pattern, hatched where not 0")


def _names(ax: Axes, zeros: Zeros) -> None:
    ax.set_xticks(range(len(zeros.columns)), zeros.columns)
    ax.set_yticks(range(len(zeros.rows)), zeros.rows)
