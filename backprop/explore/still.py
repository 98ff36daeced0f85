"""The explorables as still pictures, for a notebook that runs where no one can move a slider."""

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from backprop.explore.ask import Trouble, checked
from backprop.explore.scene import LABELS, SIDE, Boundary, Moment, Scene, Training
from backprop.plot import BLACK, BLUE, LEAN, ORANGE, PURPLE, show

CLASSES = ((BLUE, "o"), (ORANGE, "s"))


def decision_boundary(
    forward: Callable,
    parameters: Mapping[str, np.ndarray],
    X: np.ndarray,
    Y: np.ndarray,
    cost: Callable | None = None,
) -> None:
    """Show both planes at `parameters`; or, when something the student gave goes wrong, the sentence about it."""
    try:
        boundary = Boundary(forward, X, Y, cost)
        scene = boundary.at(checked("parameters", parameters))
    except Trouble as trouble:
        _show_sentence(trouble)
        return
    fig, (left, right) = plt.subplots(1, 2, figsize=(8.6, 4.8), layout="constrained")
    _input_plane(left, boundary, scene)
    _hidden_plane(right, boundary, scene)
    fig.suptitle(scene.text, fontsize=11)
    show(fig, f"{scene.text}. {scene.alt_input} {scene.alt_hidden}")


def training(
    path: Sequence[Mapping[str, np.ndarray]],
    forward: Callable,
    cost: Callable,
    gradients: Callable,
    X: np.ndarray,
    Y: np.ndarray,
    lr: float = 1.0,
) -> None:
    """Show the last step of the path; or, when something the student gave goes wrong, the sentence about it."""
    try:
        played = Training(path, forward, cost, gradients, X, Y, lr)
        moment = played.at(played.last, seconds=1.0)
    except Trouble as trouble:
        _show_sentence(trouble)
        return
    fig, (plane, curve, lines) = plt.subplots(1, 3, figsize=(11.4, 4.4), layout="constrained")
    _input_plane(plane, played.boundary, moment)
    _cost(curve, played, moment)
    _number_lines(lines, played, moment)
    fig.suptitle(moment.text, fontsize=11)
    show(fig, f"{moment.text}. {moment.alt_input} {moment.alt_cost} {moment.alt_values}")


def _show_sentence(trouble: Trouble) -> None:
    """What is wrong, as a picture too: the output is then of one kind, whatever happened."""
    fig = Figure(figsize=(8.6, 1.0), layout="constrained")
    fig.text(0.02, 0.5, str(trouble), va="center", fontsize=10, wrap=True)
    show(fig, str(trouble))


def _input_plane(ax: Axes, boundary: Boundary, scene: Scene) -> None:
    x, y = np.linspace(boundary.low, boundary.high, SIDE).T
    ax.pcolormesh(x, y, scene.field, cmap=LEAN, vmin=0, vmax=1, shading="gouraud", rasterized=True)
    if scene.field.min() < 0.5 < scene.field.max():
        ax.contour(x, y, scene.field, levels=[0.5], colors=BLACK, linewidths=2)
    W1, b1 = scene.values[:4].reshape(2, 2), scene.values[4:6]
    for j, dashes in enumerate(("--", ":")):
        # A trained network lays A2 = 0.5 on these lines: the white edge keeps the dashes in sight.
        _line(ax, W1[:, j], b1[j], linestyle=dashes, color="white", linewidth=4, zorder=3)
        _line(ax, W1[:, j], b1[j], linestyle=dashes, color=PURPLE, linewidth=2, zorder=3, label=f"Z1[:, {j}] = 0")
    _examples(ax, boundary.X, boundary.Y)
    ax.set(xlim=(x[0], x[-1]), ylim=(y[0], y[-1]), xlabel="X[:, 0]", ylabel="X[:, 1]", title="Input plane")


def _hidden_plane(ax: Axes, boundary: Boundary, scene: Scene) -> None:
    w, b = scene.values[6:8], scene.values[8]
    ends = np.linspace(-0.08, 1.08, 2)
    ticks = np.linspace(-0.08, 1.08, 200)
    z = w[0] * ticks[None, :] + w[1] * ticks[:, None] + b
    ax.pcolormesh(ticks, ticks, np.where(z > 0, 0.78, 0.22), cmap=LEAN, vmin=0, vmax=1, rasterized=True)
    _line(ax, w, b, color=BLACK, linewidth=2, label="Z2 = 0")
    _examples(ax, scene.hidden, boundary.Y)
    ax.set(xlim=ends, ylim=ends, xlabel="A1[:, 0]", ylabel="A1[:, 1]", title="Hidden plane")


def _line(ax: Axes, w: np.ndarray, b: float, **style: object) -> None:
    """The line w · x + b = 0; none when w is zero."""
    if np.linalg.norm(w) > 1e-12:
        foot = -b * w / (w @ w)
        ax.axline(foot, foot + np.array([-w[1], w[0]]) / np.linalg.norm(w), **style)


def _examples(ax: Axes, places: np.ndarray, Y: np.ndarray) -> None:
    for kind, (colour, marker) in enumerate(CLASSES):
        x, y = places[Y[:, 0] == kind].T
        ax.plot(x, y, marker, color=colour, markeredgecolor="white", markersize=9, zorder=4, label=f"class {kind}")
    ax.locator_params(nbins=5)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2, frameon=False, fontsize=9)


def _cost(ax: Axes, played: Training, moment: Moment) -> None:
    ax.plot(*np.array(played.curve.points).T, color=BLUE)
    ax.plot(moment.step, moment.J, "o", color=BLACK)
    ax.set(xlabel="step", ylabel="J", title="Cost", ylim=(0, None))


def _number_lines(ax: Axes, played: Training, moment: Moment) -> None:
    rows = np.arange(len(LABELS))
    ax.hlines(rows, -played.reach, played.reach, color="#c3c9d0", linewidth=1)
    ax.plot(moment.values, rows, "o", color=BLUE)
    for row, (value, move) in enumerate(zip(moment.values, moment.move * moment.scale, strict=True)):
        arrow = {"arrowstyle": "-|>", "color": ORANGE, "linewidth": 2, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", (value + move, row), (value, row), arrowprops=arrow)
    ax.set_yticks(rows, LABELS)
    ax.set(
        xlim=(-played.reach, played.reach),
        xlabel=f"next step −lr × gradient, drawn × {moment.scale:g}",
        title="Parameters",
    )
    ax.invert_yaxis()
