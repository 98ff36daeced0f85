"""What a kernel sends is read like data from a stranger."""

import base64
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from grading import agent, wire
from grading.wire import Answer, Raised, Silent, Unfit

numbers = arrays(np.float64, st.lists(st.integers(0, 4), max_size=3).map(tuple))
trees = st.recursive(
    numbers | st.text(max_size=9) | st.none(),
    lambda t: st.dictionaries(st.text(max_size=5), t, max_size=3),
    max_leaves=5,
)
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda t: st.lists(t, max_size=4) | st.dictionaries(st.sampled_from(["array", "dict", "list", "value", "text"]), t),
    max_leaves=12,
)


def equal(a, b):
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(equal(a[k], b[k]) for k in a)
    return np.array_equal(a, b, equal_nan=True) if isinstance(a, np.ndarray) else a == b


@given(trees)
def test_values_come_back_as_they_went(tree):
    sent = json.loads(json.dumps(agent.encode(tree)))
    assert equal(wire.parse(sent), tree)


@given(junk)
def test_junk_is_refused_and_never_raises(node):
    wire.parse(node)
    assert isinstance(wire.read(node), Answer | Raised | Silent)
    assert isinstance(wire.read({"value": node}), Answer)


@pytest.mark.parametrize(
    "content",
    [
        [[2], "f", base64.b64encode(b"\0" * 8).decode()],  # bytes for one number, shape for two
        [[-1], "f", ""],
        [[2.5], "f", ""],
        [[10**9, 10**9], "f", ""],
        [[1], "f", "not base64!"],
        "array",
        [[1]],
        [[1] * 9, "f", base64.b64encode(b"\0" * 8).decode()],
    ],
)
def test_arrays_that_are_none_are_unfit(content):
    assert isinstance(wire.parse({"array": content}), Unfit)


@pytest.mark.parametrize("value", [object(), 1j, np.array([1j]), {1, 2}, lambda: 0, np.array(["a"]), b"bytes"])
def test_what_is_no_number_is_named_by_its_type(value):
    assert isinstance(wire.parse(agent.encode(value)), Unfit)


def test_a_list_inside_itself_ends():
    loop: list = ["x"]
    loop.append(loop)
    wire.parse(agent.encode(loop))


def test_lists_of_numbers_and_whole_numbers_are_arrays():
    np.testing.assert_array_equal(wire.canonical([[1, 2], [3, 4]]), [[1, 2], [3, 4]])
    assert wire.canonical(True) == 1.0
    assert agent.decode(agent.encode(np.array([[1, 2]]))).dtype == np.int64
    assert agent.decode(agent.encode(3)) == 3


def test_the_request_leaves_nothing_behind_and_holds_no_answer():
    from grading.units import every_task

    task = every_task()["xor-dZ2"]
    problems = list(task.problems(np.random.default_rng(0)))
    code = wire.as_cell(wire.request(task, problems, "nonce"))
    namespace: dict = {}
    exec(compile("def dZ2_from(A2, Y): pass", "cell", "exec"), namespace)
    before = set(namespace)
    import IPython.display as shown

    seen = []
    original, shown.display = shown.display, lambda data, raw: seen.append(data)
    try:
        exec(code, namespace)
    finally:
        shown.display = original
    assert set(namespace) == before
    assert len(seen) == len(problems)
    right = task.right(problems[0].inputs)["dZ2"]
    assert base64.b64encode(right.tobytes()).decode()[:24] not in code
