"""Small data sets, the same each time they are asked for."""

import numpy as np


def xor() -> tuple[np.ndarray, np.ndarray]:
    """The four inputs of exclusive or, X (4, 2), and its answers, Y (4, 1): 1 where the two inputs differ."""
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    Y = np.array([[0.0], [1.0], [1.0], [0.0]])
    return X, Y


def spiral(rng: np.random.Generator, m: int) -> tuple[np.ndarray, np.ndarray]:
    """Three arms that wind about each other, X (m, 2), and which arm each point is on, Y (m, 3) one-hot.

    `m` is a multiple of 3: the arms hold equally many points and take turns, row i being on arm i % 3.
    """
    if m < 3 or m % 3:
        raise ValueError(f"three arms need a multiple of 3 points, and m is {m}")
    arm = np.arange(m) % 3
    radius = np.repeat(np.linspace(0.1, 1.0, m // 3), 3)
    angle = 2 * np.pi * (arm / 3 + 0.65 * radius) + rng.normal(scale=0.15, size=m)
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]), np.eye(3)[arm]


def curve(rng: np.random.Generator, m: int) -> tuple[np.ndarray, np.ndarray]:
    """A bent curve with a little noise: places X (m, 1) in order from -2 to 2, and heights Y (m, 1)."""
    X = np.linspace(-2.0, 2.0, m)[:, None]
    return X, np.sin(2 * X) + 0.3 * X**2 - 0.4 + rng.normal(scale=0.08, size=(m, 1))
