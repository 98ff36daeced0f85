"""The explorables of curves and costs: numbers and text, widgets as plain objects, and at the end a real page."""

import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import in_lab, output
from playwright.sync_api import expect

from backprop import explore
from backprop.data import curve
from backprop.explore.ask import Trouble
from backprop.explore.curves import PLACES, Activations, Hinges, Rates, Tried, compare, costs_of

X, Y = curve(np.random.default_rng(0), 30)
TWO = {
    "W1": np.array([[1.0, -2.0]]),
    "b1": np.array([[-0.5, 8.0]]),
    "W2": np.array([[3.0], [0.5]]),
    "b2": np.array([[0.25]]),
}
RATES = [0.001, 0.1, 10.0]


def relu(Z):
    return np.maximum(Z, 0)


def relu_slope(Z):
    return (Z > 0).astype(float)


def tanh_slope(Z):
    return 1 - np.tanh(Z) ** 2


PAIRS = {"ReLU": (relu, relu_slope), "tanh": (np.tanh, tanh_slope)}


def forward(X, W1, b1, W2, b2, f):
    Z1 = X @ W1 + b1
    A1 = f(Z1)
    return {"Z1": Z1, "A1": A1, "Z2": A1 @ W2 + b2}


def cost(Z2, Y):
    return {"J": ((Z2 - Y) ** 2).mean()}


def fit(f, slope, lr=0.02, steps=20):
    path, costs = [TWO], []
    for step in range(steps + 1):
        here = path[-1]
        values = forward(X, **here, f=f)
        costs.append(cost(values["Z2"], Y)["J"])
        if step < steps:
            dZ2 = 2 * (values["Z2"] - Y) / len(X)
            dZ1 = dZ2 @ here["W2"].T * slope(values["Z1"])
            slopes = {
                "W1": X.T @ dZ1,
                "b1": dZ1.sum(axis=0, keepdims=True),
                "W2": values["A1"].T @ dZ2,
                "b2": dZ2.sum(axis=0, keepdims=True),
            }
            path.append({name: value - lr * slopes[name] for name, value in here.items()})
    return {"path": path, "costs": costs}


def run(lr):
    return fit(relu, relu_slope, lr)["costs"]


def stub(*inputs):
    raise NotImplementedError


def counted(function):
    """`function`, counting how often it is called."""

    def counts(*inputs):
        counts.count += 1
        return function(*inputs)

    counts.count = 0
    return counts


def points(field):
    return np.frombuffer(field, dtype=np.float32)


# The hinges.


def test_a_hinge_is_where_a_units_input_is_zero():
    bends = Hinges(forward, TWO, X, Y, relu, cost).at([1.0, -2.0, -0.5, 8.0, 3.0, 0.5, 0.25])
    np.testing.assert_allclose(bends.hinges, [0.5, 4.0])
    assert pytest.approx(cost(forward(X, **TWO, f=relu)["Z2"], Y)["J"]) == bends.J
    assert bends.text == f"cost J = {bends.J:.4f}; hinges: unit 0 at 0.50, unit 1 at 4.00 (outside)"


def test_a_level_unit_has_no_hinge():
    bends = Hinges(forward, TWO, X, Y, relu).at([0.0, 1.0, 1.0, 0.5, 1.0, 1.0, 0.0])
    assert bends.hinges[0] is None
    assert bends.text == "hinges: unit 0 has none, unit 1 at −0.50"


def test_the_curve_is_the_sum_of_what_the_units_bring_and_the_bias():
    hinges = Hinges(forward, TWO, X, Y, np.tanh)
    curves = hinges.at([1.0, -2.0, -0.5, 8.0, 3.0, 0.5, 0.25]).curves
    assert curves.shape == (3, PLACES)
    np.testing.assert_allclose(curves[0], curves[1] + curves[2] + 0.25, atol=1e-5)
    np.testing.assert_allclose(curves[1], 3 * np.tanh(hinges.points.places[:, 0] - 0.5), atol=1e-5)


def test_the_sliders_are_grouped_by_hidden_unit_and_move_the_curve():
    widget = explore.hinges(forward, TWO, X, Y, relu, cost)
    names = [[widget.labels[i] for i in members] for _, members in widget.groups]
    assert names == [["W1[0,0]", "b1[0,0]", "W2[0,0]"], ["W1[0,1]", "b1[0,1]", "W2[1,0]"], ["b2[0,0]"]]
    assert [name for name, _ in widget.groups] == ["hidden unit 0", "hidden unit 1", "output"]
    before = points(widget.field)
    widget.values = [*widget.values[:-1], 1.25]
    np.testing.assert_allclose(points(widget.field)[:PLACES], before[:PLACES] + 1, atol=1e-5)
    np.testing.assert_array_equal(points(widget.field)[PLACES:], before[PLACES:])
    assert "unit 0 at 0.50" in widget.scene["alt"]


def test_one_change_is_answered_in_one_message(monkeypatch):
    widget, sent = explore.hinges(forward, TWO, X, Y, relu, cost), []
    monkeypatch.setattr(type(widget), "_send", lambda self, message, buffers=None: sent.append((message, buffers)))
    widget.set_state({"values": [0.5] * 7})
    assert [message["method"] for message, _ in sent] == ["update"]
    assert set(sent[0][0]["state"]) | {"field"} == {"scene", "text", "field"}
    assert [len(buffer) for buffer in sent[0][1]] == [3 * PLACES * 4]


def test_the_last_good_curve_stays_until_all_is_well_again():
    def moody(X, W1, b1, W2, b2, f):
        if W1[0, 0] > 2:
            raise OverflowError("too much")
        return forward(X, W1, b1, W2, b2, f)

    widget = explore.hinges(moody, TWO, X, Y, relu)
    good = widget.field
    widget.values = [3.0, *widget.values[1:]]
    assert widget.stale
    assert widget.field == good
    assert widget.text.startswith("forward stopped with OverflowError: too much.")
    widget.values = [1.5, *widget.values[1:]]
    assert not widget.stale


def parameters(n1):
    return {"W1": np.ones((1, n1)), "b1": np.ones((1, n1)), "W2": np.ones((n1, 1)), "b2": np.ones((1, 1))}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"forward": stub}, "forward is not written yet."),
        ({"forward": lambda *i: None}, "forward returned nothing"),
        ({"forward": lambda *i: {"Z1": 0, "Z2": 0}}, "forward gave no A1: its dict should hold Z1, A1 and Z2."),
        (
            {"forward": lambda *i: {**forward(*i), "Z2": forward(*i)["Z2"][:, 0]}},
            "forward gave Z2 of shape (30,), it should be (30, 1): one row an example.",
        ),
        (
            {"forward": lambda *i: {**forward(*i), "A1": np.nan * forward(*i)["A1"]}},
            "forward gave A1 with entries that are not finite",
        ),
        ({"f": None}, "The activation is not a function but a NoneType."),
        ({"f": stub}, "stub is not written yet."),
        ({"cost": lambda *i: {}}, "cost gave no J"),
        ({"parameters": None}, "parameters gave a NoneType, it should be a dict with W1, b1, W2 and b2."),
        ({"parameters": TWO | {"W1": np.ones((2, 2))}}, "parameters gave W1 of shape (2, 2), it should be (1, n1)"),
        ({"parameters": TWO | {"b1": np.ones(2)}}, "parameters gave b1 of shape (2,), it should be (1, 2)."),
        ({"parameters": parameters(5)}, "There are sliders for 1 to 4 hidden units, and parameters gave 5."),
        ({"X": X[:, 0]}, "the call gave X of shape (30,), it should be (30, 1)"),
        ({"X": np.zeros((0, 1)), "Y": np.zeros((0, 1))}, "The call gave an X without examples."),
    ],
)
def test_what_goes_wrong_with_the_hinges_is_a_sentence(wrong, sentence):
    given = {"forward": forward, "parameters": TWO, "X": X, "Y": Y, "f": relu, "cost": cost} | wrong
    widget = explore.hinges(**given)
    assert widget.text.startswith(sentence)
    assert widget.stale
    assert widget.field == b""


# Costs on a log axis.


def test_a_course_that_stays_is_told_from_end_to_end():
    costs = compare([Tried("0.3", "lr = 0.3", np.geomspace(0.81, 0.02, 401))], 0)
    assert costs.text == "lr = 0.3: cost 0.81 -> 0.02 after 400 steps"
    assert (costs.low, costs.high, costs.last) == (0.01, 2.0, 400)
    assert len(costs.curves[0]) == 400
    assert costs.curves[0][-1] == pytest.approx([400, 0.02])


@pytest.mark.parametrize("end", [np.inf, np.nan, 1e300, 2.1])
def test_a_course_that_leaves_is_told_and_drawn_beyond_the_edge(end):
    costs = compare([Tried("1", "lr = 1", costs_of("run", [0.9, 1.2, 0.5, end, end]))], 0)
    assert costs.text == "lr = 1: the cost left the picture after 3 steps"
    assert costs.gone == [3]
    assert len(costs.curves[0]) == 4
    assert costs.high < costs.curves[0][-1, 1] < np.inf


def test_a_course_that_comes_back_has_not_left():
    costs = compare([Tried("1", "lr = 1", np.array([0.9, 50.0, 0.5]))], 0)
    assert costs.text == "lr = 1: cost 0.9 -> 0.5 after 2 steps"


@pytest.mark.parametrize(("first", "said"), [(0.0, "cost 0 -> 0 after"), (np.inf, "the cost left the picture after")])
def test_a_start_without_a_place_on_a_log_axis_is_told_all_the_same(first, said):
    costs = compare([Tried("1", "lr = 1", np.array([first]))], 0)
    assert costs.text == f"lr = 1: {said} 0 steps"
    assert 0 < costs.low < costs.high
    assert costs.last == 1


def test_what_was_tried_is_kept_and_told():
    asked = counted(run)
    widget = explore.learning_rate(asked, RATES)
    assert widget.names == ["0.001", "0.1", "10"]
    assert widget.text.startswith("lr = 0.001: cost ")
    widget.chosen = 2
    assert re.fullmatch(r"lr = 10: the cost left the picture after \d steps?", widget.text)
    field = widget.field
    widget.chosen = 0
    assert asked.count == 2
    assert widget.field == field
    assert widget.scene["names"] == ["0.001", "10"]
    assert widget.scene["now"] == 0
    assert "Tried before, in grey: lr = 10: the cost left" in widget.scene["alt_cost"]
    assert sum(widget.scene["lengths"]) * 8 == len(widget.field)
    widget.chosen = 99  # a page may be wrong
    assert widget.scene["now"] == 1


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (stub, "stub is not written yet."),
        (lambda lr: None, "run returned nothing"),
        (lambda lr: 0.5, "run gave costs of shape (), it should be a list of numbers, one a step."),
        (lambda lr: [], "run gave costs of shape (0,)"),
        (lambda lr: [[1, 2], [3, 4]], "run gave costs of shape (2, 2)"),
        (lambda lr: ["a"], "run gave costs that are not all numbers"),
        (lambda lr: [1.0, None], "run gave a None among its costs"),
        (lambda lr: [1.0, -2.0], "run gave a cost of -2, and on a log axis nothing is below 0."),
        (lambda lr: 1 / 0, "run stopped with ZeroDivisionError"),
        (None, "run is not a function but a NoneType."),
    ],
)
def test_a_run_that_goes_wrong_is_answered_in_a_sentence(function, sentence):
    widget = explore.learning_rate(function, RATES)
    assert widget.text.startswith(sentence)
    assert widget.stale


@pytest.mark.parametrize("rates", [None, [], [0.0, 1.0], [np.inf], 0.1, ["a"], [[0.1]]])
def test_rates_that_are_none_are_named(rates):
    assert explore.learning_rate(run, rates).text.startswith("The rates should be a list of numbers above 0")


def test_a_rate_that_goes_wrong_is_asked_again():
    moody = {0.1: [1.0, 0.5]}
    widget = explore.learning_rate(lambda lr: moody.get(lr), [0.1, 0.2])
    widget.chosen = 1
    assert widget.stale
    widget.chosen = 0
    assert not widget.stale
    moody[0.2] = [1.0, 0.25]
    widget.chosen = 1
    assert widget.text == "lr = 0.2: cost 1 -> 0.25 after 1 step"


# Activations.


def test_a_button_fits_once_and_draws_the_last_step():
    asked = counted(fit)
    widget = explore.activations(asked, PAIRS, forward, X, Y)
    assert widget.names == ["ReLU", "tanh"]
    assert re.fullmatch(r"ReLU: cost \S+ -> \S+ after 20 steps", widget.text)
    widget.chosen = 1
    widget.chosen = 0
    widget.chosen = 1
    assert asked.count == 2
    places = Activations(fit, PAIRS, forward, X, Y).points.places
    at_end = forward(places, **fit(*PAIRS["tanh"])["path"][-1], f=np.tanh)["Z2"][:, 0]
    np.testing.assert_allclose(points(widget.fitted), at_end, atol=1e-6)
    assert widget.text.startswith("tanh: cost ")
    assert "the curve that was fitted with tanh" in widget.scene["alt_fit"]


def test_a_training_that_is_lost_has_no_curve():
    widget = explore.activations(lambda f, slope: fit(f, slope, lr=9.0), PAIRS, forward, X, Y)
    assert re.fullmatch(r"ReLU: the cost left the picture after \d steps?", widget.text)
    assert widget.fitted == b""
    assert not widget.stale


def test_a_choice_is_answered_in_one_message(monkeypatch):
    widget, sent = explore.activations(fit, PAIRS, forward, X, Y), []
    monkeypatch.setattr(type(widget), "_send", lambda self, message, buffers=None: sent.append((message, buffers)))
    widget.set_state({"chosen": 1})
    assert [message["method"] for message, _ in sent] == ["update"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"fit": stub}, "stub is not written yet."),
        ({"fit": lambda *i: {"costs": [1.0]}}, "fit gave no path: its dict should hold path and costs."),
        ({"fit": lambda *i: {"path": [], "costs": [1.0]}}, "path should be a list with one dict of parameters a step"),
        ({"fit": lambda *i: {"path": [TWO], "costs": None}}, "fit gave costs of shape ()"),
        (
            {"fit": lambda *i: {"path": [TWO | {"b2": np.ones(1)}], "costs": [1.0]}},
            "path[-1] gave b2 of shape (1,), it should be (1, 1).",
        ),
        ({"forward": lambda *i: None}, "forward returned nothing"),
        ({"activations": {}}, "The activations should be a dict with a pair of functions under each name"),
        ({"activations": {"ReLU": relu}}, "ReLU is not a pair of functions; the activations should be a dict"),
        ({"Y": Y[:, 0]}, "the call gave Y of shape (30,), it should be (30, 1)"),
    ],
)
def test_what_goes_wrong_with_activations_is_a_sentence(wrong, sentence):
    given = {"fit": fit, "activations": PAIRS, "forward": forward, "X": X, "Y": Y} | wrong
    widget = explore.activations(**given)
    assert widget.text.startswith(sentence)
    assert widget.stale


def test_trouble_is_an_exception_only_inside():
    with pytest.raises(Trouble):
        Rates(stub, RATES).at(0)


# Where no one can move a slider.


@pytest.fixture
def still(monkeypatch):
    """What is displayed while nbgrader runs a notebook."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    shown = []
    monkeypatch.setattr("backprop.plot.display", lambda data, raw: shown.append(data))
    return shown


def test_without_a_page_each_is_a_picture_with_alt_text(still):
    asked, trained = counted(run), counted(fit)
    assert explore.hinges(forward, TWO, X, Y, relu, cost) is None
    assert explore.learning_rate(asked, RATES) is None
    assert explore.activations(trained, PAIRS, forward, X, Y) is None
    starts = ("cost J = ", "lr = 0.001: cost ", "ReLU: cost ")
    for data, start in zip(still, starts, strict=True):
        assert data["text/plain"].startswith(start)
        assert re.match(r'<img alt="[^"]+" .*src="data:image/png;base64,', data["text/html"])
    assert (asked.count, trained.count) == (1, 1)


def test_without_a_page_trouble_is_told_all_the_same(still):
    explore.hinges(stub, TWO, X, Y, relu)
    explore.learning_rate(stub, RATES)
    explore.activations(stub, PAIRS, forward, X, Y)
    assert [data["text/plain"].split(" is ")[0] for data in still] == ["forward", "stub", "stub"]


# In a real JupyterLab.

STUDENT = """
import numpy as np
from backprop import explore
from backprop.data import curve

X, Y = curve(np.random.default_rng(0), 30)
start = dict(W1=np.array([[1.0, -2.0]]), b1=np.array([[-0.5, 1.0]]), W2=np.array([[1.0], [0.5]]), b2=np.zeros((1, 1)))

def relu(Z):
    return np.maximum(Z, 0)

def forward(X, W1, b1, W2, b2, f):
    Z1 = X @ W1 + b1
    A1 = f(Z1)
    return dict(Z1=Z1, A1=A1, Z2=A1 @ W2 + b2)

def cost(Z2, Y):
    return dict(J=((Z2 - Y) ** 2).mean())

def run(lr):
    if lr == 0.3:
        raise ValueError("no such rate")
    return list(0.8 * (1 - 2 * lr) ** (2 * np.arange(101)))

def fit(f, slope):
    return dict(path=[start], costs=[1.0, 0.5 if f is relu else 0.25])
"""
HINGES, COST, CHOICE = 1, 2, 3
"""The cells of the three explorables."""
CELLS = [
    STUDENT,
    "explore.hinges(forward, start, X, Y, relu, cost)",
    "explore.learning_rate(run, [0.01, 0.1, 0.3, 1.5])",
    "explore.activations(fit, dict(ReLU=(relu, np.sign), tanh=(np.tanh, np.cos)), forward, X, Y)",
]


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The notebook, open and run."""
    with in_lab(tmp_path_factory.mktemp("curves"), CELLS) as page:
        yield page


def pictures(area):
    """What is painted in an explorable, one text for each of its canvases."""
    return [canvas.evaluate("canvas => canvas.toDataURL()") for canvas in area.locator("canvas").all()]


@pytest.mark.browser
def test_the_arrows_move_a_hinge(page):
    area = output(page, HINGES)
    expect(area.locator(".bp-text")).to_contain_text("hinges: unit 0 at 0.50, unit 1 at 0.50")
    before = pictures(area)
    area.get_by_label("b1[0,0]").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(area.locator(".bp-text")).to_contain_text("unit 0 at 0.00, unit 1 at 0.50")
    assert pictures(area) != before
    area.get_by_role("button", name="Reset").click()
    expect(area.locator(".bp-text")).to_contain_text("unit 0 at 0.50, unit 1 at 0.50")
    assert pictures(area) == before


@pytest.mark.browser
def test_the_arrows_go_through_the_rates(page):
    area = output(page, COST)
    text, slider = area.locator(".bp-text"), area.get_by_label("learning rate")
    expect(text).to_contain_text("lr = 0.01: cost 0.8 -> ")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(text).to_contain_text("lr = 0.1: cost 0.8 -> ")
    expect(slider).to_have_attribute("aria-valuetext", "0.1")
    page.keyboard.press("ArrowRight")
    expect(text).to_contain_text("run stopped with ValueError: no such rate.")
    expect(area.locator(".bp-stale")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(text).to_contain_text("lr = 1.5: the cost left the picture after 1 step")
    expect(area.locator(".bp-stale")).to_have_count(0)
    expect(area.locator("canvas")).to_have_attribute("aria-label", re.compile("in grey: lr = 0.01: .*; lr = 0.1: "))


@pytest.mark.browser
def test_a_button_works_by_key_and_says_that_it_is_pressed(page):
    area = output(page, CHOICE)
    tanh, relu_button = (area.get_by_role("button", name=name) for name in ("tanh", "ReLU"))
    before = pictures(area)
    tanh.focus()
    page.keyboard.press("Enter")
    expect(area.locator(".bp-text")).to_have_text("tanh: cost 1 -> 0.25 after 1 step")
    expect(tanh).to_have_attribute("aria-pressed", "true")
    expect(relu_button).to_have_attribute("aria-pressed", "false")
    fitted, costs = pictures(area)
    relu_button.focus()
    page.keyboard.press("Space")
    expect(area.locator(".bp-text")).to_have_text("ReLU: cost 1 -> 0.5 after 1 step")
    assert pictures(area)[0] == before[0] != fitted
    assert pictures(area)[1] != costs


@pytest.mark.browser
@pytest.mark.parametrize("index", [HINGES, COST, CHOICE], ids=["hinges", "rates", "activations"])
def test_axe_finds_nothing_serious(page, index):
    area = output(page, index)
    area.locator(".bp").evaluate("(root, id) => root.id = id", f"explorable-{index}")
    found = Axe().run(page, context=f"#explorable-{index}").response
    assert found["passes"]
    assert not [(each["id"], each["help"]) for each in found["violations"] if each["impact"] in ("serious", "critical")]
