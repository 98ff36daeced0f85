"""All that makes nbgrader grade this way, in one place; `nbgrader_config.py` calls it."""

from pathlib import Path

from traitlets.config import Config

STUB = "...  # your code here"


def configure(c: Config, root: Path) -> None:
    """Set up nbgrader for the course folder `root`: plain `nbgrader autograde`, its Python API and its formgrader."""
    c.CourseDirectory.root = str(root)
    c.CourseDirectory.course_id = "backprop"
    # Beside a notebook only modules travel, and nbgrader's timestamp.txt and submission_secret.txt; no notes, no marks.
    strangers = ["*.[!ipt]*", "*.i[!p]*", "*.p[!y]*", "*.t[!x]*", "[!st]*.txt"]
    c.CourseDirectory.ignore = [*strangers, "*.py?*", "__pycache__", ".*", "~*"]

    # What students get: solutions cut out, hidden tests cut out, nothing beside the notebook.
    c.ClearSolutions.code_stub = {"python": STUB}
    c.IncludeHeaderFooter.enabled = False

    # The student's kernel computes, the grader's process judges. nbgrader's CheckCellMetadata has nothing to do here:
    # after the graft all metadata is that of the release, which was checked when it was made.
    c.Autograde.exporter_class = "grading.kernel.WalledExporter"
    c.Autograde.sanitize_preprocessors = [
        "grading.graft.Graft",
        "nbgrader.preprocessors.ClearOutput",
        "nbgrader.preprocessors.OverwriteKernelspec",
        "grading.graft.PutBack",
    ]
    c.Autograde.autograde_preprocessors = [
        "grading.autograde.Examine",
        "nbgrader.preprocessors.LimitOutput",
        "nbgrader.preprocessors.SaveAutoGrades",
        "nbgrader.preprocessors.AssignLatePenalties",
    ]
    c.Examine.secret_file = str(root / ".grading-secret")
    c.Execute.timeout = 30  # seconds for a cell, and for a task's problems together

    # The page that a student reads; it needs no network, and nothing that a student wrote runs in it.
    c.GenerateFeedback.exporter_class = "grading.feedback.FeedbackExporter"
    c.GenerateFeedback.preprocessors = ["nbgrader.preprocessors.GetGrades"]
