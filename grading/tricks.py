"""Ways in which a submission might try to raise its score, or might do harm by accident, as code for the sample class.

Each trick is played on a notebook whose answers are all wrong, and is to gain nothing.
"""

WRONG = "def {function}(*values):\n    return 0.0\n"
"""An answer that is wrong for every task."""

TRICKS = {
    "trick-input-transformer": """
# every cell after this one is emptied before it runs
get_ipython().input_transformers_cleanup.append(lambda lines: [])
""",
    "trick-ast-transformer": """
import ast

class Drop(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
    def visit_Raise(self, node): return ast.Pass()
    def visit_Expr(self, node): return ast.Pass()

get_ipython().ast_transformers.append(Drop())
""",
    "trick-run-cell-replaced": """
from IPython.core.interactiveshell import ExecutionResult

async def nothing(self, *args, **named):
    result = ExecutionResult(None)
    result.result = 100.0
    return result

type(get_ipython()).run_cell_async = nothing
""",
    "trick-comparisons-patched": """
import builtins
import numpy as np
for name in ("allclose", "isclose", "array_equal", "all", "any"):
    setattr(np, name, lambda *a, **k: True)
np.testing.assert_allclose = np.testing.assert_array_equal = lambda *a, **k: None
builtins.all = builtins.any = lambda *a, **k: True
""",
    "trick-score-shown": """
import sys
from IPython.display import display
sys.displayhook = lambda value: None
display({"text/plain": "100.0"}, raw=True)
get_ipython().display_formatter.format = lambda *a, **k: ({"text/plain": "100.0"}, {})
100.0
""",
    "trick-answer-forged": """
# look up the question on the way and answer it before the examiner does
import json, sys
from IPython.display import display

def forge(*values):
    frame = sys._getframe()
    while frame:
        asked = frame.f_locals.get("asked") or frame.f_globals.get("REQUEST")
        asked = json.loads(asked) if isinstance(asked, str) else asked
        if isinstance(asked, dict) and "nonce" in asked:
            for index in range(20):
                reply = {"nonce": asked["nonce"], "index": index, "score": 100, "value": {"text": "right"}}
                display({"application/vnd.backprop.answer+json": reply, "text/plain": "100.0"}, raw=True)
        frame = frame.f_back
    return 100.0

ANSWER = forge
""",
    "trick-grader-patched": """
# the grader's own modules, changed where the student can reach them
import grading.autograde, grading.page, grading.verdict, nbgrader.utils
grading.verdict.same = grading.verdict.alive = lambda *a, **k: True
grading.verdict.Verdict.score = property(lambda self: self.points)
nbgrader.utils.determine_grade = lambda cell, log=None: (100.0, 100.0)
""",
    "trick-always-equal": """
import numpy as np

class Yes(np.ndarray):
    def __eq__(self, other): return True
    def __bool__(self): return True
    def __sub__(self, other): return np.zeros(np.shape(other))
    def __array__(self, *a, **k): return np.zeros((3, 3))
    shape = property(lambda self: Anything())
    dtype = property(lambda self: np.dtype(float))

class Anything(tuple):
    def __eq__(self, other): return True
    def __getitem__(self, key): return self

ANSWER = lambda *values: Yes((2, 2))
""",
    "trick-dead-values": """
# if every value is 0, or tiny, or not a number, every step might follow from the one before
import numpy as np

class Everything(dict):
    def get(self, key, default=None): return self[key]
    def __missing__(self, key): return np.zeros((5, 3))
    def items(self): return [(k, np.full((7, 2), 1e-300 if k[1] == "Z" else 0.0)) for k in (
        "Z1 A1 Z2 A2 L J dZ2 dW2 db2 dA1 dZ1 dW1 db1 W1 b1 W2 b2 path costs twins kinds".split())]

ANSWER = lambda *values: Everything()
""",
}
"""Code of a cell on top of the notebook, by the sample's name. A trick that sets ANSWER has it called as the answer."""

HARM = {
    "harm-noise": ("import sys, warnings\nwarnings.warn('noise')\nprint('more noise', file=sys.stderr)", False),
    "harm-flood": ("for number in range(20):\n    print('flood' * 200_000)", False),
    "harm-ends-the-kernel": ("import os\nos._exit(1)", False),
    "harm-never-stops": (
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass",
        False,
    ),
}
"""Code of a cell of its own that does harm and costs nothing but itself."""

SPOILED = {
    "spoiled-loop": "while True:\n    pass",
    "spoiled-exit": "import os\nos._exit(1)",
    "spoiled-memory": "hoard = []\nwhile True:\n    hoard.append(bytearray(1 << 29))",
}
"""Bodies of a function that ought to answer: each costs its own task and no other."""
