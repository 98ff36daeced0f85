"""Markdown to clean HTML, its formulas as MathML, so that a page needs no network to show them."""

import html
import re
import secrets
from xml.etree import ElementTree

from latex2mathml.converter import Converter
from markupsafe import Markup, escape
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath, MathBlockParser, MathInlineParser

from grading.markup import clean, words
from grading.printed import HEAD, cut, printed, shorten

MOST_LATEX = 2_000
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
