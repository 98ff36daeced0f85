"""The explorables as widgets: they carry scenes to the page and slider values back, and work out nothing.

All that one redraw needs goes in one message, fields as raw bytes. The page sends no second change before the
first is answered (ipywidgets keeps one message of a model in flight and merges what comes meanwhile), so while the
handlers below work at once and to the end, a burst of changes ends at the last.
"""

from collections.abc import Sequence
from pathlib import Path

import anywidget
import numpy as np
import traitlets as t

from backprop.explore.ask import Trouble, checked, logits, right_class
from backprop.explore.knobs import Jacobian, Logits
from backprop.explore.regions import Regions
from backprop.explore.scene import LABELS, Boundary, Moment, Played, Scene, Training, flatten, unflatten

HERE = Path(__file__).parent

GROUPS = [["hidden unit 0", [0, 2, 4]], ["hidden unit 1", [1, 3, 5]], ["output", [6, 7, 8]]]
"""The parameters as they belong together: each group is one line in one of the two planes."""


def _asset(*names: str) -> str:
    """The text of files beside this one, one after the other: a widget's script must be a single module."""
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)


class _Explorable(anywidget.AnyWidget):
    """What all explorables send: what stays once, and at each redraw a scene and the line under it."""

    _css = _asset("explore.css")

    view = t.Dict().tag(sync=True)
    """What stays: the ranges of the input plane and the examples, if there are any."""
    scene = t.Dict().tag(sync=True)
    """What the last good redraw shows, but for the field."""
    field = t.Bytes().tag(sync=True)
    """The student's answer over the input plane, float32, row by row from below; empty where there is no plane."""
    text = t.Unicode().tag(sync=True)
    """The line under the pictures: the scene in words, or what is wrong."""
    stale = t.Bool(False).tag(sync=True)
    """True when something is wrong: the pictures are the last good ones, or none."""

    def _trouble(self, trouble: Trouble) -> None:
        with self.hold_sync():
            self.text, self.stale = str(trouble), True

    def _show(self, text: str, scene: dict, field: np.ndarray | None = None) -> None:
        with self.hold_sync():
            self.field = b"" if field is None else field.tobytes()
            self.scene = scene
            self.text, self.stale = text, False

    def _draw(self) -> None:
        """Work out what is to be seen now, and send it; may raise Trouble."""
        raise NotImplementedError

    def _redraw(self, _change: object = None) -> None:
        try:
            self._draw()
        except Trouble as trouble:
            self._trouble(trouble)


def _view(source: Boundary | Regions, kinds: np.ndarray) -> dict:
    """The ranges of the input plane, and the examples with their classes `kinds` (m,), as JSON can carry them."""
    return {"low": source.low.tolist(), "high": source.high.tolist(), "X": source.X.tolist(), "Y": kinds.tolist()}


def _plain(scene: Scene) -> dict:
    """What both pictures of a network with nine parameters need, but for the field, as JSON can carry it."""
    return {
        "values": scene.values.tolist(),
        "hidden": scene.hidden.tolist(),
        "alt_input": scene.alt_input,
        "alt_hidden": scene.alt_hidden,
    }


class _Sliders(_Explorable):
    """Numbers on sliders, in groups, from -limit to limit."""

    labels = t.List(t.Unicode()).tag(sync=True)
    groups = t.List().tag(sync=True)
    """Pairs of a name and the places in `labels` of what belongs to it."""
    limit = t.Float(10.0).tag(sync=True)
    start = t.List(t.Float()).tag(sync=True)
    # The page knows what it has just sent; an echo would be one more message a redraw.
    values = t.List(t.Float()).tag(sync=True, echo_update=False)

    def __init__(self, start: np.ndarray, labels: Sequence[str], groups: list, least: float, **more: object) -> None:
        limit = max(least, float(np.ceil(1.25 * np.abs(start).max(initial=0))))
        start = start.tolist()
        super().__init__(start=start, values=list(start), labels=list(labels), groups=groups, limit=limit, **more)


class BoundaryWidget(_Sliders):
    """Nine sliders beside the input plane and the hidden plane; see `backprop.explore.decision_boundary`."""

    _esm = _asset("draw.js", "plane.js", "sliders.js", "boundary.js")

    def __init__(self, forward: object, parameters: object, X: object, Y: object, cost: object = None) -> None:
        start, trouble = np.zeros(len(LABELS)), None
        try:
            start = flatten(checked("parameters", parameters))
            self._boundary = Boundary(forward, X, Y, cost)
        except Trouble as error:
            trouble = error
        super().__init__(start, LABELS, GROUPS, least=10.0)
        if trouble:
            self._trouble(trouble)
            return
        self.view = _view(self._boundary, self._boundary.Y[:, 0])
        self._redraw()
        self.observe(self._redraw, "values")

    def _draw(self) -> None:
        scene = self._boundary.at(unflatten(self.values))
        self._show(scene.text, _plain(scene), scene.field)


class _Logits(_Sliders):
    """The logits of one example on sliders."""

    def __init__(self, z: object, y: object = None) -> None:
        start, right, trouble = np.zeros(0), 0, None
        try:
            start = logits(z)
            right = 0 if y is None else right_class(y, len(start))
        except Trouble as error:
            trouble = error
        labels = [f"z[{k}]" for k in range(len(start))]
        groups = [["logits", list(range(len(start)))]]
        super().__init__(start, labels, groups, least=5.0, **({} if y is None else {"right": right}))
        if trouble:
            self._trouble(trouble)
            return
        self._redraw()
        self.observe(self._redraw, [name for name in ("values", "right") if self.has_trait(name)])


class LogitsWidget(_Logits):
    """Sliders beside the probabilities and the gradient of one example; see `backprop.explore.logits`."""

    _esm = _asset("draw.js", "sliders.js", "bars.js", "logits.js")

    right = t.Int(0).tag(sync=True, echo_update=False)
    """The right class."""

    def __init__(self, probabilities: object, slope: object, z: object, y: object) -> None:
        self._logits = Logits(probabilities, slope)
        super().__init__(z, [] if y is None else y)

    def _draw(self) -> None:
        pull = self._logits.at(self.values, min(max(self.right, 0), len(self.values) - 1))
        scene = {"a": pull.a.tolist(), "dz": pull.dz.tolist(), "right": pull.right}
        self._show(pull.text, scene | {"alt_a": pull.alt_a, "alt_dz": pull.alt_dz})


class JacobianWidget(_Logits):
    """Sliders beside the probabilities and their slopes; see `backprop.explore.jacobian`."""

    _esm = _asset("draw.js", "sliders.js", "bars.js", "jacobian.js")

    def __init__(self, probabilities: object, jacobian: object, z: object) -> None:
        self._jacobian = Jacobian(probabilities, jacobian)
        super().__init__(z)

    def _draw(self) -> None:
        table = self._jacobian.at(self.values)
        numbers = {name: getattr(table, name).tolist() for name in ("a", "table", "rows", "columns")}
        self._show(table.text, numbers | {"alt_a": table.alt_a, "alt_table": table.alt_table})


class _Player(_Explorable):
    """A training played step by step."""

    last = t.Int(0).tag(sync=True)
    curve = t.Bytes().tag(sync=True)
    """(step, J) of the cost's curve so far, float32."""
    step = t.Int(0).tag(sync=True, echo_update=False)

    _played: Played
    _seconds = 0.02
    """What each redraw may spend on the curve."""

    def _begin(self) -> None:
        """Show the first step, and from then on what the page asks for."""
        self.last, self._seconds = self._played.last, 0.3
        self._redraw()
        self._seconds = 0.02
        self.observe(self._redraw, "step")

    def _now(self) -> int:
        """The step that the page asks for; a page may be wrong."""
        return min(max(self.step, 0), self.last)

    def _go(self, text: str, scene: dict, field: np.ndarray) -> None:
        with self.hold_sync():
            self.curve = np.array(self._played.curve.points, dtype=np.float32).tobytes()
            self._show(text, scene, field)


class TrainingWidget(_Player):
    """A training played step by step; see `backprop.explore.training`."""

    _esm = _asset("draw.js", "plane.js", "player.js", "training.js")

    labels = t.List(list(LABELS)).tag(sync=True)
    reach = t.Float(1.0).tag(sync=True)
    """The number lines go from -reach to reach."""
    start = t.List(t.Float()).tag(sync=True)

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
        try:
            self._played = training = Training(path, forward, cost, gradients, X, Y, lr)
        except Trouble as trouble:
            self._trouble(trouble)
            return
        with self.hold_sync():
            self.view, self.reach = _view(training.boundary, training.boundary.Y[:, 0]), training.reach
            self.start = training.values[0].tolist()
            self._begin()

    def _draw(self) -> None:
        moment = self._played.at(self._now(), self._seconds)
        self._go(moment.text, _plain(moment) | _extras(moment), moment.field)


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


class ClassesWidget(_Player):
    """A training of a network with several classes, played step by step; see `backprop.explore.classes`."""

    _esm = _asset("draw.js", "plane.js", "player.js", "classes.js")

    def __init__(self, path: object, forward: object, cost: object, X: object, Y: object) -> None:
        super().__init__()
        try:
            self._played = played = Regions(path, forward, cost, X, Y)
        except Trouble as trouble:
            self._trouble(trouble)
            return
        with self.hold_sync():
            sizes = {"classes": played.Y.shape[1], "units": played.shapes["b1"][1]}
            self.view = _view(played, played.Y.argmax(axis=1)) | sizes
            self._begin()

    def _draw(self) -> None:
        look = self._played.at(self._now(), self._seconds)
        names = ("step", "J", "units", "alt_plane", "alt_cost", "alt_units")
        scene = {name: getattr(look, name) for name in names} | {"awake": look.awake.tolist()}
        self._go(look.text, scene, look.field)
