"""Every task of every unit, by its own catalogue: what is right earns all, what is wrong loses its part only."""

import numpy as np
import pytest

from grading.examine import problems, verdict
from grading.units import every_task

TASKS = every_task()
MISTAKES = [(name, s.name, m.name, m) for name, task in TASKS.items() for s, m in task.mistakes()]
OTHERS = [(name, s.name, line) for name, task in TASKS.items() for s in task.steps for line in s.others]


def examined(task, lines, seed=5):
    """The verdict on a function written from the catalogue's lines, with one slip in it or none."""
    namespace: dict = {}
    exec("import numpy as np\nfrom backprop import numerical_gradient, sigmoid", namespace)
    exec(task.code(lines), namespace)
    with np.errstate(all="ignore"):
        return verdict(task, namespace[task.function], np.random.default_rng(seed))


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize("seed", range(4))
def test_right_lines_earn_everything_on_any_draw(name, seed):
    found = examined(TASKS[name], {}, seed)
    assert found.score == found.points == TASKS[name].points
    assert {part.status for part in found.parts} == {"right"}


@pytest.mark.parametrize(("name", "step", "line"), OTHERS, ids=lambda x: getattr(x, "__name__", x))
def test_right_lines_written_another_way_earn_everything(name, step, line):
    found = examined(TASKS[name], {step: line})
    assert found.score == found.points, [p for p in found.parts if p.earned < p.points]


@pytest.mark.parametrize("seed", [5, 6])
@pytest.mark.parametrize(("name", "step", "slip", "mistake"), MISTAKES, ids=lambda x: x if isinstance(x, str) else "")
def test_a_mistake_loses_its_own_part_and_gets_its_own_hint(name, step, slip, mistake, seed):
    task = TASKS[name]
    found = {part.name: part for part in examined(task, {step: mistake.wrong}, seed).parts}
    assert [part.name for part in found.values() if part.earned < part.points] == [step]
    assert found[step].hint == mistake.hint
    assert found[step].status.startswith("wrong")
    after = [s for s in task.steps if step in s.needs() and found[s.name].points]
    for each in after:
        assert found[each.name].status.startswith("right")


def test_no_two_mistakes_of_a_task_share_a_hint():
    """Two that no draw can tell apart would have to; in these units there are none."""
    for name in TASKS:
        hints = [m.hint for _, m in TASKS[name].mistakes()]
        assert len(hints) == len(set(hints)), name


@pytest.mark.parametrize("name", TASKS)
def test_nothing_earns_nothing(name):
    for answer in (lambda *v: None, lambda *v: 0.0, lambda *v: {}, lambda *v: [], lambda *v: "right", None):
        assert verdict(TASKS[name], answer, np.random.default_rng(0)).score == 0


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize("fill", [0.0, 1.0, np.nan, np.inf, 1e-300, -0.5])
def test_the_right_shapes_filled_with_one_number_earn_nothing_much(name, fill):
    """Zeros, or any constant, must not make every later step right from there."""
    task = TASKS[name]

    def filled(*values):
        right = task.right(dict(zip(task.inputs, values, strict=True)))
        flat = {k: like(v, fill) for k, v in right.items()}
        return flat if len(flat) > 1 else next(iter(flat.values()))

    assert verdict(task, filled, np.random.default_rng(0)).score <= 0.15 * task.points


def like(value, fill):
    if isinstance(value, dict):
        return {k: like(v, fill) for k, v in value.items()}
    if isinstance(value, list):
        return [like(v, fill) for v in value]
    return "?" if isinstance(value, str) else np.full(np.shape(value), fill)


@pytest.mark.parametrize("name", TASKS)
def test_problems_are_drawn_anew_from_each_seed_and_the_same_from_the_same(name):
    first, again, other = (problems(TASKS[name], np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert [str(p) for p in first] == [str(p) for p in again]
    arrays = [
        [v for p in dealt for v in p.inputs.values() if isinstance(v, np.ndarray)] for dealt in (first, again, other)
    ]
    assert all(map(np.array_equal, arrays[0], arrays[1]))
    assert not arrays[0] or not all(map(np.array_equal, arrays[0], arrays[2]))
