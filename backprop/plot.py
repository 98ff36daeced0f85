"""Still pictures: each shown once, with words for whoever cannot see it."""

import base64
import html
import io

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

# After Okabe and Ito: they stay apart for every common colour blindness. Shapes and dashes say it again.
BLUE, ORANGE, PURPLE, BLACK = "#0072B2", "#D55E00", "#8A4F7D", "#222222"
DASHES = ("-", "--", ":", "-.")
CSS_DPI = 96
SHARPNESS = 2
"""Pixels drawn for one shown, so that text stays crisp on a fine screen."""

LEAN = LinearSegmentedColormap.from_list("lean", ["#7FB8DE", "#F7F7F7", "#F0A878"])
"""Blue where a prediction leans to 0, orange where it leans to 1."""


def show(fig: Figure, alt: str) -> None:
    """Display `fig` once, as an image whose alternative text is `alt`, and close it.

    The text alone is the output's plain form, for a terminal or a reader of the raw notebook.
    """
    if not alt.strip():
        raise ValueError("a picture needs alt text: one or two sentences that say what is to be seen")
    png = io.BytesIO()
    fig.savefig(png, format="png", dpi=CSS_DPI * SHARPNESS)
    width = round(fig.get_figwidth() * CSS_DPI)
    # Closed, or the notebook's inline backend would show it a second time at the end of the cell.
    plt.close(fig)
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
