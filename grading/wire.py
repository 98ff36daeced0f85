"""Between the grader and a kernel: requests out, replies in. Replies are read like data from a stranger."""

import base64
import binascii
import inspect
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from grading import agent
from grading.steps import Problem, Task, source

LARGEST = 64 << 20
"""Bytes of one array that are read; a larger one is refused."""


class Unfit:
    """Stands for a value that cannot be judged; `reason` says what it was."""

    def __init__(self, reason: str) -> None:
        self.reason = reason


@dataclass(frozen=True)
class Answer:
    """What the student's function gave: a tree of arrays, lists, dictionaries and texts. `again` and `after` (the
    second answer, the inputs as they came back) are there for a problem asked twice."""

    value: Any
    again: Any = None
    after: Any = None


@dataclass(frozen=True)
class Raised:
    """The student's function stopped with an error, at this line of theirs."""

    error: str
    message: str
    line: str
    number: int


@dataclass(frozen=True)
class Silent:
    """No answer came, and why, in words for the student."""

    reason: str


Reply = Answer | Raised | Silent


def encode(value: Any) -> dict:
    """A problem's input as JSON; a function goes as its source."""
    if inspect.isfunction(value):
        return {"function": [value.__name__, source(value)]}
    return agent.encode(value)


def request(task: Task, problems: Sequence[Problem], nonce: str) -> dict:
    """What the kernel is asked: call the task's function on each problem's inputs, in their order."""
    asked = [{"inputs": [encode(p.inputs[name]) for name in task.inputs], "twice": p.twice} for p in problems]
    return {"function": task.function, "problems": asked, "barred": task.barred, "nonce": nonce}


def as_cell(asked: dict) -> str:
    """The code that makes a kernel answer a request; it leaves no name behind in the student's notebook."""
    text = Path(agent.__file__).read_text(encoding="utf-8") + "\nmain(REQUEST, STUDENT)\n"
    scope = f"{{'__name__': 'examiner', 'REQUEST': {json.dumps(asked)!r}, 'STUDENT': globals()}}"
    return f"exec(compile({text!r}, '<examiner>', 'exec'), {scope})"


def parse(node: Any, depth: int = 0) -> Any:
    """A value from JSON of unknown origin: arrays as float64, or `Unfit` wherever it is not what `encode` makes."""
    if not isinstance(node, dict) or len(node) != 1 or depth > agent.DEEPEST + 1:
        return Unfit("an answer that cannot be read")
    ((kind, content),) = node.items()
    readers: dict[str, Callable[[Any, int], Any]] = {
        "array": lambda c, _: parse_array(c),
        "dict": lambda c, d: {str(name): parse(each, d + 1) for name, each in c[:10_000]},
        "list": lambda c, d: [parse(each, d + 1) for each in c[:100_000]],
        "text": lambda c, _: str(c)[: agent.LONGEST],
        "other": lambda c, _: Unfit(str(c)[: agent.LONGEST]),
        "none": lambda c, _: None,
    }
    try:
        return readers[kind](content, depth)
    except (KeyError, TypeError, ValueError, RecursionError, MemoryError, binascii.Error):
        return Unfit("an answer that cannot be read")


def parse_array(content: Any) -> np.ndarray:
    """An array from its shape and raw bytes. ValueError if the two do not agree or are too large."""
    shape, _, data = content
    if len(data) > LARGEST * 4 // 3 or len(shape) > 8 or not all(isinstance(n, int) and n >= 0 for n in shape):
        raise ValueError("not an array of ours")
    return np.frombuffer(base64.b64decode(data, validate=True), dtype="<f8").reshape(shape).copy()


def read(reply: Any) -> Reply:
    """One reply from JSON of unknown origin."""
    if not isinstance(reply, dict):
        return Silent("the kernel's answer cannot be read")
    if "value" in reply:
        return Answer(*(parse(reply[key]) if key in reply else None for key in ("value", "again", "after")))
    if isinstance(raised := reply.get("raised"), dict):
        said = {key: str(raised.get(key, ""))[: agent.LONGEST] for key in ("error", "message", "line")}
        number = raised.get("number")
        return Raised(**said, number=number if isinstance(number, int) else 0)
    if "missing" in reply:
        return Silent("there is no such function in your notebook; was its cell deleted, or did it stop?")
    return Silent("the kernel's answer cannot be read")


def canonical(value: Any) -> Any:
    """A value of ours as it would come back from a kernel, so that the two can be compared."""
    return parse(agent.encode(value))
