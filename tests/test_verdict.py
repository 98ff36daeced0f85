"""The verdict on answers of all kinds, and the words in which it is given."""

import numpy as np
import pytest

from grading import Problem, Task, page, step
from grading.examine import verdict
from grading.verdict import judge
from grading.wire import Answer, Raised, Silent


@step
def double(x):
    return 2 * x


@double.mistake("That is three times x.")
def triple(x):
    return 3 * x


@step
def square(double):
    return double**2


@step
def total(square):
    return square.sum(axis=0, keepdims=True)


def deal(rng):
    for m, n in [(7, 3), (5, 2)]:
        yield Problem({"x": rng.normal(size=(m, n))}, dict(m=m, n1=n), twice=True)


TASK = Task("sample", "f", ("x",), {double: 1, square: 2, total: 3}, deal)


def on(function):
    return verdict(TASK, function, np.random.default_rng(0))


def lines(function):
    return {part.name: part for part in on(function).parts}


def answer(x, d=None, s=None):
    d = 2 * x if d is None else d
    s = d**2 if s is None else s
    return dict(double=d, square=s, total=s.sum(axis=0, keepdims=True))


def test_right_is_right():
    assert on(answer).score == 6


def test_one_slip_costs_its_own_part_once_and_the_rest_follows_through():
    found = lines(lambda x: answer(x, d=3 * x))
    assert found["double"].status == "wrong, the first step that is"
    assert found["double"].hint == "That is three times x."
    assert found["square"].status == "right from your double"
    assert found["total"].status == "right from your square"
    assert sum(part.earned for part in found.values()) == 5


def test_two_slips_cost_two_parts_and_only_the_first_shows_an_entry():
    found = lines(lambda x: answer(x, d=3 * x, s=9 * x**2 + 1))
    assert [part.earned for part in found.values()] == [0, 0, 3]
    assert found["double"].entry
    assert found["square"].status == "wrong"
    assert not found["square"].entry


def test_one_entry_and_no_more_of_the_right_answer_is_shown():
    text = page.text(on(lambda x: answer(x, d=np.sin(x))))
    assert text.count("yours ") == 1
    assert "(7 examples, 3)" in text


@pytest.mark.parametrize("dead", [0.0, 1.0, np.nan, np.inf])
def test_a_dead_value_carries_nothing(dead):
    found = lines(lambda x: answer(x, d=np.full_like(x, dead)))
    assert [part.earned for part in found.values()] == [0, 0, 0]


def test_a_wrong_shape_carries_nothing_and_is_named():
    found = lines(lambda x: answer(x, d=2 * x.T))
    assert [part.earned for part in found.values()] == [0, 0, 0]
    assert "transposed" in found["double"].hint


def test_the_first_wrong_step_is_the_first_in_order_not_in_size():
    found = lines(lambda x: answer(x, s=1e6 * x))
    assert found["double"].status == "right"
    assert found["square"].status == "wrong, the first step that is"


def test_writing_into_what_was_lent_is_named_and_costs_the_part_that_uses_it():
    def f(x):
        x *= 2
        return answer(x, d=x.copy())

    found = lines(f)
    assert "changed x, which it was only lent" in found["double"].hint
    assert [part.earned for part in found.values()] == [0, 2, 3]


def test_two_answers_to_one_question_are_told():
    draw = iter(range(100))
    found = lines(lambda x: answer(x, s=4 * x**2 * (1 + 1e-9 * next(draw))))
    assert "two different answers" in found["square"].hint


def test_what_is_not_started_is_called_so():
    assert {part.status for part in on(lambda x: None).parts} == {"not started"}

    def stub(x):
        raise NotImplementedError

    assert {part.status for part in on(stub).parts} == {"not started"}
    half = lines(lambda x: dict(double=2 * x))
    assert [part.status for part in half.values()] == ["right", "not started", "not started"]


def test_an_error_is_shown_with_its_line():
    def f(x):
        return x @ x

    note = on(f).note
    assert "f stopped with ValueError" in note
    assert "return x @ x" in note
    assert "7 examples" in note


def test_a_wrong_kind_of_answer_is_told_what_is_asked_for():
    assert "a dict with the names double, square, total" in on(lambda x: x).note
    assert "yours is a list" in on(lambda x: [x, "y"]).note


def test_sys_exit_and_recursion_are_errors_like_others():
    def leave(x):
        raise SystemExit(0)

    def dive(x):
        return dive(x)

    assert "SystemExit" in on(leave).note
    assert "RecursionError" in on(dive).note


def test_silence_has_its_reason():
    problems = list(deal(np.random.default_rng(0)))
    found = judge(TASK, problems, [Silent("it ended the kernel")] * 2)
    assert found.score == 0
    assert "f gave no answer: it ended the kernel" in found.note


def test_a_crash_on_one_problem_is_not_healed_by_the_others():
    problems = list(deal(np.random.default_rng(0)))
    good = Answer(TASK.right(problems[0].inputs))
    assert judge(TASK, problems, [good, Raised("KeyError", "'x'", "", 0)]).score == 0


def test_small_numbers_are_judged_by_their_own_size():
    """Rounding is forgiven relative to the value: answers of 1e-20 are not all alike."""
    found = lines(lambda x: answer(x, d=1e-20 * x, s=np.zeros_like(x) + 1e-60))
    assert found["square"].earned == 0


def test_what_a_student_hands_in_is_escaped():
    found = on(lambda x: {"double": "<script>alert(1)</script>"})
    assert "<script>" not in page.html(found)

    def f(x):
        raise ValueError("<img src=x onerror=alert(1)>")

    assert "<img" not in page.html(on(f))


def test_the_table_says_in_words_what_its_marks_say():
    text = page.html(on(lambda x: answer(x, d=3 * x)))
    assert "✗ <strong>wrong, the first step that is</strong>" in text
    assert "✓ right from your double" in text
    assert "<caption" in text
    assert text.count('scope="row"') == 3


# ---------------------------------------------------------------- where many answers are right


@step
def divisor(n):
    return 2


@divisor.judged
def divides_twelve(got):
    """Any divisor of 12 but 1 will do."""
    if not isinstance(got, np.ndarray) or got.shape:
        return "One number is asked for."
    return "" if 12 % got == 0 and got != 1 else f"{got:g} does not divide 12, or does it without effort."


@divisor.mistake("12 has no 5 in it.")
def five(n):
    return 5


DIVISOR = Task("divisor", "f", ("n",), {divisor: 2}, lambda rng: iter([Problem({"n": 12})]))


def said_of(function):
    (part,) = verdict(DIVISOR, function, np.random.default_rng(0)).parts
    return part.earned, part.status, part.hint


@pytest.mark.parametrize("right", [2, 3, 4, 6, 12])
def test_a_step_with_a_judge_of_its_own_takes_every_right_answer(right):
    assert said_of(lambda n: right) == (2, "right", "")


def test_and_a_wrong_one_is_told_in_the_judges_words_unless_it_is_a_known_mistake():
    assert said_of(lambda n: 7) == (0, "wrong", "7 does not divide 12, or does it without effort.")
    assert said_of(lambda n: 5) == (0, "wrong", "12 has no 5 in it.")
    assert said_of(lambda n: "two") == (0, "wrong", "One number is asked for.")
    assert said_of(lambda n: {}) == (0, "wrong", "One number is asked for.")
    assert said_of(lambda n: None) == (0, "not started", "")


# ---------------------------------------------------------------- what a task is to be done without

BARRED = Task("barred", "f", ("x",), {double: 1}, deal, barred=("kron",))


def test_a_barred_function_of_numpy_is_told_by_whatever_name_it_is_called():
    kron, hidden = np.kron, {"k": np.kron}
    for calls in (lambda x: np.kron(2, x), lambda x: kron(2, x), lambda x: hidden["k"](2, x), lambda x: f(x)):
        found = verdict(BARRED, calls, np.random.default_rng(0))
        assert found.score == 0
        assert found.note.startswith("f calls np.kron, which this task is to be done without")


def f(x, product=np.kron):
    return product(2, x)


def test_and_is_back_in_its_place_afterwards():
    assert verdict(BARRED, lambda x: 2 * x, np.random.default_rng(0)).score == 1
    assert np.kron(np.eye(2), [[3.0]]).trace() == 6
