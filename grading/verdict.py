"""The verdict: each step of a student's answer judged from the student's own earlier values.

This is what a good human marker does, and calls following through: one slip costs its own part once, the steps after
it are right if they are right from there, and the first wrong step is the one that is named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

import numpy as np

from backprop.diagnosis import diagnose, same, worst_entry
from grading.steps import Mistake, Problem, Step, Task, call
from grading.wire import Answer, Raised, Reply, Silent, canonical

NOT_STARTED = "not started"
RIGHT = "right"
FIRST = "wrong, the first step that is"
WRONG = "wrong"
NO_ANSWER = "no answer"


@dataclass(frozen=True)
class Part:
    """One step's line in the feedback. `entry` shows one number, the student's and the right one."""

    name: str
    points: float
    status: str
    hint: str = ""
    entry: str = ""

    @property
    def earned(self) -> float:
        """The points: all of them or none."""
        return self.points if self.status.startswith(RIGHT) else 0


@dataclass(frozen=True)
class Verdict:
    """A task's parts; `note` says what holds for all of them, `printed` is what the student's function printed."""

    task: str
    parts: Sequence[Part]
    note: str = ""
    printed: str = field(default="", compare=False)

    @property
    def score(self) -> float:
        """Points earned."""
        return sum(part.earned for part in self.parts)

    @property
    def points(self) -> float:
        """Points that could be earned."""
        return sum(part.points for part in self.parts)


@dataclass(frozen=True)
class Judged:
    """One step on one problem: what came, what was right from there, and which of the student's values led there."""

    problem: Problem
    got: Any
    want: Any
    right: bool
    own: tuple[str, ...] = ()
    suspects: tuple[Mistake, ...] = ()
    hint: str = ""


def judge(task: Task, problems: Sequence[Problem], replies: Sequence[Reply]) -> Verdict:
    """The verdict on a task, from the grader's own problems and the kernel's replies to them, one a problem; replies
    that never came are no answers."""
    asked = zip_longest(problems, replies[: len(problems)], fillvalue=Silent("the kernel sent nothing back"))
    if failed := [(p, r) for p, r in asked if not isinstance(r, Answer)]:
        return unanswered(task, *failed[0])
    values = [reply.value for reply in replies if isinstance(reply, Answer)]
    if all(value is None for value in values):
        return Verdict(task.name, [Part(s.name, p, NOT_STARTED) for s, p in task.parts.items()])
    if note := wrong_kind(task, values):
        return Verdict(task.name, [Part(s.name, p, WRONG) for s, p in task.parts.items()], note)
    with np.errstate(all="ignore"):
        marks = [follow(task, p, r) for p, r in zip(problems, replies, strict=True) if isinstance(r, Answer)]
    return Verdict(task.name, parts(task, marks))


def refused(task: Task, reason: str) -> Verdict:
    """A verdict of 0 for a task that could not be examined."""
    return Verdict(task.name, [Part(s.name, p, NO_ANSWER) for s, p in task.parts.items()], reason)


def unanswered(task: Task, problem: Problem, reply: Reply) -> Verdict:
    """The verdict where the function gave no answer to some problem: it stopped, hung, or is not there."""
    if isinstance(reply, Raised) and reply.error == "NotImplementedError":
        return Verdict(task.name, [Part(s.name, p, NOT_STARTED) for s, p in task.parts.items()])
    if isinstance(reply, Raised):
        where = f" in line {reply.number} of its cell: {reply.line}" if reply.line else ""
        if reply.error == "BarredError":
            return refused(task, f"{task.function} calls {reply.message}, which this task is to be done without{where}")
        said = f": {reply.message}" if reply.message else ""
        return refused(task, f"{task.function} stopped with {reply.error}{said}{where} (on {problem})")
    assert isinstance(reply, Silent)
    return refused(task, f"{task.function} gave no answer: {reply.reason} (on {problem})")


def wrong_kind(task: Task, values: Sequence[Any]) -> str:
    """What is wrong with the answers as a whole, or "": several steps are to come as a dict by their names."""
    names = [each.name for each in task.steps]
    strange = next((v for v in values if not isinstance(v, dict)), None)
    if len(names) == 1 or (strange is None and None not in values):
        return ""
    return f"{task.function} should give a dict with the names {', '.join(names)}. {diagnose(strange, {})}"


def follow(task: Task, problem: Problem, reply: Answer) -> dict[str, Judged]:
    """Judge every step on one problem, each from the student's own earlier values where they are alive."""
    right = task.right(problem.inputs)
    known, carried, marks = dict(problem.inputs), set(), {}
    for each in task.steps:
        got = reply.value.get(each.name) if len(task.parts) > 1 else reply.value
        want = wanted(each, known, right)
        own = tuple(n for n in each.needs() if n in carried)
        told = each.judge(got) if each.judge and got is not None else ""
        fine = not told if each.judge and got is not None else same(got, want)
        suspects = () if fine else tuple(m for m in each.mistakes if matches(m, known, got))
        marks[each.name] = Judged(problem, got, want, fine, own, suspects, "" if suspects else told)
        if fine or alive(got, want):
            known[each.name] = got
            carried |= {each.name} if own or not fine else set()
        else:
            known[each.name] = right[each.name]
    return marks | borrowed(task, problem, reply, marks)


def wanted(each: Step, known: Mapping[str, Any], right: Mapping[str, Any]) -> Any:
    """The right value from what is known; from the right values all along where the student's cannot be used."""
    try:
        return canonical(call(each.right, known))
    except Exception:
        return canonical(right[each.name])


def matches(mistake: Mistake, known: Mapping[str, Any], got: Any) -> bool:
    """True if this slip gives just what the student gave."""
    if not mistake.applies(known):
        return False
    try:
        return same(got, canonical(call(mistake.wrong, known)))
    except Exception:
        return False


def alive(got: Any, want: Any) -> bool:
    """May this wrong value be followed through? One that is zero, constant, infinite or of the wrong shape may not: it
    would make all that comes after it right for nothing. (A single row, one example's, may be constant.)"""
    if isinstance(want, np.ndarray):
        fits = isinstance(got, np.ndarray) and got.shape == want.shape and bool(np.isfinite(got).all() and got.any())
        return fits and (want.ndim == 0 or len(want) == 1 or np.ptp(got) > 0)
    if isinstance(want, list):
        return isinstance(got, list) and bool(got) and bool(want) and all(alive(each, want[0]) for each in got)
    return isinstance(want, dict) and isinstance(got, dict) and all(k in got and alive(got[k], want[k]) for k in want)


def borrowed(task: Task, problem: Problem, reply: Answer, marks: Mapping[str, Judged]) -> dict[str, Judged]:
    """Marks against a function that wrote into the arrays it was lent, or that answers the same question twice in two
    ways; laid against the first part that has to do with it."""
    if not problem.twice:
        return {}
    after = dict(zip(task.inputs, reply.after if isinstance(reply.after, list) else [], strict=False))
    for name in task.inputs:
        if not callable(problem.inputs[name]) and not same(after.get(name), canonical(problem.inputs[name])):
            guilty = next((s.name for s in task.parts if name in s.needs()), task.steps[0].name)
            hint = (
                f"Your function changed {name}, which it was only lent: the caller's own array has other numbers "
                f"in it now. Lines such as `{name} -= …` and `{name}[…] = …` do that; write a new array instead."
            )
            return {guilty: Judged(problem, None, None, False, hint=hint)}
    if not same(reply.again, reply.value, rtol=1e-12):
        wavering = (s.name for s in task.parts if not same(value(reply.again, s), value(reply.value, s), rtol=1e-12))
        guilty = next(wavering, task.steps[0].name) if len(task.parts) > 1 else task.steps[0].name
        hint = (
            "Asked the same question twice, your function gave two different answers. Does it keep something "
            "from one call to the next, or draw random numbers?"
        )
        return {guilty: Judged(problem, None, None, False, hint=hint)}
    return {}


def value(answer: Any, each: Step) -> Any:
    """A step's value in an answer that is a dict; None where it is not."""
    return answer.get(each.name) if isinstance(answer, dict) else None


def parts(task: Task, marks: Sequence[Mapping[str, Judged]]) -> list[Part]:
    """One line a step over all problems: right only if it is right on every one."""
    made: list[Part] = []
    for each, points in task.parts.items():
        mine = [mark[each.name] for mark in marks]
        wrong = [mark for mark in mine if not mark.right]
        if not wrong:
            own = sorted({name for mark in mine for name in mark.own}, key=list(map(str, marks[0])).index)
            made.append(Part(each.name, points, f"{RIGHT} from your {', '.join(own)}" if own else RIGHT))
        elif all(mark.got is None and not mark.hint for mark in wrong):
            made.append(Part(each.name, points, NOT_STARTED))
        else:
            first = not any(p.status in (FIRST, WRONG) for p in made)
            shown = next((mark for mark in wrong if mark.got is not None), wrong[0])
            entry = entry_text(each.name, shown) if first else ""
            made.append(Part(each.name, points, FIRST if first else WRONG, hint_for(each, wrong), entry))
    if len(made) == 1 and made[0].status == FIRST:
        made = [Part(made[0].name, made[0].points, WRONG, made[0].hint, made[0].entry)]
    return made


def hint_for(each: Step, wrong: Sequence[Judged]) -> str:
    """The hint of the one catalogued mistake that explains every wrong value; else what the numbers tell."""
    if said := next((mark.hint for mark in wrong if mark.hint), ""):
        return said
    for mistake in each.mistakes:
        if all(mistake in mark.suspects for mark in wrong):
            return mistake.hint
    shown = next((mark for mark in wrong if mark.got is not None), wrong[0])
    if shown.got is None:
        return "It is missing for some of the problems."
    return diagnose(shown.got, shown.want, shown.problem.sizes) or "No known slip gives these numbers."


def entry_text(name: str, mark: Judged) -> str:
    """One entry, the student's and the right one: where they differ most."""
    if (found := worst_entry(mark.got, mark.want)) is None:
        return ""
    place, mine, right = found
    return f"{name}{place}: yours {mine:.4g}, right {right:.4g} ({mark.problem})"
