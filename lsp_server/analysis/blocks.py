"""Where lines are cut into blocks.

A block is a run of whole lines that ends with the last line of a top-level statement, so that
comments before a statement belong to it; what follows the last statement belongs to the last block.
At such a boundary no bracket, string, continuation or indentation is open: the parse of two runs
that parse alone is the parse of one, then of the other.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from lsp_server.analysis.report import Placed, SyntaxProblem
from lsp_server.analysis.syntax import Statements

MARK = "\ufeff"
"""The byte order mark, which an editor may leave in the text."""

NO_CODE: Final = re.compile(r"[ \t\f]*(?:#|\\?[\r\n]*\Z)")
"""What a line that holds no code, but perhaps a comment or a lone continuation, looks like."""


class Cut(NamedTuple):
    """The statements of one block and the lines [start, end) where they stand."""

    start: int
    end: int
    statements: Statements


def cut(
    statements: Statements, lines: Sequence[str], start: int = 0, end: int | None = None
) -> Iterator[Cut]:
    """Yield the blocks of statements that stand on the lines from `start` on.

    The last one goes up to `end`, or to the last line of its last statement.
    """
    members: list[ast.stmt] = []
    for statement in statements:
        if members:
            stop = _end(members[-1])
            if statement.lineno > stop and not continues(lines[stop - 1]):
                yield Cut(start, stop, members)
                start, members = stop, []
        members.append(statement)
    if end is not None and start < end:
        yield Cut(start, end, members)
    elif members:
        yield Cut(start, _end(members[-1]), members)


def first_code_line(lines: Sequence[str]) -> int:
    """Return the first line that holds code, or how many lines there are."""
    for number, line in enumerate(lines):
        if NO_CODE.match(line) is None:
            return number
    return len(lines)


def height(placed: Sequence[Placed]) -> int:
    """Return how many lines the blocks cover."""
    return sum(item.block.physical for item in placed)


def without_mark(line: str) -> str:
    """Return the text's first line with a form feed, which the parser skips, for its order mark.

    Columns stay what they are in the text.
    """
    return "\f" + line[1:] if line.startswith(MARK) else line


def shifted(problem: SyntaxProblem, offset: int) -> SyntaxProblem:
    """Return the problem so many lines further down."""
    return SyntaxProblem(
        problem.kind,
        problem.message,
        problem.line + offset,
        problem.column,
        problem.end_line + offset,
        problem.end_column,
        problem.needs,
    )


def _end(statement: ast.stmt) -> int:
    return statement.end_lineno or statement.lineno


def continues(line: str) -> bool:
    """Tell whether a line of code ends with a backslash."""
    return line.rstrip("\r\n").endswith("\\")
