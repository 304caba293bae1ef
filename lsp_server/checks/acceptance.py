"""Quick fixes that silence a finding by a comment: a new one, or one that stands there already."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from lsp_server.analysis.report import BlockReport, FileReport, span_of_name
from lsp_server.checks.catalogue import DIMENSIONS, LINKED, NAMES
from lsp_server.checks.dimension import Measured
from lsp_server.checks.finding import Finding, Fix
from lsp_server.checks.remedy import span_of
from lsp_server.checks.silence import addressed
from lsp_server.checks.suppression import Item, Suppression, parse
from lsp_server.text import Edit, Position, Span, without_ending

PLACEHOLDER: Final = "say why"

_BYTE_ORDER_MARK: Final = "\ufeff"
_CODE_OF: Final = {dimension.name: dimension.code for dimension in DIMENSIONS}


class _Symbol(NamedTuple):
    """A function or class, its block, and where that stands."""

    offset: int
    block: BlockReport
    measured: Measured


def suppressions(finding: Finding, report: FileReport, lines: Sequence[str]) -> Iterator[Fix]:
    """Yield the fixes that silence a finding of a function, class or import; none for others.

    For a function or class the first accepts the present figures as ceilings, so that a worse one is
    reported again; the second silences the checks altogether.
    """
    if finding.code in LINKED and finding.span.start != finding.span.end:
        item = Item(finding.code, None)
        if edit := _above(finding.span.start.line, (item,), lines):
            yield Fix(f"Ignore {finding.code} here, with a reason", (edit,))
    symbol = _symbol(finding, report)
    if symbol is None:
        return
    ceilings = tuple(Item(name, figure) for name, figure in finding.exceeded)
    told = ", ".join(f"{item.name} {item.ceiling}" for item in ceilings)
    codes = tuple(dict.fromkeys(_CODE_OF[name] for name, _ in finding.exceeded))
    offers = (
        (f"Accept {told} here, with a reason", ceilings),
        (
            f"Ignore {', '.join(codes)} here, with a reason",
            tuple(Item(code, None) for code in codes),
        ),
    )
    for title, items in offers:
        line = symbol.offset + symbol.measured.first_line
        if edit := _merged(symbol, items) or _above(line, items, lines):
            yield Fix(title, (edit,))


def _symbol(finding: Finding, report: FileReport) -> _Symbol | None:
    if not finding.exceeded:
        return None
    line = finding.span.start.line
    for offset, block, _ in report.touching(line, line):
        symbols: tuple[Measured, ...] = (*block.functions, *block.classes)
        for measured in symbols:
            if span_of_name(offset, measured) == finding.span:
                return _Symbol(offset, block, measured)
    return None


def _merged(symbol: _Symbol, items: tuple[Item, ...]) -> Edit | None:
    """Return the edit that adds items to a suppression of the symbol; None when it has none.

    One with a date is left alone: what is accepted now need not end then.
    """
    for number in addressed(symbol.block.comments, symbol.measured):
        comment = symbol.block.comments[number]
        suppression = parse(comment.text, NAMES)
        if suppression.problem or suppression.until:
            continue
        renewed = {item.name for item in items}
        kept = tuple(item for item in suppression.items if item.name not in renewed)
        text = str(Suppression(kept + items, suppression.reason or PLACEHOLDER))
        (line, start), (_, end) = span_of(comment)
        line += symbol.offset
        return Edit(Span(Position(line, start), Position(line, end)), text)
    return None


def _above(line: int, items: tuple[Item, ...], lines: Sequence[str]) -> Edit | None:
    """Return the edit that puts a comment above a line; None where that breaks the text."""
    if line >= len(lines) or (line and without_ending(lines[line - 1]).endswith("\\")):
        return None
    content = lines[line]
    mark = content[: content.startswith(_BYTE_ORDER_MARK)]
    content = content[len(mark) :]
    indent = content[: len(content) - len(content.lstrip(" \t\f"))]
    ending = content[len(without_ending(content)) :] or "\n"
    start = Position(line, len(mark))
    return Edit(Span(start, start), f"{indent}{Suppression(items, PLACEHOLDER)}{ending}")
