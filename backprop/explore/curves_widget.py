"""The explorables of curves and their costs as widgets: they carry numbers to the page and choices back."""

import numpy as np
import traitlets as t

from backprop.explore.ask import Trouble
from backprop.explore.curves import Activations, Costs, Hinges, Points, Rates, Tries
from backprop.explore.scene import flatten
from backprop.explore.widget import _asset, _Explorable, _Sliders


def _frame_of(points: Points) -> dict:
    """The frame and the examples, as JSON can carry them."""
    flat = {"X": points.X[:, 0].tolist(), "Y": points.Y[:, 0].tolist()}
    return {"low": points.low.tolist(), "high": points.high.tolist(), **flat}


class HingesWidget(_Sliders):
    """Sliders beside the curve of a small network; see `backprop.explore.hinges`."""

    _css = _asset("explore.css", "curves.css")
    _esm = _asset("draw.js", "sliders.js", "wide.js", "curve.js", "hinges.js")

    def __init__(
        self, forward: object, parameters: object, X: object, Y: object, f: object, cost: object = None
    ) -> None:
        try:
            self._hinges = hinges = Hinges(forward, parameters, X, Y, f, cost)
        except Trouble as trouble:
            super().__init__(np.zeros(0), [], [], least=5.0)
            self._trouble(trouble)
            return
        super().__init__(flatten(hinges.start), hinges.labels, hinges.groups, least=5.0)
        self.view = _frame_of(hinges.points) | {"units": hinges.units}
        self._redraw()
        self.observe(self._redraw, "values")

    def _draw(self) -> None:
        bends = self._hinges.at(self.values)
        self._show(bends.text, {"hinges": bends.hinges, "alt": bends.alt, "values": list(self.values)}, bends.curves)


class _Choice(_Explorable):
    """One training of several to be chosen; the field holds (step, J) of all that were tried, one after the other."""

    _css = _asset("explore.css", "curves.css")

    names = t.List(t.Unicode()).tag(sync=True)
    chosen = t.Int(0).tag(sync=True, echo_update=False)

    _tries: Tries

    def _begin(self) -> None:
        """Show the first, and from then on what the page asks for."""
        self.names = self._tries.names
        self._redraw()
        self.observe(self._redraw, "chosen")

    def _now(self) -> int:
        """What the page asks for; a page may be wrong."""
        return min(max(self.chosen, 0), len(self.names) - 1)

    def _compare(self, costs: Costs, **more: str) -> None:
        scene = {name: getattr(costs, name) for name in ("names", "gone", "now", "low", "high", "last")}
        sizes = {"lengths": [len(curve) for curve in costs.curves], "alt_cost": costs.alt}
        self._show(costs.text, scene | sizes | more, np.concatenate(costs.curves))


class RatesWidget(_Choice):
    """The cost at several learning rates; see `backprop.explore.learning_rate`."""

    _esm = _asset("draw.js", "wide.js", "logcost.js", "choice.js", "rates.js")

    def __init__(self, run: object, rates: object) -> None:
        super().__init__()
        try:
            self._tries = Rates(run, rates)
        except Trouble as trouble:
            self._trouble(trouble)
            return
        with self.hold_sync():
            self._begin()

    def _draw(self) -> None:
        self._compare(self._tries.at(self._now()))


class ActivationsWidget(_Choice):
    """What a training comes to with several activations; see `backprop.explore.activations`."""

    _esm = _asset("draw.js", "wide.js", "logcost.js", "choice.js", "curve.js", "activations.js")

    fitted = t.Bytes().tag(sync=True)
    """The network's answer over the places, float32; empty where there is none."""

    def __init__(self, fit: object, activations: object, forward: object, X: object, Y: object) -> None:
        super().__init__()
        try:
            self._tries = Activations(fit, activations, forward, X, Y)
        except Trouble as trouble:
            self._trouble(trouble)
            return
        with self.hold_sync():
            self.view = _frame_of(self._tries.points)
            self._begin()

    def _draw(self) -> None:
        look = self._tries.look(self._now())
        with self.hold_sync():
            self.fitted = look.curve.tobytes()
            self._compare(look.costs, alt_fit=look.alt)
