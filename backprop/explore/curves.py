"""Networks from one number to one number, and what a training of them costs: plain numbers and text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from backprop.explore.ask import AGAIN, SHAPES, Parameters, Shapes, Trouble, array, ask, called, checked, cost_of, named
from backprop.explore.knobs import said
from backprop.explore.scene import _round_up, begun, unflatten

PLACES = 200
"""At how many places a curve is asked for."""
UNITS = range(1, 5)
"""How many hidden units can have sliders."""
MOST = 400
"""About how many points of a cost's curve are drawn."""


class Points:
    """The examples, X (m, 1) and Y (m, 1), the frame around them, and the places of a curve over them.

    Raises Trouble when X and Y are not so.
    """

    def __init__(self, X: object, Y: object, above: float) -> None:
        m = len(X) if hasattr(X, "__len__") else 0
        self.X = array("the call", "X", X, (m, 1), "one row an example, one column")
        self.Y = array("the call", "Y", Y, (m, 1), "one row an example, one column")
        if m == 0:
            raise Trouble(
                "The call gave an X without examples. Run the cell that makes X and Y, and run this one again."
            )
        (left, right), (bottom, top) = _range(self.X, 0.05), _range(self.Y, above)
        self.low, self.high = np.array([left, bottom]), np.array([right, top])
        self.places = np.linspace(left, right, PLACES)[:, None]


def _range(numbers: np.ndarray, room: float) -> tuple[float, float]:
    """From the least to the greatest of `numbers`, and in parts of that, some room on both sides."""
    low, high = float(numbers.min()), float(numbers.max())
    free = room * (high - low if high > low else 1.0)
    return low - free, high + free


def shapes_of(role: str, parameters: object) -> Shapes:
    """The shapes of a network with one input and one output, as wide as its W1; raises Trouble."""
    W1 = named(role, parameters, list(SHAPES))["W1"]
    if np.ndim(W1) != 2 or len(W1) != 1 or np.shape(W1)[1] == 0:
        why = "one row, for the one input, and one column a hidden unit"
        raise Trouble(f"{role} gave W1 of shape {np.shape(W1)}, it should be (1, n1): {why}. {AGAIN}")
    n1 = np.shape(W1)[1]
    return {"W1": (1, n1), "b1": (1, n1), "W2": (n1, 1), "b2": (1, 1)}


def few_units(role: str, parameters: object) -> Parameters:
    """The parameters of a network with so few hidden units that each can have sliders; raises Trouble."""
    parameters = checked(role, parameters, shapes_of(role, parameters))
    n1 = parameters["b1"].size
    if n1 not in UNITS:
        raise Trouble(f"There are sliders for 1 to {UNITS[-1]} hidden units, and {role} gave {n1}.")
    return parameters


def answers(forward: Callable, X: np.ndarray, parameters: Parameters, f: Callable) -> dict[str, np.ndarray]:
    """Z1 and A1 (m, n1), Z2 (m, 1) of the student's `forward` on X (m, 1) with the activation f; raises Trouble."""
    if not callable(f):
        raise Trouble(f"The activation is not a function but a {type(f).__name__}. {AGAIN}")
    m, n1 = len(X), parameters["b1"].size
    got = ask("forward", forward, X, *(parameters[name] for name in SHAPES), f)
    got = named("forward", got, ["Z1", "A1", "Z2"])
    wide = "one row an example, one column a hidden unit"
    return {
        "Z1": array("forward", "Z1", got["Z1"], (m, n1), wide),
        "A1": array("forward", "A1", got["A1"], (m, n1), wide),
        "Z2": array("forward", "Z2", got["Z2"], (m, 1), "one row an example"),
    }


# The hinges.


@dataclass(frozen=True)
class Bends:
    """One network, looked at: its curve, and what each hidden unit brings to it."""

    curves: np.ndarray
    """Over the places (1 + n1, PLACES), float32: first the network's answer, then the units' contributions."""
    hinges: list[float | None]
    """Where each unit's Z1 is 0; None where it never is, or always."""
    J: float | None
    """The cost, where a cost function was given."""
    text: str
    """The line under the picture."""
    alt: str
    """The picture for those who cannot see it."""


class Hinges:
    """The bends of a network of 1 to 4 hidden units at any parameters, by the student's own functions.

    `forward(X, W1, b1, W2, b2, f)` gives a dict with Z1 and A1 (m, n1) and Z2 (m, 1); `cost(Z2, Y)`, if there is
    one, a dict with J. Raises Trouble when X and Y are not (m, 1), or the parameters not those of such a network.
    """

    def __init__(
        self, forward: Callable, parameters: object, X: object, Y: object, f: Callable, cost: Callable | None = None
    ) -> None:
        self.forward, self.f, self.cost = forward, f, cost
        self.start = few_units("parameters", parameters)
        self.shapes = shapes_of("parameters", self.start)
        self.points = Points(X, Y, above=0.4)

    @property
    def units(self) -> int:
        """How many hidden units there are."""
        return self.shapes["b1"][1]

    @property
    def labels(self) -> list[str]:
        """The parameters one by one, in the order of the sliders' values."""
        return [f"{name}[{i},{j}]" for name, shape in self.shapes.items() for i, j in np.ndindex(shape)]

    @property
    def groups(self) -> list:
        """The sliders as they belong together: those of each hidden unit, and the output's bias."""
        n1 = self.units
        units = [[f"hidden unit {j}", [j, n1 + j, 2 * n1 + j]] for j in range(n1)]
        return [*units, ["output", [3 * n1]]]

    def at(self, values: Sequence[float]) -> Bends:
        """What there is to be seen with these values on the sliders; raises Trouble."""
        parameters, points = unflatten(values, self.shapes), self.points
        # The examples go first: what is wrong shows in the shapes that the student has in mind.
        Z2 = answers(self.forward, points.X, parameters, self.f)["Z2"]
        J = None if self.cost is None else cost_of(self.cost, Z2, points.Y)
        over = answers(self.forward, points.places, parameters, self.f)
        brought = over["A1"] * parameters["W2"].T
        hinges = _hinges(over["Z1"], points.low[0], points.high[0])
        told = ", ".join(self._hinge(j, place) for j, place in enumerate(hinges))
        text = ("" if J is None else f"cost J = {J:.4f}; ") + f"hinges: {told}"
        return Bends(
            curves=np.column_stack([over["Z2"], brought]).T.astype(np.float32),
            hinges=hinges,
            J=J,
            text=text,
            alt=f"{len(points.X)} points and the network's answer as a curve: {_walk(points, over['Z2'])} "
            f"The hinges, where a unit's Z1 is 0: {told}.",
        )

    def _hinge(self, j: int, place: float | None) -> str:
        if place is None:
            return f"unit {j} has none"
        left, right = self.points.low[0], self.points.high[0]
        return f"unit {j} at {said(place, 2)}" + ("" if left <= place <= right else " (outside)")


def _hinges(Z1: np.ndarray, left: float, right: float) -> list[float | None]:
    """Where each column of Z1 (PLACES, n1), straight from left to right, is 0; None for one that is level."""
    found = []
    for first, last in zip(Z1[0], Z1[-1], strict=True):
        level = abs(first - last) < 1e-9
        found.append(None if level else float(left + (right - left) * first / (first - last)))
    return found


def _walk(points: Points, Z2: np.ndarray, stops: int = 5) -> str:
    """The curve at a few places, in words."""
    at = np.linspace(0, PLACES - 1, stops).round().astype(int)
    return ", ".join(f"{said(Z2[i, 0], 2)} at {said(points.places[i, 0], 2)}" for i in at) + "."


# What trainings cost.


@dataclass(frozen=True)
class Tried:
    """A training that has been tried."""

    name: str
    """What it is called at the end of its curve."""
    title: str
    """What it is called in a sentence."""
    costs: np.ndarray
    """The cost at each step, from step 0; what cannot be told is infinite."""


@dataclass(frozen=True)
class Costs:
    """The cost curves of all that was tried, one of them the present one, in one frame with a log axis."""

    names: list[str]
    curves: list[np.ndarray]
    """(step, J) of each, (about MOST, 2), up to where it leaves the frame for good."""
    gone: list[int | None]
    """The first step at which each has left the frame for good."""
    now: int
    """Which of them is the present one."""
    low: float
    """The lower edge of the frame."""
    high: float
    """The upper edge of the frame."""
    last: int
    """The last step of the longest."""
    text: str
    """The line under the picture."""
    alt: str
    """The picture for those who cannot see it."""


def compare(tried: Sequence[Tried], now: int) -> Costs:
    """The curves of all `tried` in one frame, and the one at `now` in words."""
    low, high = _frame([one.costs for one in tried])
    gone = [_gone(one.costs, high) for one in tried]
    said_all = [_course(one, step) for one, step in zip(tried, gone, strict=True)]
    others = "; ".join(text for i, text in enumerate(said_all) if i != now)
    return Costs(
        names=[one.name for one in tried],
        curves=[_thin(one.costs, step, low, high) for one, step in zip(tried, gone, strict=True)],
        gone=gone,
        now=now,
        low=low,
        high=high,
        last=max(1, *(len(one.costs) - 1 for one in tried)),
        text=said_all[now],
        alt=f"Cost over the steps, on a log axis from {low:g} to {high:g}. {said_all[now]}."
        + (f" Tried before, in grey: {others}." if others else ""),
    )


def _frame(costs: Sequence[np.ndarray]) -> tuple[float, float]:
    """A power of ten below all that is in the picture, and 1, 2 or 5 times one well above the costs at the start."""
    starts = np.array([one[0] for one in costs])
    known = starts[np.isfinite(starts) & (starts > 0) & (starts < 1e30)]
    high = _round_up(2 * known.max()) if len(known) else 10.0
    inside = np.concatenate(costs)
    inside = inside[(inside > high * 1e-12) & (inside < high)]
    low = 10.0 ** np.floor(np.log10(inside.min())) if len(inside) else high / 100
    return float(low), float(high)


def _gone(costs: np.ndarray, high: float) -> int | None:
    """The step from which on all costs lie above the frame; None when the last one does not."""
    inside = np.flatnonzero(costs <= high)
    after = int(inside[-1]) + 1 if len(inside) else 0
    return None if after == len(costs) else after


def _course(one: Tried, gone: int | None) -> str:
    """How the cost went, in words."""
    if gone is not None:
        return f"{one.title}: the cost left the picture after {_steps(gone)}"
    return f"{one.title}: cost {one.costs[0]:.3g} -> {one.costs[-1]:.3g} after {_steps(len(one.costs) - 1)}"


def _steps(n: int) -> str:
    return f"{n} step" if n == 1 else f"{n} steps"


def _thin(costs: np.ndarray, gone: int | None, low: float, high: float) -> np.ndarray:
    """(step, J) at about MOST steps, far outside the frame no further than a drawing needs, float32."""
    last = len(costs) - 1 if gone is None else gone
    steps = np.unique(np.linspace(0, last, min(MOST, last + 1)).round().astype(int))
    return np.column_stack([steps, np.clip(costs[steps], low / 1e3, high * 1e3)]).astype(np.float32)


def costs_of(role: str, value: object) -> np.ndarray:
    """A student's list of costs (n,), where nan and what is beyond all bounds is infinite; raises Trouble."""
    wanted = f"it should be a list of numbers, one a step. {AGAIN}"
    try:
        costs = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise Trouble(f"{role} gave costs that are not all numbers, {wanted}") from None
    if costs.ndim == 0 or len(costs) == 0 or costs.size != len(costs):
        raise Trouble(f"{role} gave costs of shape {costs.shape}, {wanted}")
    if any(one is None for one in value):
        raise Trouble(f"{role} gave a None among its costs, {wanted}")
    costs = np.where(np.isnan(costs), np.inf, costs).reshape(-1)
    if costs.min() < 0:
        raise Trouble(f"{role} gave a cost of {costs.min():.3g}, and on a log axis nothing is below 0. {AGAIN}")
    return costs


class Tries:
    """Trainings to choose from, each worked out when it is first asked for, and kept."""

    names: list[str]
    """What there is to choose from."""

    def __init__(self) -> None:
        self._tried: dict[int, Tried] = {}

    def _try(self, index: int) -> Tried:
        """Work the training at `index` out; raises Trouble."""
        raise NotImplementedError

    def at(self, index: int) -> Costs:
        """The curves of all that was tried, with the one at `index` as the present one; raises Trouble."""
        if index not in self._tried:
            self._tried[index] = self._try(index)
        return compare(list(self._tried.values()), list(self._tried).index(index))


class Rates(Tries):
    """What a training costs at each of some learning rates: `run(lr)` gives the list of its costs.

    Raises Trouble when the rates are not numbers above 0.
    """

    def __init__(self, run: Callable, rates: Sequence[float]) -> None:
        super().__init__()
        self.run, self.rates = run, _rates(rates)
        self.names = [f"{rate:g}" for rate in self.rates]

    def _try(self, index: int) -> Tried:
        name, role = self.names[index], called(self.run, "run")
        return Tried(name, f"lr = {name}", costs_of(role, ask(role, self.run, self.rates[index])))


def _rates(rates: object) -> list[float]:
    wanted = "The rates should be a list of numbers above 0, such as [0.01, 0.1, 1.0]."
    try:
        numbers = np.asarray(rates, dtype=float)
    except (TypeError, ValueError):
        raise Trouble(wanted) from None
    if numbers.ndim != 1 or len(numbers) == 0 or not (np.isfinite(numbers).all() and numbers.min() > 0):
        raise Trouble(wanted)
    return numbers.tolist()


@dataclass(frozen=True)
class Fitted:
    """A training with one activation, looked at: its curve over the data, and the costs of all that were tried."""

    curve: np.ndarray
    """The network's answer at the end (PLACES,), float32; empty where the training was lost."""
    costs: Costs
    alt: str
    """The curve for those who cannot see it."""


class Activations(Tries):
    """What a training comes to with each of some activations, by the student's own functions.

    `fit(f, slope)` gives a dict with path, the parameters of each step, and costs; `activations` has a pair
    (f, slope) under each name; `forward(X, W1, b1, W2, b2, f)` gives a dict with Z1, A1 and Z2. Raises Trouble when
    X and Y are not (m, 1), or the activations not such pairs.
    """

    def __init__(self, fit: Callable, activations: Mapping, forward: Callable, X: object, Y: object) -> None:
        super().__init__()
        self.fit, self.forward = fit, forward
        self.pairs = _pairs(activations)
        self.names = [str(name) for name in activations]
        self.points = Points(X, Y, above=0.2)
        self._ends: dict[int, object] = {}

    def _try(self, index: int) -> Tried:
        name, role = self.names[index], called(self.fit, "fit")
        got = named(role, ask(role, self.fit, *self.pairs[index]), ["path", "costs"])
        begun(got["path"])
        tried = Tried(name, name, costs_of(role, got["costs"]))
        self._ends[index] = got["path"][-1]
        return tried

    def look(self, index: int) -> Fitted:
        """What there is to be seen of the activation at `index`; raises Trouble."""
        costs, m = self.at(index), len(self.points.X)
        if costs.gone[costs.now] is not None:
            alt = f"{m} points, and no curve, for the training was lost."
            return Fitted(np.zeros(0, dtype=np.float32), costs, alt)
        parameters = checked("path[-1]", self._ends[index], shapes_of("path[-1]", self._ends[index]))
        Z2 = answers(self.forward, self.points.places, parameters, self.pairs[index][0])["Z2"]
        alt = f"{m} points, and the curve that was fitted with {self.names[index]}: {_walk(self.points, Z2)}"
        return Fitted(Z2[:, 0].astype(np.float32), costs, alt)


def _pairs(activations: object) -> list[tuple[Callable, Callable]]:
    """The pairs (f, slope) of a dict of activations; raises Trouble."""
    wanted = 'the activations should be a dict with a pair of functions under each name: {"tanh": (f, slope)}.'
    if not isinstance(activations, Mapping) or not activations:
        raise Trouble(wanted.capitalize())
    for name, pair in activations.items():
        if not isinstance(pair, Sequence) or len(pair) != 2 or not all(map(callable, pair)):
            raise Trouble(f"{name} is not a pair of functions; {wanted}")
    return [(f, slope) for f, slope in activations.values()]
