"""What a wrong value tells about the slip behind it, from the value and the right one alone.

The notebook's checks and the grader's verdict say the same things in the same words, because both ask here.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

RTOL = 1e-6
"""Relative difference that still counts as equal: right answers in float64 differ by 1e-9 at most, slips by 1e-3."""

Sizes = Mapping[str, int]
NAMES = {
    "m": "the number of examples",
    "n0": "the number of inputs",
    "n1": "the number of hidden units",
    "n2": "the number of outputs",
    "p": "the number of outputs",
    "q": "the number of inputs",
}


def close(got: np.ndarray, want: np.ndarray, rtol: float = RTOL) -> bool:
    """True if two arrays of one shape agree, entry by entry, relative to the entry and to the largest one."""
    finite = np.abs(want[np.isfinite(want)])
    return bool(np.allclose(got, want, rtol=rtol, atol=1e-3 * rtol * finite.max(initial=0), equal_nan=True))


def same(got: Any, want: Any, rtol: float = RTOL) -> bool:
    """True if `got` is `want`: the same shapes and, within rounding, the same numbers, through lists and dicts."""
    if isinstance(want, np.ndarray):
        return isinstance(got, np.ndarray) and got.shape == want.shape and close(got, want, rtol)
    if isinstance(want, dict):
        return isinstance(got, dict) and got.keys() == want.keys() and all(same(got[k], want[k], rtol) for k in want)
    if isinstance(want, list):
        return (
            isinstance(got, list)
            and len(got) == len(want)
            and all(same(g, w, rtol) for g, w in zip(got, want, strict=True))
        )
    return type(got) is type(want) and got == want


def diagnose(got: Any, want: Any, sizes: Sizes | None = None, rtol: float = RTOL) -> str:
    """One or two sentences on how `got` differs from `want`; "" if nothing can be said. Never raises.

    `sizes` (m, n0, n1, n2) let a constant factor be called by its name; `rtol` says how exact `want` is.
    """
    if isinstance(want, np.ndarray):
        if not isinstance(got, np.ndarray):
            return f"It should be an array of shape {want.shape}; yours is {kind(got)}."
        if got.shape != want.shape:
            return shapes(got, want, rtol)
        return numbers(got, want, sizes or {}, rtol)
    if isinstance(want, dict | list):
        return inside(got, want, sizes or {}, rtol)
    return f"It should be {kind(want)}; yours is {kind(got)}." if type(got) is not type(want) else ""


def kind(value: Any) -> str:
    """What a value is, in words."""
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}" if value.shape else "a number"
    words = {dict: "a dict", list: "a list or tuple", str: "a text", type(None): "None"}
    return words.get(type(value)) or getattr(value, "reason", type(value).__name__)


def shapes(got: np.ndarray, want: np.ndarray, rtol: float) -> str:
    """What a wrong shape tells."""
    said = f"The shape is {got.shape}; it should be {want.shape}."
    if got.shape == want.shape[::-1] and close(got.T, want, rtol):
        return f"{said} The numbers are right, but lie transposed: rows and columns have changed places."
    if got.size == want.size and close(got.reshape(want.shape), want, rtol):
        return f"{said} The numbers are right: an axis is missing, or one too many. A sum keeps its with keepdims=True."
    if want.ndim == 0:
        return f"{said} One number was asked for: what is left to sum or to average?"
    return f"{said} Write the shape of each factor beside it: which index should vanish, and which should stay?"


def numbers(got: np.ndarray, want: np.ndarray, sizes: Sizes, rtol: float) -> str:
    """What wrong numbers in the right shape tell."""
    if not np.isfinite(got).all():
        what = "nan" if np.isnan(got).any() else "inf"
        return f"It holds {what}. Somewhere the log of 0 was taken, 0 was divided by, or exp of a large number."
    if not got.any():
        return "It is 0 everywhere. Was it ever filled in?"
    for look in (factor, transposed, half_right):
        if said := look(got, want, sizes, rtol):
            return said
    cosine = float(np.vdot(got, want) / (np.linalg.norm(got) * np.linalg.norm(want) or 1))
    if want.size > 2 and cosine > 0.8:
        return "It goes roughly the right way, but is off by a factor that differs from entry to entry."
    return ""


def factor(got: np.ndarray, want: np.ndarray, sizes: Sizes, rtol: float) -> str:
    """The one constant factor between the two, by name where it has one."""
    c = float(np.vdot(got, want) / (np.vdot(want, want) or 1))
    if not c or not close(got, c * want, rtol) or got.size < 2:
        return ""
    if np.isclose(c, -1, rtol=10 * rtol):
        return "Every entry has the wrong sign, and is right otherwise."
    sign = "minus " if c < 0 else ""
    for value, name in named_factors(sizes):
        if np.isclose(abs(c), value, rtol=10 * rtol):
            return f"Every entry is the right one times {sign}{name}."
    return f"Every entry is the right one times {c:.4g}: one constant factor, the same everywhere."


def named_factors(sizes: Sizes) -> list[tuple[float, str]]:
    """Factors that slips leave behind, the likeliest first."""
    m, n2 = sizes.get("m", 1), sizes.get("n2", 1)
    found = [(2.0, "2"), (0.5, "1/2")]
    for symbol, size in sizes.items():
        if size > 1:
            found += [(size, f"{symbol} = {size}, {NAMES.get(symbol, symbol)}")]
            found += [(1 / size, f"1/{symbol} = 1/{size}, one over {NAMES.get(symbol, symbol)}")]
    found += [(1 / m**2, f"1/m² = 1/{m * m}: the mean was taken twice over"), (1 / (m * n2), f"1/(m n2) = 1/{m * n2}")]
    return [(float(value), name) for value, name in found if value != 1]


def transposed(got: np.ndarray, want: np.ndarray, sizes: Sizes, rtol: float) -> str:
    """A square array handed over transposed."""
    if got.ndim == 2 and got.shape[0] == got.shape[1] > 1 and close(got.T, want, rtol):
        return "The numbers are right, but lie transposed: rows and columns have changed places."
    return ""


def half_right(got: np.ndarray, want: np.ndarray, sizes: Sizes, rtol: float) -> str:
    """How many entries are right, where some are and some are not."""
    right = np.isclose(got, want, rtol=rtol, atol=1e-3 * rtol * np.abs(want).max())
    if 0 < right.sum() < right.size:
        return f"{right.sum()} of its {right.size} entries are right: look at what sets the others apart."
    return ""


def inside(got: Any, want: Any, sizes: Sizes, rtol: float) -> str:
    """The first place inside a dict or list at which the two part."""
    if type(got) is not type(want):
        return f"It should be {kind(want)}; yours is {kind(got)}."
    if isinstance(want, list):
        if len(got) != len(want):
            return f"It should hold {len(want)} things; yours holds {len(got)}."
        pairs = [(f"number {i}", got[i], want[i]) for i in range(len(want))]
    else:
        if missing := [k for k in want if k not in got]:
            return f"{missing[0]!r} is missing from it."
        pairs = [(f"{k!r}", got[k], want[k]) for k in want]
    apart = ((name, mine, right) for name, mine, right in pairs if not same(mine, right, rtol))
    name, mine, right = next(apart, ("", None, None))
    return f"In {name} of it: {diagnose(mine, right, sizes, rtol)}" if name else ""


def worst_entry(got: Any, want: Any) -> tuple[str, float, float] | None:
    """Where two values differ most: ("[2, 0]", got there, want there); None if there is no such place to show."""
    if isinstance(want, dict) and isinstance(got, dict):
        got, want = (list(each.values()) for each in ({k: got.get(k) for k in want}, want))
    if isinstance(want, list) and isinstance(got, list) and len(got) == len(want):
        return next((e for g, w in zip(got, want, strict=True) if not same(g, w) and (e := worst_entry(g, w))), None)
    if not isinstance(got, np.ndarray) or not isinstance(want, np.ndarray) or got.shape != want.shape or not got.size:
        return None
    gap = np.abs(got - want)
    i = np.unravel_index(np.argmax(np.where(np.isnan(gap), np.inf, gap)), want.shape)
    return (f"[{', '.join(map(str, i))}]" if i else "", float(got[i]), float(want[i]))
