"""The one piece of the grader that runs in the student's kernel: it calls their function and sends back what it gave.

The text of this file goes to the kernel with each request, so it imports nothing of the project. It knows problems
and no answers: whatever a student's code does to it, there is nothing here to learn or to bend.
"""

import base64
import inspect
import json
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

MIME = "application/vnd.backprop.answer+json"
LONGEST = 400
"""Characters kept of a text (a string answered, a message raised)."""
DEEPEST = 5
"""Levels of lists and dictionaries that an answer may nest."""


def encode(value: Any, depth: int = 0) -> dict:
    """A value as JSON: numbers and arrays as raw little-endian float64, never a pickle."""
    if value is None:
        return {"none": True}
    if isinstance(value, str):
        return {"text": value[:LONGEST]}
    if depth > DEEPEST:
        return {"other": "something nested too deep"}
    if isinstance(value, dict):
        return {"dict": [[str(k)[:LONGEST], encode(v, depth + 1)] for k, v in value.items()]}
    array = encode_array(value)
    if isinstance(value, list | tuple) and "other" in array:
        return {"list": [encode(v, depth + 1) for v in value]}
    return array


def encode_array(value: Any) -> dict:
    """Numbers, lists of numbers and arrays as raw float64 with the kind they came as; anything else by its type."""
    try:
        array = np.asarray(value)
    except Exception:
        return {"other": type(value).__name__}
    if array.dtype.kind not in "biuf":
        return {"other": f"{type(value).__name__} of {array.dtype}" if array.ndim else type(value).__name__}
    data = base64.b64encode(np.asarray(array, dtype="<f8", order="C").tobytes()).decode()
    return {"array": [list(array.shape), array.dtype.kind, data]}


def decode(node: dict) -> Any:
    """What `encode` was given, as fresh objects; a function comes as its source and is made here."""
    ((kind, content),) = node.items()
    if kind == "array":
        shape, dtype, data = content
        array = np.frombuffer(base64.b64decode(data), dtype="<f8").reshape(shape).copy()
        array = array.astype({"b": bool, "i": np.int64, "u": np.int64}.get(dtype, np.float64))
        return array if shape else array.item()
    if kind == "dict":
        return {name: decode(each) for name, each in content}
    if kind == "list":
        return [decode(each) for each in content]
    if kind == "function":
        namespace: dict = {"np": np}
        exec(content[1], namespace)
        return namespace[content[0]]
    return content if kind == "text" else None


def last_line(error: BaseException) -> tuple[str, int]:
    """The line of the student's code in which an error was raised, and its number in its cell."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename != "<examiner>"]
    cells = [f for f in frames if "site-packages" not in f.filename] or frames
    return (cells[-1].line or "", cells[-1].lineno or 0) if cells else ("", 0)


@contextmanager
def without(names: Sequence[str]) -> Iterator[None]:
    """While this lasts, these functions of numpy stop their caller with a BarredError, by whatever name they are
    called: not the name is changed but the code behind it."""
    functions = {name: inspect.unwrap(getattr(np, name)) for name in names}
    kept = {name: function.__code__ for name, function in functions.items()}
    for name, function in functions.items():
        function.__code__ = barred(name).__code__
    try:
        yield
    finally:
        for name, function in functions.items():
            function.__code__ = kept[name]


def barred(name: str) -> Callable:
    """A function that only stops its caller; it is made of text, because its code may hold nothing but constants."""
    namespace: dict = {}
    exec(f"def stop(*_, **__): raise type('BarredError', (RuntimeError,), {{}})('np.{name}')", namespace)
    return namespace["stop"]


def answer(function: Callable, problem: dict) -> dict:
    """One reply: the value (twice if the problem says so, with the inputs as they came back), or the error raised."""
    inputs = [decode(each) for each in problem["inputs"]]
    try:
        reply = {"value": encode(function(*inputs))}
        if problem["twice"]:
            after = [{"none": True} if callable(each) else encode(each) for each in inputs]
            reply |= {"again": encode(function(*inputs)), "after": {"list": after}}
        return reply
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        line, number = last_line(error)
        said = {"error": type(error).__name__, "message": str(error)[:LONGEST]}
        return {"raised": said | {"line": line[:LONGEST], "number": number}}


def replies(request: dict, namespace: dict) -> Iterator[dict]:
    """The replies to a request's problems, one at a time; after an error there is no point in asking on."""
    function = namespace.get(request["function"])
    for problem in request["problems"]:
        with without(request["barred"]):
            reply = answer(function, problem) if callable(function) else {"missing": True}
        yield reply
        if "value" not in reply:
            return


def main(request: str, namespace: dict) -> None:
    """Answer a request sent as JSON, each reply displayed under our own MIME type with the request's nonce."""
    from IPython.display import display

    asked = json.loads(request)
    for index, reply in enumerate(replies(asked, namespace)):
        display({MIME: {"nonce": asked["nonce"], "index": index, **reply}}, raw=True)
