"""The text of an import: what of it moves, what stays, and which lines go with it."""

import ast
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from lsp_server.features.relocation.bindings import bound_names
from lsp_server.text import Edit, Position, Span, code_points_of_utf8, without_ending

Import = ast.Import | ast.ImportFrom

_COMMENT: Final = re.compile(r"[ \t]*(#.*)?\Z")
_DIRECTIVE: Final = re.compile(
    r"#\s*(?:noqa|type:|pylint:|pyright:|mypy:|isort:|ruff:|pragma:|vitals:)"
)


class Part(NamedTuple):
    """Some of the names of an import: `numbers` of those that move, all of them if `whole`."""

    node: Import
    numbers: tuple[int, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing stays."""
        return len(self.numbers) == len(self.node.names)

    @property
    def aliases(self) -> list[ast.alias]:
        """The names as they are imported."""
        return [self.node.names[number] for number in self.numbers]

    @property
    def bound(self) -> list[str]:
        """The names that the part binds."""
        names = bound_names(self.node)
        return [names[number] for number in self.numbers]

    @property
    def code(self) -> str:
        """The part as a statement of one line."""
        names = ", ".join(map(_alias, self.aliases))
        if isinstance(self.node, ast.Import):
            return f"import {names}"
        return f"from {'.' * self.node.level}{self.node.module or ''} import {names}"


class Cut(NamedTuple):
    """How a part leaves its place: the edit, and its text, line by line without indentation."""

    edit: Edit
    moved: tuple[str, ...]


def is_alone(node: Import, lines: Sequence[str]) -> bool:
    """Tell whether nothing but a comment shares an import's lines."""
    return not node.col_offset and _COMMENT.match(_after(node, lines)) is not None


def cut(part: Part, lines: Sequence[str], *, close: bool = True) -> Cut | None:
    """Take a part out of its text; None where comments between the names would be lost.

    Where a whole statement leaves, blank lines above and below it are made one gap if `close`.
    """
    return _whole(part.node, lines, close=close) if part.whole else _split(part, lines)


def column(lines: Sequence[str], line: int, offset: int) -> int:
    """Convert a place of the syntax tree to code points; the line counts from 1."""
    return code_points_of_utf8(lines[line - 1], offset)


def start(node: ast.expr | ast.stmt | ast.alias, lines: Sequence[str]) -> Position:
    """Return where a node starts."""
    return Position(node.lineno - 1, column(lines, node.lineno, node.col_offset))


def end(node: ast.expr | ast.stmt | ast.alias, lines: Sequence[str]) -> Position:
    """Return where a node ends."""
    line, offset = node.end_lineno or node.lineno, node.end_col_offset or 0
    return Position(line - 1, column(lines, line, offset))


def is_blank(line: str) -> bool:
    """Tell whether there is nothing on a line."""
    return not line.strip()


def _after(node: Import, lines: Sequence[str]) -> str:
    line, offset = end(node, lines)
    return without_ending(lines[line])[offset:]


def _whole(node: Import, lines: Sequence[str], *, close: bool) -> Cut:
    first, last = node.lineno - 1, node.end_lineno or node.lineno
    first -= _comments_above(first, last, lines)
    moved = tuple(without_ending(line) for line in lines[first:last])
    if close:
        first, last = _closed(first, last, lines)
    return Cut(Edit(Span(Position(first, 0), Position(last, 0)), ""), moved)


def _closed(first: int, last: int, lines: Sequence[str]) -> tuple[int, int]:
    """Return the lines to take away so that of the gaps on both sides the larger one stays."""
    above, below = _blanks(lines, first, -1), _blanks(lines, last, 1)
    at_top, at_end = first == above, last + below == len(lines)
    if at_end and not at_top:
        return first - above, last
    if at_top or above >= below:
        return first, last + below
    return first - above, last


def _comments_above(first: int, last: int, lines: Sequence[str]) -> int:
    """Return how many lines of comment speak of an import alone, between blank lines."""
    count = 0
    while count < first and lines[first - count - 1].startswith("#"):
        count += 1
    below_blank = last >= len(lines) or is_blank(lines[last])
    above_blank = first > count and is_blank(lines[first - count - 1])
    return count if below_blank and above_blank else 0


def _blanks(lines: Sequence[str], line: int, step: int) -> int:
    """Return how many blank lines there are from a line on, or before it."""
    at = line if step > 0 else line - 1
    count = 0
    while 0 <= at < len(lines) and is_blank(lines[at]):
        count += 1
        at += step
    return count


def _split(part: Part, lines: Sequence[str]) -> Cut | None:
    node = part.node
    first, last = node.lineno - 1, node.end_lineno or node.lineno
    after = _after(node, lines).strip()
    inside = [*lines[first : last - 1], without_ending(lines[last - 1]).removesuffix(after)]
    if any("#" in line for line in inside):
        return None
    comment = f"  {after}" if _DIRECTIVE.match(after) else ""
    names = node.names
    kept = [number for number in range(len(names)) if number not in part.numbers]
    if node.lineno == node.end_lineno:
        span = Span(start(names[0], lines), end(names[-1], lines))
        edit = Edit(span, ", ".join(_alias(names[number]) for number in kept))
    else:
        edit = _without(part, kept, lines)
    return Cut(edit, (part.code + comment,))


def _without(part: Part, kept: Sequence[int], lines: Sequence[str]) -> Edit:
    """Return the edit that takes names out of a list over several lines."""
    names = part.node.names
    span = Span(start(names[0], lines), end(names[-1], lines))
    pieces = []
    for number in kept:
        begin = start(names[number], lines)
        until = start(names[number + 1], lines) if number + 1 < len(names) else span.end
        pieces.append(_text(Span(begin, until), lines))
    last = kept[-1] + 1 < len(names)
    text = "".join(pieces)
    return Edit(span, text.rstrip().removesuffix(",").rstrip() if last else text)


def _text(span: Span, lines: Sequence[str]) -> str:
    (first, begin), (last, until) = span
    if first == last:
        return lines[first][begin:until]
    return "".join((lines[first][begin:], *lines[first + 1 : last], lines[last][:until]))


def _alias(alias: ast.alias) -> str:
    return f"{alias.name} as {alias.asname}" if alias.asname else alias.name
