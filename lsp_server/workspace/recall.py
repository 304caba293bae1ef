"""Reports by the digest of their recipe, bounded by bytes: nothing is analysed twice.

A report may vanish at any moment and nobody notices except by the clock.
"""

from typing import Final, NamedTuple

from cachetools import LRUCache

from lsp_server.analysis import analyse
from lsp_server.analysis.report import FileReport
from lsp_server.text import Source
from lsp_server.version import ANALYSER

CAPACITY: Final = 32 * 1024 * 1024
"""Bytes of reports kept."""

_BYTES_PER_LINE: Final = 60
_BYTES_PER_FUNCTION: Final = 1200
_BYTES_PER_REPORT: Final = 400


class Statistics(NamedTuple):
    """What a cache did since it was made; size and capacity in bytes (estimated)."""

    hits: int
    misses: int
    evictions: int
    entries: int
    size: int
    capacity: int


class Recall:
    """A cache of file reports."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._reports: LRUCache[tuple[int, bytes], FileReport] = LRUCache(capacity, size_of)
        self._hits = 0
        self._misses = 0
        self._stored = 0

    def find(self, source: Source) -> FileReport | None:
        """Return the report of a text, if it is known."""
        report: FileReport | None = self._reports.get((ANALYSER, source.digest))
        if report is None:
            self._misses += 1
        else:
            self._hits += 1
        return report

    def analysed(self, source: Source, previous: FileReport | None) -> FileReport:
        """Return the report of a text, analysing it only if it is not known.

        `previous` is that of an earlier version. A report with stale blocks tells of more than its
        own text, so it is not kept.
        """
        report = self.find(source)
        if report is None:
            report = analyse(source, previous)
            self.keep(report)
        return report

    def keep(self, report: FileReport) -> None:
        """Store a report under its digest, if it follows from its text alone and is not too big."""
        if report.problems or size_of(report) > self._reports.maxsize:
            return
        key = (ANALYSER, report.digest)
        self._stored += key not in self._reports
        self._reports[key] = report

    def clear(self) -> None:
        """Forget every report."""
        self._reports.clear()

    def statistics(self) -> Statistics:
        """Return the counts so far."""
        entries = len(self._reports)
        return Statistics(
            self._hits,
            self._misses,
            self._stored - entries,
            entries,
            int(self._reports.currsize),
            int(self._reports.maxsize),
        )


def size_of(report: FileReport) -> int:
    """Estimate the bytes that a report holds."""
    return _BYTES_PER_REPORT + sum(
        _BYTES_PER_LINE * placed.block.physical + _BYTES_PER_FUNCTION * len(placed.block.functions)
        for placed in report.blocks
    )
