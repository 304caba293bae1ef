"""`vitals stats`: how the figures of a project are distributed."""

import argparse
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, TextIO

from lsp_server.cli.cache import facts, sentence
from lsp_server.cli.checked import FIGURES, Run
from lsp_server.cli.json_report import DIALECTS, FORMAT, summary
from lsp_server.cli.memory_health import health_at
from lsp_server.cli.memory_health import sentence as memory_sentence
from lsp_server.cli.recollection import Recollection
from lsp_server.cli.running import STDIN, complain, looked
from lsp_server.cli.streams import output_to
from lsp_server.cli.totals import Spread, Totals, histogram, totals

BAR: Final = 40
"""Columns of the longest bar."""
_TIERS: Final = ("within all limits", "notable", "high", "extreme")


def run(arguments: argparse.Namespace) -> int:
    """Measure the paths, print their distribution and return the exit code."""
    with looked(arguments) as outcome:
        first = (arguments.paths or [STDIN])[0]
        memory = health_at("." if first == STDIN else first, arguments.config)
        with output_to(arguments.output) as stream:
            if arguments.format == "json":
                json.dump(document(outcome) | {"memory": memory}, stream, indent=1)
                stream.write("\n")
            else:
                write(outcome, stream)
                stream.write(f"\n{memory_sentence(memory)}\n")
        complain(outcome)
        return 2 if outcome.incomplete() else 0


def document(outcome: Run) -> dict[str, Any]:
    """Return the distribution as plain data; `cache` is None when none was used."""
    return {
        "format": FORMAT,
        "dialects": DIALECTS,
        **summary(outcome),
        "histograms": {
            name: [
                {"from": first, "to": last, "functions": count}
                for first, last, count in histogram(counts)
            ]
            for name, counts in zip(FIGURES, outcome.sums.figures, strict=True)
        },
        "cache": None if outcome.cache is None else usage(outcome.cache),
    }


def usage(cache: Recollection) -> dict[str, Any] | None:
    """Return what this run had from the cache and what that holds; None when none was used."""
    if cache.results is None:
        return None
    cache.keep()
    told = {"known": cache.usage.known, "files": cache.usage.asked, **facts(cache.results)}
    shared = getattr(cache.results, "shared", None)
    return told if shared is None else {**told, "shared": shared._asdict()}


def write(outcome: Run, stream: TextIO) -> None:
    """Write the distribution for people."""
    stream.writelines(f"{line.rstrip()}\n" for line in _lines(outcome))


def _lines(outcome: Run) -> Iterator[str]:
    total = totals(outcome)
    lines = total.lines
    yield f"{total.files:,} files, {total.functions:,} functions, {total.classes:,} classes"
    yield (
        f"{lines.physical:,} lines: {lines.source:,} source, {lines.docstring:,} docstring, "
        f"{lines.comment:,} comment, {lines.blank:,} blank"
    )
    yield ""
    yield from _columns([("per function", *Spread._fields), *_quantiles(total)])
    yield ""
    yield from _columns([("tier", "functions", "share"), *_shares(total)])
    yield ""
    yield "functions by cognitive complexity"
    yield from _bars(outcome.sums.figures[FIGURES.index("cognitive")])
    yield from _cache(outcome.cache)


def _columns(rows: list[tuple[str, ...]]) -> Iterator[str]:
    """Yield lines: the first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *others in rows:
        cells = (f"{cell:>{width}}" for cell, width in zip(others, widths[1:], strict=True))
        yield "  ".join((f"{first:<{widths[0]}}", *cells))


def _quantiles(total: Totals) -> Iterator[tuple[str, ...]]:
    for name, spread in total.spread.items():
        yield name, *(f"{figure:,}" for figure in spread)


def _shares(total: Totals) -> Iterator[tuple[str, ...]]:
    for name, count in zip(_TIERS, total.tiers, strict=True):
        share = count / total.functions if total.functions else 0.0
        yield name, f"{count:,}", f"{share:.1%}"


def _bars(counts: Mapping[int, int]) -> Iterator[str]:
    bins = histogram(counts)
    longest = max(count for *_, count in bins)
    labels = [str(first) if first == last else f"{first}-{last}" for first, last, _ in bins]
    widths = max(map(len, labels)), max(len(f"{count:,}") for *_, count in bins)
    for label, (*_, count) in zip(labels, bins, strict=True):
        length = -(-count * BAR // longest) if count else 0
        yield f"{label:>{widths[0]}}  {count:>{widths[1]},}  {'#' * length}"


def _cache(cache: Recollection | None) -> Iterator[str]:
    if cache is not None and cache.results is not None:
        cache.keep()
        yield ""
        yield f"cache: {cache.usage.known:,} of {cache.usage.asked:,} files known from earlier runs"
        yield sentence(cache.results)
        if (shared := getattr(cache.results, "shared", None)) is not None:
            asked = shared.hits + shared.misses
            yield f"shared store: {shared.hits:,} of {asked:,} found, {shared.given:,} given"
