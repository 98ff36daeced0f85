"""Each lesson runs from top to bottom, quickly and quietly, and its pictures are told in words as well."""

import re
import time
import tomllib
from pathlib import Path

import jupytext
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
UNITS = [unit["name"] for unit in tomllib.loads((ROOT / "course" / "units.toml").read_text())["unit"]]
SECONDS = 20


@pytest.fixture(scope="module", params=UNITS)
def lesson(request):
    """The executed notebook of one unit's lesson, and the seconds that it took."""
    notebook = jupytext.read(ROOT / "course" / request.param / "lesson.md")
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(ROOT / "notebooks")}})
    began = time.perf_counter()
    client.execute()
    return notebook, time.perf_counter() - began


def outputs(notebook):
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def pages(notebook):
    """All that the lesson shows as HTML."""
    shown = [output.get("data", {}) for output in outputs(notebook)]
    return [data["text/html"] for data in shown if "text/html" in data]


def test_it_runs_in_time(lesson):
    _, seconds = lesson
    assert seconds < SECONDS


def test_it_runs_without_a_word_of_complaint(lesson):
    notebook, _ = lesson
    said = [output["text"] for output in outputs(notebook) if output.get("name") == "stderr"]
    assert not said


def test_every_picture_has_alt_text(lesson):
    notebook, _ = lesson
    images = [tag for page in pages(notebook) for tag in re.findall(r"<img [^>]*>", page)]
    assert images
    assert all(re.search(r'alt="[^"]{20,}"', tag) for tag in images)


def test_no_picture_goes_round_show(lesson):
    notebook, _ = lesson
    kinds = {kind for output in outputs(notebook) for kind in output.get("data", {})}
    assert not {kind for kind in kinds if kind.startswith("image/")}


def test_it_asks_for_predictions_and_ends_with_what_it_rests_on(lesson):
    notebook, _ = lesson
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert text.count("**Predict.**") >= 3
    assert "\n## What to remember" in text
    assert "\n## References" in text
    assert re.search(r"\]\(\.\./release/\w+/\w+\.ipynb\)", text)
