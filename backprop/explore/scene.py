"""What there is to be seen, as plain numbers and text: no widget, no figure."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from backprop.explore.ask import SHAPES, Parameters, Shapes, Trouble, activations, checked, cost_of, examples, slopes

SIDE = 60
"""Points along each side of the field: 14 kB of float32, and finer than the eye asks of a smooth surface."""

LABELS = tuple(f"{name}[{i},{j}]" for name, shape in SHAPES.items() for i, j in np.ndindex(shape))
"""The parameters one by one, in the order of `flatten`: W1[0,0], W1[0,1], ... b2[0,0]."""


def flatten(parameters: Mapping[str, np.ndarray]) -> np.ndarray:
    """The numbers of `parameters` in a row: W1, b1, W2, b2, each row by row; of a network with nine, as in LABELS."""
    return np.concatenate([np.ravel(parameters[name]) for name in SHAPES])


def unflatten(values: Sequence[float], shapes: Shapes = SHAPES) -> Parameters:
    """The dict of W1, b1, W2 and b2, of these shapes, that `flatten` takes apart."""
    values, parameters = np.array(values, dtype=float), {}
    for name, shape in shapes.items():
        parameters[name], values = values[: np.prod(shape)].reshape(shape), values[np.prod(shape) :]
    return parameters


def window(X: np.ndarray, room: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The corners `low` and `high`, (2,), of the plane around X (m, 2), and the points of the field on it.

    `room` is what is left free on each side, in parts of X's extent. The points, (SIDE * SIDE, 2), go row by row from
    below.
    """
    low, high = X.min(axis=0), X.max(axis=0)
    free = room * np.where(high > low, high - low, 1)
    low, high = low - free, high + free
    across, up = np.meshgrid(*np.linspace(low, high, SIDE).T)
    return low, high, np.column_stack([across.ravel(), up.ravel()])


@dataclass(frozen=True)
class Scene:
    """One network, looked at: what both planes show of it, and the same in words."""

    values: np.ndarray
    """The nine parameters (9,)."""
    field: np.ndarray
    """A2 over the input plane (SIDE, SIDE), float32; the first row is the lowest."""
    hidden: np.ndarray
    """A1 of the examples (m, 2): where the hidden layer puts them."""
    output: np.ndarray
    """A2 of the examples (m, 1)."""
    right: int
    """How many examples stand on their side of A2 = 0.5."""
    J: float | None
    """The cost, where a cost function was given."""
    text: str
    """The line under the picture."""
    alt_input: str
    """The input plane for those who cannot see it."""
    alt_hidden: str
    """The hidden plane for those who cannot see it."""


class Boundary:
    """The scene of any nine parameters, by the student's own functions.

    `forward(X, W1, b1, W2, b2)` gives a dict with A1 (m, 2) and A2 (m, 1); `cost(A2, Y)`, if there is one, a dict
    with J. X is (m, 2); Y is (m, 1), zeros and ones. Raises Trouble when X and Y are not so.
    """

    def __init__(self, forward: Callable, X: np.ndarray, Y: np.ndarray, cost: Callable | None = None) -> None:
        self.forward, self.cost = forward, cost
        self.X, self.Y = examples(X, Y)
        self.low, self.high, self.grid = window(self.X, room=0.5)

    def at(self, parameters: Mapping[str, np.ndarray]) -> Scene:
        """The scene of `parameters`; raises Trouble when a function of the student's goes wrong."""
        parameters = checked("the call", parameters)
        # The few examples go first: what is wrong shows in the shapes that the student has in mind.
        A1, A2 = activations(self.forward, self.X, parameters)
        J = None if self.cost is None else cost_of(self.cost, A2, self.Y)
        surface = activations(self.forward, self.grid, parameters)[1]
        right = int(((A2 > 0.5) == self.Y).sum())
        score = f"{right} of {len(self.Y)} right"
        return Scene(
            values=flatten(parameters),
            field=surface.reshape(SIDE, SIDE).astype(np.float32),
            hidden=A1,
            output=A2,
            right=right,
            J=J,
            text=score if J is None else f"cost J = {J:.4f}, {score}",
            alt_input=f"Input plane, coloured by the answer A2, {score}: {self._list(self.X, A2)}",
            alt_hidden=f"Hidden plane, the same examples at their A1: {self._list(A1, A2)}",
        )

    def _list(self, places: np.ndarray, A2: np.ndarray, most: int = 8) -> str:
        """Where the examples are and what the network answers, for an alt text; the first few of many."""
        said = [
            f"example {i}, class {self.Y[i, 0]:.0f}, at ({x:.2f}, {y:.2f}) gets {A2[i, 0]:.2f}"
            for i, (x, y) in enumerate(places[:most])
        ]
        rest = len(places) - most
        return "; ".join(said) + (f"; and {rest} more." if rest > 0 else ".")


@dataclass(frozen=True)
class Moment(Scene):
    """One step of a training: its scene and where the gradient sends the parameters next."""

    step: int = 0
    move: np.ndarray = field(default_factory=lambda: np.zeros(len(LABELS)))
    """-lr times the student's gradient (9,)."""
    scale: float = 1.0
    """How many times longer than `move` the arrows are drawn."""
    alt_cost: str = ""
    alt_values: str = ""


class Played:
    """A training that has been: its path, step by step, and the curve of its cost.

    `path` holds one dict of parameters a step, of these `shapes`; the curve has about `most` points. Raises Trouble
    when it cannot be played.
    """

    def __init__(self, path: Sequence[Mapping[str, np.ndarray]], shapes: Shapes = SHAPES, most: int = 400) -> None:
        self.shapes, self.values = shapes, _stack(path, shapes)
        self.last = len(self.values) - 1
        self.curve = Curve(self.cost_at, self.last, most)

    def parameters(self, step: int) -> Parameters:
        """The parameters at `step`, from 0 to `last`."""
        return unflatten(self.values[step], self.shapes)

    def cost_at(self, step: int) -> float:
        """The student's cost at `step`; raises Trouble."""
        raise NotImplementedError

    def alt_cost(self, step: int, J: float) -> str:
        """The curve of the cost for those who cannot see it."""
        (_, first), (end, last) = self.curve.points[0], self.curve.points[-1]
        return (
            f"Cost over the steps: from {first:.4f} at the start to {last:.4f} at step {end}; "
            f"the marker is at step {step}, J = {J:.4f}."
        )


class Training(Played):
    """A training that has been, step by step, by the student's own functions.

    `path` holds one dict of parameters a step; `gradients(X, Y, W1, b1, W2, b2)` gives a dict with dW1, db1, dW2 and
    db2. The rest is as for Boundary. Raises Trouble when the path cannot be played.
    """

    def __init__(
        self,
        path: Sequence[Mapping[str, np.ndarray]],
        forward: Callable,
        cost: Callable,
        gradients: Callable,
        X: np.ndarray,
        Y: np.ndarray,
        lr: float = 1.0,
    ) -> None:
        self.boundary, self.gradients, self.lr = Boundary(forward, X, Y, cost), gradients, float(lr)
        super().__init__(path)
        reach = float(np.abs(self.values).max())
        self.reach = _round_up(reach * 1.1, (1, 1.5, 2, 3, 4, 5, 6, 8)) if reach > 0 else 1.0

    def cost_at(self, step: int) -> float:
        """The student's cost at `step`; raises Trouble."""
        A2 = activations(self.boundary.forward, self.boundary.X, self.parameters(step))[1]
        return cost_of(self.boundary.cost, A2, self.boundary.Y)

    def at(self, step: int, seconds: float = 0.02) -> Moment:
        """The moment `step`, from 0 to `last`; raises Trouble when a function of the student's goes wrong.

        For about `seconds` the curve of the cost is worked out further.
        """
        self.curve.grow(seconds)
        parameters = self.parameters(step)
        scene = self.boundary.at(parameters)
        move = -self.lr * flatten(slopes(self.gradients, self.boundary.X, self.boundary.Y, parameters))
        scale = arrow_scale(move, self.reach)
        text = f"step {step} of {self.last}: J = {scene.J:.4f}, {scene.right} of {len(self.boundary.Y)} right"
        shown = {**vars(scene), "text": text}
        return Moment(
            **shown,
            step=step,
            move=move,
            scale=scale,
            alt_cost=self.alt_cost(step, scene.J),
            alt_values=_alt_values(scene.values, move),
        )


def _alt_values(values: np.ndarray, move: np.ndarray) -> str:
    said = [f"{label} {value:.2f} moves by {way:+.2g}" for label, value, way in zip(LABELS, values, move, strict=True)]
    return "The nine parameters on number lines, each with its next step: " + "; ".join(said) + "."


def begun(path: object) -> None:
    """Raise Trouble when `path` is no list of steps, or has none."""
    if not isinstance(path, Sequence) or len(path) == 0:
        raise Trouble(
            "path should be a list with one dict of parameters a step, and it holds none. Run the cell "
            "that trains, and run this one again."
        )


def _stack(path: Sequence[Mapping[str, np.ndarray]], shapes: Shapes) -> np.ndarray:
    """All steps of the path under each other, each flattened; raises Trouble when their shapes are not these."""
    begun(path)
    first, last = checked("path[0]", path[0], shapes), checked("path[-1]", path[-1], shapes)
    if len(path) > 1 and all(path[0][name] is path[-1][name] for name in first):
        raise Trouble(
            "path holds the same arrays at every step, so it has forgotten how they moved. Append a copy "
            "of each (W1.copy(), ...), train again, and run this cell again."
        )
    try:
        stack = np.array([flatten(parameters) for parameters in path], dtype=float)
    except (TypeError, ValueError, KeyError):
        stack = np.array([flatten(checked(f"path[{i}]", step, shapes)) for i, step in enumerate(path)])
    if stack.shape[1] != len(flatten(last)) or not np.isfinite(stack).all():
        for i, step in enumerate(path):
            checked(f"path[{i}]", step, shapes)
    return stack


def _round_up(x: float, stops: Sequence[float] = (1, 2, 5)) -> float:
    """The first of `stops` times a power of ten that is at least `x` > 0."""
    power = 10.0 ** np.floor(np.log10(x))
    return float(next(k * power for k in (*stops, 10) if k * power >= x * (1 - 1e-12)))


def arrow_scale(move: np.ndarray, reach: float, longest: float = 0.5) -> float:
    """How many times longer to draw the steps `move`, so that the longest spans at most `longest` of `reach`.

    1, 2 or 5 times a power of ten, so that the label is easy to read; 1 when nothing moves.
    """
    size = float(np.abs(move).max())
    if size < 1e-12:
        return 1.0
    return 1 / _round_up(size / (longest * reach))


class Curve:
    """The cost over the steps, at no more than about `most` of them, worked out a little at a time.

    `cost_at(step)` may be slow, for it is a student's: the curve fills from coarse to fine, and each call of `grow`
    stops when its time is up.
    """

    def __init__(self, cost_at: Callable[[int], float], last: int, most: int = 400) -> None:
        self._cost_at, self._known = cost_at, {}
        self._todo = _coarse_to_fine(np.unique(np.linspace(0, last, min(most, last + 1)).round().astype(int)))

    def grow(self, seconds: float) -> None:
        """Work out further points for about `seconds`, and in any case the two ends."""
        stop = time.perf_counter() + seconds
        while self._todo and (len(self._known) < 2 or time.perf_counter() < stop):
            step = self._todo[-1]
            self._known[step] = self._cost_at(step)
            self._todo.pop()

    @property
    def points(self) -> list[tuple[int, float]]:
        """(step, J) of all that is known, in the order of the steps."""
        return sorted(self._known.items())


def _coarse_to_fine(steps: np.ndarray) -> list[int]:
    """`steps` as a stack: the two ends on top, below them the middle, the quarters, and so on."""
    order, stride = (
        list(dict.fromkeys([int(steps[0]), int(steps[-1])])),
        1 << max(0, (len(steps) - 1).bit_length()),
    )
    seen = set(order)
    while stride:
        for step in steps[::stride].tolist():
            if step not in seen:
                seen.add(step)
                order.append(step)
        stride //= 2
    return order[::-1]
