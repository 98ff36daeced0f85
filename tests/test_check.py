"""The checks under the exercises: what they accept, and what a student reads when they do not."""

import numpy as np
import pytest

from backprop import check, sigmoid
from backprop.check import CheckFailed, NotStarted

rng = np.random.default_rng(0)
BENCH = dict(X=rng.normal(size=(5, 2)), W1=rng.normal(size=(2, 3)))
BENCH["Y"] = rng.normal(size=(5, 3))


def J(**nudged):
    v = {**BENCH, **nudged}
    Z1 = nudged.get("Z1", v["X"] @ v["W1"])
    return float(((Z1 - v["Y"]) ** 2).sum() / len(v["Y"]))


BENCH["Z1"] = BENCH["X"] @ BENCH["W1"]


def dZ1_from(Z1, Y):
    return 2 * (Z1 - Y) / len(Y)


def says(kind, function, *inputs, **named):
    with pytest.raises(kind) as caught:
        function(*inputs, **named)
    (line,) = caught.value._render_traceback_()
    return line


def test_a_right_slope_passes_and_says_that_hidden_problems_remain(capsys):
    check.slopes(dZ1_from, J, BENCH, "dZ1")
    said = capsys.readouterr().out
    assert said.startswith("✓ dZ1: as found by nudging your own cost.")
    assert "Hidden problems remain" in said


def test_what_comes_before_is_found_by_nudging(capsys):
    def dW1_from(X, dZ1):
        return X.T @ dZ1

    check.slopes(dW1_from, J, BENCH, "dW1")
    assert "✓ dW1" in capsys.readouterr().out


def test_a_lost_mean_is_called_by_its_name():
    line = says(CheckFailed, check.slopes, lambda Z1, Y: 2 * (Z1 - Y), J, BENCH, "dZ1")
    assert line.startswith("✗ dZ1 is not the slope of your cost.")
    assert "times m = 5, the number of examples" in line


def test_a_turned_sign_is_told():
    assert "wrong sign" in says(CheckFailed, check.slopes, lambda Z1, Y: -dZ1_from(Z1, Y), J, BENCH, "dZ1")


def test_the_first_wrong_step_is_named_and_those_that_agree():
    def both(X, Z1, Y):
        dZ1 = dZ1_from(Z1, Y)
        return dict(dZ1=dZ1, dW1=dZ1.T @ X)

    line = says(CheckFailed, check.slopes, both, J, BENCH, "dZ1 dW1")
    assert line.startswith("✗ dW1 is not the slope of your cost.")
    assert "dZ1 agrees; the slip comes after it." in line
    assert "transposed" in line


def test_not_started_is_no_reproach():
    def stub(Z1, Y): ...

    def polite(Z1, Y):
        raise NotImplementedError

    for function in (stub, polite):
        assert says(NotStarted, check.slopes, function, J, BENCH, "dZ1").startswith("· not started")
    assert "no dW1 yet" in says(NotStarted, check.slopes, lambda Z1, Y: dict(dZ1=dZ1_from(Z1, Y)), J, BENCH, "dZ1 dW1")


def test_a_cost_that_is_not_written_is_asked_for():
    def none(**nudged):
        return {}["J"]

    assert "cost gives no number yet" in says(NotStarted, check.slopes, dZ1_from, none, BENCH, "dZ1")


def test_an_error_is_one_message_with_its_line():
    def f(Z1, Y):
        return Z1 @ Y

    line = says(CheckFailed, check.slopes, f, J, BENCH, "dZ1")
    assert line.startswith("✗ f stopped with ValueError")
    assert "return Z1 @ Y" in line


def test_writing_into_what_was_lent_is_told_and_does_no_harm():
    def f(Z1, Y):
        Z1 -= Y
        return Z1 * 2 / len(Y)

    before = BENCH["Z1"].copy()
    assert "changed Z1, which it was only lent" in says(CheckFailed, check.slopes, f, J, BENCH, "dZ1")
    np.testing.assert_array_equal(BENCH["Z1"], before)


def test_renamed_arguments_are_asked_back():
    assert "keep the names" in says(CheckFailed, check.slopes, lambda z, t: z - t, J, BENCH, "dZ1")


def test_numbers_worked_by_hand(capsys):
    check.worked(lambda z: dict(a=sigmoid(z)), np.array([1.5, 0.0]), expect=dict(a=[0.8176, 0.5]))
    check.worked(lambda: [dict(w=np.array([[1.0]])), dict(w=[[0.8]])], expect=[dict(w=[[1.0]]), dict(w=[[0.8]])])
    assert capsys.readouterr().out.count("as worked by hand") == 2
    line = says(CheckFailed, check.worked, lambda z: dict(a=z), np.array([1.5, 0.0]), expect=dict(a=[0.8176, 0.5]))
    assert "a[0]: yours 1.5, by hand 0.8176" in line
    assert "gives no a yet" in says(NotStarted, check.worked, lambda: dict(b=1), expect=dict(a=1, b=1))


def test_one_of_the_names(capsys):
    check.one_of(lambda: "dZ1", "dZ1 dW1")
    assert "the grading will say" in capsys.readouterr().out
    assert "one of dZ1, dW1" in says(CheckFailed, check.one_of, lambda: "dz1", "dZ1 dW1")


def test_a_cell_that_needs_an_exercise_says_so():
    def train(start): ...

    assert says(NotStarted, check.needs, train, 1).startswith("· not started: train gives nothing back yet")
    assert check.needs(lambda x: x + 1, 1) == 2


def test_letters_in_some_order(capsys):
    check.letters(lambda: "c, a b", "ABCD")
    assert capsys.readouterr().out.startswith("✓ 3 letters, none of them twice.")
    assert says(CheckFailed, check.letters, lambda: "A X", "ABCD") == "✗ X is not one of the lines."
    assert says(CheckFailed, check.letters, lambda: "ABA", "ABCD") == "✗ A is in it twice."
    for strange in (3, ["A", "B"], "12"):
        line = says(CheckFailed, check.letters, lambda s=strange: s, "ABCD")
        assert "letters as one text in quotes, such as 'A B C'" in line
    assert "not started" in says(NotStarted, check.letters, lambda: ..., "ABCD")
