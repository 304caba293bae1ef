"""Which function or class stands where in a document."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from lsp_server.analysis.report import (
    BlockReport,
    ClassReport,
    FileReport,
    FunctionReport,
    span_of_name,
    with_members,
)
from lsp_server.analysis.report import Placed as Block
from lsp_server.text import Position, Span

Measured = FunctionReport | ClassReport

_NO_NUMBER: Final = re.compile(r"(?!\Z|[2-9]\Z|[1-9][0-9]{1,8}\Z)")
"""What cannot stand after the name in a symbol, which a client may make up."""


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
    def number(self) -> int:
        """The how many-th of its qualified name."""
        return int(self.symbol.partition("#")[2] or 1)

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
    for block in report.blocks:
        yield from measured_in(block, seen)


def on_lines(report: FileReport, first: int, last: int) -> Iterator[Placed]:
    """Yield the functions and classes on any of the lines from `first` to `last`."""
    for block in report.blocks.touching(first, last):
        for placed in measured_in(block, {}):
            if placed.whole.start.line <= last and placed.whole.end.line >= first:
                yield placed._replace(symbol=_symbol_of(report, block, placed))


def at(report: FileReport, position: Position) -> Placed | None:
    """Return the function or class whose `def` or `class` and name hold a position."""
    for placed in on_lines(report, position.line, position.line):
        if placed.head.start <= position <= placed.head.end:
            return placed
    return None


def named(report: FileReport, symbol: str) -> Placed | None:
    """Return the function or class of a symbol."""
    name, _, number = symbol.partition("#")
    if _NO_NUMBER.match(number):
        return None
    missing = int(number or 1)
    for index, (_, names, _) in enumerate(report.blocks.each(names_in, None)):
        if missing <= names.get(name, 0):
            wanted = symbol_of(name, missing)
            found = (
                item for item in measured_in(report.blocks[index], {}) if item.symbol == wanted
            )
            return next(found)._replace(symbol=symbol)
        missing -= names.get(name, 0)
    return None


def names_in(block: BlockReport, _: None) -> Mapping[str, int]:
    """Return the qualified names in a block, and how many functions and classes bear each."""
    parts = (block, *(member.block for member in block.members))
    return Counter(item.qualified_name for part in parts for item in items(part))


def items(block: BlockReport) -> tuple[Measured, ...]:
    """Return the functions and classes of a block, without its members'."""
    return (*block.functions, *block.classes)


def symbol_of(name: str, number: int) -> str:
    """Return the symbol of the function or class that is the number-th of its qualified name."""
    return name if number == 1 else f"{name}#{number}"


def measured_in(outer: Block, seen: dict[str, int]) -> Iterator[Placed]:
    """Yield the functions and classes of a block and its members; `seen` counts their names."""
    for first_line, block, stale in with_members(outer):
        good = {} if block.good is None else {each.name: each for each in items(block.good)}
        for item in items(block):
            name = item.qualified_name
            number = seen[name] = seen.get(name, 0) + 1
            symbol, provisional = symbol_of(name, number), block.good is not None
            yield Placed(first_line, item, stale, symbol, provisional, good.get(item.name))


def _symbol_of(report: FileReport, block: Block, placed: Placed) -> str:
    """Return the symbol in the report of what has its symbol in the block."""
    name = placed.item.qualified_name
    before = report.blocks.each(names_in, None)[: report.blocks.after(block.first_line) - 1]
    return symbol_of(name, placed.number + sum(names.get(name, 0) for _, names, _ in before))


def overlap(one: Span, other: Span) -> bool:
    """Tell whether two spans share a place; touching counts."""
    return one.start <= other.end and other.start <= one.end
