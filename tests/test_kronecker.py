"""The unit kronecker: its right steps against two independent judges, and the order of its proof."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad, jacobian
from hypothesis import given, settings
from hypothesis import strategies as st

from course.kronecker.tasks import FALSE, LINES, RESTS_ON, proof
from grading import page
from grading.examine import verdict
from grading.units import tasks, unit

TASKS = tasks(unit("05_kronecker"))
sizes = st.integers(1, 6)
seeds = st.integers(0, 10**6)


def right(name, **inputs):
    return TASKS["kronecker-" + name].right(inputs)


def drawn(seed, *shapes):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in shapes]


def vec(A):
    return right("vec", A=A)["vec"]


# ---------------------------------------------------------------- vec, kron and the index maps


@given(seeds, sizes, sizes)
def test_vec_and_devec_undo_each_other_and_the_index_maps_find_every_entry(seed, p, q):
    (A,) = drawn(seed, (p, q))
    np.testing.assert_array_equal(right("devec", v=vec(A), p=p, q=q)["devec"], A)
    for i in range(p):
        for j in range(q):
            k = right("place", i=i, j=j, p=p, q=q)["place"]
            assert vec(A)[k, 0] == A[i, j]
            assert tuple(right("entry", k=k, p=p, q=q)["entry"]) == (i, j)


@given(seeds, sizes, sizes, sizes, sizes)
def test_kron_is_numpys_and_turns_factor_by_factor(seed, p, q, r, s):
    A, B = drawn(seed, (p, q), (r, s))
    mine = right("kron", A=A, B=B)["kron"]
    np.testing.assert_array_equal(mine, np.kron(A, B))
    np.testing.assert_array_equal(mine.T, right("kron", A=A.T, B=B.T)["kron"])


@given(seeds, sizes, sizes, sizes, sizes)
def test_the_lemma_and_who_meets_whom_in_it(seed, p, r, s, n):
    A, B, C = drawn(seed, (p, r), (r, s), (s, n))
    matrix = np.kron(C.T, A)
    np.testing.assert_allclose(vec(A @ B @ C), matrix @ vec(B), atol=1e-12)
    i, j, k, l = (np.random.default_rng(seed).integers(size) for size in (p, n, r, s))
    met = right("meets", i=i, j=j, k=k, l=l, A=A, C=C)
    assert matrix[met["row"], met["column"]] == pytest.approx(met["factor"])


# ---------------------------------------------------------------- gradients


@settings(max_examples=40, deadline=None)
@given(seeds, sizes, sizes)
def test_jacobians_are_the_transposes_of_those_found_by_automatic_differentiation(seed, p, q):
    """Autograd has a row for each output: the numerator layout."""
    W, x, b = drawn(seed, (p, q), (q, 1), (p, 1))
    found = right("jacobians", W=W, x=x)

    def layer(w, x, b):
        return (anp.dot(anp.reshape(w, (q, p)).T, x) + b).ravel()

    for name, number, at in [("dz_dw", 0, vec(W).ravel()), ("dz_dx", 1, x), ("dz_db", 2, b)]:
        slopes = jacobian(layer, number)(vec(W).ravel(), x, b).reshape(p, at.size)
        np.testing.assert_allclose(found[name], slopes.T, atol=1e-12)


@settings(max_examples=40, deadline=None)
@given(seeds, sizes, sizes, sizes)
def test_two_layers_agree_with_automatic_differentiation(seed, n0, n1, n2):
    names = ["x", "y", "W1", "b1", "W2", "b2"]
    values = dict(zip(names, drawn(seed, (n0, 1), (n2, 1), (n1, n0), (n1, 1), (n2, n1), (n2, 1)), strict=True))
    found = right("layers", **values)

    def run_on(v):
        z1 = v["z1"] if "z1" in v else anp.dot(v["W1"], v["x"]) + v["b1"]
        a1 = v["a1"] if "a1" in v else 1 / (1 + anp.exp(-z1))
        z2 = v["z2"] if "z2" in v else anp.dot(v["W2"], a1) + v["b2"]
        return anp.sum((1 / (1 + anp.exp(-z2)) - v["y"]) ** 2) / 2

    for name in ("z2", "W2", "b2", "a1", "z1", "W1", "b1"):
        slope = grad(lambda t, name=name: run_on({**values, name: t}))(found.get(name, values.get(name)))
        np.testing.assert_allclose(found["d" + name], slope, atol=1e-12, err_msg=name)


@settings(max_examples=40, deadline=None)
@given(seeds, sizes, sizes, sizes)
def test_batch_rows_and_both_orders_are_one_gradient(seed, p, q, m):
    W, X, dZ = drawn(seed, (p, q), (q, m), (p, m))
    columns, rows = right("batch", W=W, X=X, dZ=dZ), right("rows", X=X.T, W=W.T, dZ=dZ.T)
    slope = grad(lambda W: anp.sum(dZ * anp.dot(W, X)))(W)
    np.testing.assert_allclose(columns["dW"], slope, atol=1e-12)
    np.testing.assert_allclose(columns["dw"], vec(slope), atol=1e-12)
    np.testing.assert_allclose(rows["dW"], slope.T, atol=1e-12)
    np.testing.assert_allclose(rows["dX"], columns["dX"].T, atol=1e-12)
    np.testing.assert_allclose(rows["db"], right("bias", dZ=dZ)["db"].T, atol=1e-12)
    single = right("order", x=X[:, :1], dz=dZ[:, :1])
    one = right("by-vec", x=X[:, :1], dz=dZ[:, :1])
    np.testing.assert_allclose(one["dW"], right("by-outer", W=W, x=X[:, :1], dz=dZ[:, :1])["dW"], atol=1e-12)
    np.testing.assert_allclose(single["dw"][single["order"]], one["dw"], atol=1e-12)
    np.testing.assert_allclose(single["P"] @ W.reshape(-1, 1), W @ X[:, :1], atol=1e-12)


# ---------------------------------------------------------------- the proof


def judged(order):
    return verdict(TASKS["kronecker-proof"], lambda: order, np.random.default_rng(0))


@st.composite
def right_orders(draw):
    """An order built line by line, each time from those whose grounds are laid already."""
    order = []
    while len(order) < len(LINES):
        ready = [each for each in LINES if each not in order and set(RESTS_ON.get(each, "")) <= set(order)]
        order.append(draw(st.sampled_from(ready)))
    return order


@given(right_orders())
def test_every_order_in_which_each_line_follows_is_right(order):
    assert judged(" ".join(order)).score == 6


@given(right_orders(), st.data())
def test_no_order_is_right_in_which_a_line_stands_above_its_ground(order, data):
    line = data.draw(st.sampled_from(sorted(RESTS_ON)))
    ground = data.draw(st.sampled_from(RESTS_ON[line]))
    here, there = order.index(ground), order.index(line)
    order[here], order[there] = line, ground
    assert judged(" ".join(order)).score == 0


def test_two_orders_that_pass_and_one_that_fails_with_its_feedback():
    assert judged("K D H B M F N J A E G").score == judged("F J B K D H E M N A G").score == 6
    said = page.text(judged("K D H M B F N J A E G"))
    assert "M (line 7) follows from H and B, and B comes only later." in said


def test_what_is_said_of_an_answer_that_is_no_order():
    whole = " ".join(proof.right())
    for order, said in [
        ("K D H", "B (line 6) is left out."),
        (whole + " K", "K is in it twice."),
        (whole + " C", "C is false: xᵀ ⊗ I has the shape (p, pq)."),
        (whole.replace("E", "L"), "L is false: x dzᵀ is (q, p)"),
        ("A B X", "Give the letters of the lines as one text"),
        (["K", "D"], "Give the letters of the lines as one text"),
    ]:
        assert said in page.text(judged(order))


def test_the_proof_ends_where_it_should_and_every_ground_is_a_true_line():
    assert set("".join(RESTS_ON.values())) <= set(LINES)
    assert not set(LINES) & set(FALSE)
    assert "G" not in "".join(RESTS_ON.values())
    assert sorted(LINES.values()) == list(range(3, 14))


def test_the_catalogue_has_the_slips_of_the_unit():
    found = {(each.name, m.name) for task in TASKS.values() for each, m in task.mistakes()}
    for slip in [("dz_dw", "not_transposed"), ("dz_dw", "factors_of_it_swapped"), ("dz_dw", "diagonal_for_kronecker")]:
        assert slip in found
    for slip in [("vec", "rows_stacked"), ("w", "ravel_for_vec"), ("dW", "batch_summed_twice")]:
        assert slip in found
    assert len(found) >= 150
    assert sum(task.points for task in TASKS.values()) == 100


def test_every_hint_about_a_formula_names_its_line():
    silent = [m.name for task in TASKS.values() for _, m in task.mistakes() if "line" not in m.hint.lower()]
    assert len(silent) <= 14, silent
