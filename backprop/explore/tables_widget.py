"""The explorables of matrices as widgets: they carry tables to the page and whole numbers back."""

import traitlets as t

from backprop.explore.blocks import PRIMES, SIZES, Blocks
from backprop.explore.pattern import NAMES, Pattern, short
from backprop.explore.widget import _asset, _Explorable


class _Wholes(_Explorable):
    """Whole numbers on sliders, in groups."""

    _css = _asset("explore.css", "curves.css")

    sliders = t.List(t.Dict()).tag(sync=True)
    """For each: its label, the least and the greatest number, and `size`, where there is one: the place in `values`
    of what the number must stay below."""
    groups = t.List().tag(sync=True)
    """Pairs of a name and the places in `sliders` of what belongs to it."""
    start = t.List(t.Int()).tag(sync=True)
    values = t.List(t.Int()).tag(sync=True, echo_update=False)

    def _begin(self) -> None:
        """Show the start, and from then on what the page asks for."""
        self._redraw()
        self.observe(self._redraw, [name for name in ("values", "chosen") if self.has_trait(name)])


SIZE = {"least": SIZES[0], "most": SIZES[-1]}
PLACE = {"least": 0, "most": SIZES[-1] - 1}


class BlocksWidget(_Wholes):
    """Sliders beside an entry's way from W to its column of xᵀ ⊗ I; see `backprop.explore.blocks`."""

    _esm = _asset("draw.js", "cells.js", "whole.js", "blocks.js")

    def __init__(self, vec: object, kron: object) -> None:
        self._blocks, start = Blocks(vec, kron), [3, 4, 1, 2]
        sliders = [
            {"label": "p", **SIZE},
            {"label": "q", **SIZE},
            {"label": "i", "size": 0, **PLACE},
            {"label": "j", "size": 1, **PLACE},
        ]
        groups = [["shape of W, (p, q)", [0, 1]], ["entry W[i, j]", [2, 3]]]
        super().__init__(sliders=sliders, groups=groups, start=start, values=list(start))
        self._begin()

    def _draw(self) -> None:
        entry = self._blocks.at(self.values)
        names = ("p", "q", "i", "j", "stack", "k", "rows", "fits", "blocks", "alt")
        numbers = {"shape": str(entry.shape), "table": entry.table.tolist(), "x": PRIMES[: entry.q].tolist()}
        self._show(entry.text, {name: getattr(entry, name) for name in names} | numbers)


class PatternWidget(_Wholes):
    """A Jacobian beside the right pattern of zeros; see `backprop.explore.pattern`."""

    _esm = _asset("draw.js", "cells.js", "whole.js", "choice.js", "pattern.js")

    names = t.List(list(NAMES)).tag(sync=True)
    chosen = t.Int(0).tag(sync=True, echo_update=False)

    def __init__(self, jacobians: object) -> None:
        self._pattern, start = Pattern(jacobians), [3, 4]
        sliders, groups = [{"label": "p", **SIZE}, {"label": "q", **SIZE}], [["shape of W, (p, q)", [0, 1]]]
        super().__init__(sliders=sliders, groups=groups, start=start, values=list(start))
        self._begin()

    def _draw(self) -> None:
        zeros = self._pattern.at(self.values, NAMES[min(max(self.chosen, 0), len(NAMES) - 1)])
        names = ("name", "rows", "columns", "extra", "lost", "shaped", "alt_table", "alt_pattern")
        numbers = {"table": zeros.table.tolist(), "pattern": zeros.pattern.tolist()}
        said = {"said": [[short(x) for x in row] for row in zeros.table]}
        self._show(zeros.text, {name: getattr(zeros, name) for name in names} | numbers | said)
