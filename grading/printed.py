"""Plain text on a page, cut to what can be read."""

import re

from markupsafe import Markup
from nbconvert.filters import strip_ansi

MOST_SOURCE = 20_000
"""Characters of one cell's text that are shown; nobody reads further, and no text can be made slow to render."""
MOST_LINE = 400
HEAD, TAIL = 30, 12
"""Lines shown of what a cell printed: so many of its beginning, so many of its end. Of an error only the end."""


def shorten(text: str) -> str:
    """A cell's text, if it is not endless."""
    return text if len(text) <= MOST_SOURCE else f"{text[:MOST_SOURCE]}\n… {len(text) - MOST_SOURCE} more characters"


def printed(text: str, kind: str = "") -> Markup:
    """Plain text as it stood in the notebook; `kind` is a class, and a label where colour alone would tell."""
    name = Markup('<span class="kind">{}</span>').format(kind) if kind else ""
    return Markup('<pre class="printed {}">{}{}</pre>').format(kind, name, text) if text.strip() else Markup()


def cut(text: str, head: int, tail: int = TAIL) -> str:
    """The first and the last lines of a text, as a terminal would show them without its colours."""
    plain = re.sub(r"[^\n]*\r(?!\n)", "", strip_ansi(text))
    lines = re.sub(r"[^\S\n\t ]|[\x00-\x08\x0e-\x1f\x7f]", "", plain).strip("\n").split("\n")
    lines = [line if len(line) <= MOST_LINE else line[:MOST_LINE] + " …" for line in lines]
    if (out := len(lines) - head - tail) <= 0:
        return "\n".join(lines)
    note = f"… {out} lines left out …" if head else "…"
    return "\n".join([*lines[:head], note, *lines[-tail:]])
