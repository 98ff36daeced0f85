"""The page that a student reads after grading: one HTML file that loads nothing and in which nothing runs.

All that a student wrote is taken for hostile, because instructors open these pages too: it is cut to an allow-list,
and the page forbids the rest by its own content policy. Formulas are MathML already, so no network is needed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup
from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape
from nbconvert.exporters import Exporter
from nbconvert.exporters.exporter import FilenameExtension
from nbformat import NotebookNode
from nbgrader import utils
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from grading import page
from grading.markup import clean
from grading.outputs import outputs
from grading.printed import shorten
from grading.prose import Prose
from grading.verdict import NOT_STARTED, WRONG

NOTHING = Markup()


class FeedbackExporter(Exporter):
    """nbgrader's exporter for feedback. The preprocessor GetGrades must have run: it brings scores and comments."""

    file_extension = FilenameExtension(".html", help="Extension of the file that is written.").tag(config=True)
    output_mimetype = "text/html"

    def from_notebook_node(self, nb: NotebookNode, resources: dict | None = None, **kw: object) -> tuple[str, dict]:
        """A graded notebook as a page."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        return render(nb, resources["nbgrader"]), resources


@dataclass
class Shown:
    """One cell as the page shows it. `kind` is text, code or verdict; a grade cell's code is in none of the fields."""

    kind: str
    body: Markup
    label: str = ""
    outputs: list[Markup] = field(default_factory=list)
    anchor: str = ""
    heading: Markup = NOTHING
    score: float | None = None
    points: float = 0
    remark: str = ""
    changed: bool = False
    comment: Markup = NOTHING

    @property
    def sign(self) -> str:
        """The mark before the remark."""
        if self.changed:
            return ""
        return "✓" if self.state == "all" else "·" if self.remark.startswith("not ") else "✗"

    @property
    def state(self) -> str:
        """How much of the points was earned: all, part, none; or open, where there was no try."""
        if self.score >= self.points:
            return "all"
        return "part" if self.score > 0 else "open" if self.remark == NOT_STARTED else "none"


def render(nb: NotebookNode, grades: dict) -> str:
    """The page of a graded notebook; `grades` is what nbgrader knows of it: student, score, max_score, late_penalty."""
    title, cells = contents(nb)
    template = environment().get_template("feedback.html")
    return template.render(
        title=title or escape(grades["notebook"]),
        student=grades["student"],
        grades=grades,
        cells=cells,
        tasks=[cell for cell in cells if cell.score is not None],
        comments=[cell for cell in cells if cell.comment],
    )


def environment() -> Environment:
    """Where the template lives. All that is not Markup is escaped."""
    env = Environment(loader=PackageLoader("grading"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    env.filters["points"] = lambda number: page.points(round(number, 2))
    return env


def contents(nb: NotebookNode) -> tuple[Markup, list[Shown]]:
    """The notebook's title, which is its first heading, and its cells without it."""
    prose, title, heading, made = Prose(), Markup(), Markup(), []
    for cell in nb.cells:
        shown = show(cell, prose)
        for found in headings(shown.body) if shown.kind == "text" and not is_students(cell) else []:
            if not title:
                title, shown.body = Markup(found[1]), Markup(shown.body.replace(found[0], "", 1))
            else:
                heading = Markup(found[1])
        shown.heading = heading or title
        made.append(shown)
    return title, [shown for shown in made if shown.body.strip() or shown.outputs]


def headings(text: str) -> Iterator[re.Match]:
    """The headings in what Prose made of a text: the whole, and what it says."""
    return re.finditer(r"<h\d>(.*?)</h\d>\s*", text, re.DOTALL)


def is_students(cell: NotebookNode) -> bool:
    """Did the student write this cell: an answer, or an extra cell, which a graft marks by its id?"""
    return utils.is_solution(cell) or cell.get("id", "").startswith("own-")


def show(cell: NotebookNode, prose: Prose) -> Shown:
    """A cell as the page shows it."""
    if cell.cell_type == "code" and utils.is_grade(cell) and not utils.is_solution(cell):
        shown = verdict(cell)
    elif cell.cell_type == "code":
        shown = Shown("code", coloured(cell.source), outputs=outputs(cell, prose))
    else:
        shown = Shown("text", prose.html(cell.source))
    shown.label = label(cell)
    return graded(shown, cell, prose)


def label(cell: NotebookNode) -> str:
    """Whose cell this is, in words."""
    if utils.is_solution(cell):
        return "Your answer"
    return "Your own cell" if is_students(cell) else ""


def graded(shown: Shown, cell: NotebookNode, prose: Prose) -> Shown:
    """What GetGrades wrote into a cell's metadata: its score, and the comment on it."""
    ours = cell.metadata.get("nbgrader", {})
    shown.anchor = ours.get("grade_id", "")
    if utils.is_grade(cell) or utils.is_task(cell):
        shown.score, shown.points = float(ours["score"]), float(ours["points"])
        shown.changed = shown.kind == "verdict" and shown.score != examined(cell)
    # nbgrader itself says "No response." to an answer left as it was; the verdict has better words for that.
    if (said := ours.get("comment")) and said != "No response.":
        shown.comment = prose.html(said)
    return shown


def verdict(cell: NotebookNode) -> Shown:
    """A grade cell: the table that the grader wrote and nothing of the cell's text, which is the test."""
    tables = [out.data["text/html"] for out in cell.outputs if "text/html" in out.get("data", {})]
    soup = BeautifulSoup(clean(tables[0] if tables else "<p>This cell has not been examined.</p>"), "html.parser")
    steps = []
    for row in soup.select("tbody tr"):
        name, *_, said = row.find_all(["th", "td"])
        status = Markup(str(said).split("<br")[0]).striptags()
        row["class"] = {"✓": "right", "·": "open"}.get(status[:1], "wrong")
        steps.append((name.get_text(), status))
    return Shown("verdict", Markup(str(soup)), remark=remark(steps))


def remark(steps: list[tuple[str, str]]) -> str:
    """A verdict in two or three words, from the names of its steps and what is said of each."""
    if slips := [name for name, status in steps if WRONG in status]:
        return f"first slip: {slips[0]}"
    if not (left := [status[1:].strip() for _, status in steps if not status.startswith("✓")]):
        return "right" if steps else "not examined"
    return left[0] if len(left) == len(steps) else "not finished"


def examined(cell: NotebookNode) -> float | None:
    """The score that the grader gave, before anyone changed it."""
    scores = (out.data.get("text/plain") for out in cell.outputs if out.output_type == "execute_result")
    return next((float(score) for score in scores), None)


def coloured(code: str) -> Markup:
    """Python with its words marked for colouring."""
    return Markup(highlight(shorten(code), PythonLexer(), HtmlFormatter(nowrap=True)).rstrip("\n"))
