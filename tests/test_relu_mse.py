"""The unit relu_mse: its right steps against two independent judges, for any activation."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad, jacobian
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop import numerical_gradient, relative_error
from course.relu_mse import tasks as unit_tasks
from grading.units import tasks, unit

TASKS = tasks(unit("06_relu_mse"))
PAIRS = {
    name: (getattr(unit_tasks, name), getattr(unit_tasks, f"{name}_slope")) for name in ("relu", "tanh", "bend", "wave")
}
ACTIVATIONS = {
    "relu": lambda Z, np: np.maximum(Z, 0.0),
    "tanh": lambda Z, np: np.tanh(Z),
    "bend": lambda Z, np: Z + np.sqrt(Z**2 + 1),
    "wave": lambda Z, np: np.sin(2 * Z),
}
sizes = st.integers(1, 6)
seeds = st.integers(0, 10**6)


def network(seed, m, n0, n1, n2):
    rng = np.random.default_rng(seed)
    shapes = dict(X=(m, n0), Y=(m, n2), W1=(n0, n1), b1=(1, n1), W2=(n1, n2), b2=(1, n2))
    values = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    while np.abs(values["X"] @ values["W1"] + values["b1"]).min() < 1e-3:
        values["b1"] += 0.01 * rng.normal(size=(1, n1))
    return values


def run_on(v, f, np=np):
    """The cost, written anew and only here: from whatever of Z1, A1, Z2 is given, else from the start."""
    if not {"Z2", "A1"} & v.keys():
        Z1 = v["Z1"] if "Z1" in v else np.dot(v["X"], v["W1"]) + v["b1"]
        v = {**v, "A1": ACTIVATIONS[f](Z1, np)}
    Z2 = v["Z2"] if "Z2" in v else np.dot(v["A1"], v["W2"]) + v["b2"]
    return np.sum((Z2 - v["Y"]) ** 2) / v["Y"].shape[0]


@pytest.mark.parametrize("f", ACTIVATIONS)
@settings(max_examples=30, deadline=None)
@given(seeds, sizes, sizes, sizes, sizes)
def test_gradients_agree_with_automatic_differentiation(f, seed, m, n0, n1, n2):
    values = network(seed, m, n0, n1, n2)
    given_pair = dict(zip(("f", "slope"), PAIRS[f], strict=True))
    right = TASKS["relu_mse-gradients"].right({**values, **given_pair})
    for name in ("Z2", "W2", "b2", "A1", "Z1", "W1", "b1", "X"):
        at = right[name] if name in right else values[name]
        slope = grad(lambda x, name=name: run_on({**values, name: x}, f, anp))(at)
        assert relative_error(right["d" + name], slope) < 1e-10 or np.abs(right["d" + name] - slope).max() < 1e-14, name


@pytest.mark.parametrize("f", ACTIVATIONS)
def test_gradients_agree_with_central_differences(f):
    values = network(5, 7, 3, 5, 2)
    right = TASKS["relu_mse-gradients"].right({**values, **dict(zip(("f", "slope"), PAIRS[f], strict=True))})
    for name in ("X", "W1", "b1", "W2", "b2"):
        slope = numerical_gradient(lambda x, name=name: run_on({**values, name: x}, f), values[name])
        assert relative_error(right["d" + name], slope) < 1e-7, name


@settings(max_examples=30, deadline=None)
@given(seeds, sizes, sizes, sizes)
def test_blocks_are_the_derivative_of_a_matrix_by_a_matrix(seed, m, n1, n2):
    rng = np.random.default_rng(seed)
    A, W, dZ = rng.normal(size=(m, n1)), rng.normal(size=(n1, n2)), rng.normal(size=(m, n2))
    right = TASKS["relu_mse-blocks"].right(dict(dZ=dZ, A=A, W=W))
    found = jacobian(lambda A: anp.dot(A, W))(A)  # indices p, k, i, j
    np.testing.assert_allclose(right["blocks"], np.transpose(found, (2, 3, 0, 1)), atol=1e-14)
    np.testing.assert_allclose(right["dA"], dZ @ W.T, atol=1e-12)


def test_the_three_slopes_belong_to_the_scripts_three_costs():
    rng = np.random.default_rng(0)
    Z2, Y = rng.normal(size=(5, 3)), rng.normal(size=(5, 3))
    right = TASKS["relu_mse-three-costs"].right(dict(Z2=Z2, Y=Y))
    costs = dict(
        stated=lambda Z: ((Z - Y) ** 2).sum() / 5,
        coded=lambda Z: 2 * np.mean(Z - Y),
        differentiated=lambda Z: ((Z - Y) ** 2).sum(),
    )
    for name, cost in costs.items():
        np.testing.assert_allclose(right[name], numerical_gradient(cost, Z2), atol=1e-8)


def test_the_catalogue_has_the_slips_of_the_unit():
    found = {(each.name, m.name) for task in TASKS.values() for each, m in task.mistakes()}
    assert len(found) >= 100
    slips = [
        ("Y", "two_rows"),
        ("dZ1", "indicator_without_condition"),
        ("dZ1", "always_the_relu_mask"),
        ("J", "as_published"),
    ]
    assert set(slips) <= found
    assert sum(task.points for task in TASKS.values()) == 100
