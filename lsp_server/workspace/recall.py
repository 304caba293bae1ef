"""Reports by content, bounded by bytes: nothing is analysed twice.

Whole texts are found by the digest of their recipe when a file is opened; while it is edited the
blocks are, so that a keystroke need not hash the whole text. Anything may vanish at any moment and
nobody notices except by the clock.
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeVar

from cachetools import LRUCache

from lsp_server.analysis import analyse
from lsp_server.analysis.report import BlockReport, FileReport
from lsp_server.text import Source

CAPACITY: Final = 32 * 1024 * 1024
"""Bytes of reports kept."""

BLOCKS: Final = 4 * 1024 * 1024
"""Bytes of blocks kept: hundreds of versions of what is being edited, so that undo is free."""

V = TypeVar("V")

# As measured on the reports of Django.
_BYTES_PER_LINE: Final = 50
_BYTES_PER_FUNCTION: Final = 2100
_BYTES_PER_RECORD: Final = 1400


class Statistics(NamedTuple):
    """What a cache did since it was made; size and capacity in bytes (estimated)."""

    hits: int
    misses: int
    evictions: int
    entries: int
    size: int
    capacity: int


class Bounded(LRUCache[bytes, V]):
    """Values by digest, up to so many bytes; what alone is larger is not kept."""

    def __init__(self, capacity: int, size_of: Callable[[V], int]) -> None:
        super().__init__(capacity, size_of)
        self.hits = self.misses = self.evictions = self.stored = 0

    def get(self, digest: bytes, default: Any = None) -> Any:  # noqa: ANN401 - as Mapping has it
        """Return a value, counting whether it was known."""
        value = super().get(digest, default)
        if value is default:
            self.misses += 1
        else:
            self.hits += 1
        return value

    def __setitem__(self, digest: bytes, value: V) -> None:
        self.stored += 1
        if self.getsizeof(value) <= self.maxsize:
            super().__setitem__(digest, value)

    def popitem(self) -> tuple[bytes, V]:
        """Evict what was not used for longest."""
        self.evictions += 1
        return super().popitem()

    def statistics(self) -> Statistics:
        """Return the counts so far."""
        size, capacity = int(self.currsize), int(self.maxsize)
        return Statistics(self.hits, self.misses, self.evictions, len(self), size, capacity)


class Recall:
    """A cache of file reports, by the digests of their texts, and one of blocks.

    Both live no longer than the process: that alone makes the analyser's version part of the key.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.reports: Bounded[FileReport] = Bounded(capacity, size_of)
        self.blocks: Bounded[BlockReport] = Bounded(min(capacity, BLOCKS), block_size)

    def find(self, source: Source) -> FileReport | None:
        """Return the report of a text, if it is known."""
        report: FileReport | None = self.reports.get(source.digest)
        return None if report is None else report.attached(source)

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
        """Store a report under its digest, if it follows from its text alone."""
        if not report.problems:
            self.reports[report.digest] = report.detached()


def size_of(report: FileReport) -> int:
    """Estimate the bytes that a report holds."""
    return _BYTES_PER_RECORD + sum(block_size(placed.block) for placed in report.placed())


def block_size(block: BlockReport) -> int:
    """Estimate the bytes that a block holds without its members."""
    functions = _BYTES_PER_FUNCTION * len(block.functions)
    return _BYTES_PER_RECORD + _BYTES_PER_LINE * block.lines.physical + functions
