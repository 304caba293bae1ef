"""The sums and distributions of a run: tiers, quantiles and histograms over its functions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lsp_server.analysis.report import LineCounts
from lsp_server.checks.finding import Change
from lsp_server.cli.checked import FIGURES, Run


class Spread(NamedTuple):
    """Quantiles of one figure over all functions, by nearest rank."""

    median: int
    p90: int
    p99: int
    max: int


class Totals(NamedTuple):
    """What a run adds up to; `tiers` counts functions of tier 0 to 3."""

    files: int
    lines: LineCounts
    functions: int
    classes: int
    tiers: tuple[int, int, int, int]
    spread: dict[str, Spread]
    changes: dict[str, int]


def totals(run: Run) -> Totals:
    """Add up a run."""
    functions = [function for file in run.files for function in file.functions]
    tiers = Counter(function.tier for function in functions)
    changes = Counter(finding.change for file in run.files for finding in file.findings)
    lines = LineCounts()
    for file in run.files:
        lines = lines + file.lines
    return Totals(
        files=sum(not file.unread for file in run.files),
        lines=lines,
        functions=len(functions),
        classes=sum(len(file.classes) for file in run.files),
        tiers=(tiers[0], tiers[1], tiers[2], tiers[3]),
        spread={
            name: spread(function.figures[index] for function in functions)
            for index, name in enumerate(FIGURES)
        },
        changes={change.name.lower(): changes[change] for change in Change},
    )


def spread(figures: Iterable[int]) -> Spread:
    """Return the quantiles of some figures; all 0 when there are none."""
    ordered = sorted(figures)
    return Spread(*(_quantile(ordered, percent) for percent in (50, 90, 99, 100)))


def _quantile(ordered: Sequence[int], percent: int) -> int:
    if not ordered:
        return 0
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(rank, 1) - 1]


def histogram(figures: Iterable[int]) -> list[tuple[int, int, int]]:
    """Count figures in bins that double in width: (first, last, count), empty ones at the end cut."""
    counts = Counter(max(figure, 0).bit_length() for figure in figures)
    widest = max(counts, default=0)
    return [((1 << bits) >> 1, (1 << bits) - 1, counts[bits]) for bits in range(widest + 1)]
