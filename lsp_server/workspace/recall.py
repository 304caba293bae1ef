"""Reports by content, bounded by bytes: nothing is analysed twice.

Whole texts are found by the digest of their recipe when a file is opened; while it is edited the
blocks are, so that a keystroke need not hash the whole text. Anything may vanish at any moment and
nobody notices except by the clock.
"""

from typing import Final, NamedTuple

from cachetools import LRUCache

from lsp_server.analysis import analyse
from lsp_server.analysis.report import BlockReport, FileReport
from lsp_server.text import Source
from lsp_server.version import ANALYSER

CAPACITY: Final = 32 * 1024 * 1024
"""Bytes of reports kept."""

BLOCKS: Final = 2 * 1024 * 1024
"""Bytes of blocks kept: hundreds of versions of what is being edited, so that undo is free."""

_BYTES_PER_LINE: Final = 60
_BYTES_PER_FUNCTION: Final = 1200
_BYTES_PER_RECORD: Final = 400


class Statistics(NamedTuple):
    """What a cache did since it was made; size and capacity in bytes (estimated)."""

    hits: int
    misses: int
    evictions: int
    entries: int
    size: int
    capacity: int


class Blocks(LRUCache[bytes, BlockReport]):
    """Blocks by digest; `measured` counts those that were not known."""

    def __init__(self, capacity: int) -> None:
        super().__init__(capacity, _block_size)
        self.measured = 0

    def __setitem__(self, digest: bytes, block: BlockReport) -> None:
        self.measured += 1
        if _block_size(block) <= self.maxsize:
            super().__setitem__(digest, block)


class Recall:
    """A cache of file reports and of blocks."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._reports: LRUCache[tuple[int, bytes], FileReport] = LRUCache(capacity, size_of)
        self.blocks = Blocks(min(capacity, BLOCKS))
        self._hits = 0
        self._misses = 0
        self._stored = 0

    def find(self, source: Source) -> FileReport | None:
        """Return the report of a text, if it is known."""
        report: FileReport | None = self._reports.get((ANALYSER, source.digest))
        if report is None:
            self._misses += 1
            return None
        self._hits += 1
        return report.attached(source)

    def opened(self, source: Source) -> FileReport:
        """Return the report of a text of which no earlier version is at hand."""
        report = self.find(source)
        if report is None:
            report = analyse(source, None, self.blocks)
            self.keep(report)
        return report

    def edited(self, source: Source, previous: FileReport) -> FileReport:
        """Return the report of a text, given that of an earlier version."""
        return analyse(source, previous, self.blocks)

    def keep(self, report: FileReport) -> None:
        """Store a report under its digest, if it follows from its text alone and is not too big."""
        if report.problems or size_of(report) > self._reports.maxsize:
            return
        key = (ANALYSER, report.digest)
        self._stored += key not in self._reports
        self._reports[key] = report.detached()

    def statistics(self) -> Statistics:
        """Return the counts of whole texts so far."""
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
    return _BYTES_PER_RECORD + sum(_block_size(placed.block) for placed in report.placed())


def _block_size(block: BlockReport) -> int:
    functions = _BYTES_PER_FUNCTION * len(block.functions)
    return _BYTES_PER_RECORD + _BYTES_PER_LINE * block.lines.physical + functions
