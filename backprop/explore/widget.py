"""The explorables as widgets: they carry scenes to the page and slider values back, and work out nothing.

All that one redraw needs goes in one message, the field as raw bytes. The page sends no second change before the
first is answered (ipywidgets keeps one message of a model in flight and merges what comes meanwhile), so while the
handlers below work at once and to the end, a burst of changes ends at the last.
"""

from pathlib import Path

import anywidget
import numpy as np
import traitlets as t

from backprop.explore.ask import Trouble, checked
from backprop.explore.scene import LABELS, Boundary, Moment, Scene, Training, flatten, unflatten

HERE = Path(__file__).parent

GROUPS = [["hidden unit 0", [0, 2, 4]], ["hidden unit 1", [1, 3, 5]], ["output", [6, 7, 8]]]
"""The parameters as they belong together: each group is one line in one of the two planes."""


def _asset(*names: str) -> str:
    """The text of files beside this one, one after the other: a widget's script must be a single module."""
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)


class _Explorable(anywidget.AnyWidget):
    """What both explorables send: the examples once, a scene and its field at each redraw."""

    _css = _asset("explore.css")

    view = t.Dict().tag(sync=True)
    """What stays: the ranges of the input plane and the examples."""
    scene = t.Dict().tag(sync=True)
    """What the last good redraw shows, but for the field."""
    field = t.Bytes().tag(sync=True)
    """A2 over the input plane, float32, row by row from below."""
    text = t.Unicode().tag(sync=True)
    """The line under the pictures: the scene in words, or what is wrong."""
    stale = t.Bool(False).tag(sync=True)
    """True when something is wrong: the pictures are the last good ones, or none."""

    def _trouble(self, trouble: Trouble) -> None:
        with self.hold_sync():
            self.text, self.stale = str(trouble), True

    def _show(self, scene: Scene, **more: object) -> None:
        with self.hold_sync():
            self.field = scene.field.tobytes()
            self.scene = {
                "values": scene.values.tolist(),
                "hidden": scene.hidden.tolist(),
                "alt_input": scene.alt_input,
                "alt_hidden": scene.alt_hidden,
                **more,
            }
            self.text, self.stale = scene.text, False


def _view(boundary: Boundary) -> dict:
    """The ranges of the input plane and the examples, as JSON can carry them."""
    return {
        "low": boundary.low.tolist(),
        "high": boundary.high.tolist(),
        "X": boundary.X.tolist(),
        "Y": boundary.Y[:, 0].tolist(),
    }


class BoundaryWidget(_Explorable):
    """Nine sliders beside the input plane and the hidden plane; see `backprop.explore.decision_boundary`."""

    _esm = _asset("draw.js", "boundary.js")

    labels = t.List(list(LABELS)).tag(sync=True)
    groups = t.List(GROUPS).tag(sync=True)
    limit = t.Float(10.0).tag(sync=True)
    start = t.List(t.Float()).tag(sync=True)
    # The page knows what it has just sent; an echo would be one more message a redraw.
    values = t.List(t.Float()).tag(sync=True, echo_update=False)

    def __init__(self, forward: object, parameters: object, X: object, Y: object, cost: object = None) -> None:
        start, self._boundary, trouble = np.zeros(len(LABELS)), None, None
        try:
            start = flatten(checked("parameters", parameters))
            self._boundary = Boundary(forward, X, Y, cost)
        except Trouble as error:
            trouble = error
        limit = max(10.0, float(np.ceil(1.25 * np.abs(start).max())))
        super().__init__(start=start.tolist(), values=start.tolist(), limit=limit)
        if trouble:
            self._trouble(trouble)
        else:
            self.view = _view(self._boundary)
            self._redraw()
        self.observe(self._redraw, "values")

    def _redraw(self, _change: object = None) -> None:
        if self._boundary is None:
            return
        try:
            self._show(self._boundary.at(unflatten(self.values)))
        except Trouble as trouble:
            self._trouble(trouble)


class TrainingWidget(_Explorable):
    """A training played step by step; see `backprop.explore.training`."""

    _esm = _asset("draw.js", "training.js")

    labels = t.List(list(LABELS)).tag(sync=True)
    last = t.Int(0).tag(sync=True)
    reach = t.Float(1.0).tag(sync=True)
    """The number lines go from -reach to reach."""
    start = t.List(t.Float()).tag(sync=True)
    curve = t.Bytes().tag(sync=True)
    """(step, J) of the cost's curve so far, float32."""
    step = t.Int(0).tag(sync=True, echo_update=False)

    def __init__(
        self,
        path: object,
        forward: object,
        cost: object,
        gradients: object,
        X: object,
        Y: object,
        lr: float = 1.0,
    ) -> None:
        super().__init__()
        self._training = None
        try:
            self._training = training = Training(path, forward, cost, gradients, X, Y, lr)
        except Trouble as trouble:
            self._trouble(trouble)
            return
        with self.hold_sync():
            self.view, self.last, self.reach = _view(training.boundary), training.last, training.reach
            self.start = training.values[0].tolist()
            self._redraw(seconds=0.3)
        self.observe(self._redraw, "step")

    def _redraw(self, _change: object = None, seconds: float = 0.02) -> None:
        step = min(max(self.step, 0), self.last)
        try:
            moment = self._training.at(step, seconds)
        except Trouble as trouble:
            self._trouble(trouble)
            return
        with self.hold_sync():
            self.curve = np.array(self._training.curve.points, dtype=np.float32).tobytes()
            self._show(moment, **_extras(moment))


def _extras(moment: Moment) -> dict:
    """What a moment of a training has beyond its scene, as JSON can carry it."""
    return {
        "step": moment.step,
        "J": moment.J,
        "move": moment.move.tolist(),
        "scale": moment.scale,
        "alt_cost": moment.alt_cost,
        "alt_values": moment.alt_values,
    }
