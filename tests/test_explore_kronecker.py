"""The explorables of an entry's way and of a Jacobian's zeros, without a page: numbers, sentences, plain widgets."""

import re

import numpy as np
import pytest

from backprop import check, explore
from backprop.explore.blocks import PRIMES, Blocks
from backprop.explore.pattern import INPUTS, NAMES, WEIGHTS, Pattern, nudged, row_names, short

SHAPES = [(p, q) for p in range(1, 5) for q in range(1, 5)]
START = [3, 4, 1, 2]


def vec(A):
    return A.reshape(-1, 1, order="F")


def vec_by_rows(A):
    return A.reshape(-1, 1)


def swapped(A, B):
    return np.kron(B, A)


def jacobians(W, x):
    one = np.eye(len(W))
    return dict(dz_dw=np.kron(x, one), dz_db=one, dz_dx=W.T)


def but(**changed):
    """Jacobians of which some are done otherwise, each by a function of W and x."""
    return lambda W, x: jacobians(W, x) | {name: function(W, x) for name, function in changed.items()}


def stub(*inputs):
    raise NotImplementedError


def text(vec, kron, values=START):
    return Blocks(vec, kron).at(values).text


# The way of an entry.


@pytest.mark.parametrize("size", SHAPES)
def test_every_entry_reaches_the_output_of_its_row_with_its_own_input(size):
    p, q = size
    for i, j in np.ndindex(p, q):
        entry = Blocks(vec, np.kron).at([p, q, i, j])
        assert (entry.k, entry.rows, entry.fits, entry.blocks) == (j * p + i, [i], True, True)
        np.testing.assert_array_equal(entry.table[:, entry.k], PRIMES[j] * np.eye(p)[i])
        assert entry.text == (
            f"W[{i}, {j}] is entry {j * p + i} of vec(W); column {j * p + i} of xᵀ ⊗ I has a single number, "
            f"x[{j}] = {PRIMES[j]:g}, in row {i}: so W[{i}, {j}] reaches z[{i}] alone, with weight {PRIMES[j]:g}."
        )


def test_the_alt_text_says_where_everything_is():
    alt = Blocks(vec, np.kron).at([2, 2, 1, 0]).alt
    assert alt == (
        "W (2, 2) with W[1, 0] marked; vec(W) (4, 1), from above: W[0, 0], W[1, 0], W[0, 1], W[1, 1]; xᵀ ⊗ I (2, 4), "
        "not 0 at: x[0] = 2 in row 0, column 0; x[0] = 2 in row 1, column 1; x[1] = 3 in row 0, column 2; x[1] = 3 in "
        "row 1, column 3. Entry 1 of vec(W) and column 1 are marked."
    )


def test_a_vec_by_rows_is_followed_where_it_goes():
    entry = Blocks(vec_by_rows, np.kron).at(START)
    assert (entry.k, entry.rows, entry.fits) == (6, [0], False)
    assert entry.text == (
        "W[1, 2] is entry 6 of vec(W), but the number in column 6 of xᵀ ⊗ I is x[2] = 5, in row 0: W[1, 2] should "
        "reach z[1] with x[2]. Does vec go down the columns of W, one after the other?"
    )


@pytest.mark.parametrize(
    ("kron", "sentence"),
    [
        (
            swapped,
            "W[1, 2] is entry 7 of vec(W), but the number in column 7 of xᵀ ⊗ I is x[3] = 7, in row 1: W[1, 2] should "
            "reach z[1] with x[2]. Each block of xᵀ ⊗ I should be one entry of xᵀ times I.",
        ),
        (
            lambda A, B: np.kron(A, np.ones_like(B)),
            "7 of xᵀ ⊗ I has 3 numbers, in rows 0, 1 and 2: W[1, 2] should reach z[1] al",
        ),
        (lambda A, B: 0 * np.kron(A, B), "but column 7 of xᵀ ⊗ I is all 0: W[1, 2] should reach z[1] with x[2]. Each"),
        (lambda A, B: -np.kron(A, B), "but the number in column 7 of xᵀ ⊗ I is −5, in row 1: "),
        (
            lambda A, B: np.kron(A, B).T,
            "W[1, 2] is entry 7 of vec(W), but xᵀ ⊗ I has shape (12, 3); it should be (3, 12): a row for each z[i], a "
            "column for each entry of vec(W).",
        ),
        (lambda A, B: A, "but xᵀ ⊗ I has shape (1, 4); it should be (3, 12)"),
    ],
)
def test_a_product_that_does_not_fit_is_shown_and_told(kron, sentence):
    widget = explore.blocks(vec, kron)
    assert sentence in widget.text
    assert not widget.stale
    assert widget.scene["table"] == np.asarray(kron(PRIMES[None], np.eye(3))).tolist()


@pytest.mark.parametrize(
    ("vec", "shape"), [(np.ravel, "(12,)"), (lambda A: A, "(3, 4)"), (lambda A: vec(A).T, "(1, 12)")]
)
def test_a_vec_that_is_no_column_is_shown_and_told(vec, shape):
    widget = explore.blocks(vec, np.kron)
    assert widget.text == f"vec(W) has shape {shape}, and it should be a single column, (12, 1)."
    assert (widget.stale, widget.scene["shape"], len(widget.scene["stack"])) == (False, shape, 12)


def test_an_entry_that_fits_by_chance_is_not_the_end_of_it():
    assert text(vec_by_rows, np.kron, [3, 4, 0, 0]).endswith("Not every entry fits so well: look at W[0, 1].")
    assert text(vec, swapped, [2, 2, 0, 0]).endswith("weight 2. Not every entry fits so well: look at W[0, 1].")


def test_two_wrongs_that_make_a_right_z_are_told():
    said = text(vec_by_rows, swapped)
    assert "so W[1, 2] reaches z[1] alone, with weight 5. But vec(W) is in another order than it should be." in said


def test_numbers_that_are_lost_or_doubled_on_the_way_are_told():
    assert text(lambda A: vec(A) + 1000, np.kron) == (
        "W[1, 2] is not in vec(W): vec should change the places of W's numbers, and no number."
    )
    doubled = Blocks(lambda A: np.full((12, 1), A[1, 2]), np.kron).at(START)
    assert doubled.text.startswith("W[1, 2] is 12 times in vec(W): ")
    assert (doubled.k, doubled.rows) == (None, [])
    assert Blocks(lambda A: vec(A) + 1000, np.kron).at(START).alt.startswith("W (3, 4) with W[1, 2] marked; vec(W) (1")


@pytest.mark.parametrize("place", [(9, 9), (-3, 2)])
def test_an_entry_beyond_the_matrix_stands_at_its_edge(place):
    entry = Blocks(vec, np.kron).at([2, 3, *place])
    assert (entry.i, entry.j) == (1 if place[0] > 0 else 0, 2)


@pytest.mark.parametrize("size", [(0, 9), (-1, 5)])
def test_a_size_that_there_is_not_becomes_one_that_there_is(size):
    entry = Blocks(vec, np.kron).at([*size, 0, 0])
    assert (entry.p, entry.q) == (1, 4)


def test_a_slider_moves_the_entry_in_one_message(monkeypatch):
    widget, sent = explore.blocks(vec, np.kron), []
    monkeypatch.setattr(type(widget), "_send", lambda self, message, buffers=None: sent.append(message))
    widget.set_state({"values": [3, 4, 2, 2]})
    assert [message["method"] for message in sent] == ["update"]
    assert (widget.scene["i"], widget.scene["k"], widget.scene["rows"]) == (2, 8, [2])


def test_an_entry_comes_back_with_the_size_that_pushed_it_away():
    widget = explore.blocks(vec, np.kron)
    widget.values = [1, 4, 1, 2]
    assert (widget.scene["i"], widget.values[2]) == (0, 1)
    widget.values = [3, 4, *widget.values[2:]]
    assert widget.scene["i"] == 1


WRONG_BLOCKS = [
    (dict(vec=stub), "stub is not written yet. Write it in its cell"),
    (dict(kron=stub), "stub is not written yet."),
    (dict(kron=lambda A, B: check.needs(stub)), "stub is not written yet. Write it in its cell, run"),
    (dict(vec=None), "vec is not a function but a NoneType."),
    (dict(vec=lambda A: None), "vec returned nothing: its last line should be a return."),
    (dict(vec=lambda A: A[0]), "vec gave vec(W) of shape (4,), it should be (12, 1)."),
    (dict(vec=lambda A: "column"), "vec gave vec(W) as a str, it should be an array of numbers."),
    (dict(vec=lambda A: vec(A) * np.nan), "vec gave vec(W) with entries that are not finite"),
    (dict(kron=lambda A, B: np.kron(A, B) * np.inf), "kron gave kron(xᵀ, I) with entries that are not finite"),
    (dict(kron=lambda A, B: [[1], [1, 2]]), "kron gave kron(xᵀ, I) as a list, it should be an array of numbers."),
    (dict(kron=lambda A, B: np.multiply.outer(A, B)), "kron gave kron(xᵀ, I) of shape (1, 4, 3, 3), it should be (3,"),
    (dict(kron=lambda A, B: np.ones((3, 17))), "kron gave kron(xᵀ, I) of shape (3, 17), it should be (3, 12)."),
    (dict(kron=lambda A, B: np.ones((0, 4))), "kron gave kron(xᵀ, I) of shape (0, 4), it should be (3, 12)."),
    (dict(kron=lambda A, B: A @ B), "kron stopped with ValueError: matmul"),
]


@pytest.mark.parametrize(("given", "sentence"), WRONG_BLOCKS)
def test_what_goes_wrong_on_the_way_is_a_sentence(given, sentence, capsys):
    widget = explore.blocks(**dict(vec=vec, kron=np.kron) | given)
    assert widget.text.startswith(sentence)
    assert (widget.stale, widget.scene) == (True, {})
    assert capsys.readouterr() == ("", "")


def test_a_student_who_changes_the_inputs_changes_only_a_copy():
    def rude(A, B):
        product = np.kron(A, B)
        A[:] = 0
        return product

    blocks = Blocks(vec, rude)
    assert blocks.at(START).text == blocks.at(START).text
    assert PRIMES.tolist() == [2, 3, 5, 7]


# The zeros of a Jacobian.


@pytest.mark.parametrize("size", SHAPES)
@pytest.mark.parametrize("name", NAMES)
def test_the_pattern_by_nudging_is_that_of_the_true_jacobian(name, size):
    p, q = size
    W, x = WEIGHTS[:p, :q], INPUTS[:q]
    np.testing.assert_array_equal(nudged(W, x, name), jacobians(W, x)[name] != 0)
    zeros = Pattern(jacobians).at(size, name)
    assert (zeros.shaped, zeros.extra, zeros.lost) == (True, [], [])
    assert zeros.text.endswith("; whether the numbers are right, the check tells.")
    assert zeros.text.startswith("No cell has" if zeros.pattern.all() else "All zeros are where they should be")


def test_rows_bear_the_names_of_what_is_nudged():
    assert row_names(2, 2, "dz_dw") == ["w[0] = W[0,0]", "w[1] = W[1,0]", "w[2] = W[0,1]", "w[3] = W[1,1]"]
    assert row_names(2, 3, "dz_db") == ["b[0]", "b[1]"]
    assert row_names(2, 3, "dz_dx") == ["x[0]", "x[1]", "x[2]"]


def test_the_numbers_are_away_from_0_and_there_are_both_signs():
    for numbers in (WEIGHTS, INPUTS):
        assert np.abs(numbers).min() >= 0.5
        assert {-1, 1} == set(np.sign(numbers).ravel())


def test_the_pattern_shows_no_number():
    widget = explore.pattern(but(dz_db=lambda W, x: 7 * np.eye(len(W))))
    widget.chosen = 1
    assert widget.text.startswith("All zeros are where they should be")
    assert widget.scene["pattern"] == np.eye(3, dtype=bool).tolist()
    assert widget.scene["alt_pattern"] == (
        "The right pattern, shape (3, 3); not 0 are: b[0] at z[0]; b[1] at z[1]; b[2] at z[2]."
    )
    assert widget.scene["alt_table"] == (
        "Your dz_db, shape (3, 3), row by row: b[0]: 7, 0, 0; b[1]: 0, 7, 0; b[2]: 0, 0, 7."
    )


@pytest.mark.parametrize(
    ("name", "wrong", "sentence"),
    [
        (
            "dz_dw",
            lambda W, x: np.kron(np.eye(len(W)), x),
            "6 cells are not 0 and should be, the first in row w[1] = W[1, 0] and column z[0]. 6 cells are 0 and "
            "should not be, the first in row w[1] = W[1, 0] and column z[1].",
        ),
        (
            "dz_db",
            lambda W, x: np.ones((3, 3)),
            "6 cells are not 0 and should be, the first in row b[0] and column z[1].",
        ),
        (
            "dz_db",
            lambda W, x: np.diag([1.0, 1.0, 0.0]),
            "1 cell is 0 and should not be, in row b[2] and column z[2].",
        ),
        ("dz_dx", lambda W, x: np.eye(4, 3), "9 cells are 0 and should not be, the first in row x[0] and column z[1]."),
        (
            "dz_dw",
            lambda W, x: np.kron(x, np.eye(3)).T,
            "dz_dw has shape (3, 12); rows belong to w, columns to z: (12, 3). With rows for z, yours is in numerator "
            "layout.",
        ),
        (
            "dz_dx",
            lambda W, x: W,
            "dz_dx has shape (3, 4); rows belong to x, columns to z: (4, 3). With rows for z, yours is in numerator "
            "layout.",
        ),
        ("dz_db", lambda W, x: np.ones((3, 1)), "dz_db has shape (3, 1); rows belong to b, columns to z: (3, 3)."),
        ("dz_dw", lambda W, x: x @ np.ones((1, 3)), "dz_dw has shape (4, 3); rows belong to w, columns to z: (12, 3)."),
    ],
)
def test_zeros_and_shapes_that_are_wrong_are_shown_and_told(name, wrong, sentence):
    widget = explore.pattern(but(**{name: wrong}))
    widget.chosen = NAMES.index(name)
    assert widget.text == sentence
    assert not widget.stale
    assert widget.scene["table"] == wrong(WEIGHTS[:3], INPUTS).tolist()


def test_the_cells_that_are_wrong_are_marked():
    zeros = Pattern(but(dz_db=lambda W, x: np.eye(3)[[1, 0, 2]])).at([3, 4], "dz_db")
    assert (zeros.extra, zeros.lost) == ([(0, 1), (1, 0)], [(0, 0), (1, 1)])


def test_what_is_rounding_is_0():
    noisy = but(dz_db=lambda W, x: np.eye(len(W)) + 1e-9)
    assert Pattern(noisy).at([3, 4], "dz_db").extra == []
    assert [short(x) for x in (1e-9, -1.6, 1.23456, 12345.0)] == ["0", "−1.6", "1.23", "1.23e+04"]


def test_buttons_and_sliders_change_the_table_in_one_message(monkeypatch):
    widget, sent = explore.pattern(jacobians), []
    monkeypatch.setattr(type(widget), "_send", lambda self, message, buffers=None: sent.append(message))
    widget.set_state({"chosen": 2})
    widget.set_state({"values": [2, 1]})
    assert [message["method"] for message in sent] == ["update", "update"]
    assert (widget.scene["name"], np.shape(widget.scene["table"])) == ("dz_dx", (1, 2))
    widget.chosen = 9  # a page may be wrong
    assert widget.scene["name"] == "dz_dx"


def test_one_jacobian_can_be_looked_at_before_the_others_are_written():
    widget = explore.pattern(lambda W, x: dict(dz_dw=np.kron(x, np.eye(len(W)))))
    assert widget.text.startswith("All zeros are where they should be")
    good = widget.scene
    widget.chosen = 1
    assert widget.text.startswith("jacobians gave no dz_db: its dict should hold dz_db.")
    assert (widget.stale, widget.scene) == (True, good)
    widget.chosen = 0
    assert not widget.stale


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (stub, "stub is not written yet. Write it in its cell"),
        (lambda W, x: stub(W), "stub is not written yet."),
        (lambda W, x: check.needs(stub), "stub is not written yet. Write it in its cell, run"),
        (None, "jacobians is not a function but a NoneType."),
        (lambda W, x: None, "jacobians returned nothing: its last line should be a return."),
        (lambda W, x: W.T, "jacobians gave a ndarray, it should be a dict with dz_dw."),
        (lambda W, x: {}, "jacobians gave no dz_dw: its dict should hold dz_dw."),
        (but(dz_dw=lambda W, x: None), "jacobians gave None as dz_dw, it should be an array of numbers."),
        (but(dz_dw=lambda W, x: "x"), "jacobians gave dz_dw as a str, it should be an array of numbers."),
        (but(dz_dw=lambda W, x: x.ravel()), "jacobians gave dz_dw of shape (4,), it should be (12, 3)."),
        (but(dz_dw=lambda W, x: np.ones((40, 3))), "jacobians gave dz_dw of shape (40, 3), it should be (12, 3)."),
        (but(dz_dw=lambda W, x: np.full((12, 3), np.nan)), "jacobians gave dz_dw with entries that are not finite"),
        (lambda W, x: W @ W, "jacobians stopped with ValueError: matmul"),
    ],
)
def test_what_goes_wrong_with_the_jacobians_is_a_sentence(function, sentence, capsys):
    widget = explore.pattern(function)
    assert widget.text.startswith(sentence)
    assert (widget.stale, widget.scene) == (True, {})
    assert capsys.readouterr() == ("", "")


# Where no one can move a slider.


@pytest.fixture
def still(monkeypatch):
    """What is displayed while nbgrader runs a notebook."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    shown = []
    monkeypatch.setattr("backprop.plot.display", lambda data, raw: shown.append(data))
    return shown


def test_without_a_page_there_are_pictures_with_alt_text(still):
    assert explore.blocks(vec, np.kron) is None
    assert explore.blocks(vec_by_rows, np.kron) is None
    assert explore.blocks(np.ravel, lambda A, B: B) is None
    assert explore.pattern(jacobians) is None
    assert explore.pattern(but(dz_dw=lambda W, x: np.kron(np.eye(3), x))) is None
    assert explore.pattern(but(dz_dw=lambda W, x: W)) is None
    starts = ["W[1, 2] is entry 7 ", "W[1, 2] is entry 6 ", "vec(W) has", "All zeros", "6 cells", "dz_dw has shape"]
    for data, start in zip(still, starts, strict=True):
        assert data["text/plain"].startswith(start)
        assert re.match(rf'<img alt="{re.escape(start)}[^"]+".* src="data:image/png;base64,', data["text/html"])
    assert "from above: W[0, 0], W[1, 0], W[2, 0], W[0, 1]" in still[0]["text/plain"]
    assert "The right pattern, shape (12, 3); not 0 are: w[0] = W[0,0] at z[0]; " in still[3]["text/plain"]


def test_without_a_page_trouble_is_told_all_the_same(still):
    explore.blocks(stub, np.kron)
    explore.pattern(None)
    assert [data["text/plain"].split(".")[0] for data in still] == [
        "stub is not written yet",
        "jacobians is not a function but a NoneType",
    ]
