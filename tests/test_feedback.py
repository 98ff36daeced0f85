"""The feedback page: it tells verdicts and no test, needs no network, and runs nothing that a student wrote."""

import os
import re
import sys
from itertools import count, pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import chromium_page
from bs4 import BeautifulSoup
from nbformat import write
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from grading import page
from grading.config import configure
from grading.feedback import FeedbackExporter
from grading.markup import clean
from grading.outputs import MOST_OUTPUTS
from grading.printed import cut
from grading.prose import Prose, mathml
from grading.verdict import FIRST, NOT_STARTED, RIGHT, Part, Verdict

PICTURE = "data:image/png;base64,iVBORw0KGgo="
HIDDEN = "assert secret_test(forward) == 42"
HOSTILE = """<script>alert(1)</script><img src=x onerror=alert(1) alt="a tracker"><b onclick="alert(1)">bold</b>
<a href="javascript:alert(1)">link</a><a href="data:text/html,x">link</a><a href="../x.html">link</a>
<iframe src="https://evil.example/"></iframe>
<style>@import url(//evil.example)</style>
<p style="background: url(https://evil.example/b.png)" class="verdict" id="top">text</p><svg onload=alert(1)></svg>
<link rel="stylesheet" href="//evil.example/a.css"><img srcset="//evil.example/c.png" src="https://evil.example/c.png">
<form action="https://evil.example"><input name="x"></form>
<meta http-equiv="refresh" content="0; url=//evil.example">"""

NUMBER = count()
WRONG = [Part("Z1", 3, RIGHT), Part("A1", 2, FIRST, "Which function comes between?", "A1[0, 1]: yours 2, right 0.5")]


def nbgrader(name, **more):
    """nbgrader's metadata of a cell."""
    kinds = {"grade": False, "solution": False, "task": False, "locked": False}
    return {"nbgrader": {"grade_id": name, "schema_version": 3} | kinds | more}


def answer(text="def forward(X):\n    return X", comment=None, outputs=()):
    meta = nbgrader("unit-forward-answer", solution=True, comment=comment)
    return new_code_cell(text, metadata=meta, outputs=list(outputs), id="unit-forward-answer")


def grade_cell(parts=tuple(WRONG), score=None, name="unit-forward"):
    """A grade cell as `Examine` writes it and GetGrades completes it."""
    said = Verdict(name, list(parts))
    outputs = [
        new_output("display_data", data={"text/plain": page.text(said), "text/html": page.html(said)}),
        new_output("execute_result", data={"text/plain": str(float(said.score))}),
    ]
    meta = nbgrader(name, grade=True, locked=True, points=said.points, score=said.score if score is None else score)
    return new_code_cell(HIDDEN, metadata=meta, outputs=outputs, id=name)


def own(*outputs, source="..."):
    """A code cell that the student added."""
    return new_code_cell(source, outputs=list(outputs), id=f"own-{next(NUMBER)}")


def note(text):
    """A text cell that the student added."""
    return new_markdown_cell(text, id=f"own-{next(NUMBER)}")


def shown(**data):
    """An output with data of these types, say text_html."""
    return new_output("display_data", data={kind.replace("_", "/"): value for kind, value in data.items()})


def soup(*cells, penalty=0.0):
    """The page of a notebook of these cells, below a title."""
    text, resources = FeedbackExporter().from_notebook_node(notebook(*cells), {"nbgrader": grades(cells, penalty)})
    assert resources["output_extension"] == ".html"
    return BeautifulSoup(text, "html.parser")


def notebook(*cells):
    return new_notebook(cells=[new_markdown_cell("# Exercises 9: A unit\n\nHow to work.\n\n## 1. Forward"), *cells])


def grades(cells, penalty=0.0):
    """What GetGrades would put into the resources."""
    ours = [cell.metadata.get("nbgrader", {}) for cell in cells]
    score, most = (sum(each.get(key, 0) for each in ours) for key in ("score", "points"))
    return {
        "student": "ada", "notebook": "09_unit", "score": score - penalty, "max_score": most, "late_penalty": penalty
    }  # fmt: skip


# What is told.


def test_the_summary_adds_up():
    top = soup(answer(), grade_cell(), grade_cell([Part("L", 4, RIGHT)], name="unit-cost"), penalty=1.5)
    assert top.h1.get_text() == "Exercises 9: A unit"
    assert top.title.get_text() == "Exercises 9: A unit: 5.5 of 9"
    assert top.select_one(".score").get_text() == "5.5 of 9 points"
    rows = [[cell.get_text(" ", strip=True) for cell in row(["th", "td"])] for row in top.select(".points tr")]
    assert rows == [
        ["exercise", "verdict", "points"],
        ["1. Forward unit-forward", "✗ first slip: A1", "3 of 5"],
        ["1. Forward unit-cost", "✓ right", "4 of 4"],
        ["handed in late", "−1.5"],
        ["together", "5.5 of 9"],
    ]


def test_every_task_is_linked():
    top = soup(grade_cell(), grade_cell(name="unit-cost"))
    assert all(top.find(id=link["href"][1:]) for link in top.select(".points a"))
    assert len(top.select(".points a")) == 2


@pytest.mark.parametrize(
    ("statuses", "remark"),
    [
        ([RIGHT, "right from your A1"], "✓ right"),
        ([NOT_STARTED, NOT_STARTED], "· not started"),
        ([RIGHT, NOT_STARTED], "· not finished"),
        ([NOT_STARTED, FIRST], "✗ first slip: s1"),
        (["no answer", "no answer"], "✗ no answer"),
    ],
)
def test_a_verdict_in_a_word(statuses, remark):
    top = soup(grade_cell([Part(f"s{i}", 1, status) for i, status in enumerate(statuses)]))
    assert top.select_one(".points tbody td").get_text() == remark


def test_a_grade_cell_shows_its_verdict_and_nothing_of_the_test():
    top = soup(answer(), grade_cell())
    verdict = top.find(id="unit-forward")
    assert "secret_test" not in str(top)
    assert [row["class"] for row in verdict.select("tbody tr")] == [["right"], ["wrong"]]
    assert "Which function comes between?" in verdict.get_text()
    assert "A1[0, 1]: yours 2, right 0.5" in verdict.get_text()
    assert not verdict.select("pre")


@pytest.mark.parametrize("outputs", [[], [new_output("error", ename="E", evalue="e", traceback=[HIDDEN])]])
def test_a_grade_cell_that_was_not_examined_says_so(outputs):
    cell = grade_cell(score=0)
    cell.outputs = outputs
    top = soup(cell)
    assert "secret_test" not in str(top)
    assert "This cell has not been examined." in top.find(id="unit-forward").get_text()


def test_a_comment_stands_on_top_and_at_the_answer():
    top = soup(answer(comment="Look at **A1**: $a(1 - a)$."), grade_cell())
    told = [comment.get_text(" ", strip=True) for comment in top.select(".comment")]
    assert len(told) == 2
    assert all("Look at A1" in each for each in told)
    assert top.find(id=top.select_one(".comment a")["href"][1:])


def test_what_nbgrader_says_to_an_untouched_answer_is_no_comment():
    assert not soup(answer(comment="No response."), grade_cell()).select(".comment")


def test_a_score_that_was_changed_by_hand_counts_and_is_told():
    top = soup(grade_cell(score=5))
    assert top.select_one(".score").get_text() == "5 of 5 points"
    assert "Your instructor changed this score: it is 5 of 5." in top.find(id="unit-forward").get_text()
    assert "changed by your instructor" in top.select_one(".points tbody").get_text()


def test_an_answer_marked_by_hand_shows_text_and_points():
    cell = new_markdown_cell(
        "Because **it is**.", metadata=nbgrader("why", grade=True, solution=True, points=4, score=3)
    )
    told = soup(cell).find(id="why")
    assert told.select_one(".label").get_text() == "Your answer 3 of 4 points"
    assert told.strong


def test_a_students_heading_names_nothing():
    top = soup(note("# 100 of 100"), grade_cell())
    assert top.h1.get_text() == "Exercises 9: A unit"
    assert top.select_one(".points tbody a").get_text() == "1. Forward"


def test_headings_go_down_one_level_at_a_time():
    top = soup(new_markdown_cell("# Mine\n\n##### Deep\n\n## Two"), grade_cell())
    levels = [int(heading.name[1]) for heading in top(re.compile(r"h\d"))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


# Without a network, and safe.


def loads(top):
    """All that a page would fetch, and all that would run in it."""
    found = [tag.name for tag in top(["script", "link", "iframe", "object", "embed", "video", "audio", "base", "form"])]
    for tag in top(True):
        for name, value in tag.attrs.items():
            if name.startswith("on") or name in ("srcset", "action", "background", "poster", "srcdoc"):
                found.append((tag.name, name))
            if name == "src" and not value.startswith("data:image/"):
                found.append(value)
            if name == "href" and not re.match(r"https?://|#", value):
                found.append(value)
            if name == "style" and not re.fullmatch(r"width: [\d.]+%", value):
                found.append(value)
    styles = "".join(style.get_text() for style in top("style"))
    return found + re.findall(r"url\(|@import", styles)


@pytest.mark.parametrize(
    "cell",
    [
        own(shown(text_html=HOSTILE)),
        own(shown(text_markdown=HOSTILE)),
        note(HOSTILE),
        note(f"- a list\n\n{HOSTILE}\n\n[x](javascript:alert(1)) ![p](https://evil.example/p.png)"),
        answer(comment=HOSTILE),
        own(new_output("stream", name="stdout", text=HOSTILE), source=HOSTILE),
        own(new_output("error", ename=HOSTILE, evalue=HOSTILE, traceback=[HOSTILE])),
        own(shown(**{"application_javascript": "alert(1)", "text_plain": HOSTILE})),
        note(r"$\text{<script>alert(1)</script>}$ and $\href{javascript:alert(1)}{x}$"),
        note("```mermaid\ngraph TD\n```\n\n![here](attachment:gone.png)"),
    ],
)
def test_nothing_is_loaded_and_nothing_runs(cell):
    top = soup(cell, grade_cell())
    assert loads(top) == []
    assert len(top.select("#top")) == 1
    assert len(top.select(".verdict")) == 1


def test_the_page_forbids_what_it_does_not_need():
    policy = soup(grade_cell()).find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert "default-src 'none'" in policy
    assert "script" not in policy


def test_pictures_stay_with_their_alt_text():
    html = f'<img alt="a &lt; b" width="300" style="max-width: 100%" src="{PICTURE}">'
    first, second, third = soup(
        own(
            shown(text_html=html),
            shown(image_png="iVBORw0KGgo=\n", text_plain="<Figure>"),
            shown(**{"image_svg+xml": "<svg/>"}),
        )
    )("img")
    assert (first["alt"], first["width"], first["src"]) == ("a < b", "300", PICTURE)
    assert (second["alt"], second["src"]) == ("<Figure>", PICTURE)
    assert third["src"].startswith("data:image/svg+xml;base64,")


def test_a_picture_elsewhere_is_told_in_words():
    assert "[picture: the cost]" in clean('<p><img src="cost.png" alt="the cost"></p>')


def test_html_too_deep_to_clean_in_time_gives_way_to_plain_text():
    top = soup(own(shown(text_html="<b>" * 60_000, text_plain="plain")))
    assert top.select_one(".output").get_text(strip=True) == "plain"


# What a cell put out.


def test_the_end_of_a_traceback_is_kept_without_its_colours():
    lines = [f"\x1b[31mframe {i}\x1b[39m" for i in range(40)]
    told = soup(own(new_output("error", ename="E", evalue="e", traceback=[*lines, "ValueError: the reason"])))
    text = told.select_one(".error").get_text()
    assert text.startswith("error…\nframe 29")
    assert text.endswith("frame 39\nValueError: the reason")


def test_a_flood_is_cut_in_the_middle():
    text = cut("\n".join(f"line {i}" for i in range(500)), 30)
    assert text.startswith("line 0\n")
    assert "\nline 29\n… 458 lines left out …\nline 488\n" in text
    assert text.endswith("line 499")


def test_a_progress_bar_shows_its_last_state():
    assert cut("10%\r50%\r100%\ndone\x07", 30) == "100%\ndone"


def test_warnings_are_called_so():
    told = soup(own(new_output("stream", name="stderr", text="UserWarning: careful")))
    assert told.select_one(".stderr").get_text() == "stderrUserWarning: careful"


def test_many_outputs_are_counted():
    told = soup(own(*[shown(text_plain=str(i)) for i in range(MOST_OUTPUTS + 7)]))
    assert told.select(".output")[-1].get_text() == "… 7 more outputs"


def test_a_widget_is_a_line_of_words():
    widget = {"application_vnd.jupyter.widget-view+json": {"model_id": "1"}, "text_plain": "IntSlider(value=3)"}
    told = soup(own(shown(**widget))).select_one(".output").get_text()
    assert told == "An interactive figure: it lives in the notebook."


# Text and formulas.


@pytest.mark.parametrize(
    "text", ["$a_1 < b$", "$$\\frac{1}{m} \\sum_i a_i$$", "| a |\n|---|\n| $x$ |", "\\begin{align}a&=b\\end{align}"]
)
def test_formulas_are_mathml(text):
    made = BeautifulSoup(Prose().html(text), "html.parser")
    assert made.math
    assert "$" not in made.get_text()


@pytest.mark.parametrize(
    "text", ["`$x$` and `$$y$$`", "It cost $5, not $10.", "from $5 to `b$`", "```\n$$x$$\n```", "a \\$x\\$ b"]
)
def test_what_is_no_formula_stays(text):
    made = BeautifulSoup(Prose().html(text), "html.parser")
    assert not made.math
    assert made.get_text().count("$") == text.count("$")


@pytest.mark.parametrize("latex", [r"\nosuchmacro{x}", r"\left( x", r"\def\a{\b\b}\a", "x" * 5_000, ""])
def test_what_cannot_be_converted_stays_as_it_was_written(latex):
    made = BeautifulSoup(mathml(latex, "inline"), "html.parser")
    assert made.code.get_text() == latex


def test_a_formula_in_an_attribute_is_no_way_out_of_it():
    made = BeautifulSoup(Prose().html('<abbr title="$x$">a</abbr> $x$'), "html.parser")
    assert [tag.name for tag in made(True)] == ["div", "p", "abbr", "math", "mrow", "mi"]


# In a browser.


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_a_browser_asks_for_nothing_and_axe_finds_nothing(tmp_path, width):
    cells = [
        note(f"$$x^2$$\n\n{HOSTILE}"),
        own(shown(text_html=HOSTILE)),
        answer(comment="So."),
    ]
    cells += [
        own(new_output("error", ename="E", evalue="e", traceback=["frame"])),
        grade_cell(),
        grade_cell(name="two"),
    ]
    (tmp_path / "page.html").write_text(str(soup(*cells)), encoding="utf-8")
    asked = []
    with chromium_page(width=width) as tab:
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("console", lambda message: asked.append(message.text))
        tab.goto(f"file://{tmp_path}/page.html")
        asked = [each for each in asked if not each.startswith("data:")]
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(tab).response["violations"]
    assert asked == [f"file://{tmp_path}/page.html"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []


# By nbgrader itself.


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course folder with one graded notebook, and what the formgrader's button calls."""
    monkeypatch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    monkeypatch.chdir(tmp_path)
    config = Config()
    configure(config, root=tmp_path)
    folder = tmp_path / "autograded" / "ada" / "09_unit"
    folder.mkdir(parents=True)
    write(notebook(answer(), grade_cell()), folder / "09_unit.ipynb")
    return NbGraderAPI(CourseDirectory(config=config), config=config)


# nbgrader's own way of adding a submission: SQLAlchemy warns that it is not yet in the session.
@pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning")
def test_the_formgraders_button_writes_this_page(course, tmp_path):
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as book:
        book.add_assignment("09_unit")
        book.add_notebook("09_unit", "09_unit")
        book.add_grade_cell("unit-forward", "09_unit", "09_unit", max_score=5, cell_type="code")
        book.add_solution_cell("unit-forward-answer", "09_unit", "09_unit")
        book.add_student("ada")
        book.add_submission("09_unit", "ada")
        book.find_grade("unit-forward", "09_unit", "09_unit", "ada").auto_score = 3
        book.find_comment("unit-forward-answer", "09_unit", "09_unit", "ada").manual_comment = "Nearly."
        book.db.commit()
    done = course.generate_feedback("09_unit", "ada")
    assert done["success"], done
    text = (tmp_path / "feedback" / "ada" / "09_unit" / "09_unit.html").read_text(encoding="utf-8")
    top = BeautifulSoup(text, "html.parser")
    assert top.select_one(".score").get_text() == "3 of 5 points"
    assert "Nearly." in top.select_one(".comment").get_text()
    assert loads(top) == []
