"""The explorables in a real JupyterLab: a slow forward, the training player, what axe says, and what is requested."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import chromium_page, lab, open_notebook, output, run_all
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect

from backprop.explore.scene import Boundary

pytestmark = pytest.mark.browser

SHOTS = Path(__file__).resolve().parents[1] / "screenshots"
PRESSES = 20
STUDENT = """
import time
import numpy as np
from backprop import explore
from backprop.data import xor

X, Y = xor()

def sigmoid(Z):
    return 1 / (1 + np.exp(-Z))

def forward(X, W1, b1, W2, b2):
    A1 = sigmoid(X @ W1 + b1)
    return dict(A1=A1, A2=sigmoid(A1 @ W2 + b2))

def slow_forward(X, W1, b1, W2, b2):
    with open("calls.txt", "a") as calls:
        print(W1[0, 0], file=calls)
    time.sleep(0.2)
    return forward(X, W1, b1, W2, b2)

def cost(A2, Y):
    return dict(J=-(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)).mean())

def gradients(X, Y, W1, b1, W2, b2):
    values = forward(X, W1, b1, W2, b2)
    A1, dZ2 = values["A1"], (values["A2"] - Y) / len(X)
    dZ1 = dZ2 @ W2.T * A1 * (1 - A1)
    return dict(dW1=X.T @ dZ1, db1=dZ1.sum(axis=0, keepdims=True),
                dW2=A1.T @ dZ2, db2=dZ2.sum(axis=0, keepdims=True))

rng = np.random.default_rng(7)
path = [dict(W1=rng.normal(size=(2, 2)), b1=rng.normal(size=(1, 2)),
             W2=rng.normal(size=(2, 1)), b2=rng.normal(size=(1, 1)))]
for _ in range(1500):
    slopes = gradients(X, Y, **path[-1])
    path.append({name: value - 2 * slopes["d" + name] for name, value in path[-1].items()})

before = dict(W1=np.array([[-5.0, 5.0], [5.0, -5.0]]), b1=np.array([[-2.5, -2.5]]),
              W2=np.array([[8.0], [8.0]]), b2=np.array([[-4.0]]))
after = dict(before, W1=np.array([[-3.0, 5.0], [5.0, -5.0]]))       # 20 presses of the first slider
"""
SLOW, MOVED, PLAYER = 1, 2, 3
"""The cells of the three explorables."""
CELLS = [
    STUDENT,
    "explore.decision_boundary(slow_forward, before, X, Y, cost)",
    "explore.decision_boundary(forward, after, X, Y, cost)",
    "explore.training(path, forward, cost, gradients, X, Y, lr=2.0)",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the notebook lies, and where its slow forward notes that it was called."""
    folder = tmp_path_factory.mktemp("explore")
    notebook = new_notebook(cells=[new_code_cell(text.strip()) for text in CELLS])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "explore.ipynb")
    return folder


@pytest.fixture(scope="module")
def asked():
    """Every address that the page has asked for."""
    return []


@pytest.fixture(scope="module")
def page(folder, asked):
    """The notebook, open and run."""
    with lab(folder) as server, chromium_page(1360, 1400) as page:
        page.context.on("request", lambda request: asked.append(request.url))
        page.on("websocket", lambda socket: asked.append(socket.url))
        open_notebook(page, server, "explore.ipynb")
        run_all(page)
        yield page


def pictures(area):
    """What is painted in an explorable, one text for each of its canvases."""
    return [canvas.evaluate("canvas => canvas.toDataURL()") for canvas in area.locator("canvas").all()]


def go_to(player, step):
    """Put the player's slider at a step and wait for what belongs there."""
    player.locator("input[type=range]").fill(str(step))
    expect(player.locator(".bp-text")).to_contain_text(f"step {step} of 1500: ")


# ---------------------------------------------------------------- a slow forward


def test_many_quick_presses_are_worked_out_a_few_times_and_end_at_the_last(folder, page):
    student = {}
    exec(STUDENT, student)
    scene = Boundary(student["forward"], student["X"], student["Y"], student["cost"]).at(student["after"])
    calls, area = folder / "calls.txt", output(page, SLOW)
    slider = area.locator("input[type=range]").first
    calls.write_text("")
    slider.focus()
    for _ in range(PRESSES):
        page.keyboard.press("ArrowRight")
    assert float(slider.input_value()) == student["after"]["W1"][0, 0]
    expect(area.locator(".bp-text")).to_have_text(scene.text)
    expect(area.locator("canvas").first).to_have_attribute("aria-label", scene.alt_input)
    # Each place is asked for twice: the examples, then the field.
    places = [float(line) for line in calls.read_text().split()][::2]
    assert np.all(np.diff(places) > 0)
    assert places[-1] == student["after"]["W1"][0, 0]
    assert len(places) <= PRESSES / 2
    assert pictures(area) == pictures(output(page, MOVED))


# ---------------------------------------------------------------- the player


def test_step_goes_on_by_one_and_the_picture_with_it(page):
    player = output(page, PLAYER)
    go_to(player, 0)
    before = pictures(player)
    player.get_by_role("button", name="One step on").click()
    expect(player.locator(".bp-text")).to_contain_text("step 1 of 1500: ")
    after = pictures(player)
    assert after[-1] != before[-1]
    player.get_by_role("button", name="One step back").click()
    expect(player.locator(".bp-text")).to_contain_text("step 0 of 1500: ")
    again = pictures(player)
    # The curve between them may have grown, for each redraw works out a little more of it.
    assert (again[0], again[-1]) == (before[0], before[-1])


def test_play_goes_on_by_itself_can_be_paused_and_stops_at_the_end(page):
    player = output(page, PLAYER)
    button, slider = player.locator(".bp-play"), player.locator("input[type=range]")
    go_to(player, 600)
    button.click()
    expect(button).to_have_text("Pause")
    # Not every step is told: what the kernel has no time for is passed over.
    expect(player.locator(".bp-text")).to_contain_text(re.compile("step (6[5-9]|[7-9].|1...)"))
    button.click()
    expect(button).to_have_text("Play")
    assert 650 <= int(slider.input_value()) < 1500
    go_to(player, 1400)
    button.click()
    expect(slider).to_have_value("1500", timeout=15_000)
    expect(button).to_have_text("Play")
    expect(player.locator(".bp-text")).to_contain_text("step 1500 of 1500: ")


def test_the_arrows_of_a_step_with_large_moves(page):
    player = output(page, PLAYER)
    go_to(player, 160)
    moves = re.compile(r"W1\[0,0\] 2\.49 moves by \+0\.054;.*; W2\[0,0\] -3\.12 moves by -0\.071;")
    expect(player.locator("canvas").last).to_have_attribute("aria-label", moves)
    SHOTS.mkdir(exist_ok=True)
    player.locator(".bp").screenshot(path=SHOTS / "player.png")


# ---------------------------------------------------------------- for everybody, and for nobody else


@pytest.mark.parametrize("index", [MOVED, PLAYER], ids=["boundary", "player"])
def test_axe_finds_nothing_serious(page, index):
    area = output(page, index)
    area.locator(".bp").evaluate("(root, id) => root.id = id", f"explorable-{index}")
    found = Axe().run(page, context=f"#explorable-{index}").response
    assert found["passes"]
    assert not [(each["id"], each["help"]) for each in found["violations"] if each["impact"] in ("serious", "critical")]


def test_nothing_is_asked_of_any_other_computer(page, asked):
    boundary = output(page, MOVED)
    before = boundary.locator(".bp-text").inner_text()
    boundary.locator("input[type=range]").last.fill("1")
    expect(boundary.locator(".bp-text")).not_to_have_text(before)
    go_to(output(page, PLAYER), 700)
    assert asked
    assert {urlsplit(url).hostname for url in asked if not url.startswith(("data:", "blob:"))} == {"127.0.0.1"}
