"""What each line of a block is: source, comment, blank or docstring; and the comments meant for us.

Works on text that parses. Only string literals that span lines can hide the nature of a line, so
only those are looked into, part by part where literals are joined by standing side by side.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from lsp_server.analysis.literals import STRING_OR_COMMENT, end_of_line, literal_at
from lsp_server.analysis.report import Comment

SOURCE: Final = ord("s")
COMMENT: Final = ord("c")
BLANK: Final = ord("b")
DOCSTRING: Final = ord("d")

_INDENT: Final = " \t\f"
_KINDS: Final = {"": BLANK, "\n": BLANK, "\r": BLANK, "#": COMMENT}  # by a line's first character
_SPACE: Final = " \t\f\r\n"
_TRIPLE: Final = ('"""', "'''")
_ADDRESS: Final = "# vitals:"


class StringSpan(NamedTuple):
    """Where a string literal stands, lines counted from the block's first, columns in code points.

    Literals joined by standing side by side are one span. Needed are docstrings and all literals
    that span lines, formatted ones included but not what stands inside these; others are ignored.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    docstring: bool


def line_kinds(lines: Sequence[str], strings: Sequence[StringSpan]) -> bytes:
    """Return one letter for each line: s source, c comment only, b blank, d docstring only.

    A blank line inside a docstring is docstring, inside any other string it is source.
    """
    kinds = bytearray([_KINDS.get(line.lstrip(_INDENT)[:1], SOURCE) for line in lines])
    for part in _parts(lines, strings):
        first, last = part.first, part.last
        kind = DOCSTRING if part.span.docstring else SOURCE
        kinds[first + 1 : last] = bytes((kind,)) * (last - first - 1)
        for line in {first, last}:
            if kind == DOCSTRING and _stands_alone(lines, part.span, line):
                kinds[line] = DOCSTRING
            elif line > first:
                kinds[line] = SOURCE
    return bytes(kinds)


def comments_for_us(lines: Sequence[str], strings: Sequence[StringSpan]) -> tuple[Comment, ...]:
    """Return the comments that begin with "# vitals:"; inside a string that is no comment."""
    candidates = [number for number, line in enumerate(lines) if _ADDRESS in line]
    if not candidates:
        return ()
    inside = {
        line: part
        for part in _parts(lines, strings)
        for line in range(part.first + 1, part.last + 1)
    }
    found = (_comment(lines, number, inside.get(number)) for number in candidates)
    return tuple(comment for comment in found if comment is not None)


def _stands_alone(lines: Sequence[str], span: StringSpan, line: int) -> bool:
    if line == span.line and lines[line][: span.column].strip(_SPACE):
        return False
    if line < span.end_line:
        return True
    return lines[line][span.end_column :].lstrip(_SPACE)[:1] in ("", "#")


class _Part(NamedTuple):
    """One literal of a span: its lines, and the column after it on the last one."""

    span: StringSpan
    first: int
    last: int
    end_column: int


def _parts(lines: Sequence[str], strings: Sequence[StringSpan]) -> Iterator[_Part]:
    """Yield each literal of the spans that can change what a line is."""
    for span in strings:
        if span.end_line == span.line:
            if span.docstring:
                yield _Part(span, span.line, span.line, span.end_column)
            continue
        text = "".join(lines[span.line : span.end_line + 1])
        end = len(text) - len(lines[span.end_line]) + span.end_column
        line, at = span.line, span.column
        if _is_one(text, at, end):
            yield _Part(span, line, span.end_line, span.end_column)
            continue
        for start, stop in _literals(text, at, end):
            line += _line_ends(text, at, start)
            last = line + _line_ends(text, start, stop)
            begin = max(text.rfind("\n", 0, stop), text.rfind("\r", 0, stop)) + 1
            yield _Part(span, line, last, stop - begin)
            line, at = last, stop


def _is_one(text: str, start: int, end: int) -> bool:
    """Tell at a glance that what stands between the offsets is one literal: as docstrings are."""
    quotes = text[start : start + 3]
    return quotes in _TRIPLE and text.find(quotes, start + 3) == end - 3


def _line_ends(text: str, start: int, stop: int) -> int:
    returns = text.count("\r", start, stop)
    if not returns:
        return text.count("\n", start, stop)
    return returns + text.count("\n", start, stop) - text.count("\r\n", start, stop)


def _literals(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the (start, stop) of each literal between the offsets; comments between are skipped."""
    while start < end:
        found = STRING_OR_COMMENT.search(text, start, end)
        if found is None:
            return
        if found.group() == "#":
            start = end_of_line(text, found.start())
        else:
            start = literal_at(text, found.start()).end
            yield found.start(), start


def _comment(lines: Sequence[str], number: int, inside: _Part | None) -> Comment | None:
    """Return the line's comment if it is for us; `inside` is the literal the line begins in."""
    line = lines[number]
    at = 0
    if inside is not None:
        if number < inside.last:
            return None
        at = inside.end_column
    while found := STRING_OR_COMMENT.search(line, at):
        if found.group() == "#":
            break
        at = literal_at(line, found.start()).end
    if found is None or not line.startswith(_ADDRESS, found.start()):
        return None
    text = line[found.start() :].rstrip(_SPACE)
    before = line[: found.start()]
    code = before.rstrip(_SPACE)
    return Comment(number, len(before), text, not code, len(before) - len(code))
