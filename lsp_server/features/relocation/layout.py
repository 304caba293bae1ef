"""How a text is laid out, and edits that keep to it."""

import ast
from collections.abc import Iterable, Sequence
from typing import Final

from lsp_server.features.relocation.bindings import DEFINITIONS
from lsp_server.features.relocation.module import first_line
from lsp_server.features.relocation.statement import is_blank
from lsp_server.text import Edit, Position, Source, Span, without_ending

_MARK: Final = "\ufeff"
_COMPOUND: Final = (*DEFINITIONS, ast.If, ast.For, ast.While, ast.With, ast.Try)


def lines_of(source: Source) -> list[str]:
    """Return the lines of a text without its byte order mark."""
    return [source.line(0).removeprefix(_MARK), *source.lines[1:]]


def newline(lines: Sequence[str]) -> str:
    """Return how the first line of a text ends."""
    return lines[0][len(without_ending(lines[0])) :] or "\n"


def indent(statements: Iterable[ast.stmt], lines: Sequence[str]) -> str:
    """Return one step of indentation, as the first indented suite has it."""
    for node in statements:
        if isinstance(node, _COMPOUND) and node.body[0].lineno > node.lineno:
            line = lines[first_line(node.body[0]) - 1]
            return line[: len(line) - len(line.lstrip(" \t"))] or "    "
    return "    "


def inserted(lines: Sequence[str], line: int, text: Sequence[str]) -> Edit:
    """Return the edit that puts lines above a line, or below the last one."""
    ending = newline(lines)
    if line >= len(lines) and without_ending(lines[-1]) == lines[-1]:
        end = Position(len(lines) - 1, len(lines[-1]))
        return Edit(Span(end, end), "".join(ending + item for item in text))
    at = Position(line, 0)
    return Edit(Span(at, at), "".join(item + ending for item in text))


def indented(text: Iterable[str], prefix: str) -> list[str]:
    """Return lines with a prefix, but for blank ones."""
    return [line if is_blank(line) else prefix + line for line in text]


def combined(edits: Iterable[Edit], source: Source) -> tuple[Edit, ...]:
    """Join edits that touch, in the order of the text; of those at one place the first comes first.

    They are of the text without its byte order mark, those returned of the text with it.
    """
    mark = len(_MARK) * source.line(0).startswith(_MARK)
    made: list[Edit] = []
    for edit in sorted(edits, key=lambda item: item.span.start):
        if made and edit.span.start <= made[-1].span.end:
            (first, last), before = made.pop()
            made.append(Edit(Span(first, max(last, edit.span.end)), before + edit.text))
        else:
            made.append(edit)
    return tuple(
        Edit(Span(source.clamp(_behind(mark, start)), source.clamp(_behind(mark, end))), text)
        for (start, end), text in made
    )


def _behind(mark: int, position: Position) -> Position:
    line, column = position
    return position if line else Position(line, column + mark)
