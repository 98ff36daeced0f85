"""Gradients by nudging: the student's own judge, slow and hard to get wrong."""

from collections.abc import Callable

import numpy as np

STEP = 1e-5
"""Half the distance between the two points of a central difference.

The error of the formula falls with h squared, the rounding error grows with 1/h; in float64 the two meet near 1e-5
(Nocedal and Wright, Numerical Optimization, 2nd ed., section 8.1)."""


def numerical_gradient(f: Callable[[np.ndarray], float], x: np.ndarray, h: float = STEP) -> np.ndarray:
    """Slope of `f` along each entry of `x`: (f(x + h) - f(x - h)) / 2h, one entry at a time.

    `f` takes an array shaped like `x` and gives a number; the result has the shape of `x`. `x` itself is not
    changed. Costs two calls of `f` an entry.
    """
    x = np.array(x, dtype=float)
    slope = np.empty_like(x)
    for i in np.ndindex(x.shape):
        here = x[i]
        x[i] = here + h
        above = float(f(x))
        x[i] = here - h
        below = float(f(x))
        x[i] = here
        slope[i] = (above - below) / (2 * h)
    return slope


def relative_error(a: np.ndarray, b: np.ndarray) -> float:
    """Distance of `a` from `b` in units of their size: |a - b| / (|a| + |b|), from 0 (equal) to 1; 0 if both are 0.

    Right back-propagation against central differences scores below 1e-7; a slip scores above 1e-3.
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    size = np.linalg.norm(a) + np.linalg.norm(b)
    return float(np.linalg.norm(a - b) / size) if size else 0.0
