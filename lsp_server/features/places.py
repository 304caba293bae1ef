"""Which function or class stands where in a document."""

from collections.abc import Iterator
from typing import NamedTuple

from lsp_server.analysis.report import (
    BlockReport,
    ClassReport,
    FileReport,
    FunctionReport,
    span_of_name,
)
from lsp_server.text import Position, Span

Measured = FunctionReport | ClassReport


class Placed(NamedTuple):
    """A function or class with the number of lines to add to its own.

    It is stale while its text is broken: its last good state, or, if provisional, what it is
    without the lines being edited; then `good` is what it last was.

    `symbol` tells it from all others of its text: the qualified name, and from the second of that
    name on (a property's setter) its number: `C.x#2`.
    """

    offset: int
    item: Measured
    stale: bool
    symbol: str
    provisional: bool = False
    good: Measured | None = None

    @property
    def name(self) -> Span:
        """Where the name stands."""
        return span_of_name(self.offset, self.item)

    @property
    def head(self) -> Span:
        """From `def` or `class` to the end of the name."""
        start = Position(self.offset + self.item.line, self.item.column)
        return Span(start, self.name.end)

    @property
    def whole(self) -> Span:
        """From the first decorator to the end of the body."""
        start = Position(self.offset + self.item.first_line, self.item.column)
        return Span(start, Position(self.offset + self.item.end_line, self.item.end_column))


def measured(report: FileReport) -> Iterator[Placed]:
    """Yield the functions and classes of a report."""
    seen: dict[str, int] = {}
    for placed in report.placed():
        first_line, block, stale = placed
        good = {} if block.good is None else {each.name: each for each in _items(block.good)}
        for item in _items(block):
            name = item.qualified_name
            number = seen[name] = seen.get(name, 0) + 1
            symbol = name if number == 1 else f"{name}#{number}"
            provisional = placed.provisional
            yield Placed(first_line, item, stale, symbol, provisional, good.get(item.name))


def _items(block: BlockReport) -> tuple[Measured, ...]:
    return (*block.functions, *block.classes)


def functions(report: FileReport) -> Iterator[tuple[Placed, FunctionReport]]:
    """Yield the functions and methods of a report."""
    for placed in measured(report):
        if isinstance(placed.item, FunctionReport):
            yield placed, placed.item


def at(report: FileReport, position: Position) -> Placed | None:
    """Return the function or class whose `def` or `class` and name hold a position."""
    for placed in measured(report):
        if placed.head.start <= position <= placed.head.end:
            return placed
    return None


def named(report: FileReport, symbol: str) -> Placed | None:
    """Return the function or class of a symbol."""
    found = (placed for placed in measured(report) if placed.symbol == symbol)
    return next(found, None)


def overlap(one: Span, other: Span) -> bool:
    """Tell whether two spans share a place; touching counts."""
    return one.start <= other.end and other.start <= one.end
