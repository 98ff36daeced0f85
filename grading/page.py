"""A verdict as a student reads it: as text, and as a table for the notebook and the feedback page."""

from html import escape

from grading.verdict import FIRST, Part, Verdict

SIGNS = {"right": "✓", "not started": "·"}
"""Beside the words, never instead of them; anything else has a cross."""
LEFT = 'style="text-align:left;vertical-align:top;padding-right:1em"'
"""Written at each cell of the table: notebooks and nbgrader's pages have styles of their own."""


def points(number: float) -> str:
    """Points without a needless .0."""
    return f"{number:g}"


def sign(part: Part) -> str:
    """The mark in front of a part."""
    return next((s for word, s in SIGNS.items() if part.status.startswith(word)), "✗")


def worth(part: Part) -> str:
    """Points earned of points there; nothing for a step that carries none."""
    return f"{points(part.earned)}/{points(part.points)}" if part.points else ""


def text(verdict: Verdict) -> str:
    """The verdict in plain lines."""
    lines = [f"{verdict.task}   {points(verdict.score)} of {points(verdict.points)}"]
    width = max(len(part.name) for part in verdict.parts)
    if verdict.note:
        lines.append(f"  {verdict.note}")
    for part in verdict.parts:
        lines.append(f"  {part.name:{width}}  {worth(part):5} {part.status}")
        lines += [f"       {line}" for line in (part.hint, part.entry) if line]
    if verdict.printed:
        lines += ["  Your function printed:", *(f"  | {line}" for line in verdict.printed.splitlines())]
    return "\n".join(lines)


def html(verdict: Verdict) -> str:
    """The verdict as a table; all that came from the student is escaped."""
    caption = f"{escape(verdict.task)}: {points(verdict.score)} of {points(verdict.points)} points"
    note = f"<p>{escape(verdict.note)}</p>" if verdict.note else ""
    printed = f"<p>Your function printed:</p><pre>{escape(verdict.printed)}</pre>" if verdict.printed else ""
    heads = "".join(f'<th scope="col" {LEFT}>{head}</th>' for head in ("step", "points", "verdict"))
    rows = "".join(map(row, verdict.parts))
    return (
        f"<div><table {LEFT}><caption {LEFT}><strong>{caption}</strong></caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{note}{printed}</div>"
    )


def row(part: Part) -> str:
    """A part's row, its hint and its one entry under its verdict."""
    status = f"<strong>{part.status}</strong>" if part.status == FIRST else part.status
    hint = f"<br>{escape(part.hint)}" if part.hint else ""
    entry = f"<br><code>{escape(part.entry)}</code>" if part.entry else ""
    return (
        f'<tr><th scope="row" {LEFT}><code>{escape(part.name)}</code></th>'
        f'<td {LEFT}>{worth(part)}</td>'
        f'<td {LEFT}>{sign(part)} {status}{hint}{entry}</td></tr>'
    )
