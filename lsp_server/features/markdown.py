"""Markdown from plain text, so that no name can break out of its place."""

import re
from collections.abc import Iterable
from typing import Final

TABLE: Final = re.compile(r"(?:^\|.*\|\n){2,}", re.MULTILINE)
BAR: Final = re.compile(r"(?<!\\)\|")
EMPHASIS: Final = re.compile(r"^\*(.+)\*$", re.MULTILINE)


def code(text: str) -> str:
    """Return text as inline code, whatever backticks it holds."""
    if "`" not in text:
        return f"`{text}`"
    fence = "`" * (1 + max(map(len, re.findall("`+", text))))
    return f"{fence} {text} {fence}"


def count(number: int, noun: str) -> str:
    """Return a number of things: 1 line, 2 lines."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def row(cells: Iterable[str]) -> str:
    """Return a table row; bars and line ends in a cell are escaped."""
    clean = (cell.replace("|", "\\|").replace("\n", " ").replace("\r", " ") for cell in cells)
    return f"| {' | '.join(clean)} |"


def plain(markdown: str) -> str:
    """Return Markdown without its marks, for clients that show it as it is."""
    bare = EMPHASIS.sub(r"\1", markdown.replace("`", "").replace("**", ""))
    return TABLE.sub(lambda found: _columns(found[0].splitlines()), bare)


def _columns(lines: list[str]) -> str:
    """Return the rows of a table in columns, without the rule below its head."""
    rows = [_cells(line) for line in (lines[0], *lines[2:])]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    padded = (map(str.ljust, cells, widths) for cells in rows)
    return "".join(f"{'  '.join(cells).rstrip()}\n" for cells in padded)


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in BAR.split(line)[1:-1]]
