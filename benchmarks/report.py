"""Figures beside their aims and their peers: as a table, as Markdown, as JSON."""

import json
import statistics
from collections.abc import Mapping
from typing import Final, NamedTuple

from rich.table import Table

from benchmarks.budgets import Budget, Figure, Verdict, budgets, verdicts

_WORDS: Final = {True: "met", False: "MISSED", None: "?"}
_STYLES: Final = {True: "green", False: "bold red", None: "dim"}


class Row(NamedTuple):
    """A budget, what was measured for it, and how its aims fared."""

    budget: Budget
    figure: Figure
    verdicts: list[Verdict]


def rows(figures: Mapping[str, Figure]) -> list[Row]:
    """Return the figures in the order of the budgets."""
    return [
        Row(budget, figures[name], verdicts(budget, figures[name], figures))
        for name, budget in budgets().items()
        if name in figures
    ]


def number(value: float) -> str:
    """Return a figure with as many digits as it deserves."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def line(figure: Figure) -> str:
    """Return one line on a figure as soon as it is there."""
    return f"{figure.budget}: {number(figure.p50)} (p99 {number(figure.p99)})"


def _peers(row: Row) -> list[str]:
    return [
        f"{name} {number(statistics.median(values))}" for name, values in row.figure.peers.items()
    ]


def table(found: list[Row]) -> Table:
    """Return a table for the terminal."""
    shown = Table(
        "figure", "what", "p50", "p99", "", "aim", "peers (p50)", box=None, pad_edge=False
    )
    for column in (2, 3):
        shown.columns[column].justify = "right"
    for row in found:
        aims = [
            f"[{_STYLES[verdict.met]}]{verdict.aim} {_WORDS[verdict.met]}[/]"
            for verdict in row.verdicts
        ]
        p50, p99 = number(row.figure.p50), number(row.figure.p99)
        peers = "\n".join(_peers(row))
        name, what, unit = row.budget.name, row.budget.what, row.budget.unit
        shown.add_row(name, what, p50, p99, unit, "\n".join(aims) or "-", peers)
    return shown


def as_markdown(found: list[Row]) -> str:
    """Return a table for README.md."""
    lines = ["| what | p50 | p99 | aim | peers (p50) |", "|---|---|---|---|---|"]
    for row in found:
        aims = [
            f"{v.aim} {'**missed**' if v.met is False else _WORDS[v.met]}" for v in row.verdicts
        ]
        p50, p99 = number(row.figure.p50), number(row.figure.p99)
        cells = [
            row.budget.what,
            f"{p50} {row.budget.unit}",
            p99,
            "; ".join(aims) or "-",
            ", ".join(_peers(row)),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def as_json(found: list[Row]) -> str:
    """Return the figures with all that was measured."""
    told = [
        {
            **row.budget._asdict(),
            "measured": {
                "p50": row.figure.p50,
                "p99": row.figure.p99,
                "count": len(row.figure.values),
            },
            "aims": [verdict._asdict() for verdict in row.verdicts],
            "peers": {name: statistics.median(v) for name, v in row.figure.peers.items()},
        }
        for row in found
    ]
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"
