"""A warm kernel is as clean as a cold one, as quick to start as a fork, and its end is noticed at once."""

import os
import signal
import sys
import time

import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config

from grading import kernel, warm
from grading.kernel import Sitting
from grading.units import ROOT

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kernels are forked, and Windows has no fork")

LINUX = sys.platform.startswith("linux")
everywhere = pytest.mark.parametrize("walled", [pytest.param(True, marks=[] if LINUX else pytest.mark.skip), False])


def sitting(walled=False, **settings):
    """Someone who runs notebooks."""
    config = Config()
    config.CourseDirectory.root = str(ROOT)
    config.Sitting = Config({"timeout": 20, "walls": walled, **settings})
    return Sitting(config=config)


def run(sits, *codes):
    """The cells of a notebook with this code, run."""
    nb = new_notebook(cells=[new_code_cell(code) for code in codes])
    sits.preprocess(nb, {"metadata": {"path": ""}})
    return nb.cells


def said(cell):
    """All that a cell put out, as text."""
    texts = [out.get("text") or out.get("evalue") or out.get("data", {}).get("text/plain", "") for out in cell.outputs]
    return "".join(texts).strip()


def seconds(mode, *codes):
    """The wall time that a notebook of these cells takes, kernel and all."""
    started = time.monotonic()
    run(mode, *codes)
    return time.monotonic() - started


# ---------------------------------------------------------------- as clean as a cold one


@everywhere
def test_random_numbers_begin_anew_in_each_kernel(walled):
    drawn = "np.random.rand(), random.random(), uuid.uuid4(), np.random.default_rng().random()"
    code = f"import random, uuid, numpy as np; print({drawn})"
    first, second = (said(run(sitting(walled), code)[0]).split() for _ in range(2))
    assert len(first) == 4
    assert not set(first) & set(second)


LOOK = """
import os, sys, threading, warnings, __main__
from matplotlib import _pylab_helpers
import matplotlib
shell = get_ipython()
print(__name__, sys.modules["__main__"] is __main__, __main__.__dict__ is globals(), shell.execution_count, len(In))
print([name for name in globals() if not name.startswith("_")], sorted(__builtins__.__dict__))
print(os.path.basename(sys.argv[0]), sys.argv[3:], sys.flags.safe_path, "" in sys.path, sys.path[-1] == os.getcwd())
print([place for place in sys.path[:-1]], sys.prefix, sys.executable, sys.version)
print(len(_pylab_helpers.Gcf.figs), matplotlib.get_backend(), matplotlib.rcParams["figure.dpi"])
print(sorted(map(str, warnings.filters)))
print(sorted(name for name in (thread.name for thread in threading.enumerate()) if name in %r))
print([hook.__module__ for hook in (sys.excepthook, sys.displayhook, sys.breakpointhook)])
print([type(each).__name__ for each in shell.configurables])
print(sorted(shell.events.callbacks), {name: len(those) for name, those in shell.events.callbacks.items()})
print(os.getpgrp() == os.getpid(), sys.stdin.isatty(), sys.stdin.readline() == "")
"""
THREADS = ["MainThread", "IOPub", "Heartbeat", "Control", "Shell channel", "IPythonHistorySavingThread"]


@everywhere
def test_a_notebook_finds_the_same_as_in_a_cold_kernel(walled, monkeypatch):
    look = LOOK % (THREADS,)
    found = said(run(sitting(walled), look)[0]).splitlines()
    monkeypatch.setattr(kernel, "WARM", False)
    cold = said(run(sitting(walled), look)[0]).splitlines()
    assert len(cold) > 8, cold
    assert found == cold


@everywhere
def test_the_nursery_has_one_thread(walled):
    sits = sitting(walled)
    run(sits, "1")
    family = [sits.nursery().process, *psutil.Process(sits.nursery().process.pid).children(recursive=True)]
    assert [psutil.Process(each.pid).num_threads() for each in family] == [1] * len(family)


@everywhere
def test_figures_widgets_the_shell_and_tracebacks_are_as_ever(walled):
    plot, widget, ls, wrong = run(
        sitting(walled),
        "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.title('$x^2$');",
        "import ipywidgets; ipywidgets.IntSlider(3)",
        "!echo hello",
        "def f(x):\n    return 1 / x\nf(0)",
    )
    assert "image/png" in plot.outputs[0].data
    assert "application/vnd.jupyter.widget-view+json" in widget.outputs[0].data
    assert said(ls) == "hello"
    assert wrong.outputs[0].ename == "ZeroDivisionError"
    assert "return" in "".join(wrong.outputs[0].traceback)
    assert "nursery" not in "".join(wrong.outputs[0].traceback)


def test_the_grader_runs_code_in_the_students_namespace_and_leaves_no_name_there():
    class Asking(Sitting):
        def preprocess_cell(self, cell, resources, index):
            self.run(cell, index)
            if index == 0:
                asked.append(self.ask("print(x + 1, sorted({'b', 'open', 'compile'} & {*dir()}))", 0))
            return cell, resources

    asked = []
    config = Config({"Sitting": {"walls": LINUX}, "CourseDirectory": {"root": str(ROOT)}})
    cells = run(
        Asking(config=config), "x = 41; compile = exec = globals = None; del get_ipython", "print('b' in dir())"
    )
    outputs, why = asked[0]
    assert (outputs[0].text.strip(), why) == ("42 ['compile', 'open']", "")
    assert said(cells[1]) == "False"


# ---------------------------------------------------------------- interrupted, dead, replaced


@everywhere
def test_a_cell_without_end_is_interrupted(walled):
    cells = run(sitting(walled, timeout=1), "x = 1", "import subprocess; subprocess.run(['sleep', '60'])", "print(x)")
    assert [out.ename for out in cells[1].outputs][-1] == "CellTimeoutError"
    assert said(cells[2]) == "1", "the kernel went on"


@everywhere
def test_a_cell_that_cannot_be_interrupted_is_given_up(walled):
    stubborn = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: time.sleep(1)"
    cells = run(sitting(walled, timeout=1, iopub_timeout=1), "x = 1", stubborn, "print(x)")
    assert "nor could it be stopped" in said(cells[1])
    assert said(cells[2]) == "1"


@everywhere
@pytest.mark.parametrize("end", ["os._exit(0)", "os.kill(os.getpid(), 9)", "os.abort()", "ctypes.string_at(0)"])
def test_a_dead_kernel_is_noticed_at_once(walled, end):
    sits = sitting(walled)
    run(sits, "1")
    started = time.monotonic()
    cells = run(sits, "x = 1", f"import ctypes, os; {end}", "print(x)")
    assert time.monotonic() - started < 1
    assert "it ended the kernel" in said(cells[1])
    assert said(cells[2]) == "1"


def test_last_words_are_heard():
    (cell,) = run(
        sitting(),
        "import os, sys; print('farewell', flush=True); sys.stdout.flush(); import time; time.sleep(0.3); os._exit(0)",
    )
    assert "farewell" in said(cell)


@everywhere
def test_a_nursery_that_died_is_replaced(walled):
    sits = sitting(walled)
    run(sits, "1")
    first = sits.nursery().process.pid
    os.kill(first, signal.SIGKILL)
    assert said(run(sits, "print('again')")[0]) == "again"
    assert sits.nursery().process.pid != first
    assert not psutil.pid_exists(first)


@everywhere
def test_a_nursery_that_dies_in_the_middle_costs_its_cell_alone(walled, monkeypatch):
    sits, attempt = sitting(walled), Sitting.attempt

    def fall(self, cell, index):
        if index == 1 and monkeypatch:
            monkeypatch.undo()
            self.nursery().process.kill()
        return attempt(self, cell, index)

    monkeypatch.setattr(Sitting, "attempt", fall)
    cells = run(sits, "x = 1", "y = 2", "print(x)")
    assert said(cells[2]) == "1"


def test_the_nursery_ends_with_its_grader():
    home = warm.Nursery(ROOT, LINUX)
    home.start()
    pids = [each.pid for each in psutil.Process(home.process.pid).children(recursive=True)]
    home.close()
    deadline = time.monotonic() + 5
    while any(map(psutil.pid_exists, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [pid for pid in pids if psutil.pid_exists(pid)]
    assert not home.own.exists()


# ---------------------------------------------------------------- quick


@everywhere
def test_a_notebook_costs_less_than_half_of_what_importing_does(walled):
    """A cold kernel takes more than a second before it has drawn; this is a bound that a busy machine keeps."""
    sits = sitting(walled)
    run(sits, "1")
    assert min(seconds(sits, "import matplotlib.pyplot, ipywidgets, anywidget, backprop") for _ in range(3)) < 0.5
