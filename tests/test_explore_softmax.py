"""The explorables of logits, Jacobian and classes without a page: scenes as numbers, widgets as plain objects."""

import re

import numpy as np
import pytest

from backprop import check, explore
from backprop.data import spiral
from backprop.explore.knobs import Jacobian, Logits, said
from backprop.explore.regions import Regions
from backprop.explore.scene import SIDE

Z, PEAR = np.array([np.log(2.0), np.log(3.0), np.log(5.0)]), np.array([0.0, 1.0, 0.0])
"""Logits whose probabilities are 0.2, 0.3 and 0.5, and the second class right."""
X, Y = spiral(np.random.default_rng(0), 30)


def softmax(Z2):
    E = np.exp(Z2 - Z2.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def slope(a, y):
    return a - y


def jacobian(a):
    return np.diag(a) - np.outer(a, a)


def plus(a):
    """The minus lost."""
    return np.outer(a, a) + np.diag(a - 2 * a**2)


def forward(X, W1, b1, W2, b2):
    Z1 = X @ W1 + b1
    A1 = np.maximum(Z1, 0)
    Z2 = A1 @ W2 + b2
    return dict(Z1=Z1, A1=A1, Z2=Z2, A2=softmax(Z2))


def cost(Z2, Y):
    return dict(J=-np.log((softmax(Z2) * Y).sum(axis=1)).mean())


def path(steps=6, units=4, classes=3):
    """From nothing to a random network, whose last two units have died by the end."""
    rng = np.random.default_rng(5)
    end = dict(
        W1=rng.normal(size=(2, units)), b1=np.zeros((1, units)), W2=rng.normal(size=(units, classes)),
        b2=rng.normal(size=(1, classes)),
    )  # fmt: skip
    end["b1"][0, -2:] = -50
    return [{name: part * value for name, value in end.items()} for part in np.linspace(0, 1, steps + 1)]


def stub(*inputs):
    raise NotImplementedError


# ---------------------------------------------------------------- the logits


def test_the_gradient_of_an_example_worked_by_hand():
    pull = Logits(softmax, slope).at(Z, right=1)
    np.testing.assert_allclose(pull.a, [0.2, 0.3, 0.5])
    np.testing.assert_allclose(pull.dz, [0.2, -0.7, 0.5])
    assert pull.loss == pytest.approx(-np.log(0.3))
    assert pull.text == "loss −log a[1] = 1.2040; the probabilities add up to 1.0000; dz adds up to 0.0000."
    assert pull.alt_a == "The probabilities: a[0] = 0.2000, a[1] = 0.3000, a[2] = 0.5000. The right class is 1."
    assert pull.alt_dz.endswith("dz[0] = 0.2000, dz[1] = −0.7000, dz[2] = 0.5000.")


def test_a_gradient_without_the_crossing_paths_does_not_add_up_to_0():
    pull = Logits(softmax, lambda a, y: -y * (1 - a)).at(Z, right=1)
    assert pull.text.endswith("dz adds up to −0.7000, and it should be 0.")


def test_probabilities_that_do_not_add_up_to_1_are_told():
    assert "add up to 10.0000, and it should be 1" in Logits(np.exp, slope).at(Z, right=0).text


def test_a_probability_of_0_costs_infinitely_much_and_stops_nothing():
    pull = Logits(lambda Z2: np.array([[1.0, 0.0]]), slope).at([0, 0], right=1)
    assert pull.text.startswith("loss −log a[1] = infinite; ")


def test_numbers_are_never_minus_zero():
    assert [said(x, 2) for x in (-1e-9, -0.004, -0.006, 2)] == ["0.00", "0.00", "−0.01", "2.00"]


def test_a_slider_and_another_right_class_move_the_bars():
    widget = explore.logits(softmax, slope, Z, PEAR)
    assert (widget.right, widget.labels, widget.limit) == (1, ["z[0]", "z[1]", "z[2]"], 5)
    np.testing.assert_allclose(widget.scene["dz"], [0.2, -0.7, 0.5])
    widget.set_state({"right": 2})
    np.testing.assert_allclose(widget.scene["dz"], [0.2, 0.3, -0.5])
    widget.set_state({"values": [0.0, 0.0, 0.0]})
    np.testing.assert_allclose(widget.scene["a"], [1 / 3] * 3)
    widget.right = 9  # a page may be wrong
    assert widget.scene["right"] == 2


def test_what_comes_from_the_page_is_answered_in_one_message(monkeypatch):
    widget, sent = explore.logits(softmax, slope, Z, PEAR), []
    monkeypatch.setattr(type(widget), "_send", lambda self, message, buffers=None: sent.append(message))
    widget.set_state({"values": [1.0, 2.0, 3.0]})
    assert [message["method"] for message in sent] == ["update"]
    assert set(sent[0]["state"]) == {"scene", "text"}


def test_the_sliders_reach_beyond_large_logits():
    assert explore.logits(softmax, slope, np.array([-20.0, 0.0, 1.0]), PEAR).limit == 25


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (dict(probabilities=stub), "stub is not written yet. Write it in its cell"),
        (dict(probabilities=lambda Z2: softmax(Z2)[0]), "the first function gave probabilities of shape (3,), it"),
        (dict(slope=None), "slope is not a function but a NoneType."),
        (dict(slope=lambda a, y: (a - y)[None]), "slope gave dz of shape (1, 3), it should be (3,): one number a"),
        (dict(slope=lambda a, y: stub(a)), "stub is not written yet."),
        (dict(slope=lambda a, y: check.needs(stub)), "stub is not written yet. Write it in its cell, run"),
        (dict(slope=lambda a, y: print()["dz"]), "slope stopped: it needs a value and met None"),
        (dict(z=Z[None]), "z should be the 2 to 5 logits of one example, of shape (3,) for instance, not (1, 3)."),
        (dict(y=PEAR[:2]), "the call gave y of shape (2,), it should be (3,): one number a class."),
        (dict(y=None), "the call gave y of shape (0,)"),
        (dict(y=np.ones(3)), "y should hold a single 1, at the right class, and zeros."),
    ],
)
def test_what_goes_wrong_with_the_logits_is_a_sentence(given, sentence):
    widget = explore.logits(**dict(probabilities=softmax, slope=slope, z=Z, y=PEAR) | given)
    assert widget.text.startswith(sentence)
    assert widget.stale
    assert widget.scene == {}


def test_the_last_good_bars_stay_until_all_is_well_again():
    def moody(a, y):
        if a[0] > 0.9:
            raise OverflowError("too much")
        return a - y

    widget = explore.logits(softmax, moody, Z, PEAR)
    good = widget.scene
    widget.values = [5.0, 0.0, 0.0]
    assert widget.text.startswith("moody stopped with OverflowError: too much.")
    assert widget.stale
    assert widget.scene == good
    widget.values = [0.0, 0.0, 0.0]
    assert not widget.stale


# ---------------------------------------------------------------- the Jacobian


def test_the_jacobian_worked_by_hand():
    table = Jacobian(softmax, jacobian).at(Z)
    np.testing.assert_allclose(table.table, [[0.16, -0.06, -0.10], [-0.06, 0.21, -0.15], [-0.10, -0.15, 0.25]])
    assert not table.rows.any()
    assert not table.columns.any()
    assert table.text == "Each row adds up to 0, and so does each column."
    assert "row by row: a[0] 0.1600, −0.0600, −0.1000; a[1]" in table.alt_table


@pytest.mark.parametrize(
    ("probabilities", "wrong", "sentence"),
    [
        (softmax, plus, "The rows add up to 0.3200, 0.4200 and 0.5000: each should add up to 0."),
        (softmax, np.diag, "The rows add up to 0.2000, 0.3000 and 0.5000: each should add up to 0."),
        (
            softmax,
            lambda a: np.outer(a, [1, 0, -1]),
            "Each row adds up to 0, but the columns add up to 1.0000, 0.0000 and −1.0000: each should add up to 0.",
        ),
        (np.exp, jacobian, "The probabilities add up to 10.0000, and it should be 1; mend them first."),
    ],
)
def test_sums_that_are_not_0_are_told(probabilities, wrong, sentence):
    assert Jacobian(probabilities, wrong).at(Z).text == sentence


def test_a_slider_moves_the_table():
    widget = explore.jacobian(softmax, jacobian, Z)
    assert widget.scene["table"][2][2] == pytest.approx(0.25)
    widget.values = [0.0, 0.0, 0.0]
    assert widget.scene["table"][2][2] == pytest.approx(2 / 9)
    assert widget.scene["rows"] == [0, 0, 0]


def test_a_jacobian_of_another_shape_is_a_sentence():
    widget = explore.jacobian(softmax, lambda a: a, Z)
    assert widget.text.startswith("jacobian gave a table of shape (3,), it should be (3, 3): a row for each")
    assert widget.stale


# ---------------------------------------------------------------- the classes


def test_a_look_at_a_training_of_classes():
    played = Regions(path(), forward, cost, X, Y)
    look = played.at(6)
    values = forward(X, **path()[6])
    assert re.fullmatch(r"step 6 of 6: J = \d\.\d{4}, \d+ of 30 right, 2 of 4 units dead", look.text)
    np.testing.assert_allclose(look.J, cost(values["Z2"], Y)["J"])
    assert look.right == (values["A2"].argmax(axis=1) == Y.argmax(axis=1)).sum()
    np.testing.assert_allclose(look.awake, (values["Z1"] > 0).mean(axis=0))
    assert look.units == "2 of 4 units are dead"
    assert look.alt_units.endswith("unit 2 0%, unit 3 0%. Dead: 2, 3.")
    assert "the marker is at step 6" in look.alt_cost


def test_one_unit_is_dead_in_the_singular():
    (last,) = path(units=4)[-1:]
    last["b1"][0, 2] = 50
    assert Regions([last], forward, cost, X, Y).at(0).units == "1 of 4 units is dead"


def test_the_field_is_the_students_answer_from_below_and_from_the_left():
    played = Regions(path(), forward, cost, X, Y)
    field, (left, bottom), (right, top) = played.at(6).field, played.low, played.high
    assert (field.shape, field.dtype) == ((SIDE, SIDE, 3), np.float32)
    corners = forward(np.array([[left, bottom], [right, bottom], [left, top]]), **path()[6])["A2"]
    np.testing.assert_allclose([field[0, 0], field[0, -1], field[-1, 0]], corners, rtol=1e-5)


@pytest.mark.parametrize("classes", [2, 4, 5])
def test_two_to_five_classes_can_be_shown(classes):
    kinds = np.eye(classes)[np.arange(len(X)) % classes]
    widget = explore.classes(path(classes=classes), forward, cost, X, kinds)
    assert not widget.stale, widget.text
    assert len(widget.field) == SIDE * SIDE * classes * 4
    assert (widget.view["classes"], widget.view["units"]) == (classes, 4)


def test_the_player_goes_to_a_step_in_one_message(monkeypatch):
    widget, sent = explore.classes(path(), forward, cost, X, Y), []
    assert (widget.last, widget.scene["step"]) == (6, 0)
    assert widget.text == "step 0 of 6: J = 1.0986, 10 of 30 right, 4 of 4 units dead"
    assert np.frombuffer(widget.curve, dtype=np.float32).reshape(-1, 2)[:, 0].tolist() == list(range(7))
    monkeypatch.setattr(type(widget), "_send", lambda self, *message, **more: sent.append((message, more)))
    widget.set_state({"step": 4})
    assert len(sent) == 1
    assert widget.scene["awake"] == (forward(X, **path()[4])["Z1"] > 0).mean(axis=0).tolist()
    widget.step = 99  # a page may be wrong
    assert widget.scene["step"] == 6


LAST = path()[-1]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (dict(path=[]), "path should be a list with one dict of parameters a step, and it holds none."),
        (dict(path=None), "path should be a list with one dict of parameters a step, and it holds none."),
        (dict(path=[LAST, dict(LAST)]), "path holds the same arrays at every step"),
        (dict(path=[LAST | dict(W1=np.ones(4))]), "path[0] gave W1 of shape (4,), it should be (2, n1): one row a"),
        (dict(path=[LAST | dict(W2=np.ones((4, 2)))]), "path[0] gave W2 of shape (4, 2), it should be (4, 3)."),
        (dict(path=[*path(1), LAST | dict(b1=np.ones((1, 5))), LAST]), "path[2] gave b1 of shape (1, 5), it should"),
        (dict(path=[*path(1), np.nan]), "path[-1] gave a float, it should be a dict with W1, b1, W2 and b2."),
        (dict(path=[LAST, LAST | dict(b1=LAST["b1"] * np.nan)]), "path[-1] gave b1 with entries that are not finite"),
        (dict(Y=Y[:, :1]), "Y should be (m, n2) with 2 to 5 classes, one column each; its shape is (30, 1)."),
        (dict(Y=0 * Y), "Each row of Y should hold a single 1, at the right class, and zeros."),
        (dict(forward=stub), "forward is not written yet."),
        (dict(forward=lambda *i: dict(A2=1)), "forward gave no Z1: its dict should hold Z1, Z2 and A2."),
        (
            dict(forward=lambda *i: forward(*i) | dict(A2=forward(*i)["A2"].T)),
            "forward gave A2 of shape (3, 30), it should be (30, 3): one row an example, one column a class.",
        ),
        (
            dict(forward=lambda *i: forward(*i) | dict(A2=2 * forward(*i)["A2"])),
            "forward gave A2 with a row that adds up to 2, it should be 1.",
        ),
        (
            dict(forward=lambda *i: forward(*i) | dict(A2=forward(*i)["A2"] - 1)),
            "forward gave A2 with -0.667 in it, and no probability is below 0.",
        ),
        (dict(cost=lambda Z2, Y: 1.0), "cost gave a float, it should be a dict with J."),
    ],
)
def test_what_goes_wrong_with_the_classes_is_a_sentence(given, sentence):
    widget = explore.classes(**dict(path=path(), forward=forward, cost=cost, X=X, Y=Y) | given)
    assert widget.text.startswith(sentence)
    assert widget.stale


def test_a_student_who_changes_the_inputs_changes_only_a_copy():
    def rude(X, W1, b1, W2, b2):
        answer = forward(X, W1, b1, W2, b2)
        for value in (X, W1, b1, W2, b2):
            value[:] = 7
        return answer

    played = Regions(path(), rude, cost, X, Y)
    np.testing.assert_array_equal(played.at(5).field, played.at(5).field)
    assert X.max() < 7


# ---------------------------------------------------------------- where no one can move a slider


@pytest.fixture
def still(monkeypatch):
    """What is displayed while nbgrader runs a notebook."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    shown = []
    monkeypatch.setattr("backprop.plot.display", lambda data, raw: shown.append(data))
    return shown


def test_without_a_page_there_are_pictures_with_alt_text(still):
    assert explore.logits(softmax, slope, Z, PEAR) is None
    assert explore.jacobian(softmax, plus, Z) is None
    assert explore.classes(path(), forward, cost, X, Y) is None
    starts = ["loss −log a[1] = 1.2040; ", "The rows add up to 0.3200", "step 6 of 6: J = "]
    for data, start in zip(still, starts, strict=True):
        assert data["text/plain"].startswith(start)
        assert re.match(rf'<img alt="{re.escape(start)}[^"]+".* src="data:image/png;base64,', data["text/html"])


@pytest.mark.parametrize("classes", [2, 5])
def test_the_still_picture_has_a_colour_for_each_class(still, classes):
    explore.classes(path(classes=classes), forward, cost, X, np.eye(classes)[np.arange(len(X)) % classes])
    assert still[0]["text/plain"].startswith("step 6 of 6")


def test_without_a_page_trouble_is_told_all_the_same(still):
    explore.logits(stub, slope, Z, PEAR)
    explore.jacobian(softmax, None, Z)
    explore.classes([], forward, cost, X, Y)
    assert [data["text/plain"].split(".")[0] for data in still] == [
        "stub is not written yet",
        "jacobian is not a function but a NoneType",
        "path should be a list with one dict of parameters a step, and it holds none",
    ]
