"""The explorables without a page: scenes as plain numbers, widgets as plain objects."""

import re
import time

import numpy as np
import pytest

from backprop import explore
from backprop.data import xor
from backprop.explore.ask import Trouble
from backprop.explore.scene import LABELS, SIDE, Boundary, Curve, Training, arrow_scale, flatten, unflatten

X, Y = xor()
SOLVED = {
    "W1": np.array([[6.0, -6.0], [-6.0, 6.0]]),
    "b1": np.array([[-3.0, -3.0]]),
    "W2": np.array([[9.0], [9.0]]),
    "b2": np.array([[-4.5]]),
}
ZEROS = {name: np.zeros_like(value) for name, value in SOLVED.items()}


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward(X, W1, b1, W2, b2):
    A1 = sigmoid(X @ W1 + b1)
    return {"A1": A1, "A2": sigmoid(A1 @ W2 + b2)}


def cost(A2, Y):
    L = -(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))
    return {"L": L, "J": L.mean()}


def gradients(X, Y, W1, b1, W2, b2):
    """Central differences: what is shown must not care where a gradient comes from."""
    at, slope = flatten({"W1": W1, "b1": b1, "W2": W2, "b2": b2}), np.zeros(9)
    for i, nudge in enumerate(1e-5 * np.eye(9)):
        J = [cost(forward(X, **unflatten(at + way * nudge))["A2"], Y)["J"] for way in (1, -1)]
        slope[i] = (J[0] - J[1]) / 2e-5
    return {f"d{name}": value for name, value in unflatten(slope).items()}


def path(steps=8):
    return [unflatten(part * flatten(SOLVED)) for part in np.linspace(0, 1, steps + 1)]


def calls(function):
    """`function`, counting how often it is called."""

    def counted(*inputs):
        counted.count += 1
        return function(*inputs)

    counted.count = 0
    return counted


# The scene.


def test_the_nine_parameters_have_names_and_an_order():
    assert LABELS[:5] == ("W1[0,0]", "W1[0,1]", "W1[1,0]", "W1[1,1]", "b1[0,0]")
    assert LABELS[5:] == ("b1[0,1]", "W2[0,0]", "W2[1,0]", "b2[0,0]")
    back = unflatten(flatten(SOLVED))
    for name, value in SOLVED.items():
        np.testing.assert_array_equal(back[name], value)


def test_a_solved_network_has_four_right_and_its_hidden_layer_parts_the_points():
    scene = Boundary(forward, X, Y, cost).at(SOLVED)
    assert scene.right == 4
    assert scene.text == f"cost J = {scene.J:.4f}, 4 of 4 right"
    # Examples 0 and 3 fall together near the origin, 1 and 2 go to two corners: one line parts them.
    np.testing.assert_allclose(scene.hidden, [[0.05, 0.05], [0, 0.95], [0.95, 0], [0.05, 0.05]], atol=0.01)


def test_the_field_is_the_students_answer_from_below_and_from_the_left():
    boundary = Boundary(forward, X, Y)
    field = boundary.at(SOLVED).field
    assert field.shape == (SIDE, SIDE)
    assert field.dtype == np.float32
    corner = forward(np.array([[-0.5, -0.5], [1.5, -0.5], [-0.5, 1.5]]), **SOLVED)["A2"][:, 0]
    np.testing.assert_allclose([field[0, 0], field[0, -1], field[-1, 0]], corner, rtol=1e-6)


def test_without_a_cost_the_text_counts_what_is_right():
    assert Boundary(forward, X, Y).at(ZEROS).text == "2 of 4 right"


def test_the_alt_texts_tell_the_examples():
    scene = Boundary(forward, X, Y).at(SOLVED)
    assert "4 of 4 right" in scene.alt_input
    assert "example 1, class 1, at (0.00, 1.00) gets 0.98" in scene.alt_input
    assert "example 0, class 0, at (0.05, 0.05) gets 0.03" in scene.alt_hidden


def test_a_student_who_changes_the_inputs_changes_only_a_copy():
    def rude(X, W1, b1, W2, b2):
        answer = forward(X, W1, b1, W2, b2)
        for value in (X, W1, b1, W2, b2):
            value[:] = 7
        return answer

    boundary = Boundary(rude, X, Y)
    first, second = boundary.at(SOLVED), boundary.at(SOLVED)
    np.testing.assert_array_equal(first.field, second.field)
    assert X.max() == 1


# A training.


def test_a_moment_of_a_training():
    training = Training(path(), forward, cost, gradients, X, Y, lr=0.5)
    moment = training.at(8)
    assert re.fullmatch(r"step 8 of 8: J = 0\.\d{4}, 4 of 4 right", moment.text)
    np.testing.assert_allclose(moment.move, -0.5 * flatten({k[1:]: v for k, v in gradients(X, Y, **SOLVED).items()}))
    assert training.reach == 10


def test_arrows_are_scaled_to_be_seen_by_a_number_that_reads_well():
    for size in (3e-5, 0.02, 1.0, 70.0):
        scale = arrow_scale(np.array([0.0, -size]), reach=10)
        assert 2 <= scale * size <= 5.0001
        # One leading digit: of the scale, or of the divisor where arrows must shrink.
        assert any(f"{x:.3e}".startswith(("1.000", "2.000", "5.000")) for x in (scale, 1 / scale))
    assert arrow_scale(np.zeros(9), reach=10) == 1


def test_a_curve_of_thousands_of_steps_is_sampled():
    asked = []
    curve = Curve(lambda step: asked.append(step) or float(step), last=5000)
    curve.grow(seconds=10)
    assert len(asked) == len(set(asked)) == len(curve.points) <= 400
    assert [step for step, _ in curve.points] == sorted(asked)
    assert asked[:2] == [5000, 0] or asked[:2] == [0, 5000]


def test_a_slow_cost_does_not_hold_up_the_curve():
    curve = Curve(lambda step: time.sleep(0.01) or 1.0, last=5000)
    start = time.perf_counter()
    curve.grow(seconds=0.05)
    assert time.perf_counter() - start < 0.5
    assert 2 <= len(curve.points) < 50


def test_a_path_of_one_step_can_be_shown():
    assert explore.training(path()[:1], forward, cost, gradients, X, Y).text.startswith("step 0 of 0: J = 0.6931")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ([], "path should be a list with one dict of parameters a step, and it holds none."),
        ([SOLVED, dict(SOLVED)], "path holds the same arrays at every step"),
        ([SOLVED, ZEROS | {"b1": np.zeros(2)}], "path[-1] gave b1 of shape (2,), it should be (1, 2)."),
        ([SOLVED, ZEROS | {"W1": np.zeros((2, 3))}, ZEROS], "path[1] gave W1 of shape (2, 3), it should be (2, 2)."),
        ([SOLVED, {"W1": 1}, ZEROS], "path[1] gave no b1"),
        ([SOLVED, ZEROS | {"b2": np.array([[np.nan]])}, ZEROS], "path[1] gave b2 with entries that are not finite"),
    ],
)
def test_a_path_that_cannot_be_played_is_named(wrong, sentence):
    widget = explore.training(wrong, forward, cost, gradients, X, Y)
    assert widget.text.startswith(sentence)
    assert widget.stale


# What a student reads when something goes wrong.


def stub(*inputs):
    raise NotImplementedError


def slip(*inputs):
    raise ValueError("shapes (4,2) and (3,) not aligned\nand more")


WRONG_FORWARD = [
    (stub, "forward is not written yet. Write it in its cell, run that cell, and run this one again."),
    (slip, "forward stopped with ValueError: shapes (4,2) and (3,) not aligned. Fix it in its cell, run that cell"),
    (lambda *i: None, "forward returned nothing: its last line should be a return. Fix it"),
    (lambda *i: (1, 2), "forward gave a tuple, it should be a dict with A1 and A2. Fix it"),
    (lambda *i: {"A1": 1}, "forward gave no A2: its dict should hold A1 and A2. Fix it"),
    (lambda *i: {"A1": ..., "A2": ...}, "forward gave A1 as a ellipsis, it should be an array of numbers."),
    (
        lambda *i: {**forward(*i), "A2": forward(*i)["A2"][:, 0]},
        "forward gave A2 of shape (4,), it should be (4, 1): one row an example. Fix it",
    ),
    (
        lambda *i: {**forward(*i), "A2": np.nan * forward(*i)["A2"]},
        "forward gave A2 with entries that are not finite (nan or infinity). Fix it",
    ),
    (
        lambda *i: {**forward(*i), "A2": 3 * forward(*i)["A1"][:, :1]},
        "forward gave A2 from 1.5 to 1.5, and a sigmoid stays between 0 and 1. Fix it",
    ),
    (None, "forward is not a function but a NoneType. Fix it"),
]


@pytest.mark.parametrize(("wrong", "sentence"), WRONG_FORWARD)
def test_a_forward_that_goes_wrong_is_answered_in_a_sentence(wrong, sentence):
    widget = explore.decision_boundary(wrong, ZEROS, X, Y)
    assert widget.text.startswith(sentence)
    assert widget.stale
    assert widget.field == b""


@pytest.mark.parametrize(
    ("functions", "sentence"),
    [
        ({"cost": stub}, "cost is not written yet."),
        ({"cost": lambda A2, Y: {"J": A2}}, "cost gave J of shape (4, 1), it should be (): one number."),
        ({"gradients": stub}, "gradients is not written yet."),
        ({"gradients": lambda *i: {}}, "gradients gave no dW1: its dict should hold dW1, db1, dW2 and db2."),
        (
            {"gradients": lambda *i: {**gradients(*i), "dW2": np.zeros((1, 2))}},
            "gradients gave dW2 of shape (1, 2), it should be (2, 1): the shape of W2.",
        ),
    ],
)
def test_cost_and_gradients_are_looked_at_as_well(functions, sentence):
    given = {"forward": forward, "cost": cost, "gradients": gradients} | functions
    widget = explore.training(path(), X=X, Y=Y, **given)
    assert widget.text.startswith(sentence)
    assert widget.stale


@pytest.mark.parametrize(
    ("parameters", "given_Y", "sentence"),
    [
        (SOLVED | {"W1": np.zeros((2, 3))}, Y, "parameters gave W1 of shape (2, 3), it should be (2, 2)."),
        (SOLVED, Y[:, 0], "the call gave Y of shape (4,), it should be (4, 1): one row an example."),
        (SOLVED, 2 * Y, "The classes in Y should be 0 and 1"),
    ],
)
def test_inputs_of_another_shape_are_named(parameters, given_Y, sentence):
    widget = explore.decision_boundary(forward, parameters, X, given_Y)
    assert widget.text.startswith(sentence)
    widget.values = [1.0] * 9
    assert widget.text.startswith(sentence)


def test_the_last_good_picture_stays_until_all_is_well_again():
    def moody(X, W1, b1, W2, b2):
        if W1[0, 0] > 8:
            raise OverflowError("too much")
        return forward(X, W1, b1, W2, b2)

    widget = explore.decision_boundary(moody, SOLVED, X, Y)
    good = widget.field
    widget.values = [9.0, *widget.values[1:]]
    assert widget.text.startswith("forward stopped with OverflowError: too much.")
    assert widget.stale
    assert widget.field == good
    widget.values = [7.0, *widget.values[1:]]
    assert not widget.stale
    assert widget.field != good


def test_what_a_function_prints_and_warns_is_not_repeated_at_each_redraw(capsys, recwarn):
    def loud(X, W1, b1, W2, b2):
        print("hello")
        np.exp(np.float64(1e9))
        return forward(X, W1, b1, W2, b2)

    Boundary(loud, X, Y).at(SOLVED)
    assert capsys.readouterr().out == ""
    assert len(recwarn) == 0


# The widgets.


def test_a_slider_moves_the_picture():
    widget = explore.decision_boundary(forward, ZEROS, X, Y, cost)
    assert widget.text == "cost J = 0.6931, 2 of 4 right"
    before = widget.field
    assert len(before) == SIDE * SIDE * 4
    widget.values = flatten(SOLVED).tolist()
    assert widget.field != before
    assert widget.text.endswith("4 of 4 right")
    assert widget.scene["values"] == flatten(SOLVED).tolist()
    assert widget.scene["hidden"] == forward(X, **SOLVED)["A1"].tolist()


def test_the_sliders_reach_beyond_where_they_start():
    assert explore.decision_boundary(forward, SOLVED, X, Y).limit >= 1.2 * 9
    big = SOLVED | {"b2": np.array([[-40.0]])}
    assert explore.decision_boundary(forward, big, X, Y).limit == 50


def test_what_comes_from_the_page_is_answered_in_one_message_without_an_echo(monkeypatch):
    widget, sent = explore.decision_boundary(forward, ZEROS, X, Y, cost), []
    monkeypatch.setattr(type(widget), "_send", lambda self, message, buffers=None: sent.append((message, buffers)))
    widget.set_state({"values": flatten(SOLVED).tolist()})
    assert [message["method"] for message, _ in sent] == ["update"]
    assert set(sent[0][0]["state"]) | {"field"} == {"scene", "text", "field"}
    assert [len(buffer) for buffer in sent[0][1]] == [SIDE * SIDE * 4]


def test_a_burst_of_changes_ends_at_the_last():
    widget = explore.training(path(40), forward, cost, gradients, X, Y)
    for step in (3, 17, 5, 40, 12):
        widget.set_state({"step": step})
    assert widget.scene["step"] == 12
    assert widget.text.startswith("step 12 of 40: ")
    np.testing.assert_allclose(widget.scene["values"], flatten(path(40)[12]))


def test_nothing_is_worked_out_when_nothing_has_changed():
    counted = calls(forward)
    widget = explore.decision_boundary(counted, SOLVED, X, Y)
    made = counted.count
    widget.values = list(widget.values)
    widget.set_state({"values": flatten(SOLVED).tolist()})
    assert counted.count == made
    widget.values = [0.0] * 9
    assert counted.count == made + 2  # the examples and the field


def test_the_player_carries_curve_moves_and_scale():
    widget = explore.training(path(), forward, cost, gradients, X, Y, lr=2.0)
    curve = np.frombuffer(widget.curve, dtype=np.float32).reshape(-1, 2)
    np.testing.assert_array_equal(curve[:, 0], np.arange(9))
    assert curve[0, 1] == pytest.approx(np.log(2))
    assert widget.last == 8
    widget.step = 4
    assert len(widget.scene["move"]) == 9
    assert widget.scene["scale"] > 0
    assert "the marker is at step 4" in widget.scene["alt_cost"]
    assert "W2[0,0] 4.50 moves by" in widget.scene["alt_values"]
    widget.step = 99  # a page may be wrong
    assert widget.scene["step"] == 8


# Where no one can move a slider.


@pytest.fixture
def still(monkeypatch):
    """What is displayed while nbgrader runs a notebook."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    shown = []
    monkeypatch.setattr("backprop.plot.display", lambda data, raw: shown.append(data))
    return shown


def test_without_a_page_the_boundary_is_a_picture_with_alt_text(still):
    assert explore.decision_boundary(forward, SOLVED, X, Y, cost) is None
    (data,) = still
    assert data["text/plain"].startswith("cost J = 0.")
    assert "4 of 4 right. Input plane" in data["text/plain"]
    assert re.match(r'<img alt="cost J = [^"]+Hidden plane[^"]+".* src="data:image/png;base64,', data["text/html"])


def test_without_a_page_the_training_is_a_picture_of_its_last_step(still):
    assert explore.training(path(), forward, cost, gradients, X, Y) is None
    assert still[0]["text/plain"].startswith("step 8 of 8: J = 0.")
    assert "src=" in still[0]["text/html"]


def test_without_a_page_trouble_is_told_all_the_same(still):
    explore.decision_boundary(stub, SOLVED, X, Y)
    explore.training(path(), forward, stub, gradients, X, Y)
    assert [data["text/plain"].split(".")[0] for data in still] == [
        "forward is not written yet",
        "cost is not written yet",
    ]


def test_trouble_is_an_exception_only_inside():
    with pytest.raises(Trouble):
        Boundary(stub, X, Y).at(SOLVED)
