"""What a cell put out, as a page can show it."""

from base64 import b64encode

from markupsafe import Markup
from nbformat import NotebookNode

from grading.markup import clean
from grading.printed import HEAD, cut, printed
from grading.prose import Prose

MOST_OUTPUTS = 30
WIDGET = "application/vnd.jupyter.widget-view+json"


def outputs(cell: NotebookNode, prose: Prose) -> list[Markup]:
    """A cell's outputs, cut to what can be read."""
    made = [made for out in cell.outputs[:MOST_OUTPUTS] if (made := output(out, prose))]
    if (more := len(cell.outputs) - MOST_OUTPUTS) > 0:
        made.append(Markup('<p class="aside">… {} more outputs</p>').format(more))
    return made


def output(out: NotebookNode, prose: Prose) -> Markup:
    """One output as HTML, empty if there is nothing to see."""
    if out.output_type == "stream":
        return printed(cut(out.text, HEAD), "stderr" if out.name == "stderr" else "")
    if out.output_type == "error":
        return printed(cut("\n".join(out.traceback) or f"{out.ename}: {out.evalue}", 0), "error")
    return display(out.data, prose)


def display(data: dict, prose: Prose) -> Markup:
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
