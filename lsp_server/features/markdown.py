"""Markdown from plain text, so that no name can break out of its place."""

import re
from collections.abc import Iterable


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
    return markdown.replace("`", "").replace("**", "").replace("\\|", "|")
