"""The unit softmax: its right steps against two independent judges, and where stability bites."""

import autograd.numpy as anp
import numpy as np
from autograd import grad, jacobian
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop import numerical_gradient, relative_error
from grading.units import tasks, unit

TASKS = tasks(unit("04_softmax"))
sizes = st.integers(1, 6)
seeds = st.integers(0, 10**6)


def softmax(Z2):
    return TASKS["softmax-softmax"].right({"Z2": Z2})["A2"]


def network(seed, m, n0, n1, n2):
    """Values that keep clear of ReLU's kink by more than a nudge."""
    rng = np.random.default_rng(seed)
    shapes = dict(X=(m, n0), W1=(n0, n1), b1=(1, n1), W2=(n1, n2), b2=(1, n2))
    values = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    while np.abs(values["X"] @ values["W1"] + values["b1"]).min() < 1e-3:
        values["b1"] += 0.01 * rng.normal(size=(1, n1))
    return values | {"Y": np.eye(n2)[rng.integers(n2, size=m)]}


def run_on(v, np=np):
    """The cost, written anew and only here: from whatever of Z1, A1, Z2 is given, else from the start."""
    if not {"Z2", "A1"} & v.keys():
        Z1 = v["Z1"] if "Z1" in v else np.dot(v["X"], v["W1"]) + v["b1"]
        v = {**v, "A1": np.maximum(Z1, 0.0)}
    Z2 = v["Z2"] if "Z2" in v else np.dot(v["A1"], v["W2"]) + v["b2"]
    shifted = Z2 - np.max(Z2, axis=1, keepdims=True)
    return (np.sum(np.log(np.sum(np.exp(shifted), axis=1))) - np.sum(v["Y"] * shifted)) / v["Y"].shape[0]


@settings(max_examples=60, deadline=None)
@given(seeds, sizes, sizes, sizes, st.integers(2, 6))
def test_gradients_agree_with_automatic_differentiation(seed, m, n0, n1, n2):
    values = network(seed, m, n0, n1, n2)
    right = TASKS["softmax-gradients"].right(values)
    for name in ("Z2", "W2", "b2", "A1", "Z1", "W1", "b1"):
        at = right[name] if name in right else values[name]
        slope = grad(lambda x, name=name: run_on({**values, name: x}, anp))(at)
        assert relative_error(right["d" + name], slope) < 1e-10 or np.abs(right["d" + name] - slope).max() < 1e-15, name


@settings(max_examples=20, deadline=None)
@given(seeds, sizes, sizes, sizes, st.integers(2, 6))
def test_gradients_agree_with_central_differences(seed, m, n0, n1, n2):
    values = network(seed, m, n0, n1, n2)
    right = TASKS["softmax-gradients"].right(values)
    for name in ("W1", "b1", "W2", "b2"):
        slope = numerical_gradient(lambda x, name=name: run_on({**values, name: x}), values[name])
        assert np.abs(right["d" + name] - slope).max() < 1e-7, name


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(2, 6))
def test_the_jacobian_is_that_of_softmax_and_its_rows_add_up_to_0(seed, n2):
    z = np.random.default_rng(seed).normal(size=n2)
    right = TASKS["softmax-jacobian"].right({"a": softmax(z[None])[0]})["jacobian"]
    found = jacobian(lambda z: anp.exp(z) / anp.sum(anp.exp(z)))(z)
    np.testing.assert_allclose(right, found, atol=1e-12)
    np.testing.assert_allclose(right.sum(axis=1), 0, atol=1e-15)


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(2, 6))
def test_all_paths_add_up_to_the_answer_minus_the_target(seed, n2):
    rng = np.random.default_rng(seed)
    a, y = softmax(rng.normal(size=(1, n2)))[0], np.eye(n2)[rng.integers(n2)]
    np.testing.assert_allclose(TASKS["softmax-dz"].right({"a": a, "y": y})["dz"], a - y, atol=1e-12)


def test_logits_of_800_are_right_without_a_warning():
    Z2 = np.array([[800.0, 0.0, 1.0], [-800.0, -801.0, -802.0], [800.0, 799.0, -800.0]])
    A2 = softmax(Z2)  # a warning is an error in the tests
    np.testing.assert_allclose(A2.sum(axis=1), 1)
    loss = TASKS["softmax-loss"].right({"Z2": Z2, "Y": np.eye(3)[[1, 0, 1]]})["L_from_Z"]
    np.testing.assert_allclose(loss, [[800], [np.log(1 + np.exp(-1) + np.exp(-2))], [1 + np.log(1 + np.exp(-1))]])


def test_the_slope_at_the_kink_is_0_and_a_right_answer_is_not_held_to_a_nudge():
    """On XOR with biases of 0 nudging finds half a slope; the grading compares with the course's own choice."""
    X, Y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.eye(2)[[0, 1, 1, 0]]
    values = network(0, 4, 2, 3, 2) | {"X": X, "Y": Y, "b1": np.zeros((1, 3))}
    right = TASKS["softmax-gradients"].right(values)
    assert not right["dZ1"][0].any()
    nudged = numerical_gradient(lambda b1: run_on({**values, "b1": b1}), values["b1"])
    assert relative_error(right["db1"], nudged) > 1e-3


def test_the_catalogue_has_the_slips_of_the_unit():
    found = {(each.name, m.name) for task in TASKS.values() for each, m in task.mistakes()}
    assert len(found) >= 100
    for slip in [("jacobian", "plus_off_the_diagonal"), ("dz", "cross_terms_dropped"), ("dZ2", "no_mean")]:
        assert slip in found
    assert sum(task.points for task in TASKS.values()) == 100
