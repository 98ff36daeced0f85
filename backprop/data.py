"""Small data sets, the same each time they are asked for."""

import numpy as np


def xor() -> tuple[np.ndarray, np.ndarray]:
    """The four inputs of exclusive or, X (4, 2), and its answers, Y (4, 1): 1 where the two inputs differ."""
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    Y = np.array([[0.0], [1.0], [1.0], [0.0]])
    return X, Y
