"""From key press to changed pixels, in JupyterLab in a headless Chromium.

    .venv/bin/python benchmarks/slider.py

Three sliders in one notebook, their turns interleaved, the median of 30 each: `ipywidgets.interact` that draws a
new contourf figure, the decision boundary of `backprop.explore`, and an empty round trip, from a slider through the
kernel to a label. The time runs from the key's event to the first animation frame in which the page has changed.
"""

import statistics
import sys
import tempfile
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Locator, Page

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browser import chromium_page, lab, open_notebook, output, run_all  # noqa: E402

TURNS, WARM = 30, 6
ROUND_TRIP_GOAL, INTERACT_GOAL = 1.2, 2.5

STUDENT = """
%matplotlib inline
import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
from backprop import explore

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(X, W1, b1, W2, b2):
    Z1 = X @ W1 + b1
    A1 = sigmoid(Z1)
    Z2 = A1 @ W2 + b2
    A2 = sigmoid(Z2)
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}

def cost(A2, Y):
    L = -(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))
    return {"L": L, "J": L.mean()}

X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
Y = np.array([[0.0], [1], [1], [0]])
parameters = {"W1": np.array([[-5.0, 5.0], [5.0, -5.0]]), "b1": np.array([[-2.5, -2.5]]),
              "W2": np.array([[8.0], [8.0]]), "b2": np.array([[-4.0]])}
"""
INTERACT = """
u, v = np.meshgrid(np.linspace(-0.5, 1.5, 60), np.linspace(-0.5, 1.5, 60))
grid = np.column_stack([u.ravel(), v.ravel()])

def draw(w):
    W1 = parameters["W1"].copy()
    W1[0, 0] = w
    A2 = forward(grid, W1, parameters["b1"], parameters["W2"], parameters["b2"])["A2"]
    plt.contourf(u, v, A2.reshape(u.shape))
    plt.scatter(*X.T, c=Y[:, 0])
    plt.show()

widgets.interact(draw, w=widgets.FloatSlider(-5, min=-10, max=10, step=0.1));
"""
OURS = "explore.decision_boundary(forward, parameters, X, Y, cost)"
EMPTY = """
slider, label = widgets.FloatSlider(-5, min=-10, max=10, step=0.1), widgets.Label("-5.0")
slider.observe(lambda change: setattr(label, "value", f"{change['new']:.1f}"), "value")
widgets.VBox([slider, label])
"""

# What the page shows, small enough to be compared at each frame.
LOOKS = {
    "interact": "area => { const i = area.querySelector('img'); return i && i.complete ? i.src : null; }",
    "ours": """area => { const c = area.querySelector('canvas');
        const d = new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer);
        let h = 0; for (let i = 0; i < d.length; i++) h = (h * 31 + d[i]) | 0; return h; }""",
    "empty": "area => [...area.querySelectorAll('.widget-label')].at(-1).textContent",
}
# The observer waits in the page for the key, so that nothing of Playwright's own way is in the time.
WATCH = """(area, look) => {
    look = eval(look);
    const before = look(area);
    window.elapsed = new Promise((done, fail) => addEventListener('keydown', () => {
        const start = performance.now();
        const frame = () => {
            const now = look(area), spent = performance.now() - start;
            if (now !== null && now !== before) done(spent);
            else if (spent > 10000) fail(new Error('nothing changed'));
            else requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
    }, { once: true, capture: true }));
}"""


def write_notebook(path: Path) -> None:
    """The student's cells, and one for each of the three sliders."""
    notebook = new_notebook(cells=[new_code_cell(text.strip()) for text in (STUDENT, INTERACT, OURS, EMPTY)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)


def handle(area: Locator) -> Locator:
    """The first slider in an output: ours is the browser's own, ipywidgets' is noUiSlider's handle."""
    return area.locator("input[type=range], .noUi-handle").first


def press(page: Page, area: Locator, look: str) -> float:
    """Milliseconds from ArrowRight to changed pixels."""
    area.scroll_into_view_if_needed()
    handle(area).focus()
    page.wait_for_timeout(120)  # the page and the kernel come to rest
    area.evaluate(WATCH, look)
    page.keyboard.press("ArrowRight")
    return page.evaluate("window.elapsed")


def measure(page: Page) -> dict[str, float]:
    """The median of each slider, turn by turn."""
    areas = {name: output(page, index) for index, name in enumerate(LOOKS, start=1)}
    times = {name: [] for name in LOOKS}
    for turn in range(WARM + TURNS):
        for name, look in LOOKS.items():
            spent = press(page, areas[name], look)
            if turn >= WARM:
                times[name].append(spent)
    for name, spent in times.items():
        low, _, high = statistics.quantiles(spent, n=4)
        print(f"{name:9} quartiles {low:.0f} to {high:.0f} ms")
    return {name: statistics.median(spent) for name, spent in times.items()}


def main() -> None:
    """Measure and print the two ratios as the last two lines."""
    with tempfile.TemporaryDirectory() as folder:
        write_notebook(Path(folder) / "slider.ipynb")
        with lab(folder, env={"PYTHONPATH": str(ROOT)}) as server, chromium_page(1360, 2200) as page:
            open_notebook(page, server, "slider.ipynb")
            run_all(page)
            page.wait_for_timeout(1000)
            ms = measure(page)
    print(f"goals: slider R at least {INTERACT_GOAL}, wire R at most {ROUND_TRIP_GOAL}")
    print(f"slider R = {ms['interact'] / ms['ours']:.1f} (interact {ms['interact']:.0f} ms, ours {ms['ours']:.0f} ms)")
    print(f"wire R = {ms['ours'] / ms['empty']:.1f} (ours {ms['ours']:.0f} ms, empty round trip {ms['empty']:.0f} ms)")


if __name__ == "__main__":
    main()
