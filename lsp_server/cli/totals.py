"""The sums and distributions of a run: tiers, quantiles and histograms over its functions."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from operator import add
from typing import Final, NamedTuple

import msgspec

from lsp_server.analysis.report import LineCounts
from lsp_server.checks.finding import Change
from lsp_server.cli.checked import FIGURES, Run, Sums


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


def added(parts: Iterable[Sums]) -> Sums:
    """Add up the sums of files."""
    numbers = [0] * _NUMBERS
    figures: tuple[dict[int, int], ...] = tuple({} for _ in FIGURES)
    for part in parts:
        numbers = list(map(add, numbers, _numbers(part)))
        for counts, more in zip(figures, part.figures, strict=True):
            for figure, count in more.items():
                counts[figure] = counts.get(figure, 0) + count
    files, classes, *rest = numbers
    lines, tiers, changes = rest[:-7], rest[-7:-3], rest[-3:]
    return msgspec.convert((files, lines, classes, tiers, figures, changes), Sums)


def _numbers(sums: Sums) -> Iterable[int]:
    lines = msgspec.structs.astuple(sums.lines)
    return (sums.files, sums.classes, *lines, *sums.tiers, *sums.changes)


_NUMBERS: Final = len(tuple(_numbers(Sums())))


def totals(run: Run) -> Totals:
    """Return what a run adds up to, for people."""
    sums = run.sums
    return Totals(
        files=sums.files,
        lines=sums.lines,
        functions=sum(sums.tiers),
        classes=sums.classes,
        tiers=sums.tiers,
        spread={name: spread(sums.figures[index]) for index, name in enumerate(FIGURES)},
        changes={change.name.lower(): sums.changes[change] for change in Change},
    )


def spread(counts: Mapping[int, int]) -> Spread:
    """Return the quantiles of figures, given how often each occurs; all 0 when there are none."""
    ordered = sorted(counts.items())
    reached = list(accumulate(count for _, count in ordered))
    return Spread(*(_quantile(ordered, reached, percent) for percent in (50, 90, 99, 100)))


def _quantile(ordered: Sequence[tuple[int, int]], reached: Sequence[int], percent: int) -> int:
    if not ordered:
        return 0
    rank = max(-(-reached[-1] * percent // 100), 1)
    return ordered[bisect_left(reached, rank)][0]


def histogram(counts: Mapping[int, int]) -> list[tuple[int, int, int]]:
    """Count figures in bins that double in width: (first, last, count), empty ones at the end cut."""
    bins: Counter[int] = Counter()
    for figure, count in counts.items():
        bins[max(figure, 0).bit_length()] += count
    widest = max(bins, default=0)
    return [((1 << bits) >> 1, (1 << bits) - 1, bins[bits]) for bits in range(widest + 1)]
