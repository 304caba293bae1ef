"""A run of lines as top-level blocks, each with its own digest and report.

A block is a run of whole lines that ends with the last line of a top-level statement, so that
comments before a statement belong to it; what follows the last statement belongs to the last block.
At such a boundary no bracket, string, continuation or indentation is open: the parse of two runs
that parse alone is the parse of one, then of the other.
"""

import ast
import re
from collections.abc import Iterator, MutableMapping, Sequence
from typing import Final, NamedTuple

from lsp_server.analysis.report import BlockReport, Placed, SyntaxProblem
from lsp_server.analysis.syntax import Statements, parse
from lsp_server.analysis.walk import measure
from lsp_server.text import digest_of

MARK = "\ufeff"
"""The byte order mark, which an editor may leave in the text."""

NO_CODE: Final = re.compile(r"[ \t\f]*(?:#|\\?[\r\n]*\Z)")
"""What a line that holds no code, but perhaps a comment or a lone continuation, looks like."""

Known = MutableMapping[bytes, BlockReport]
"""Blocks by digest: those of the report before, and a cache of others, which may forget any."""


class Cut(NamedTuple):
    """The statements of one block and the lines [start, end) where they stand."""

    start: int
    end: int
    statements: Statements


def read(
    lines: Sequence[str], offset: int, known: Known, *, to_end: bool
) -> list[Placed] | SyntaxProblem:
    """Return the blocks of lines that parse, placed in the file, or the problem, in file lines.

    `offset` is the file's line number of lines[0]. A block whose digest is `known` is that very
    object; any other is measured and from then on known. Lines after the last statement belong to
    the last block if the lines go `to_end` of the file, else to none: the caller has to read them
    with what follows.
    """
    statements = parse("".join(lines))
    if isinstance(statements, SyntaxProblem):
        return shifted(statements, offset)
    placed = []
    for start, end, members in cut(statements, lines, to_end=to_end):
        own = lines[start:end]
        digest = digest_of("".join(own))
        block = known.get(digest)
        if block is None:
            block = known[digest] = measure(members, own, start, digest)
        placed.append(Placed(offset + start, block))
    return placed


def cut(statements: Statements, lines: Sequence[str], *, to_end: bool) -> Iterator[Cut]:
    """Yield the blocks of a parse; the first begins with the first line."""
    start = 0
    members: list[ast.stmt] = []
    for statement in statements:
        if members:
            end = _end(members[-1])
            if statement.lineno > end and not _continues(lines[end - 1]):
                yield Cut(start, end, members)
                start, members = end, []
        members.append(statement)
    if to_end and start < len(lines):
        yield Cut(start, len(lines), members)
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


def _continues(line: str) -> bool:
    return line.rstrip("\r\n").endswith("\\")
