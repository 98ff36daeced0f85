"""The explorables of curves and their costs as still pictures, for a notebook where no one can move a slider."""

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from backprop.explore.ask import Trouble
from backprop.explore.curves import Activations, Bends, Costs, Hinges, Points, Rates
from backprop.explore.scene import flatten
from backprop.explore.still import CLASSES, QUIET, _show_sentence
from backprop.plot import BLACK, BLUE, show

STROKES = ("--", ":", "-.", (0, (4, 2)))
"""One for each hidden unit."""


def hinges(
    forward: Callable,
    parameters: Mapping[str, np.ndarray],
    X: np.ndarray,
    Y: np.ndarray,
    f: Callable,
    cost: Callable | None = None,
) -> None:
    """Show the curve at `parameters`; or, when something the student gave goes wrong, the sentence about it."""
    try:
        small = Hinges(forward, parameters, X, Y, f, cost)
        bends = small.at(flatten(small.start))
    except Trouble as trouble:
        _show_sentence(trouble)
        return
    fig, ax = plt.subplots(figsize=(6.4, 4.4), layout="constrained")
    _bends(ax, small.points, bends)
    fig.suptitle(bends.text, fontsize=11)
    show(fig, f"{bends.text}. {bends.alt}")


def learning_rate(run: Callable, rates: Sequence[float]) -> None:
    """Show the cost at the first rate; or, when something the student gave goes wrong, the sentence about it."""
    try:
        costs = Rates(run, rates).at(0)
    except Trouble as trouble:
        _show_sentence(trouble)
        return
    fig, ax = plt.subplots(figsize=(6.4, 4.0), layout="constrained")
    _costs(ax, costs)
    fig.suptitle(costs.text, fontsize=11)
    show(fig, f"{costs.text}. {costs.alt}")


def activations(fit: Callable, activations: Mapping, forward: Callable, X: np.ndarray, Y: np.ndarray) -> None:
    """Show the first activation; or, when something the student gave goes wrong, the sentence about it."""
    try:
        several = Activations(fit, activations, forward, X, Y)
        look = several.look(0)
    except Trouble as trouble:
        _show_sentence(trouble)
        return
    fig, (left, right) = plt.subplots(1, 2, figsize=(8.6, 4.0), layout="constrained")
    if len(look.curve):
        left.plot(several.points.places, look.curve, color=BLACK, linewidth=2.5, label="network's answer")
    _points(left, several.points, "Fitted curve")
    _costs(right, look.costs)
    fig.suptitle(look.costs.text, fontsize=11)
    show(fig, f"{look.costs.text}. {look.alt} {look.costs.alt}")


def _points(ax: Axes, points: Points, title: str) -> None:
    """The examples and their frame, under what was drawn before."""
    ax.plot(points.X, points.Y, "o", color=QUIET, markeredgecolor="white", markersize=6, zorder=1, label="data")
    (left, bottom), (right, top) = points.low, points.high
    ax.set(xlim=(left, right), ylim=(bottom, top), xlabel="X", ylabel="Y", title=title)
    ax.legend(loc="upper left", bbox_to_anchor=(0, -0.14), ncols=3, frameon=False, fontsize=9)


def _bends(ax: Axes, points: Points, bends: Bends) -> None:
    answer, *units = bends.curves
    ax.plot(points.places, answer, color=BLACK, linewidth=2.5, zorder=3, label="network's answer")
    for j, (brought, place) in enumerate(zip(units, bends.hinges, strict=True)):
        colour = CLASSES[j][0]
        look = {"color": colour, "linestyle": STROKES[j], "linewidth": 1.5}
        ax.plot(points.places, brought, **look, zorder=2, label=f"unit {j}")
        if place is not None and points.low[0] <= place <= points.high[0]:
            ax.plot(place, 0.02, "^", color=colour, markersize=9, zorder=4, transform=ax.get_xaxis_transform())
    _points(ax, points, "Curve")


def _costs(ax: Axes, costs: Costs) -> None:
    ax.plot(*costs.curves[costs.now].T, color=BLUE, linewidth=2)
    ax.set(xlim=(0, costs.last), ylim=(costs.low, costs.high), yscale="log")
    ax.set(xlabel="step", ylabel="J, log axis", title="Cost")
