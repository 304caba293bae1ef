"""Edits of suppression comments: adding, rewriting and removing them."""

from collections.abc import Iterator, Sequence

from lsp_server.analysis.report import Comment, FileReport
from lsp_server.checks.finding import Finding, Fix
from lsp_server.checks.suppression import Item, Suppression
from lsp_server.text import Edit, Position, Span, without_ending

PLACEHOLDER = "say why"


def span_of(comment: Comment) -> Span:
    """Return where a comment stands."""
    start = Position(comment.line, comment.column)
    return Span(start, Position(comment.line, comment.column + len(comment.text)))


def removal(comment: Comment) -> Fix:
    """Return the fix that takes a comment away, with its line if it stands alone."""
    start, end = span_of(comment)
    if comment.alone:
        span = Span(Position(comment.line, 0), Position(comment.line + 1, 0))
    else:
        span = Span(Position(comment.line, max(0, start.column - comment.gap)), end)
    return Fix("Remove the suppression", (Edit(span, ""),))


def rewriting(comment: Comment, suppression: Suppression) -> Fix:
    """Return the fix that writes a suppression in a comment's place."""
    return Fix("Remove what is not needed", (Edit(span_of(comment), str(suppression)),))


def suppressions(finding: Finding, report: FileReport, lines: Sequence[str]) -> Iterator[Fix]:
    """Yield the fixes that silence a finding by a comment above its function or class.

    The first accepts the present figures as ceilings, so that a worse one is reported again; the
    second silences the check altogether. None for findings of no symbol.
    """
    line = _first_line(finding.symbol, report) if finding.symbol else None
    if line is None or line >= len(lines):
        return
    ceilings = tuple(Item(name, figure) for name, figure in finding.exceeded)
    told = ", ".join(f"{item.name} {item.ceiling}" for item in ceilings)
    yield _above(f"Accept {told} here, with a reason", line, lines, ceilings)
    yield _above(
        f"Ignore {finding.code} here, with a reason", line, lines, (Item(finding.code, None),)
    )


def _above(title: str, line: int, lines: Sequence[str], items: tuple[Item, ...]) -> Fix:
    content = lines[line]
    indent = content[: len(content) - len(content.lstrip(" \t\f"))]
    ending = content[len(without_ending(content)) :] or "\n"
    start = Position(line, 0)
    text = f"{indent}{Suppression(items, PLACEHOLDER)}{ending}"
    return Fix(title, (Edit(Span(start, start), text),))


def _first_line(symbol: str, report: FileReport) -> int | None:
    for offset, function in report.functions():
        if function.qualified_name == symbol:
            return offset + function.first_line
    for offset, class_ in report.classes():
        if class_.qualified_name == symbol:
            return offset + class_.first_line
    return None
