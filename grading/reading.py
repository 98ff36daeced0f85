"""Reading what was handed in: a file that is no notebook is told apart from one that is merely odd."""

from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode


class UnreadableError(ValueError):
    """A submission that cannot be read at all; the message says which file and what is wrong with it."""


def read(path: str | Path) -> NotebookNode:
    """A notebook of any format as nbformat 4. UnreadableError, with the reason, if it is none, or none of its own."""
    if Path(path).is_symlink():
        raise UnreadableError(f"{Path(path).name} is a link to another file, and not a notebook")
    try:
        nb = nbformat.reads(Path(path).read_text(encoding="utf-8-sig"), as_version=4)
    except (nbformat.ValidationError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        why = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise UnreadableError(f"{Path(path).name} is not a notebook that can be read: {why}") from None
    if not isinstance(nb.get("cells"), list) or not all(isinstance(cell, dict) for cell in nb.cells):
        raise UnreadableError(f"{Path(path).name} is not a notebook that can be read: it has no cells")
    return nb


class SubmissionExporter(NotebookExporter):
    """nbgrader's exporter for autograding, reading with `read`."""

    def from_filename(self, filename: str, resources: dict | None = None, **kw: Any) -> tuple[str, dict]:
        """The notebook in a file, sent through the preprocessors. UnreadableError if it is no notebook."""
        resources = resources or {}
        path = Path(filename)
        resources["metadata"] = {"name": path.stem, "path": str(path.parent), **resources.get("metadata", {})}
        return self.from_notebook_node(read(path), resources=resources, **kw)
