"""Lines to blocks, each with its own digest and report; a large class to a block with members.

A class of many lines is cut again: its header, up to the end of the first statement of its body,
then each statement after that. Such a member parses alone under a `class` line of ours; all of them
begin with the very same indentation, or the class is not cut.
"""

import ast
import re
from collections.abc import Iterable, MutableMapping, Sequence
from copy import copy
from typing import Final, NamedTuple, cast

from lsp_server.analysis.blocks import Cut, continues, cut, first_code_line, shifted
from lsp_server.analysis.large import assembled
from lsp_server.analysis.report import BlockReport, Placed, SyntaxProblem
from lsp_server.analysis.syntax import Statements, parse
from lsp_server.analysis.walk import measure, measure_header, measure_member
from lsp_server.text import digest_of

LARGE: Final = 40
"""Lines from which on a class is cut into members."""

_MOST_RECALLED: Final = 500  # lines that are looked up before they are parsed

OUTSIDE: Final = "a statement here ends the class"
"""The message of the problem that lines, though they parse, are not all of a class's body."""

_OPENING: Final = "class _:\n"
_INDENT: Final = re.compile(r"[ \t]+")

Known = MutableMapping[bytes, BlockReport]
"""Blocks by digest: those of the report before, and a cache of others, which may forget any."""


class Level(NamedTuple):
    """Where lines stand: in the body of the class `owner`, indented so, or at a file's top level."""

    owner: str
    indent: str


TOP: Final = Level("", "")


class Headed(NamedTuple):
    """The blocks before a class, its header, and the members after it, placed in the lines read."""

    before: list[Placed]
    header: Placed
    members: list[Placed]
    problems: list[SyntaxProblem]


def read(
    lines: Sequence[str], offset: int, known: Known, level: Level = TOP, *, to_end: bool
) -> list[Placed] | SyntaxProblem:
    """Return the blocks of lines that parse, or the problem; both placed `offset` lines further down.

    A block whose digest is `known` is that very object, and if it is all there is, nothing is
    parsed; any other is measured and from then on known. Lines after the last statement belong to the last block if the lines go `to_end` of the
    file, else to none: the caller has to read them with what follows.
    """
    block = _recalled(lines, known, level)
    if block is not None:
        return [Placed(offset, block)]
    if level.owner:
        return _read_members(lines, offset, known, level, to_end=to_end)
    statements = parse("".join(lines))
    if isinstance(statements, SyntaxProblem):
        return shifted(statements, offset)
    return [
        Placed(offset + part.start, _class(part, lines, known) or _block(part, lines, known))
        for part in cut(statements, lines, 0, len(lines) if to_end else None)
    ]


def _recalled(lines: Sequence[str], known: Known, level: Level) -> BlockReport | None:
    """Return the block that the lines are known to be, as after an undo."""
    if len(lines) > _MOST_RECALLED or not lines:
        return None
    if not level.owner:
        return known.get(digest_of("".join(lines)))
    first = lines[min(first_code_line(lines), len(lines) - 1)]
    if not first.startswith(level.indent) or first[len(level.indent)] in " \t\f":
        return None
    return known.get(member_digest(level.owner, lines))


def read_headed(
    lines: Sequence[str], known: Known, *, to_end: bool
) -> Headed | SyntaxProblem | None:
    """Read lines that end with the header of a large class and perhaps some of its members.

    None if they do not end with a class that could be cut.
    """
    statements = parse("".join(lines))
    if isinstance(statements, SyntaxProblem):
        return statements
    parts = list(cut(statements, lines, 0, len(lines) if to_end else None))
    units = _units(parts[-1], lines) if parts else None
    if units is None:
        return None
    before = [
        Placed(part.start, _class(part, lines, known) or _block(part, lines, known))
        for part in parts[:-1]
    ]
    header = _header(parts[-1], units[0], lines, known)
    return Headed(
        before,
        Placed(units[0].start, header),
        [Placed(unit.start, _member(header.name, unit, lines, known)) for unit in units[1:]],
        [],
    )


def _read_members(
    lines: Sequence[str], offset: int, known: Known, level: Level, *, to_end: bool
) -> list[Placed] | SyntaxProblem:
    lines, offset = [_OPENING, *lines], offset - 1
    statements = parse("".join(lines))
    if isinstance(statements, SyntaxProblem):
        return shifted(statements, max(offset, offset + 1 - statements.line))
    class_, *others = statements
    body = cast("ast.ClassDef", class_).body
    units = list(cut(body, lines, 1, len(lines) if to_end else None))
    for statement in (*others, *(unit.statements[0] for unit in units)):
        if not _is_indented(statement, lines, level.indent):
            line, column = statement.lineno - 1, statement.col_offset
            problem = SyntaxProblem("broken", OUTSIDE, line, column, line, column + 1)
            return shifted(problem, offset)
    return [Placed(offset + unit.start, _member(level.owner, unit, lines, known)) for unit in units]


def _class(part: Cut, lines: Sequence[str], known: Known) -> BlockReport | None:
    """Return the block of a large class; None for anything else."""
    if part.end - part.start < LARGE:
        return None
    units = _units(part, lines)
    if units is None or len(units) == 1:
        return None
    header = _header(part, units[0], lines, known)
    members = [
        Placed(unit.start - part.start, _member(header.name, unit, lines, known))
        for unit in units[1:]
    ]
    return assembled(header, members)


def _units(part: Cut, lines: Sequence[str]) -> list[Cut] | None:
    """Cut a block that is a class into header and members; None if that cannot be."""
    if len(part.statements) != 1:
        return None
    node = part.statements[0]
    if not isinstance(node, ast.ClassDef):
        return None
    first = _first_line(node.body[0])
    indent = _INDENT.match(lines[first])
    if indent is None or continues(lines[first - 1]):
        return None
    units = list(cut(node.body, lines, part.start, part.end))
    if all(_is_indented(unit.statements[0], lines, indent[0]) for unit in units):
        return units
    return None


def _is_indented(node: ast.stmt, lines: Sequence[str], indent: str) -> bool:
    """Tell whether a statement is the first of its line and indented so, and its decorator too."""
    line = lines[_first_line(node)]
    mark = "@" if getattr(node, "decorator_list", ()) else ""
    return node.col_offset == len(indent) and line.startswith(indent + mark)


def _first_line(node: ast.stmt) -> int:
    decorators = getattr(node, "decorator_list", ())
    return (decorators[0].lineno if decorators else node.lineno) - 1


def _block(part: Cut, lines: Sequence[str], known: Known) -> BlockReport:
    own = lines[part.start : part.end]
    digest = digest_of("".join(own))
    block = known.get(digest)
    if block is None:
        block = known[digest] = measure(part.statements, own, part.start, digest)
    return block


def _header(part: Cut, unit: Cut, lines: Sequence[str], known: Known) -> BlockReport:
    own = lines[unit.start : unit.end]
    digest = digest_of("\0\n" + "".join(own))  # no text that parses holds a null character
    block = known.get(digest)
    if block is None:
        node = _ending_with(cast("ast.ClassDef", part.statements[0]), unit.statements)
        block = known[digest] = measure_header(node, own, unit.start, digest)
    return block


def _member(owner: str, unit: Cut, lines: Sequence[str], known: Known) -> BlockReport:
    own = lines[unit.start : unit.end]
    digest = member_digest(owner, own)
    block = known.get(digest)
    if block is None:
        block = measure_member(owner, unit.statements, own, unit.start, digest)
        known[digest] = block
    return block


def member_digest(owner: str, lines: Iterable[str]) -> bytes:
    """Return the digest of a member of the class `owner`, told apart from any other kind of block."""
    return digest_of(f"\0{owner}\n" + "".join(lines))


def _ending_with(node: ast.ClassDef, statements: Statements) -> ast.ClassDef:
    """Return a class as if the statements were its whole body."""
    shortened, last = copy(node), statements[-1]
    shortened.body = statements
    shortened.end_lineno, shortened.end_col_offset = last.end_lineno, last.end_col_offset
    return shortened


def known_of(blocks: Iterable[Placed]) -> dict[bytes, BlockReport]:
    """Return the live ones among blocks by digest, headers and members of large classes included."""
    known = {}
    for _, block, stale in blocks:
        if not stale:
            own = block.header or block
            known[own.digest] = own
        if block.members:
            known.update(known_of(block.members))
    return known
