"""What a wrong value tells, in words."""

import numpy as np
import pytest

from backprop.diagnosis import diagnose, same, worst_entry

SIZES = dict(m=7, n0=3, n1=5, n2=2)
want = np.random.default_rng(0).normal(size=(7, 5))


@pytest.mark.parametrize(
    ("got", "said"),
    [
        (7 * want, "times m = 7, the number of examples"),
        (want / 7, "times 1/m = 1/7"),
        (want / 49, "1/m² = 1/49: the mean was taken twice"),
        (want / 14, "1/(m n2) = 1/14"),
        (want / 5, "1/n1 = 1/5, one over the number of hidden units"),
        (-want, "wrong sign"),
        (-2 * want, "times minus 2"),
        (want / 2, "times 1/2"),
        (1.7 * want, "times 1.7: one constant factor"),
        (want.T, "transposed"),
        (want.ravel(), "keepdims=True"),
        (want[:, :3], "which index should vanish"),
        (0 * want, "0 everywhere"),
        (want * np.nan, "nan"),
        (np.where(want > 0, np.inf, want), "inf"),
        (np.where(want > 0, want, 0), "entries are right"),
        (want * (1 + 0.3 * np.tanh(want)), "roughly the right way"),
        (None, "yours is None"),
        ("text", "yours is a text"),
        ({}, "yours is a dict"),
        (np.float64(3), "should be an array"),
    ],
)
def test_what_a_wrong_value_tells(got, said):
    assert said in diagnose(got, want, SIZES)


def test_a_square_turned_is_told_without_a_shape():
    square = want[:5]
    assert "transposed" in diagnose(square.T, square, SIZES)


def test_inside_of_lists_and_dicts_the_first_place_is_named():
    right = [dict(w=want, b=want[:1])] * 2
    assert diagnose([right[0], dict(w=want, b=-want[:1])], right).startswith(
        "In number 1 of it: In 'b' of it: Every entry"
    )
    assert "hold 2 things; yours holds 1" in diagnose(right[:1], right)
    assert "'b' is missing" in diagnose([dict(w=want)] * 2, right)


def test_nothing_is_said_where_nothing_is_known():
    assert diagnose(np.random.default_rng(1).normal(size=(7, 5)), want, SIZES) == ""


def test_never_raises_on_any_pair():
    things = [None, "a", 1.0, np.array(2.0), want, want[0], np.zeros((0, 3)), [], [1, "a"], {}, {"a": want}, object()]
    for got in things:
        for right in (np.array(2.0), want, np.zeros((0, 3)), {"a": want}, [want], "a"):
            assert isinstance(diagnose(got, right, SIZES), str)
            worst_entry(got, right)
            same(got, right)


def test_equal_means_equal_by_the_size_of_things():
    assert same(want * (1 + 1e-8), want)
    assert not same(want * (1 + 1e-5), want)
    assert not same(1e-20 * want, 2e-20 * want)
    assert not same(want[0], want)
    assert same(np.array([1.0, 1e-12]), np.array([1.0, 0.0]))


def test_the_worst_entry_is_shown_with_its_place():
    other = want.copy()
    other[3, 2] += 10
    place, mine, right = worst_entry(other, want)
    assert (place, mine - right) == ("[3, 2]", pytest.approx(10))
    assert worst_entry(np.array(2.0), np.array(1.0)) == ("", 2.0, 1.0)
