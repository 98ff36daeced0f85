"""The rules of the house: who may import whom, what is named where, and what is built from what."""

import ast
import json
import re
import tomllib
from functools import cache
from pathlib import Path

import nbformat
import pytest
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import is_ignored
from traitlets.config import Config

from grading import build
from grading.config import configure
from grading.units import units

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted(path for folder in ("backprop", "grading") for path in (ROOT / folder).rglob("*.py"))
NAMES = [each["name"] for each in tomllib.loads((ROOT / "course" / "units.toml").read_text())["unit"]]
DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
"""What may have a docstring."""


def module_id(path):
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path):
    """A module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


# ---------------------------------------------------------------- who knows whom


def named_units(path):
    """The units that a module's code names: as an id, a task's name, a folder, a module, or in so many words.

    A unit may bear a word of the field, softmax say, and functions and prose may use the word.
    """
    docstrings = {ast.get_docstring(node, clean=False) for node in ast.walk(tree(path)) if isinstance(node, DOCUMENTED)}
    texts = {node.value for node in ast.walk(tree(path)) if isinstance(node, ast.Constant)} - docstrings
    said = [text for text in texts if isinstance(text, str)] + imported(path)
    marks = {name: rf"\d\d_{name}\b|^{name}(-|$)|course[./]{name}\b" for name in NAMES}
    return [(name, text) for name, mark in marks.items() for text in said if re.search(mark, text)]


@pytest.mark.parametrize("path", MODULES, ids=module_id)
def test_no_unit_is_named_outside_course(path):
    assert not named_units(path)


def imported(path):
    """The dotted names that a module imports, wherever in it the import stands."""
    nodes = list(ast.walk(tree(path)))
    whole = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    parts = [(node.module, alias.name) for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names]
    return [*whole, *(f"{module}.{name}" for module, name in parts)]


def starts_with(name, package):
    return name == package or name.startswith(package + ".")


FORBIDDEN = {"backprop": ["course", "grading"], "grading": ["course", "backprop.explore"]}


@pytest.mark.parametrize("path", MODULES, ids=module_id)
def test_imports_run_one_way(path):
    forbidden = FORBIDDEN[path.relative_to(ROOT).parts[0]]
    assert not [name for name in imported(path) if any(starts_with(name, each) for each in forbidden)]


# ---------------------------------------------------------------- docstrings and annotations


def public(body, inside=""):
    """The public functions, classes and methods of a module or class, with their full names."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield inside + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body, f"{inside}{node.name}.")


def arguments(function):
    """All arguments of a function but for `self` and `cls`."""
    a = function.args
    every = [*a.posonlyargs, *a.args, *a.kwonlyargs, *filter(None, [a.vararg, a.kwarg])]
    return [each for each in every if each.arg not in ("self", "cls")]


@pytest.mark.parametrize("path", MODULES, ids=module_id)
def test_all_that_is_public_says_what_it_does(path):
    silent = [name for name, node in public(tree(path).body) if not ast.get_docstring(node)]
    assert ast.get_docstring(tree(path))
    assert not silent


@pytest.mark.parametrize("path", MODULES, ids=module_id)
def test_all_that_is_public_is_annotated(path):
    functions = [(name, node) for name, node in public(tree(path).body) if isinstance(node, ast.FunctionDef)]
    assert not [name for name, node in functions if node.returns is None]
    assert not [f"{name}({a.arg})" for name, node in functions for a in arguments(node) if a.annotation is None]


def test_the_version_heads_the_changelog():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert re.findall(r"^## \[([^\]]+)\]", (ROOT / "CHANGELOG.md").read_text(), flags=re.MULTILINE)[0] == version


# ---------------------------------------------------------------- what is built


@pytest.fixture(scope="module")
def wanted():
    """Every notebook as `course/` says it should be."""
    return list(build.built())


def test_the_notebooks_in_place_are_as_built(wanted):
    assert [path for path, _, nb in wanted if not build.as_built(ROOT / path, nb)] == []


def test_there_are_no_notebooks_but_the_built_ones(wanted):
    paths = [path for each in ("notebooks", "source", "release") for path in (ROOT / each).rglob("*.ipynb")]
    found = {path.relative_to(ROOT).as_posix() for path in paths if ".ipynb_checkpoints" not in path.parts}
    assert found == {path for path, _, _ in wanted}


def test_building_twice_gives_the_same_bytes(wanted):
    assert [build.text(nb) for _, _, nb in build.built()] == [build.text(nb) for _, _, nb in wanted]


def test_built_notebooks_carry_no_outputs(wanted):
    cells = [cell for _, _, nb in wanted for cell in nb.cells if cell.cell_type == "code"]
    assert cells
    assert not [cell.id for cell in cells if cell.outputs or cell.execution_count]


SECRETS = ["BEGIN SOLUTION", "END SOLUTION", "HIDDEN TESTS", "examine(", "import grading", "from grading"]


@pytest.mark.parametrize("folder", ["release", "notebooks"])
def test_what_students_get_holds_no_solution_and_no_hidden_test(folder):
    files = [path for path in (ROOT / folder).rglob("*") if path.is_file() and ".ipynb_checkpoints" not in path.parts]
    texts = {path.name: path.read_text(encoding="utf-8") for path in files}
    assert files
    assert not [(name, secret) for name, text in texts.items() for secret in SECRETS if secret in text]


def test_a_secret_would_be_found_in_the_source():
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "source").rglob("*.ipynb")]
    assert all(secret in text for text in texts for secret in ("BEGIN SOLUTION", "HIDDEN TESTS", "examine("))


def test_each_answer_cell_of_the_release_is_a_stub():
    for unit in units().values():
        nb = nbformat.read(ROOT / "release" / unit.id / f"{unit.id}.ipynb", as_version=4)
        answers = [cell.source for cell in nb.cells if cell.metadata.get("nbgrader", {}).get("solution")]
        assert answers
        assert all("# your code here" in source for source in answers)


# ---------------------------------------------------------------- edited by hand


@pytest.fixture
def edited(tmp_path, monkeypatch, wanted):
    """A copy of the built notebooks, one of which somebody edited, and which one."""
    monkeypatch.setattr(build, "ROOT", tmp_path)
    for path, _, nb in wanted:
        build.write(nb, tmp_path / path)
    record = json.loads((ROOT / build.RECORD).read_text())
    path, origin, nb = wanted[0]
    changed = nbformat.from_dict(json.loads(build.text(nb)))
    changed.cells[2].source += "\nA remark."
    build.write(changed, tmp_path / path)
    return path, origin, record


def test_a_notebook_edited_by_hand_is_not_overwritten(edited, wanted):
    path, origin, record = edited
    with pytest.raises(build.EditedByHandError) as refusal:
        build.refuse_edited(wanted, record)
    assert f"{path} (first at cell 2): make the change in {origin} instead" in str(refusal.value)
    others = [each for each, _, _ in wanted if each != path]
    assert not [each for each in others if each in str(refusal.value)]


def test_a_notebook_that_was_only_run_may_be_overwritten(edited, wanted):
    path, _, record = edited
    nb = nbformat.from_dict(json.loads(build.text(wanted[0][2])))
    next(cell for cell in nb.cells if cell.cell_type == "code").execution_count = 1
    build.write(nb, build.ROOT / path)
    build.refuse_edited(wanted, record)


# ---------------------------------------------------------------- beside a source notebook


def generate(course, unit):
    """`nbgrader generate_assignment` under the course's config, in a course folder of its own."""
    config = Config()
    configure(config, course)
    config.CourseDirectory.assignment_id = unit
    config.SaveCells.enabled = False
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
    converter.no_database = True
    converter.start()


STRAYS = ["notes.txt", "grades.csv", "answers.json", "slides.pdf", "old.ipynb.bak", "x.pyc", ".DS_Store", ".notes"]


def test_a_stray_file_beside_a_source_notebook_stays_out_of_the_release(tmp_path):
    unit = next(iter(units()))
    source = ROOT / "source" / unit / f"{unit}.ipynb"
    (tmp_path / "source" / unit / "__pycache__").mkdir(parents=True)
    (tmp_path / "source" / unit / source.name).write_bytes(source.read_bytes())
    for stray in [*STRAYS, "__pycache__/x.pyc"]:
        (tmp_path / "source" / unit / stray).write_text("not for students")
    generate(tmp_path, unit)
    assert [path.name for path in (tmp_path / "release").rglob("*") if path.is_file()] == [source.name]


def test_what_nbgrader_and_students_need_beside_a_notebook_does_travel(tmp_path):
    config = Config()
    configure(config, tmp_path)
    for name in ("timestamp.txt", "submission_secret.txt", "helper.py"):
        (tmp_path / name).touch()
        assert not is_ignored(str(tmp_path / name), config.CourseDirectory.ignore)


def test_there_is_nothing_beside_a_source_notebook(wanted):
    found = [path for path in (ROOT / "source").rglob("*") if path.is_file()]
    beside = [path for path in found if ".ipynb_checkpoints" not in path.parts]
    assert {path.relative_to(ROOT).as_posix() for path in beside} <= {path for path, _, _ in wanted}
