"""The explorables of logits, Jacobian and classes in a real JupyterLab: keyboard, pixels, what axe says, requests."""

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import in_lab, output, pictures, told
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

STUDENT = """
import numpy as np
from backprop import explore
from backprop.data import spiral

X, Y = spiral(np.random.default_rng(0), 90)
z, y = np.array([1.0, 0.0, -0.5]), np.array([0.0, 1.0, 0.0])

def softmax(Z2):
    E = np.exp(Z2 - Z2.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)

def jacobian(a):
    return np.diag(a) - np.outer(a, a)

def slope(a, y):
    if a[0] > 0.99:
        raise ValueError("this one fails when it is sure")
    return a - y

def forward(X, W1, b1, W2, b2):
    Z1 = X @ W1 + b1
    Z2 = np.maximum(Z1, 0) @ W2 + b2
    return dict(Z1=Z1, A1=np.maximum(Z1, 0), Z2=Z2, A2=softmax(Z2))

def cost(Z2, Y):
    return dict(J=-np.log((softmax(Z2) * Y).sum(axis=1)).mean())

rng = np.random.default_rng(2)
path = [dict(W1=rng.normal(size=(2, 16)), b1=np.zeros((1, 16)), W2=0.1 * rng.normal(size=(16, 3)), b2=np.zeros((1, 3)))]
path[0]["b1"][0, :3] = -9                                       # three units are dead from the start
for _ in range(400):
    p = path[-1]
    v = forward(X, **p)
    dZ2 = (v["A2"] - Y) / len(X)
    dZ1 = dZ2 @ p["W2"].T * (v["Z1"] > 0)
    path.append(dict(W1=p["W1"] - X.T @ dZ1, b1=p["b1"] - dZ1.sum(axis=0, keepdims=True),
                     W2=p["W2"] - v["A1"].T @ dZ2, b2=p["b2"] - dZ2.sum(axis=0, keepdims=True)))
"""
LOGITS, JACOBIAN, CLASSES, EMPTY = 1, 2, 3, 4
"""The cells of the explorables."""
CELLS = [
    STUDENT,
    "explore.logits(softmax, slope, z, y)",
    "explore.jacobian(softmax, jacobian, z)",
    "explore.classes(path, forward, cost, X, Y)",
    "explore.classes(None, forward, cost, X, Y)",
]


@pytest.fixture(scope="module")
def seen():
    """Every address that the page has asked for, and every error of its scripts."""
    return {"asked": [], "errors": []}


@pytest.fixture(scope="module")
def page(tmp_path_factory, seen):
    """The notebook, open and run."""
    with in_lab(tmp_path_factory.mktemp("explore"), CELLS, seen) as page:
        yield page


def explorable(page, index):
    """The explorable below a cell, once it has something to say."""
    area = output(page, index)
    expect(area.locator(".bp-text")).not_to_be_empty()
    return area


def press(page, locator, key, times=1):
    locator.focus()
    for _ in range(times):
        page.keyboard.press(key)


def test_a_key_moves_a_logit_and_the_bars(page):
    area = explorable(page, LOGITS)
    expect(told(area)).to_have_text(
        "loss −log a[1] = 1.4644; the probabilities add up to 1.0000; dz adds up to 0.0000."
    )
    before = pictures(area)
    press(page, area.locator("input[type=range]").nth(1), "ArrowRight", times=10)
    expect(told(area)).to_contain_text("loss −log a[1] = 0.7989;")
    expect(area.locator("canvas").last).to_have_attribute("aria-label", re.compile(r"dz\[1\] = −0\.5502"))
    assert all(now != then for now, then in zip(pictures(area), before, strict=True))
    area.get_by_role("button", name="Reset").click()
    expect(told(area)).to_contain_text("= 1.4644;")
    assert pictures(area) == before


def test_a_key_chooses_another_right_class(page):
    area = explorable(page, LOGITS)
    press(page, area.get_by_role("radio", name="1"), "ArrowRight")
    expect(told(area)).to_contain_text("loss −log a[2] = 1.9644;")
    press(page, area.get_by_role("radio", name="2"), "ArrowLeft")
    expect(told(area)).to_contain_text("loss −log a[1] = 1.4644;")
    expect(area.get_by_role("radio", name="1")).to_be_checked()


def test_what_goes_wrong_greys_the_last_good_picture(page):
    area = explorable(page, LOGITS)
    press(page, area.locator("input[type=range]").first, "End")
    press(page, area.locator("input[type=range]").nth(1), "Home")
    expect(told(area)).to_contain_text("slope stopped with ValueError: this one fails when it is sure.")
    expect(area.locator(".bp-stale")).to_have_count(1)
    area.get_by_role("button", name="Reset").click()
    expect(area.locator(".bp-stale")).to_have_count(0)


def test_a_key_moves_a_logit_and_the_table(page):
    area = explorable(page, JACOBIAN)
    expect(told(area)).to_have_text("Each row adds up to 0, and so does each column.")
    before = pictures(area)
    press(page, area.locator("input[type=range]").first, "ArrowLeft", times=10)
    expect(area.locator("canvas").last).to_have_attribute("aria-label", re.compile(r"a\[0\] 0\.2365"))
    assert all(now != then for now, then in zip(pictures(area), before, strict=True))


def test_the_training_is_played_to_its_end(page):
    area = explorable(page, CLASSES)
    expect(told(area)).to_have_text(re.compile(r"step 0 of 400: J = 1\.\d{4}, \d+ of 90 right, 3 of 16 units dead"))
    before = pictures(area)
    area.get_by_role("button", name="One step on").click()
    expect(told(area)).to_contain_text("step 1 of 400: ")
    area.locator(".bp-play").click()
    expect(told(area)).to_contain_text("step 400 of 400: ", timeout=60_000)
    expect(area.locator("canvas").last).to_have_attribute("aria-label", re.compile(r"Dead: 0, 1, 2\.$"))
    assert all(now != then for now, then in zip(pictures(area), before, strict=True))


def test_an_unfinished_training_is_a_sentence(page):
    area = explorable(page, EMPTY)
    expect(told(area)).to_contain_text("path should be a list with one dict of parameters a step, and it holds none.")


@pytest.mark.parametrize("index", [LOGITS, JACOBIAN, CLASSES, EMPTY], ids=["logits", "jacobian", "classes", "empty"])
def test_axe_finds_nothing_serious(page, index):
    area = explorable(page, index)
    area.locator(".bp").evaluate("(root, id) => root.id = id", f"explorable-{index}")
    found = Axe().run(page, context=f"#explorable-{index}").response
    assert found["passes"]
    assert not [(each["id"], each["help"]) for each in found["violations"] if each["impact"] in ("serious", "critical")]


def test_nothing_is_asked_of_any_other_computer_and_no_script_fails(page, seen):
    hosts = {urlsplit(url).hostname for url in seen["asked"] if not url.startswith(("data:", "blob:"))}
    assert hosts == {"127.0.0.1"}
    assert seen["errors"] == []
