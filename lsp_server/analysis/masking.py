"""Figures of a block whose text is broken, with the lines that are being edited masked out.

The masked lines are replaced by one statement that stands where they stood: `pass`, or one that
opens a block where the lines after them are indented deeper. What such figures say of the rest of
the block is right; they are provisional until the block parses.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from lsp_server.analysis.blocks import NO_CODE, first_code_line
from lsp_server.analysis.reading import Level, read
from lsp_server.analysis.report import BlockReport, SyntaxProblem

_MOST: Final = 400  # lines of a block that is read once more on a keystroke
_FIRST_WORD: Final = re.compile(r"[ \t]*(?:async[ \t]+)?(\w*)[ \t]*(\w*)")
_SPACE: Final = re.compile(r"[ \t]*")
_OPENINGS: Final = {
    "def": "def {}():",
    "class": "class {}:",
    "for": "for _ in _:",
    "while": "while _:",
    "with": "with _:",
    "elif": "elif _:",
    "else": "else:",
    "try": "try:",
    "except": "except _:",
    "finally": "finally:",
    "match": "match _:",
    "case": "case _:",
}
"""What may open a block, by its first word; anything else is taken for an `if`."""

Lines = tuple[int, int]


def provisional(
    name: str, lines: Sequence[str], level: Level, ranges: Iterable[Lines]
) -> BlockReport | None:
    """Return the report of one block without the first of the ranges of lines that makes it parse.

    A range is of lines [first, last), counted from the block's first; None if no range will do, be
    it replaced by a statement or by blank lines. What has a `name` must keep it. Large classes are
    left to their members.
    """
    if len(lines) > _MOST:
        return None
    distinct = list(dict.fromkeys(ranges))
    for mask in (masked, blanked):
        for first, last in distinct:
            outcome = read(mask(lines, first, last), 0, {}, level, to_end=True)
            if isinstance(outcome, SyntaxProblem) or len(outcome) != 1:
                continue
            block = outcome[0].block
            if block.header is None and name in ("", block.name):
                return block
    return None


def blanked(lines: Sequence[str], first: int, last: int) -> list[str]:
    """Return the lines with [first, last) blank: these continued a statement, or stood apart."""
    return [*lines[:first], *["\n"] * (last - first), *lines[last:]]


def masked(lines: Sequence[str], first: int, last: int) -> list[str]:
    """Return the lines with [first, last) masked; as many lines as before."""
    inside = first + min(first_code_line(lines[first:last]), last - first - 1)
    after = next((line for line in lines[last:] if NO_CODE.match(line) is None), "")
    indent = _indent(lines[inside]) or ("" if lines[inside].strip() else _indent(after))
    made = ["\n"] * (last - first)
    made[inside - first] = f"{indent}{_statement(lines[inside], indent, after)}\n"
    return [*lines[:first], *made, *lines[last:]]


def _statement(line: str, indent: str, after: str) -> str:
    if len(_indent(after)) <= len(indent):
        return "pass"
    found = _FIRST_WORD.match(line)
    word, name = found.groups() if found else ("", "")
    return _OPENINGS.get(word, "if _:").format(name if name.isidentifier() else "_")


def _indent(line: str) -> str:
    found = _SPACE.match(line)
    return found[0] if found else ""
