"""`python -m grading`: build the notebooks, grade what was handed in, grade one again, or grade the sample class."""

import argparse
import sys
from contextlib import AbstractContextManager, nullcontext

from grading import again, build, crew, demo, overview, run
from grading.units import ROOT, tasks, unit, units


def main(words: list[str] | None = None) -> int:
    """Run a subcommand; gives the exit status. Messages are for people, no traceback for a wrong word."""
    parser = argparse.ArgumentParser(prog="python -m grading", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    notebooks = commands.add_parser("notebooks", help="build notebooks/, source/ and release/ from course/")
    notebooks.add_argument("--force", action="store_true", help="overwrite notebooks that were edited by hand")
    notebooks.add_argument("--check", action="store_true", help="only say whether they are as course/ has them")
    grading = commands.add_parser("grade", help="autograde what lies in submitted/ and write the feedback")
    grading.add_argument("unit", help=f"one of {', '.join(units())}")
    once_more = commands.add_parser("again", help="mark one submission again, on the same problems; changes nothing")
    once_more.add_argument("student", help="the name of a folder in submitted/")
    once_more.add_argument("unit", help="the unit")
    shown = commands.add_parser("demo", help="grade the sample class and compare with the plan")
    shown.add_argument("unit", nargs="?", help="one unit; all of them if none is named")
    for command in (grading, shown):
        who = command.add_mutually_exclusive_group()
        who.add_argument("--workers", type=count, metavar="N", help="mark with N processes side by side")
        who.add_argument("--scheduler", metavar="tcp://…", help="mark with the workers of this Dask scheduler")
    said = parser.parse_args(words)
    try:
        return act(said)
    except (build.EditedByHandError, ValueError, KeyError, RuntimeError) as error:
        print(error.args[0] if error.args else error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        rest = " What was graded stays; the same command does the rest." if said.command == "grade" else ""
        print(f"\nStopped.{rest}", file=sys.stderr)
        return 130


def act(said: argparse.Namespace) -> int:
    """Do what was asked for; gives the exit status."""
    if said.command == "notebooks":
        return check() if said.check else made(said.force)
    if said.command == "again":
        return again.again(ROOT, said.student, unit(said.unit))
    with markers(said) as hired:
        if said.command == "grade":
            return grade(said.unit, hired)
        return int(not demo.demo([unit(said.unit)] if said.unit else list(units().values()), hired))


def count(word: str) -> int:
    """A number of workers, 1 at least."""
    if not word.isdecimal() or not int(word):
        raise argparse.ArgumentTypeError(f"{word!r} is no number of workers")
    return int(word)


def markers(said: argparse.Namespace) -> AbstractContextManager[crew.Crew | None]:
    """Who is to mark: processes, a cluster, or nobody but plain nbgrader."""
    if said.workers:
        return crew.processes(said.workers)
    return crew.cluster(said.scheduler) if said.scheduler else nullcontext()


def made(force: bool) -> int:
    """Build, and say what was written."""
    written = build.build(force)
    print("\n".join(f"built {path}" for path in written) or "All notebooks are as course/ has them.")
    return 0


def check() -> int:
    """Say which built notebooks are not as course/ has them; 1 if there are any."""
    stale = [path for path, _, nb in build.built() if not build.as_built(ROOT / path, nb)]
    print(
        "\n".join(f"{path} is not as course/ has it: make notebooks" for path in stale) or "Notebooks are up to date."
    )
    return int(bool(stale))


def grade(name: str, hired: crew.Crew | None) -> int:
    """Grade what was handed in for a unit; 1 if some submission could not be graded."""
    chosen = unit(name)
    total = len(list((ROOT / "submitted").glob(f"*/{name}")))
    if not total:
        print(
            f"Nothing to grade: put each student's notebook at submitted/<student>/{name}/{name}.ipynb", file=sys.stderr
        )
        return 1
    run.grade(ROOT, chosen, total, hired)
    rows = overview.standings(ROOT, chosen)
    print("\n" + overview.table(rows, sum(task.points for task in tasks(chosen).values())))
    print(f"Feedback pages: {ROOT / 'feedback'}")
    return int(any(row.score is None for row in rows))


if __name__ == "__main__":
    sys.exit(main())
