"""Inlay hints: what each line adds to the score, for the functions that the user asked about."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from lsp_server.analysis.report import Contribution, FunctionReport
from lsp_server.features.hover import told
from lsp_server.features.places import named
from lsp_server.text import Position, Span, without_ending
from lsp_server.workspace.snapshot import Diagnosed, Snapshot

SUM: Final = "the sum of the hints below"


class Hint(NamedTuple):
    """A label at the end of a line."""

    position: Position
    label: str
    tooltip: str


def hints(snapshot: Snapshot, uri: str, within: Span) -> list[Hint]:
    """Return the hints of a document on the lines of a span, in order."""
    diagnosed = snapshot.files.get(uri)
    if diagnosed is None or diagnosed.pending:
        return []
    lines = diagnosed.document.source.lines
    found: dict[int, Hint] = {}
    for offset, function in _explained(snapshot, diagnosed):
        for line, label, tooltip in _of(function):
            number = offset + line
            if within.start.line <= number <= within.end.line and number < len(lines):
                end = Position(number, len(without_ending(lines[number])))
                found[number] = Hint(end, label, tooltip)
    return [found[number] for number in sorted(found)]


def _explained(snapshot: Snapshot, diagnosed: Diagnosed) -> Iterator[tuple[int, FunctionReport]]:
    """Yield (offset, function) for the live functions of a document that the user asked about."""
    uri = diagnosed.document.uri
    for _, symbol in sorted(item for item in snapshot.explained if item[0] == uri):
        placed = named(diagnosed.report, symbol)
        if placed is None or (placed.stale and not placed.provisional):
            continue
        if isinstance(placed.item, FunctionReport):
            yield placed.offset, placed.item


def _of(function: FunctionReport) -> list[tuple[int, str, str]]:
    """Return (line, label, tooltip): the sum on the line of the name, then each line that adds."""
    by_line: dict[int, list[Contribution]] = {function.name_line: []}
    for item in function.contributions:
        by_line.setdefault(item.line, []).append(item)
    made = []
    for line, items in by_line.items():
        label = ", ".join(_short(item) for item in items)
        if line == function.name_line:
            total = f"cognitive {function.cognitive}"
            label = f"{total}: {label}" if label else total
        made.append((line, label, "; ".join(told(item) for item in items) or SUM))
    return made


def _short(item: Contribution) -> str:
    nesting = f" (nesting {item.nesting})" if item.nesting else ""
    return f"+{item.increment} {item.construct}{nesting}"
