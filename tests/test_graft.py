"""What was handed in, put back on the released notebook."""

import copy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from grading.graft import grade_id, graft
from grading.reading import UnreadableError, read
from grading.samples import Pen, old_format
from grading.units import units

PEN = Pen(next(iter(units().values())))
FIRST, SECOND, *_ = PEN.tasks


@pytest.fixture
def solved():
    return PEN.notebook(PEN.right())


def texts(nb):
    return [(cell.cell_type, cell.source) for cell in nb.cells]


def grafted(nb):
    return graft(nb, PEN.released)


def test_an_honest_submission_comes_through_as_it_was(solved):
    nb, repairs = grafted(solved)
    assert texts(nb) == texts(solved)
    assert repairs == []


def test_own_cells_stay_where_they_were_put(solved):
    where = next(i for i, cell in enumerate(solved.cells) if grade_id(cell) == f"{SECOND}-answer")
    solved.cells.insert(where + 1, new_code_cell("mine = 1"))
    solved.cells.insert(where + 2, new_markdown_cell("my thoughts"))
    solved.cells.insert(0, new_code_cell("first = 1"))
    nb, repairs = grafted(solved)
    assert texts(nb) == texts(solved)
    assert repairs == []
    nbformat.validate(nb)
    assert len({cell.id for cell in nb.cells}) == len(nb.cells)


def test_a_given_cell_that_was_edited_runs_as_given_and_as_edited(solved):
    given = next(cell for cell in solved.cells if cell.cell_type == "code" and not grade_id(cell))
    given.source += "\nmine = 2"
    nb, _ = grafted(solved)
    sources = [cell.source for cell in nb.cells]
    assert given.source in sources
    assert given.source.removesuffix("\nmine = 2") in sources


def test_deleted_cells_come_back_and_are_named(solved):
    solved.cells = [cell for cell in solved.cells if grade_id(cell) not in (FIRST, f"{SECOND}-answer")]
    nb, repairs = grafted(solved)
    assert [grade_id(cell) for cell in nb.cells] == [grade_id(cell) for cell in PEN.released.cells]
    assert f"The cell {FIRST} was missing and was put back." in repairs
    assert f"The cell {SECOND}-answer was missing and was put back." in repairs


def test_of_two_copies_the_one_written_in_counts(solved):
    stub = next(cell for cell in PEN.released.cells if grade_id(cell) == f"{FIRST}-answer")
    solved.cells.append(copy.deepcopy(stub))
    nb, repairs = grafted(solved)
    assert texts(nb) == texts(PEN.notebook(PEN.right()))
    assert any("2 times" in repair for repair in repairs)


def test_types_flags_points_tags_and_order_are_set_back(solved):
    for cell in filter(grade_id, solved.cells):
        cell.metadata.tags = ["skip-execution"]
        cell.metadata.nbgrader.points = 1000
        cell.metadata.nbgrader.grade = not cell.metadata.nbgrader.grade
    solved.cells = solved.cells[::-1]
    nb, repairs = grafted(solved)
    for cell, frame in zip(
        [c for c in nb.cells if grade_id(c)], [c for c in PEN.released.cells if grade_id(c)], strict=True
    ):
        assert cell.metadata == frame.metadata
        assert cell.cell_type == frame.cell_type
    text = " ".join(repairs)
    assert "points had been edited" in text
    assert "Tags on the cell" in text
    assert "moved about" in text


def test_edited_tests_are_set_back(solved):
    for cell in solved.cells:
        if grade_id(cell) == FIRST:
            cell.source = "100.0"
    nb, repairs = grafted(solved)
    assert "100.0" not in [cell.source for cell in nb.cells]
    assert f"The text of the cell {FIRST} had been edited and was set back." in repairs


@pytest.mark.parametrize("strange", [None, 3, [], "text", {"grade_id": 7}, {"grade_id": None}])
def test_strange_metadata_does_not_stop_it(solved, strange):
    for cell in solved.cells:
        cell.metadata["nbgrader"] = strange
    nb, _ = grafted(solved)
    assert texts(nb)  # whatever it is, there is a notebook to grade


def test_lost_metadata_is_made_good_by_the_cells_ids(solved):
    for cell in solved.cells:
        cell.metadata = nbformat.NotebookNode()
    nb, repairs = grafted(solved)
    assert texts(nb) == texts(PEN.notebook(PEN.right()))
    assert f"The cell {FIRST} had lost its metadata; it has it again." in repairs


def test_an_old_format_is_read(solved, tmp_path):
    (tmp_path / "old.ipynb").write_text(old_format(solved))
    nb, _ = grafted(read(tmp_path / "old.ipynb"))
    assert [c.source for c in nb.cells if grade_id(c)] == [c.source for c in solved.cells if grade_id(c)]


@pytest.mark.parametrize(
    "text", ["", "not JSON", "[]", "{}", "null", '{"nbformat": 4}', '{"nbformat": 4, "cells": 3}', '{"cells": [1]}']
)
def test_what_is_no_notebook_is_said_in_words(tmp_path, text):
    (tmp_path / "a.ipynb").write_text(text)
    with pytest.raises(UnreadableError, match=r"a\.ipynb is not a notebook that can be read"):
        read(tmp_path / "a.ipynb")
