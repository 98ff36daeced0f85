"""Every point and every slip of the notes is met where docs/coverage.md says it is."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
UNITS = tomllib.loads((ROOT / "course" / "units.toml").read_text())["unit"]
NUMBERS = {
    "T-000": range(1, 27), "E-000": range(1, 23), "T-001": range(1, 18), "E-001": range(1, 16),
    "T-002": range(9, 27), "E-002": range(10, 34), "T-003": range(1, 20), "E-003": range(1, 21),
}  # fmt: skip
"""The numbers of each note's points and slips; what note 002 begins with, a network entry by entry, has no unit yet."""


def table():
    """(id, notebook, heading) of each row."""
    text = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|\n ").split(" | ")] for line in text.splitlines()]
    rows = [row for row in rows if re.fullmatch(r"[TE]-\d{3}-\d+", row[0])]
    assert all(len(row) == 4 for row in rows), [row for row in rows if len(row) != 4]
    return [(row[0], row[2].strip("`"), row[3]) for row in rows]


def sources():
    """For each built notebook of the course, the file that it is built from."""
    found = {}
    for unit in UNITS:
        name, folder = f"{unit['number']:02}_{unit['name']}", ROOT / "course" / unit["name"]
        found[f"notebooks/{name}.ipynb"] = folder / "lesson.md"
        found[f"release/{name}/{name}.ipynb"] = folder / "exercises.md"
    return found


def headings(source):
    """The headings of a MyST notebook, without those that stand in code cells."""
    text = re.sub(r"^```.*?^```", "", source.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return re.findall(r"^#+ +(.+?) *$", text, flags=re.MULTILINE)


@pytest.mark.parametrize("kind", NUMBERS)
def test_every_number_is_there_once(kind):
    numbers = [int(name.rsplit("-", 1)[1]) for name, _, _ in table() if name.startswith(kind + "-")]
    assert numbers == list(NUMBERS[kind])


@pytest.mark.parametrize(("name", "notebook", "heading"), table(), ids=lambda value: value)
def test_the_heading_exists(name, notebook, heading):
    assert headings(sources()[notebook]).count(heading) == 1
