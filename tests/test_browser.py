"""A student and an instructor at work, in a real Chromium on JupyterLab.

One course folder is set up and graded for all of them; screenshots of what they see go to screenshots/.
"""

import os
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from browser import cell, chromium_page, lab, menu, open_notebook, output, run_all, write_cell
from playwright.sync_api import expect

from grading import run
from grading.graft import grade_id
from grading.samples import Pen
from grading.units import tasks, units

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[1]
SHOTS = ROOT / "screenshots"
UNIT = next(iter(units().values()))
TASKS = tasks(UNIT)
FIRST = next(iter(TASKS.values()))
FILE = f"{UNIT.id}/{UNIT.id}.ipynb"
LARGEST = max(TASKS.values(), key=lambda task: task.points)
STEP, MISTAKE = LARGEST.mistakes()[0]
SLIP = {LARGEST.name: LARGEST.code({STEP.name: MISTAKE.wrong})}
"""The largest exercise with its first mistake in it: what the second student hands in."""
POINTS = sum(task.points for task in TASKS.values())
GRADED = {"ada": POINTS, "blaise": POINTS - LARGEST.parts[STEP]}
"""The class, and the scores that they ought to get."""
CANVAS = """canvas => {
    const d = new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    return d.reduce((h, pixel) => (h * 31 + pixel) | 0, 0);
}"""
expect.set_options(timeout=30_000)


def write(nb, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nb, path)


def with_answers(nb, answers):
    """The notebook with these texts in its answer cells."""
    for each in nb.cells:
        name = (grade_id(each) or "").removesuffix("-answer")
        if each.metadata.get("nbgrader", {}).get("solution") and name in answers:
            each.source = answers[name]
    return nb


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course folder: the release, a solved one, the source, a spoiled one, and two students graded by nbgrader."""
    course, pen = tmp_path_factory.mktemp("course"), Pen(UNIT)
    for part in ("source", "release"):
        shutil.copytree(ROOT / part / UNIT.id, course / part / UNIT.id)
    shutil.copy(ROOT / "nbgrader_config.py", course)
    source = nbformat.read(course / "source" / FILE, as_version=4)
    write(with_answers(source, SLIP), course / "spoiled" / FILE)
    write(pen.notebook(pen.right()), course / "solved" / FILE)
    write(pen.notebook(pen.right()), course / "submitted" / "ada" / FILE)
    write(pen.notebook(pen.right() | SLIP), course / "submitted" / "blaise" / FILE)
    for command in ("generate_assignment", "autograde", "generate_feedback"):
        log = []
        assert run.nbgrader(course, command, UNIT.id, "--force", each=log.append) == 0, "\n".join(log[-30:])
    return course


@pytest.fixture(scope="module")
def server(course):
    """JupyterLab on that folder, as `make lab` starts it."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    with lab(course, env={"PATH": path, "JUPYTER_CONFIG_PATH": str(ROOT / "jupyter_config")}) as server:
        yield server


@pytest.fixture
def page():
    with chromium_page(1360, 1000) as page:
        yield page


def open_ready(page, server, path):
    """Open a notebook and wait until its kernel is there; a cell that is run sooner asks which kernel to take."""
    open_notebook(page, server, path)
    expect(status(page)).to_contain_text("| Idle")


def status(page):
    """JupyterLab's line at the foot of the page, which tells what the kernel is doing."""
    return page.locator("#jp-main-statusbar")


def shot(page, name):
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")


def place(name, folder="release"):
    """The index of the cell with this grade_id."""
    nb = nbformat.read(ROOT / folder / FILE, as_version=4)
    return next(i for i, each in enumerate(nb.cells) if grade_id(each) == name)


def place_of(text):
    """The index of the code cell that says this."""
    nb = nbformat.read(ROOT / "release" / FILE, as_version=4)
    return next(i for i, each in enumerate(nb.cells) if each.cell_type == "code" and text in each.source)


# ---------------------------------------------------------------- the student


def test_a_student_sees_a_check_fail_and_then_pass(course, server, page):
    answer, check = place(f"{FIRST.name}-answer"), place(FIRST.name)
    open_ready(page, server, f"release/{FILE}")
    cell(page, 0).click()
    for _ in range(check + 1):
        page.keyboard.press("Shift+Enter")
    expect(output(page, check)).to_contain_text("not started")
    shot(page, "student_1_not_started")
    write_cell(page, answer, FIRST.code())
    for _ in (answer, check):
        page.keyboard.press("Shift+Enter")
    expect(output(page, check)).to_contain_text("✓")
    expect(output(page, check)).to_contain_text("Hidden problems remain")
    shot(page, "student_2_passes")
    page.keyboard.press("ControlOrMeta+s")
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)
    saved = nbformat.read(course / "release" / FILE, as_version=4)
    assert saved.cells[answer].source.strip() == FIRST.code().strip()


def test_a_slider_moves_and_the_picture_changes(server, page):
    open_ready(page, server, f"solved/{FILE}")
    run_all(page)
    for name in TASKS:
        expect(output(page, place(name))).to_contain_text("✓")
    area = output(page, place_of("explore.decision_boundary("))
    canvas, slider = area.locator("canvas").first, area.locator("input[type=range]").first
    expect(canvas).to_be_visible()
    before, value = canvas.evaluate(CANVAS), slider.input_value()
    shot(page, "student_3_before_the_slider")
    slider.focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    assert float(slider.input_value()) > float(value)
    moved = f"([canvas, before]) => ({CANVAS})(canvas) !== before"
    page.wait_for_function(moved, arg=[canvas.element_handle(), before])
    expect(status(page)).to_contain_text("| Idle")
    shot(page, "student_4_after_the_slider")


# ---------------------------------------------------------------- the instructor


@pytest.mark.parametrize(("folder", "says"), [("source", "Success"), ("spoiled", "failed")])
def test_the_validate_button(server, page, folder, says):
    open_ready(page, server, f"{folder}/{FILE}")
    page.locator(".jp-NotebookPanel-toolbar").get_by_text("Validate", exact=True).click()
    dialog = page.locator(".jp-Dialog, .nbgrader-ErrorDialog, .validate-dialog").last
    expect(dialog).to_contain_text(says, timeout=60_000)
    shot(page, f"validate_{folder}")


def test_the_formgrader_lists_the_graded_class(server, page):
    page.goto(server.link())
    menu(page, "Nbgrader", "Formgrader")
    inside = page.frame_locator("iframe").locator("body")
    expect(inside.get_by_role("row", name=UNIT.id)).to_be_visible()
    shot(page, "formgrader_assignments")
    page.goto(f"{server.url}/formgrader/manage_submissions/{UNIT.id}")
    for student, score in GRADED.items():
        expect(page.get_by_role("row", name=student)).to_contain_text(f"{score:g} / {POINTS:g}")
    shot(page, "formgrader_submissions")


def test_a_feedback_page_shows_the_verdicts_and_loads_nothing(course, page):
    loaded = []
    page.on("request", lambda request: loaded.append(request.url))
    file = (course / "feedback" / "blaise" / FILE).with_suffix(".html")
    page.goto(file.as_uri())
    expect(page.get_by_role("row", name=STEP.name).first).to_be_visible()
    expect(page.locator("body")).to_contain_text(MISTAKE.hint)
    shot(page, "feedback")
    page.locator("body").get_by_text(MISTAKE.hint).first.scroll_into_view_if_needed()
    shot(page, "feedback_hint")
    assert loaded == [file.as_uri()]
