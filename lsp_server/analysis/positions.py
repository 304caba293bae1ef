"""Where things stand that the tree does not place: keywords, names; and byte offsets as code points.

Lines are a block's, counted from its first. Nothing here fails when the tree's numbers do not fit
the lines, as those inside f-strings before Python 3.12: the place is then merely imprecise.
"""

import ast
import re
from collections.abc import Sequence
from typing import Final

from lsp_server.text import split_lines

_COMMENT: Final = re.compile(r"#[^\r\n]*")
_GAP: Final = re.compile(r"(?:[ \t\f]|\\(?:\r\n|\r|\n))*")
_SPACE: Final = " \t\f"


class Place:
    """The lines of a block; `first` is the number that the tree gives the first of them."""

    __slots__ = ("_columns", "_columns_of", "first", "lines")

    def __init__(self, lines: Sequence[str], first: int) -> None:
        self.lines = lines
        self.first = first
        self._columns: list[int] = []
        self._columns_of = -1

    def line(self, number: int) -> str:
        """Return a line, "" outside the block."""
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    def start(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Return the line and column where a node begins."""
        number = node.lineno - self.first
        return number, self._column(number, node.col_offset)

    def end(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Return the line and column where a node ends."""
        number = (node.end_lineno or node.lineno) - self.first
        return number, self._column(number, node.end_col_offset or 0)

    def _column(self, number: int, offset: int) -> int:
        """Return the code point column of a byte offset; the last line's table is kept.

        A long line may be asked about many times: each answer must not cost the whole line.
        """
        if not 0 <= number < len(self.lines):
            return offset
        line = self.lines[number]
        if line.isascii():
            return offset
        if number != self._columns_of:
            self._columns_of = number
            self._columns = [
                column
                for column, character in enumerate(line)
                for _ in character.encode("utf-8", "surrogatepass")
            ]
        return self._columns[offset] if offset < len(self._columns) else len(line)

    def indent(self, node: ast.stmt) -> str:
        """Return what stands before a statement that is the first of its line."""
        return self.line(node.lineno - self.first)[: node.col_offset]

    def between(self, before: ast.expr, after: ast.expr) -> str:
        """Return what stands between two operands, comments blanked: keywords, space, parentheses."""
        (first, start), (last, end) = self.end(before), self.start(after)
        if first == last:
            return self.line(first)[start:end]
        inner = self.lines[first + 1 : last]
        text = "".join([self.line(first)[start:], *inner, self.line(last)[:end]])
        return _COMMENT.sub(lambda comment: " " * len(comment.group()), text)

    def keyword(self, word: str, before: ast.expr, after: ast.expr) -> tuple[int, int]:
        """Return where a keyword stands between two operands."""
        line, column = self.end(before)
        if before.end_lineno == after.lineno:
            return line, max(self.line(line).find(word, column), column)
        text = self.between(before, after)
        ahead = split_lines(text[: max(text.find(word), 0)] + ".")
        if len(ahead) == 1:
            return line, column + len(ahead[0]) - 1
        return line + len(ahead) - 1, len(ahead[-1]) - 1

    def is_elif(self, node: ast.If) -> bool:
        """Tell whether an `if` in the else of another one is written `elif`."""
        return self.line(node.lineno - self.first).startswith("elif", node.col_offset)

    def otherwise(self, body: list[ast.stmt]) -> tuple[int, int]:
        """Return where the `else` after a suite stands."""
        number = (body[-1].end_lineno or body[-1].lineno) - self.first + 1
        while number < len(self.lines):
            content = self.lines[number].lstrip(_SPACE)
            if content.startswith("else"):
                return number, len(self.lines[number]) - len(content)
            number += 1
        return number - 1, 0

    def name(self, node: ast.stmt, keyword: str, name: str) -> tuple[int, int]:
        """Return where the name stands that `def`, `async def` or `class` gives."""
        number = node.lineno - self.first
        line = self.line(number)
        if line.startswith(f"{keyword} {name}", node.col_offset):
            return number, node.col_offset + len(keyword) + 1
        text = "".join(self.lines[number : number + 4])
        at = node.col_offset
        for word in keyword.split():
            at = _end_of_gap(text, at + len(word))
        ahead = split_lines(text[:at] + ".")
        return number + len(ahead) - 1, len(ahead[-1]) - 1


def _end_of_gap(text: str, at: int) -> int:
    gap = _GAP.match(text, at)
    return gap.end() if gap else at
