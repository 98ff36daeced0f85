"""The explorables of an entry's way and of a Jacobian's zeros in a real JupyterLab: keys, pixels, what axe says."""

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import in_lab, menu, output, pictures, told
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

STUDENT = """
import numpy as np
from backprop import explore

def vec(A):
    return A.reshape(-1, 1, order="F")

def vec_by_rows(A):
    return A.reshape(-1, 1)

def jacobians(W, x):
    if W.shape == (1, 4):
        raise ValueError("not for a single row")
    return dict(dz_dw=np.kron(x, np.eye(len(W))), dz_db=np.ones((len(W), len(W))), dz_dx=W)
"""
BLOCKS, ROWS, PATTERN = 1, 2, 3
"""The cells of the explorables."""
CELLS = [
    STUDENT,
    "explore.blocks(vec, np.kron)",
    "explore.blocks(vec_by_rows, np.kron)",
    "explore.pattern(jacobians)",
]


@pytest.fixture(scope="module")
def seen():
    """Every address that the page has asked for, and every error of its scripts."""
    return {"asked": [], "errors": []}


@pytest.fixture(scope="module")
def page(tmp_path_factory, seen):
    """The notebook, open and run."""
    with in_lab(tmp_path_factory.mktemp("tables"), CELLS, seen) as page:
        yield page


def press(page, locator, key, times=1):
    locator.focus()
    for _ in range(times):
        page.keyboard.press(key)


def test_the_arrows_move_the_entry(page):
    area = output(page, BLOCKS)
    expect(told(area)).to_contain_text(
        "W[1, 2] is entry 7 of vec(W); column 7 of xᵀ ⊗ I has a single number, x[2] = 5"
    )
    before = pictures(area)
    press(page, area.get_by_label("i", exact=True), "ArrowRight")
    expect(told(area)).to_contain_text("W[2, 2] is entry 8 of vec(W)")
    expect(area.locator("canvas")).to_have_attribute("aria-label", re.compile(r"^W \(3, 4\) with W\[2, 2\] marked; "))
    assert pictures(area) != before
    area.get_by_role("button", name="Reset").click()
    expect(told(area)).to_contain_text("W[1, 2] is entry 7 of vec(W)")
    assert pictures(area) == before


def test_a_smaller_matrix_holds_its_entry_and_gives_it_back(page):
    area = output(page, BLOCKS)
    rows, place = area.get_by_label("p", exact=True), area.get_by_label("i", exact=True)
    press(page, rows, "Home")
    expect(told(area)).to_contain_text("W[0, 2] is entry 2 of vec(W)")
    expect(place).to_have_attribute("max", "0")
    expect(place).to_have_attribute("aria-valuetext", "0")
    press(page, rows, "ArrowRight", times=2)
    expect(told(area)).to_contain_text("W[1, 2] is entry 7 of vec(W)")
    expect(place).to_have_attribute("max", "2")
    expect(place).to_have_value("1")


def test_a_wrong_order_is_told_below_its_picture(page):
    area = output(page, ROWS)
    expect(told(area)).to_contain_text("Does vec go down the columns of W, one after the other?")
    expect(area.locator(".bp-stale")).to_have_count(0)
    assert pictures(area) != pictures(output(page, BLOCKS))


def test_a_button_chooses_another_jacobian_by_key(page):
    area = output(page, PATTERN)
    expect(told(area)).to_contain_text("All zeros are where they should be")
    before = pictures(area)
    press(page, area.get_by_role("button", name="dz_db"), "Enter")
    expect(told(area)).to_have_text("6 cells are not 0 and should be, the first in row b[0] and column z[1].")
    expect(area.get_by_role("button", name="dz_db")).to_have_attribute("aria-pressed", "true")
    assert all(now != then for now, then in zip(pictures(area), before, strict=True))
    press(page, area.get_by_role("button", name="dz_dx"), "Space")
    expect(told(area)).to_contain_text("dz_dx has shape (3, 4); rows belong to x, columns to z: (4, 3).")
    press(page, area.get_by_role("button", name="dz_dw"), "Enter")
    expect(told(area)).to_contain_text("All zeros are where they should be")
    assert pictures(area) == before


def test_what_goes_wrong_greys_the_last_good_picture(page):
    area = output(page, PATTERN)
    press(page, area.get_by_label("p", exact=True), "ArrowLeft", times=2)
    expect(told(area)).to_contain_text("jacobians stopped with ValueError: not for a single row.")
    expect(area.locator(".bp-stale")).to_have_count(1)
    area.get_by_role("button", name="Reset").click()
    expect(area.locator(".bp-stale")).to_have_count(0)


@pytest.mark.parametrize("index", [BLOCKS, ROWS, PATTERN], ids=["blocks", "rows", "pattern"])
def test_axe_finds_nothing_serious(page, index):
    area = output(page, index)
    area.locator(".bp").evaluate("(root, id) => root.id = id", f"explorable-{index}")
    found = Axe().run(page, context=f"#explorable-{index}").response
    assert found["passes"]
    assert not [(each["id"], each["help"]) for each in found["violations"] if each["impact"] in ("serious", "critical")]


def test_a_narrow_page_shows_the_same_one_below_the_other(page):
    heights = [output(page, index).locator("canvas").first.bounding_box()["height"] for index in (BLOCKS, PATTERN)]
    page.set_viewport_size({"width": 700, "height": 1400})
    try:
        for index, height in zip((BLOCKS, PATTERN), heights, strict=True):
            area = output(page, index)
            expect(area.locator(".bp")).to_have_js_property(
                "scrollWidth", area.locator(".bp").evaluate("b => b.clientWidth")
            )
            boxes = [canvas.bounding_box() for canvas in area.locator("canvas").all()]
            assert all(200 < box["width"] < 400 for box in boxes)
            assert len({box["x"] for box in boxes}) == 1
            assert boxes[0]["height"] >= height
            assert len(set(pictures(area))) == len(boxes)
    finally:
        page.set_viewport_size({"width": 1360, "height": 1400})


def test_the_dark_theme_leaves_the_pictures_as_they_are(page):
    before = pictures(output(page, BLOCKS))
    menu(page, "Settings", "Theme", "JupyterLab Dark")
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", "false")
    area = output(page, BLOCKS)
    expect(area.locator(".bp")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(told(area)).to_have_css("color", "rgb(27, 31, 36)")
    assert pictures(area) == before


def test_nothing_is_asked_of_any_other_computer_and_no_script_fails(page, seen):
    hosts = {urlsplit(url).hostname for url in seen["asked"] if not url.startswith(("data:", "blob:"))}
    assert hosts == {"127.0.0.1"}
    assert seen["errors"] == []
