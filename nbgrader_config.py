"""nbgrader's config for this course. What it does, and why, stands in grading/config.py; set your own wishes below."""

from pathlib import Path

from grading.config import configure

c = get_config()  # noqa: F821 (nbgrader provides it)
configure(c, root=Path(__file__).resolve().parent)

# Seconds that a cell may run, and that a task's problems may take together.
# c.Execute.timeout = 30
