"""`vitals stats`: how the figures of a project are distributed."""

import argparse
import json
from collections.abc import Iterator
from typing import Any, Final, TextIO

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from lsp_server.cli.checked import FIGURES, CheckedFunction, Run
from lsp_server.cli.json_report import DIALECTS, FORMAT, summary
from lsp_server.cli.running import complain, look
from lsp_server.cli.streams import output_to
from lsp_server.cli.totals import histogram, totals

BAR: Final = 40
"""Columns of the longest bar."""
_TIERS: Final = ("within all limits", "notable", "high", "extreme")


def run(arguments: argparse.Namespace) -> int:
    """Measure the paths, print their distribution and return the exit code."""
    outcome = look(arguments)
    with output_to(arguments.output) as stream:
        if arguments.format == "json":
            json.dump(document(outcome), stream, indent=1)
            stream.write("\n")
        else:
            write(outcome, stream)
    complain(outcome)
    return 2 if outcome.incomplete() else 0


def document(outcome: Run) -> dict[str, Any]:
    """Return the distribution as plain data."""
    functions = _functions(outcome)
    return {
        "format": FORMAT,
        "dialects": DIALECTS,
        **summary(outcome),
        "histograms": {
            name: [
                {"from": first, "to": last, "functions": count}
                for first, last, count in histogram(item.figures[index] for item in functions)
            ]
            for index, name in enumerate(FIGURES)
        },
    }


def write(outcome: Run, stream: TextIO) -> None:
    """Write the distribution for people."""
    console = Console(file=stream, highlight=False)
    for part in _parts(outcome):
        console.print(part)


def _parts(outcome: Run) -> Iterator[RenderableType]:
    total = totals(outcome)
    lines = total.lines
    yield Text(f"{total.files:,} files, {total.functions:,} functions, {total.classes:,} classes")
    yield Text(
        f"{lines.physical:,} lines: {lines.source:,} source, {lines.docstring:,} docstring, "
        f"{lines.comment:,} comment, {lines.blank:,} blank"
    )
    yield ""
    yield _quantiles(outcome)
    yield ""
    yield _shares(outcome)
    yield ""
    yield Text("functions by cognitive complexity", style="bold")
    yield _bars([item.report.cognitive for item in _functions(outcome)])


def _quantiles(outcome: Run) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("per function")
    for name in ("median", "p90", "p99", "max"):
        table.add_column(name, justify="right")
    for name, spread in totals(outcome).spread.items():
        table.add_row(name, *(f"{figure:,}" for figure in spread))
    return table


def _shares(outcome: Run) -> Table:
    total = totals(outcome)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("tier")
    table.add_column("functions", justify="right")
    table.add_column("share", justify="right")
    for name, count in zip(_TIERS, total.tiers, strict=True):
        share = count / total.functions if total.functions else 0.0
        table.add_row(name, f"{count:,}", f"{share:.1%}")
    return table


def _bars(figures: list[int]) -> Table:
    bins = histogram(figures)
    longest = max((count for _, _, count in bins), default=1)
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    for first, last, count in bins:
        label = str(first) if first == last else f"{first}-{last}"
        length = -(-count * BAR // longest) if count else 0
        table.add_row(label, f"{count:,}", "#" * length)
    return table


def _functions(outcome: Run) -> list[CheckedFunction]:
    return [function for file in outcome.files for function in file.functions]
