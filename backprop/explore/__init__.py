"""Pictures to be explored with a slider, driven by the student's own functions.

    from backprop import explore
    explore.decision_boundary(forward, parameters, X, Y)
    explore.training(path, forward, cost, gradients, X, Y, lr=1.0)
    explore.logits(probabilities, slope, z, y)
    explore.jacobian(probabilities, jacobian, z)
    explore.classes(path, forward, cost, X, Y)
    explore.hinges(forward, parameters, X, Y, f, cost)
    explore.learning_rate(run, rates)
    explore.activations(fit, activations, forward, X, Y)
    explore.blocks(vec, kron)
    explore.pattern(jacobians)

Where no one can move a slider, while nbgrader runs a notebook, they give a still picture of the same.
"""

import os
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from backprop.explore import curves_still, still, tables_still
from backprop.explore.curves_widget import ActivationsWidget, HingesWidget, RatesWidget
from backprop.explore.tables_widget import BlocksWidget, PatternWidget
from backprop.explore.widget import BoundaryWidget, ClassesWidget, JacobianWidget, LogitsWidget, TrainingWidget

__all__ = [
    "activations",
    "blocks",
    "classes",
    "decision_boundary",
    "hinges",
    "jacobian",
    "learning_rate",
    "logits",
    "pattern",
    "training",
]


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


def logits(probabilities: Callable, slope: Callable, z: np.ndarray, y: np.ndarray) -> LogitsWidget | None:
    """The logits of one example on sliders: its probabilities, and which way each logit should go.

    `probabilities(Z2)` gives (m, n2) for logits (m, n2), `slope(a, y)` the gradient along the logits of one example:
    (n2,) for a and y (n2,). The sliders start at z (n2,), and y (n2,) has a single 1 at the right class, from 2 to 5
    classes; another one can be chosen. The line below tells the loss, and what the gradient adds up to.

    Gives a widget to be the last line of a cell, or shows a still picture and gives None. When one of the functions
    goes wrong, a sentence under the picture says what was wrong; nothing is raised.
    """
    if _live():
        return LogitsWidget(probabilities, slope, z, y)
    return still.logits(probabilities, slope, z, y)


def jacobian(probabilities: Callable, jacobian: Callable, z: np.ndarray) -> JacobianWidget | None:
    """The logits of one example on sliders: its probabilities, and the slope of each along each logit.

    `probabilities(Z2)` gives (m, n2) for logits (m, n2), `jacobian(a)` a table (n2, n2) for a (n2,): the slope of a[j]
    along z[k] in row j and column k. The sliders start at z (n2,), 2 to 5 numbers. The sums of rows and columns stand
    beside the table, and the line below says whether they are 0.

    Gives a widget to be the last line of a cell, or shows a still picture and gives None. When one of the functions
    goes wrong, a sentence under the picture says what was wrong; nothing is raised.
    """
    if _live():
        return JacobianWidget(probabilities, jacobian, z)
    return still.jacobian(probabilities, jacobian, z)


def classes(
    path: Sequence[Mapping[str, np.ndarray]] | None, forward: Callable, cost: Callable, X: np.ndarray, Y: np.ndarray
) -> ClassesWidget | None:
    """A training of a network for 2 to 5 classes played again: its regions, its cost, its dead units.

    `path` holds the parameters of each step, dicts with W1 (2, n1), b1 (1, n1), W2 (n1, n2), b2 (1, n2).
    `forward(X, W1, b1, W2, b2)` gives a dict with Z1 (m, n1), Z2 and A2 (m, n2); `cost(Z2, Y)` a dict with J. X is
    (m, 2), Y (m, n2) one-hot. A hidden unit is awake for an example where its Z1 > 0, and dead when it is for none.

    Gives a widget to be the last line of a cell, or shows a still picture of the last step and gives None. When one
    of the functions goes wrong, a sentence under the picture says what was wrong; nothing is raised.
    """
    if _live():
        return ClassesWidget(path, forward, cost, X, Y)
    return still.classes(path, forward, cost, X, Y)


def hinges(
    forward: Callable,
    parameters: Mapping[str, np.ndarray],
    X: np.ndarray,
    Y: np.ndarray,
    f: Callable,
    cost: Callable | None = None,
) -> HingesWidget | None:
    """Sliders for a network from one number to one number: its curve, and what each hidden unit brings to it.

    `forward(X, W1, b1, W2, b2, f)` gives a dict with Z1 and A1 (m, n1) and Z2 (m, 1), f being the activation.
    `parameters` is where the sliders start, with n1 from 1 to 4: W1 (1, n1), b1 (1, n1), W2 (n1, 1), b2 (1, 1). X and
    Y are (m, 1). With `cost(Z2, Y)`, which gives a dict with J, the cost is told as well. A unit's hinge, a triangle
    on the axis, is where its Z1 is 0; its dashed line is its column of A1 times its row of W2.

    Gives a widget to be the last line of a cell, or shows a still picture and gives None. When one of the functions
    goes wrong, a sentence under the picture says what was wrong; nothing is raised.
    """
    if _live():
        return HingesWidget(forward, parameters, X, Y, f, cost)
    return curves_still.hinges(forward, parameters, X, Y, f, cost)


def learning_rate(run: Callable, rates: Sequence[float]) -> RatesWidget | None:
    """A slider over learning rates, and the cost over the steps at each, on a log axis.

    `run(lr)` trains from one and the same start and gives the list of the costs, that of the start first; it is
    called once for each of `rates` that is looked at. What was tried before stays in grey. Costs may be infinite or
    nan: such a curve leaves the picture, and the line below says after how many steps.

    Gives a widget to be the last line of a cell, or shows a still picture of the first rate and gives None. When
    `run` goes wrong, a sentence under the picture says what was wrong; nothing is raised.
    """
    if _live():
        return RatesWidget(run, rates)
    return curves_still.learning_rate(run, rates)


def activations(
    fit: Callable, activations: Mapping[str, tuple[Callable, Callable]], forward: Callable, X: np.ndarray, Y: np.ndarray
) -> ActivationsWidget | None:
    """A button for each activation: the curve that a training fits with it, and the cost on the way, on a log axis.

    `activations` has a pair (f, slope) under each name. `fit(f, slope)` trains and gives a dict with path, the
    parameters of each step, and costs; it is called once for each that is looked at. `forward(X, W1, b1, W2, b2, f)`
    gives a dict with Z1 and A1 (m, n1) and Z2 (m, 1). X and Y are (m, 1).

    Gives a widget to be the last line of a cell, or shows a still picture of the first and gives None. When one of
    the functions goes wrong, a sentence under the picture says what was wrong; nothing is raised.
    """
    if _live():
        return ActivationsWidget(fit, activations, forward, X, Y)
    return curves_still.activations(fit, activations, forward, X, Y)


def blocks(vec: Callable, kron: Callable) -> BlocksWidget | None:
    """One entry W[i, j] on sliders, and its way: to its place in vec(W), and to the column of xᵀ ⊗ I that it meets.

    `vec(A)` gives (p * q, 1) for A (p, q), `kron(A, B)` the Kronecker product. Sliders for p and q, 1 to 4, and for i
    and j. Where the entry is in vec(W) is found by giving `vec` a matrix of distinct numbers; x has the entries 2, 3,
    5, 7. The line below says where the entry goes, or what does not fit.

    Gives a widget to be the last line of a cell, or shows a still picture of W[1, 2] and gives None. When one of the
    functions goes wrong, a sentence under the picture says what was wrong; nothing is raised.
    """
    if _live():
        return BlocksWidget(vec, kron)
    return tables_still.blocks(vec, kron)


def pattern(jacobians: Callable) -> PatternWidget | None:
    """A Jacobian of z = W x + b in colours, beside the right pattern of zeros: where z moves, and where it stays.

    `jacobians(W, x)`, for W (p, q) and x (q, 1), gives a dict with dz_dw (p * q, p), dz_db (p, p) and dz_dx (q, p);
    buttons choose which to look at, sliders p and q, 1 to 4. The pattern is found by nudging each input of z; it
    tells no numbers. The line below says whether the zeros are where they should be.

    Gives a widget to be the last line of a cell, or shows a still picture of dz_dw and gives None. When the function
    goes wrong, a sentence under the picture says what was wrong; nothing is raised.
    """
    if _live():
        return PatternWidget(jacobians)
    return tables_still.pattern(jacobians)
