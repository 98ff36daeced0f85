"""The explorables as still pictures, for a notebook that runs where no one can move a slider."""

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from backprop.explore import ask
from backprop.explore.ask import Trouble, checked
from backprop.explore.knobs import Jacobian, Logits, Table, said
from backprop.explore.regions import Look, Regions
from backprop.explore.scene import LABELS, SIDE, Boundary, Moment, Played, Scene, Training
from backprop.plot import BLACK, BLUE, LEAN, ORANGE, PURPLE, TINTS, show

QUIET = "#6e7781"
CLASSES = ((BLUE, "o"), (ORANGE, "s"), (PURPLE, "^"), ("#00795a", "D"), ("#3d434a", "v"))
"""Colours and marks of up to five classes."""
GROUNDS = np.vstack([TINTS, [[0.66, 0.85, 0.77], [0.84, 0.84, 0.84]]])
"""Their pale colours, (5, 3), for the ground under them."""
STEEPEST = 0.25
"""The largest slope that a probability can have along a logit: the full colour in a Jacobian."""


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


def logits(probabilities: Callable, slope: Callable, z: np.ndarray, y: np.ndarray) -> None:
    """Show probabilities and gradient at z; or, when something the student gave goes wrong, the sentence about it."""
    try:
        z = ask.logits(z)
        pull = Logits(probabilities, slope).at(z, ask.right_class(y, len(z)))
    except Trouble as trouble:
        _show_sentence(trouble)
        return
    fig, (left, right) = plt.subplots(1, 2, figsize=(8.6, 4.0), layout="constrained")
    _bars(left, pull.a, QUIET, "Probabilities", "a")
    left.set(ylim=(0, 1.12))
    frame = {"facecolor": "none", "edgecolor": BLACK, "linestyle": "--", "label": "y, the target"}
    left.bar([pull.right], [1], width=0.72, **frame)
    left.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), frameon=False, fontsize=9)
    _bars(right, pull.dz, [ORANGE if value > 0 else BLUE for value in pull.dz], "Gradient", "dz")
    right.set(ylim=(-1.2, 1.2))
    names = [f"class {k}" + ("\nright" if k == pull.right else "") for k in range(len(z))]
    for ax in (left, right):
        ax.set_xticks(range(len(z)), names)
    fig.suptitle(pull.text, fontsize=11)
    show(fig, f"{pull.text} {pull.alt_a} {pull.alt_dz}")


def jacobian(probabilities: Callable, jacobian: Callable, z: np.ndarray) -> None:
    """Show probabilities and Jacobian at z; or, when something the student gave goes wrong, the sentence about it."""
    try:
        table = Jacobian(probabilities, jacobian).at(ask.logits(z))
    except Trouble as trouble:
        _show_sentence(trouble)
        return
    fig, (left, right) = plt.subplots(1, 2, figsize=(8.6, 4.0), layout="constrained")
    _bars(left, table.a, QUIET, "Probabilities", "a")
    left.set(ylim=(0, 1.12))
    left.set_xticks(range(len(table.a)), [f"class {k}" for k in range(len(table.a))])
    _heat(right, table)
    fig.suptitle(table.text, fontsize=11)
    show(fig, f"{table.text} {table.alt_a} {table.alt_table}")


def classes(
    path: Sequence[Mapping[str, np.ndarray]] | None, forward: Callable, cost: Callable, X: np.ndarray, Y: np.ndarray
) -> None:
    """Show the last step of the path; or, when something the student gave goes wrong, the sentence about it."""
    try:
        played = Regions(path, forward, cost, X, Y)
        look = played.at(played.last, seconds=1.0)
    except Trouble as trouble:
        _show_sentence(trouble)
        return
    fig, (plane, curve, units) = plt.subplots(1, 3, figsize=(11.4, 4.4), layout="constrained")
    _regions(plane, played, look)
    _cost(curve, played, look)
    _units(units, look)
    fig.suptitle(look.text, fontsize=11)
    show(fig, f"{look.text}. {look.alt_plane} {look.alt_cost} {look.alt_units}")


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
    _marks(ax, places, Y[:, 0], kinds=2, size=9)


def _marks(ax: Axes, places: np.ndarray, kind_of: np.ndarray, kinds: int, size: float) -> None:
    for kind, (colour, marker) in enumerate(CLASSES[:kinds]):
        x, y = places[kind_of == kind].T
        look = {"color": colour, "markeredgecolor": "white", "markersize": size}
        ax.plot(x, y, marker, zorder=4, label=f"class {kind}", **look)
    ax.locator_params(nbins=5)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=min(kinds, 3), frameon=False, fontsize=9)


def _cost(ax: Axes, played: Played, moment: Moment | Look) -> None:
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


def _bars(ax: Axes, values: np.ndarray, colour: str | list[str], title: str, name: str) -> None:
    ax.bar(range(len(values)), values, width=0.6, color=colour)
    ax.axhline(0, color=BLACK, linewidth=1)
    for k, value in enumerate(values):
        way = 1 if value >= 0 else -1
        ax.annotate(said(value, 3), (k, value), (0, 8 * way), textcoords="offset points", ha="center", va="center")
    ax.set(title=title, ylabel=name)


def _heat(ax: Axes, table: Table) -> None:
    n2 = len(table.a)
    ax.imshow(table.table, cmap=LEAN, vmin=-STEEPEST, vmax=STEEPEST)
    for (j, k), value in np.ndenumerate(table.table):
        ax.text(k, j, said(value, 3), ha="center", va="center")
    ax.set_xticks(range(n2), [f"z[{k}]\nsum {said(total, 3)}" for k, total in enumerate(table.columns)])
    ax.set_yticks(range(n2), [f"a[{j}]" for j in range(n2)])
    for j, total in enumerate(table.rows):
        ax.text(n2 - 0.4, j, f"sum {said(total, 3)}", va="center")
    ax.tick_params(length=0)
    ax.set(title="Jacobian")


def _regions(ax: Axes, played: Regions, look: Look) -> None:
    (left, bottom), (right, top), n2 = played.low, played.high, look.field.shape[-1]
    # The colours stand for points, so the picture reaches half a cell beyond the outermost.
    dx, dy = (played.high - played.low) / (SIDE - 1) / 2
    extent = (left - dx, right + dx, bottom - dy, top + dy)
    ground = np.clip(look.field @ GROUNDS[:n2], 0, 1)
    ax.imshow(ground, extent=extent, origin="lower", interpolation="bilinear", aspect="auto")
    x, y = np.linspace(played.low, played.high, SIDE).T
    for k in range(n2):
        lead = look.field[..., k] - np.delete(look.field, k, axis=-1).max(axis=-1)
        if lead.min() < 0 < lead.max():
            ax.contour(x, y, lead, levels=[0], colors=BLACK, linewidths=1.5)
    _marks(ax, played.X, played.Y.argmax(axis=1), n2, size=6)
    ax.set(xlim=(left, right), ylim=(bottom, top), xlabel="X[:, 0]", ylabel="X[:, 1]", title="Input plane")


def _units(ax: Axes, look: Look) -> None:
    ax.bar(range(len(look.awake)), look.awake, color=PURPLE)
    dead = np.flatnonzero(look.awake == 0)
    ax.plot(dead, np.full(len(dead), 0.03), "x", color=ORANGE, markeredgewidth=2, label="dead")
    if len(dead):
        ax.legend(loc="upper right", frameon=False, fontsize=9)
    ax.locator_params(axis="x", integer=True)
    label = "share of examples, Z1 > 0"
    ax.set(xlabel="hidden unit", ylabel=label, ylim=(0, 1.02), xlim=(-0.7, len(look.awake) - 0.3), title=look.units)
