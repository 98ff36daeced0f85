"""The unit xor: its right steps against two independent judges, and its catalogue of mistakes."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop import numerical_gradient, relative_error, sigmoid
from grading.steps import call
from grading.units import tasks, unit

TASKS = tasks(unit("03_xor"))
PARAMETERS = ("W1", "b1", "W2", "b2")
sizes = st.integers(1, 6)


def network(seed, m, n0, n1, n2):
    rng = np.random.default_rng(seed)
    shapes = dict(X=(m, n0), W1=(n0, n1), b1=(1, n1), W2=(n1, n2), b2=(1, n2))
    values = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return values | {"Y": rng.integers(0, 2, size=(m, n2)).astype(float)}


def run_on(v, np=np):
    """The cost, written anew and only here: from whatever of Z1, A1, Z2 is given, else from the start."""
    v = dict(v)
    if not {"Z2", "A1"} & v.keys():
        Z1 = v["Z1"] if "Z1" in v else np.dot(v["X"], v["W1"]) + v["b1"]
        v["A1"] = 1 / (1 + np.exp(-Z1))
    Z2 = v["Z2"] if "Z2" in v else np.dot(v["A1"], v["W2"]) + v["b2"]
    return np.sum(np.logaddexp(0, Z2) - v["Y"] * Z2) / v["Y"].shape[0]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), sizes, sizes, sizes, sizes)
def test_gradients_agree_with_automatic_differentiation(seed, m, n0, n1, n2):
    given_values = network(seed, m, n0, n1, n2)
    right = TASKS["xor-gradients"].right(given_values)
    for name in ("Z2", "W2", "b2", "A1", "Z1", "W1", "b1"):
        at = right[name] if name in right else given_values[name]
        slope = grad(lambda x, name=name: run_on({**given_values, name: x}, anp))(at)
        assert relative_error(right["d" + name], slope) < 1e-10, name


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), sizes, sizes, sizes, sizes)
def test_gradients_agree_with_central_differences(seed, m, n0, n1, n2):
    given_values = network(seed, m, n0, n1, n2)
    right = TASKS["xor-gradients"].right(given_values)
    for name in PARAMETERS:
        slope = numerical_gradient(lambda x, name=name: run_on({**given_values, name: x}), given_values[name])
        assert np.abs(right["d" + name] - slope).max() < 1e-8, name


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), sizes, sizes)
def test_the_two_costs_are_one(seed, m, n2):
    rng = np.random.default_rng(seed)
    Z2, Y = rng.normal(scale=3, size=(m, n2)), rng.integers(0, 2, size=(m, n2)).astype(float)
    plain = TASKS["xor-cost"].right({"A2": sigmoid(Z2), "Y": Y})
    stable = TASKS["xor-stable-loss"].right({"Z2": Z2, "Y": Y})["L_from_Z"]
    np.testing.assert_allclose(stable, plain["L"], rtol=1e-10)
    assert plain["J"] == pytest.approx(run_on({"Z2": Z2, "Y": Y}))


def test_the_stable_loss_is_right_at_800_without_a_warning():
    Z2, Y = np.array([[800.0], [800.0], [-800.0], [-800.0]]), np.array([[0.0], [1.0], [0.0], [1.0]])
    loss = TASKS["xor-stable-loss"].right({"Z2": Z2, "Y": Y})["L_from_Z"]  # a warning is an error in the tests
    np.testing.assert_array_equal(loss, [[800], [0], [0], [800]])
    np.testing.assert_array_equal(sigmoid(Z2), [[1], [1], [0], [0]])


def test_training_learns_xor():
    """Not a test of the gradient (thirteen wrong ones learn it too): a test that the pieces fit together."""
    X, Y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])
    rng = np.random.default_rng(1)
    start = {n: v for n, v in network(1, 4, 2, 2, 1).items() if n in PARAMETERS}
    start = {n: rng.normal(size=v.shape) for n, v in start.items()}
    walk = TASKS["xor-train"].right(
        dict(
            parameters=start,
            cost=lambda p: run_on({"X": X, "Y": Y, **p}),
            gradients=lambda p: TASKS["xor-gradients"].right({"X": X, "Y": Y, **p}),
            lr=2.0,
            steps=2000,
        )
    )
    assert walk["costs"][-1] < 0.01 < walk["costs"][0]


def test_units_that_start_alike_stay_alike():
    rng = np.random.default_rng(0)
    values = network(0, 7, 3, 4, 2)
    for name in ("W1", "b1"):
        values[name][:, 1] = values[name][:, 0]
    values["W2"][1] = values["W2"][0]
    for _ in range(50):
        slopes = TASKS["xor-gradients"].right(values)
        values |= {n: values[n] - 0.3 * slopes["d" + n] for n in PARAMETERS}
        values["X"] = rng.normal(size=(7, 3))
    twins = call(TASKS["xor-symmetry"].steps[0].right, values)
    assert twins[0, 1]
    assert twins.sum() == 6


def test_the_catalogue_is_large_and_its_hints_are_for_reading():
    found = {(each.name, m.name): m for task in TASKS.values() for each, m in task.mistakes()}
    assert len(found) >= 100
    for mistake in found.values():
        assert 30 < len(mistake.hint) < 450, mistake.name
        assert mistake.hint.endswith((".", "?")), mistake.name


def test_points_make_a_hundred():
    assert sum(task.points for task in TASKS.values()) == 100
