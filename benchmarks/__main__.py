"""`python -m benchmarks`: measure, compare with the budgets, show one table."""

import argparse
import importlib
import sys
from collections.abc import Callable, Iterator
from functools import partial

from rich.console import Console

from benchmarks import report
from benchmarks.budgets import Figure, budgets
from benchmarks.run import Run

BENCHMARKS = tuple(dict.fromkeys(budget.by for budget in budgets().values()))


def figures(names: list[str], run: Run) -> Iterator[Figure]:
    """Run benchmarks by name; each yields the figures of the budgets that name it."""
    for name in names:
        module = importlib.import_module(f"benchmarks.{name}")
        told = partial(_say, run.say, name)
        yield from module.measure(run._replace(say=told))


def _say(say: Callable[[str], object], name: str, text: str) -> None:
    say(f"{name}: {text}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a budget is missed")
    parser.add_argument("--quick", action="store_true", help="small texts, few edits, no peers")
    parser.add_argument("--huge", action="store_true", help="also 20,000 files (minutes more)")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the figures as JSON")
    form.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(BENCHMARKS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    return arguments


def main() -> int:
    """Run what the command line names, all by default."""
    arguments = _arguments()
    names = arguments.names or [n for n in BENCHMARKS if n != "huge" or arguments.huge]
    progress = Console(stderr=True)
    with progress.status("") as status:
        run = Run(arguments.quick, status.update, arguments.huge)
        found = {}
        for figure in figures(names, run):
            found[figure.budget] = figure
            progress.print(report.line(figure), highlight=False)
    rows = report.rows(found)
    if arguments.json:
        sys.stdout.write(report.as_json(rows))
    elif arguments.markdown:
        sys.stdout.write(report.as_markdown(rows))
    else:
        shown = Console()
        shown.width = shown.width if shown.is_terminal else 160
        shown.print(report.table(rows))
    return int(
        arguments.check and any(verdict.met is False for row in rows for verdict in row.verdicts)
    )


if __name__ == "__main__":
    sys.exit(main())
