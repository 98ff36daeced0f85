"""Still pictures: each shown once, with words for whoever cannot see it."""

import base64
import html
import io
import os
from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

# After Okabe and Ito: they stay apart for every common colour blindness. Shapes and dashes say it again.
BLUE, ORANGE, PURPLE, BLACK = "#0072B2", "#D55E00", "#8A4F7D", "#222222"
DASHES = ("-", "--", ":", "-.")
MARKS = ("o", "s", "^")
CIRCLE = {"boxstyle": "circle", "facecolor": "white"}
CSS_DPI = 96
SHARPNESS = 1 if os.environ.get("NBGRADER_EXECUTION") else 2
"""Pixels drawn for one shown, so that text stays crisp on a fine screen; in a class's graded notebooks one is enough:
they weigh half as much, and are drawn sooner."""

LEAN = LinearSegmentedColormap.from_list("lean", ["#7FB8DE", "#F7F7F7", "#F0A878"])
"""Blue where a prediction leans to 0, orange where it leans to 1."""

TINTS = np.array([[0.60, 0.79, 0.91], [0.97, 0.78, 0.64], [0.83, 0.76, 0.85]])
"""A pale blue, orange and purple, one for each of three classes, as the ground under their points."""


def show(fig: Figure, alt: str) -> None:
    """Display `fig` once, as an image whose alternative text is `alt`, and close it.

    The text alone is the output's plain form, for a terminal or a reader of the raw notebook.
    """
    if not alt.strip():
        raise ValueError("a picture needs alt text: one or two sentences that say what is to be seen")
    png = io.BytesIO()
    # "tight": a legend beside the plot, or a long label, is never cut off.
    fig.savefig(png, format="png", dpi=CSS_DPI * SHARPNESS, bbox_inches="tight", pad_inches=0.1)
    # Closed, or the notebook's inline backend would show it a second time at the end of the cell.
    plt.close(fig)
    width = int.from_bytes(png.getvalue()[16:20], "big") // SHARPNESS
    data = base64.b64encode(png.getvalue()).decode("ascii")
    image = (
        f'<img alt="{html.escape(alt)}" width="{width}" style="max-width: 100%; height: auto" '
        f'src="data:image/png;base64,{data}">'
    )
    display({"text/html": image, "text/plain": alt}, raw=True)


def axes(columns: int = 1, width: float = 4.4, height: float = 3.4) -> tuple[Figure, Axes | np.ndarray]:
    """A figure of `columns` plots, each `width` by `height` inches, and its one Axes, or an array of them."""
    fig, ax = plt.subplots(1, columns, figsize=(columns * width, height), layout="constrained")
    for one in np.atleast_1d(ax):
        one.spines[["top", "right"]].set_visible(False)
    return fig, ax


def points(ax: Axes, X: np.ndarray, Y: np.ndarray, names: Sequence[str] = ("feature 1", "feature 2")) -> None:
    """Draw examples X (m, 2) with targets Y (m, 1): a blue disc for 0, an orange square for 1."""
    for target, colour, marker in ((0, BLUE, "o"), (1, ORANGE, "s")):
        here = X[Y[:, 0] == target]
        look = {"color": colour, "markersize": 11, "markeredgecolor": "white"}
        ax.plot(*here.T, marker, label=f"target {target}", **look)
    ax.set_xlabel(names[0])
    ax.set_ylabel(names[1])


def field(
    ax: Axes, predict: Callable[[np.ndarray], np.ndarray], X: np.ndarray, Y: np.ndarray, margin: float = 0.5
) -> None:
    """Colour the plane around X (m, 2) by `predict`, 0 blue to 1 orange, with a black line where it is 1/2.

    `predict` takes points (k, 2) and gives answers (k, 1).
    """
    low, high = X.min(axis=0) - margin, X.max(axis=0) + margin
    U, V = np.meshgrid(*np.linspace(low, high, 121).T)
    answer = predict(np.column_stack([U.ravel(), V.ravel()])).reshape(U.shape)
    ax.contourf(U, V, answer, levels=np.linspace(0, 1, 11), cmap=LEAN)
    ax.contour(U, V, answer, levels=[0.5], colors=BLACK, linewidths=2)
    points(ax, X, Y)
    ax.locator_params(nbins=5)
    ax.set_aspect("equal")


def classes(
    ax: Axes, X: np.ndarray, Y: np.ndarray, names: Sequence[str] = ("feature 0", "feature 1"), size: float = 6
) -> None:
    """Draw examples X (m, 2) of three classes, Y (m, 3) one-hot: blue discs, orange squares, purple triangles."""
    for k, (colour, marker) in enumerate(zip((BLUE, ORANGE, PURPLE), MARKS, strict=True)):
        look = {"color": colour, "markersize": size, "markeredgecolor": "white", "markeredgewidth": 0.6}
        ax.plot(*X[Y[:, k] == 1].T, marker, label=f"class {k}", **look)
    ax.set_xlabel(names[0])
    ax.set_ylabel(names[1])
    ax.set_aspect("equal")


def regions(
    ax: Axes, predict: Callable[[np.ndarray], np.ndarray], X: np.ndarray, Y: np.ndarray, margin: float = 0.15
) -> None:
    """Colour the plane around X (m, 2) by the probabilities of three classes; black lines where the winner changes.

    `predict` takes points (k, 2) and gives probabilities (k, 3); each point has its classes' colours, mixed in this
    proportion.
    """
    (left, bottom), (right, top) = X.min(axis=0) - margin, X.max(axis=0) + margin
    u, v = np.linspace(left, right, 181), np.linspace(bottom, top, 181)
    U, V = np.meshgrid(u, v)
    answer = predict(np.column_stack([U.ravel(), V.ravel()])).reshape(*U.shape, 3)
    ax.imshow(answer @ TINTS, extent=(left, right, bottom, top), origin="lower", interpolation="bilinear")
    for k in range(3):
        lead = answer[..., k] - np.delete(answer, k, axis=-1).max(axis=-1)
        if lead.min() < 0 < lead.max():
            ax.contour(U, V, lead, levels=[0], colors=BLACK, linewidths=1.5)
    classes(ax, X, Y, size=5)
    ax.locator_params(nbins=5)


def matrix(ax: Axes, M: np.ndarray, rows: Sequence[str], columns: Sequence[str], digits: int = 2) -> None:
    """Draw a small matrix as a table of its signed numbers, on blue where negative and on orange where positive."""
    reach = np.abs(M).max() or 1.0
    ax.imshow(M, cmap=LEAN, vmin=-reach, vmax=reach)
    for (i, j), value in np.ndenumerate(M):
        ax.text(j, i, f"{value:+.{digits}f}", ha="center", va="center", fontsize=12)
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(rows)), rows)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)


def curves(ax: Axes, series: Mapping[str, Sequence[float]], xlabel: str, ylabel: str) -> None:
    """Draw named sequences against their index, each in a colour and a dash of its own."""
    styles = zip((BLUE, ORANGE, PURPLE, BLACK), DASHES, strict=True)
    for (name, values), (colour, dash) in zip(series.items(), styles, strict=False):
        ax.plot(values, dash, color=colour, linewidth=2, label=name)
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    if len(series) > 1:
        ax.legend(frameon=False)


def chain(nodes: Sequence[str], forward: Sequence[str], backward: Sequence[str]) -> Figure:
    """`nodes` in a row, with arrows: `forward` names those above, `backward` those below, going back."""
    fig, ax = plt.subplots(figsize=(2.1 * len(nodes) - 0.9, 1.9), layout="constrained")
    for i, node in enumerate(nodes):
        ax.text(i, 0, node, ha="center", va="center", fontsize=15, bbox=CIRCLE)
    for i, (there, back) in enumerate(zip(forward, backward, strict=True)):
        for y, start, end, text, colour in ((0.13, 0.2, 0.8, there, BLUE), (-0.13, 0.8, 0.2, back, ORANGE)):
            arrow = {"arrowstyle": "->", "color": colour, "linewidth": 1.8}
            ax.annotate("", (i + end, y), (i + start, y), arrowprops=arrow)
            ax.text(i + 0.5, 3.2 * y, text, ha="center", va="center", color=colour, fontsize=12)
    ax.set(xlim=(-0.3, len(nodes) - 0.7), ylim=(-0.75, 0.75))
    ax.axis("off")
    return fig


def network(layers: Sequence[Sequence[str]], weights: Sequence[str]) -> Figure:
    """Units named in `layers`, left to right, each joined to all of the next; `weights` names the edges."""
    fig, ax = plt.subplots(figsize=(2.4 * len(layers), 2.8), layout="constrained")
    top = max(len(layer) for layer in layers) / 2
    places = [[(i, (len(layer) - 1) / 2 - j) for j in range(len(layer))] for i, layer in enumerate(layers)]
    for i, name in enumerate(weights):
        for start in places[i]:
            for end in places[i + 1]:
                ax.plot(*zip(start, end, strict=True), color="#888888", linewidth=1.5, zorder=0)
        ax.text(i + 0.5, top - 0.05, name, ha="center", fontsize=12, color=BLUE)
    for layer, spots in zip(layers, places, strict=True):
        for name, (x, y) in zip(layer, spots, strict=True):
            ax.text(x, y, name, ha="center", va="center", fontsize=14, bbox=CIRCLE)
    ax.set(xlim=(-0.35, len(layers) - 0.65), ylim=(-top, top + 0.2))
    ax.axis("off")
    return fig
