"""The page that a student reads after grading: one HTML file that loads nothing and in which nothing runs.

All that a student wrote is taken for hostile, because instructors open these pages too: it is cut to an allow-list,
and the page forbids the rest by its own content policy. Formulas are MathML already, so no network is needed.
"""

import html
import re
import secrets
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from bleach import Cleaner
from bs4 import BeautifulSoup, Tag
from jinja2 import Environment, PackageLoader
from latex2mathml.converter import Converter
from markupsafe import Markup, escape
from nbconvert.exporters import Exporter
from nbconvert.exporters.exporter import FilenameExtension
from nbconvert.filters import strip_ansi
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath, MathBlockParser, MathInlineParser
from nbformat import NotebookNode
from nbgrader import utils
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from grading import page
from grading.verdict import NOT_STARTED, WRONG

MOST_SOURCE = 20_000
"""Characters of one cell's text that are shown; nobody reads further, and no text can be made slow to render."""
MOST_LATEX = 2_000
MOST_MARKUP, MOST_TAGS = 100_000, 5_000
"""Characters, pictures not counted, and tags of HTML that is cleaned; deep nesting would take minutes."""
MOST_OUTPUTS = 30
MOST_LINE = 400
HEAD, TAIL = 30, 12
"""Lines shown of what a cell printed: so many of its beginning, so many of its end. Of an error only the end."""

NOTHING = Markup()
WIDGET = "application/vnd.jupyter.widget-view+json"
PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+")
LINK = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
TOKEN = re.compile(r"highlight|[a-z]{1,2}\d?")
"""The class names that pygments gives; the page's own are longer, so that nothing can dress up as part of the page."""


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


UNREAD = words("script style template noscript iframe object embed title textarea svg math")
"""Elements whose content is not meant to be read; they go with all that is in them."""
TAGS = words(
    "a abbr b blockquote br caption code dd del details div dl dt em figcaption figure h2 h3 h4 h5 h6 hr i img ins kbd "
    "li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var"
)
ATTRIBUTES = {
    "img": ("alt", "width", "height"),
    "th": ("scope", "colspan", "rowspan"),
    "td": ("colspan", "rowspan"),
    "ol": ("start",),
    "abbr": ("title",),
}
MATH_TAGS = words(
    "math mfrac mi mlabeledtr mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow mspace msqrt mstyle "
    "msub msubsup msup mtable mtd mtext mtr munder munderover none"
)
MATH_ATTRIBUTES = words(
    "xmlns display displaystyle scriptlevel stretchy fence separator form lspace rspace minsize maxsize symmetric "
    "largeop movablelimits accent accentunder linethickness width height depth mathvariant columnalign rowspacing "
    "columnspacing"
)
MACRO = re.compile(r"\\(\w*def|let|\w*command|\w*environment|DeclareMathOperator)\b")
"""A formula that defines macros is shown as it was written: a few lines of them can blow up to gigabytes."""


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


def show(cell: NotebookNode, prose: "Prose") -> Shown:
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


def graded(shown: Shown, cell: NotebookNode, prose: "Prose") -> Shown:
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


def shorten(text: str) -> str:
    """A cell's text, if it is not endless."""
    return text if len(text) <= MOST_SOURCE else f"{text[:MOST_SOURCE]}\n… {len(text) - MOST_SOURCE} more characters"


# What a cell put out.


def outputs(cell: NotebookNode, prose: "Prose") -> list[Markup]:
    """A cell's outputs, cut to what can be read."""
    made = [made for out in cell.outputs[:MOST_OUTPUTS] if (made := output(out, prose))]
    if (more := len(cell.outputs) - MOST_OUTPUTS) > 0:
        made.append(Markup('<p class="aside">… {} more outputs</p>').format(more))
    return made


def output(out: NotebookNode, prose: "Prose") -> Markup:
    """One output as HTML, empty if there is nothing to see."""
    if out.output_type == "stream":
        return printed(cut(out.text, HEAD), "stderr" if out.name == "stderr" else "")
    if out.output_type == "error":
        return printed(cut("\n".join(out.traceback) or f"{out.ename}: {out.evalue}", 0), "error")
    return display(out.data, prose)


def display(data: dict, prose: "Prose") -> Markup:
    """The best form of an output that a page can hold, in which nothing runs."""
    text = data.get("text/plain", "")
    if markup := Markup(clean(data.get("text/html", ""))).strip():
        return Markup("<div>{}</div>").format(markup)
    if kind := next((kind for kind in ("image/png", "image/jpeg", "image/svg+xml") if kind in data), ""):
        return picture(kind, data[kind], text)
    if said := data.get("text/markdown") or data.get("text/latex"):
        return prose.html(said)
    if WIDGET in data:
        return Markup('<p class="aside">An interactive figure: it lives in the notebook.</p>')
    return printed(cut(text, HEAD))


def picture(kind: str, content: str, text: str) -> Markup:
    """An image that is part of the page. As an image, SVG can neither run anything nor load anything."""
    encoded = b64encode(content.encode()).decode() if kind == "image/svg+xml" else "".join(content.split())
    image = Markup('<img src="data:{};base64,{}" alt="{}">')
    return image.format(kind, encoded, text or "picture without a description")


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


# What may stand in a page.


def clean(markup: str) -> str:
    """HTML without anything that runs, loads, looks like the page itself or leaves its place.

    Empty if nothing is left to see, or if there is too much of it."""
    bare = PICTURE.sub("", markup)
    if not bare.strip() or len(bare) > MOST_MARKUP or bare.count("<") > MOST_TAGS:
        return ""
    soup = BeautifulSoup(f"<div>{markup}</div>", "html.parser")
    for element in soup(list(UNREAD)):
        element.decompose()
    for image in soup("img"):
        describe(image)
    cleaner = Cleaner(TAGS, allowed, {"http", "https", "mailto", "data"}, strip=True, strip_comments=True)
    text = cleaner.clean(str(soup))
    return text if "<img" in text or BeautifulSoup(text, "html.parser").get_text().strip() else ""


def describe(image: Tag) -> None:
    """See that an image has alt text, and put it in words where it would have to be loaded."""
    if PICTURE.fullmatch(image.get("src", "")):
        image["alt"] = image.get("alt") or "picture without a description"
    else:
        image.replace_with(f"[picture: {image.get('alt') or 'not part of this notebook'}]")


def allowed(tag: str, name: str, value: str) -> bool:
    """May this attribute stay?"""
    if name == "class":
        return tag in ("div", "span") and bool(TOKEN.fullmatch(value))
    if name == "href":
        return tag == "a" and bool(LINK.match(value))
    if name == "src":
        return tag == "img" and bool(PICTURE.fullmatch(value))
    return name in ATTRIBUTES.get(tag, ())


# Text and formulas.


class Blocks(MathBlockParser):
    """A display formula begins a line; two dollars further on may be part of code."""

    SPECIFICATION = MathBlockParser.SPECIFICATION | {
        "multiline_math": rf"^ {{0,3}}(?:{MathBlockParser.MULTILINE_MATH})"
    }


class Inline(MathInlineParser):
    """Between the dollars of a formula and what they hold there is no space, and no digit follows: so $5 is money.
    Nor does it hold code."""

    SPECIFICATION = MathInlineParser.SPECIFICATION | {
        "inline_math_tex": r"(?<![$\\])\$(?![\s$])(?P<math_inline_tex>(?:\\[^\n]|[^$\\`])+?)(?<!\s)\$(?![\d$])"
    }


class Prose(IPythonRenderer):
    """Markdown to HTML that is clean, its formulas MathML, its headings in order below the page's own."""

    def __init__(self) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self.level = 2
        self.formulas: list[str] = []
        # Nobody can foresee what stands in a formula's place, so nobody can write it where a formula must not be.
        self.nonce = secrets.token_hex(8)

    def html(self, source: str) -> Markup:
        """A markdown text as HTML."""
        self.formulas = []
        try:
            parser = MarkdownWithMath(self, Blocks(), Inline(hard_wrap=False))
            made = clean(parser.render(shorten(source)))
        except Exception:  # mistune raises whatever an odd text leads to
            made = ""
        made = made or str(printed(cut(source, HEAD)))
        return Markup(re.sub(rf"{self.nonce}-(\d+)-", lambda found: self.formulas[int(found[1])], made))

    def keep(self, latex: str, display: str) -> str:
        """Put a formula aside until all else is clean."""
        self.formulas.append(mathml(latex, display))
        return f"{self.nonce}-{len(self.formulas) - 1}-"

    def inline_math(self, body: str) -> str:
        """A formula in a line."""
        return self.keep(body, "inline")

    def block_math(self, body: str) -> str:
        """A formula on a line of its own."""
        return self.keep(body, "block")

    def latex_environment(self, name: str, body: str) -> str:
        """A formula that is an environment, such as align."""
        return self.keep(rf"\begin{{{name}}}{body}\end{{{name}}}", "block")

    def heading(self, text: str, level: int, **attrs: object) -> str:
        """A heading one level down, for the page has its own, and never more than one level below the last."""
        self.level = min(level + 1, self.level + 1, 6)
        return f"<h{self.level}>{text}</h{self.level}>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """An image; one that is not in the text itself becomes its description."""
        return f'<img alt="{html.escape(text)}" src="{html.escape(url)}">'

    def block_mermaidjs(self, code: str) -> str:
        """A diagram that only a script could draw."""
        return f"<pre>{html.escape(code)}</pre>"


def mathml(latex: str, display: str) -> str:
    """A formula as MathML; as it was written if that cannot be done."""
    try:
        made = ElementTree.tostring(math_tree(latex, display), encoding="unicode")
    except Exception:  # latex2mathml raises whatever the slip leads to
        made = f"<code>{escape(latex.strip())}</code>"
    return f'<span class="formula" tabindex="0">{made}</span>' if display == "block" else made


def math_tree(latex: str, display: str) -> ElementTree.Element:
    r"""A formula's elements, none but known ones. ValueError for what is not to be converted.

    latex2mathml's own text cannot be trusted: it lets \text{<script>…} and \href{javascript:…} through."""
    if len(latex) > MOST_LATEX or MACRO.search(latex):
        raise ValueError("too long, or it defines macros")
    tree = Converter(display=display).convert_to_element(latex.replace("{aligned}", "{split}"))
    for element in tree.iter():
        element.text = html.unescape(element.text or "")
        if element.tag not in MATH_TAGS or element.text.startswith("\\"):
            raise ValueError(f"unknown: {element.tag} {element.text}")
        element.attrib = {name: value for name, value in element.attrib.items() if name in MATH_ATTRIBUTES}
    return tree
