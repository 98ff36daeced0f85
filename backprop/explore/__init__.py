"""Pictures to be explored with a slider, driven by the student's own functions.

    from backprop import explore
    explore.decision_boundary(forward, parameters, X, Y)
    explore.training(path, forward, cost, gradients, X, Y, lr=1.0)

Where no one can move a slider, while nbgrader runs a notebook, they give a still picture of the same.
"""

import os
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from backprop.explore import still
from backprop.explore.widget import BoundaryWidget, TrainingWidget

__all__ = ["decision_boundary", "training"]


def _live() -> bool:
    """Whether there may be a page that draws the widget; nbgrader sets its variable in the kernels it runs."""
    return not os.environ.get("NBGRADER_EXECUTION")


def decision_boundary(
    forward: Callable,
    parameters: Mapping[str, np.ndarray],
    X: np.ndarray,
    Y: np.ndarray,
    cost: Callable | None = None,
) -> BoundaryWidget | None:
    """Nine sliders, and what they do to the input plane and to the hidden plane.

    `forward(X, W1, b1, W2, b2)` gives a dict with A1 (m, 2) and A2 (m, 1). `parameters` is where the sliders start: W1
    (2, 2), b1 (1, 2), W2 (2, 1), b2 (1, 1). X is (m, 2), Y (m, 1) of zeros and ones. With `cost(A2, Y)`, which gives
    a dict with J, the cost is told as well.

    Gives a widget to be the last line of a cell, or shows a still picture and gives None. When one of the functions
    goes wrong, a sentence under the picture says what was wrong; nothing is raised.
    """
    if _live():
        return BoundaryWidget(forward, parameters, X, Y, cost)
    return still.decision_boundary(forward, parameters, X, Y, cost)


def training(
    path: Sequence[Mapping[str, np.ndarray]],
    forward: Callable,
    cost: Callable,
    gradients: Callable,
    X: np.ndarray,
    Y: np.ndarray,
    lr: float = 1.0,
) -> TrainingWidget | None:
    """A training played again: the boundary, the cost, and each parameter with the step that it takes next.

    `path` holds the parameters of each step, dicts as in `decision_boundary`; `cost(A2, Y)` gives a dict with J;
    `gradients(X, Y, W1, b1, W2, b2)` a dict with dW1, db1, dW2 and db2, shaped like their parameters. The arrows are
    -lr times these.

    Gives a widget to be the last line of a cell, or shows a still picture of the last step and gives None. When one
    of the functions goes wrong, a sentence under the picture says what was wrong; nothing is raised.
    """
    if _live():
        return TrainingWidget(path, forward, cost, gradients, X, Y, lr)
    return still.training(path, forward, cost, gradients, X, Y, lr)
