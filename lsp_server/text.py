"""Text as the editor and Python see it: lines, positions, edits and column encodings.

Lines end at CRLF, CR and LF only, as in the LSP specification and CPython's tokenizer, never at the
form feeds and separators where str.splitlines splits. Columns count code points; conversion to
UTF-8 and UTF-16 units happens at the doors.
"""

import hashlib
import re
from collections.abc import Iterable
from functools import cached_property
from typing import Final, NamedTuple

from lsp_server.chunks import Lines
from lsp_server.encoding import Encoding

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_PAIR: Final = re.compile("[\U00010000-\U0010ffff]")
"""A character that UTF-16 counts twice."""

_NO_LINES: Final = "a source is made of Lines; Source.of takes a text"


class Position(NamedTuple):
    """A place between two characters; both numbers count from zero, the column in code points."""

    line: int
    column: int


class Span(NamedTuple):
    """The text from start up to, not including, end."""

    start: Position
    end: Position


def down(span: Span, lines: int) -> Span:
    """Return the span so many lines further down."""
    (first, column), (last, end) = span
    return Span(Position(first + lines, column), Position(last + lines, end))


class Edit(NamedTuple):
    """Replace the text of a span."""

    span: Span
    text: str


def split_lines(text: str) -> list[str]:
    """Cut text into lines that keep their endings; joining them gives the text back."""
    if "\r" not in text:
        lines = text.split("\n")
        last = lines.pop()
        lines = [line + "\n" for line in lines]
        if last:
            lines.append(last)
        return lines
    return _LINE.findall(text)


def without_ending(line: str) -> str:
    """Return the line without its line terminator."""
    return line.rstrip("\r\n")


def digest_of(text: str) -> bytes:
    """Return the 20-byte BLAKE2b digest of the text's UTF-8 form; lone surrogates are allowed."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=20).digest()


def to_code_points(line: str, units: int, encoding: Encoding) -> int:
    """Convert a column counted in the encoding's units to code points.

    A column inside a character moves to that character's start; one past the end of the line (its
    terminator not counted) moves to that end, as the LSP specification asks.
    """
    if units <= 0:
        return 0
    content = without_ending(line)
    if encoding is Encoding.UTF8 and not content.isascii():
        return _code_points_before(content.encode("utf-8", "surrogatepass"), units)
    column = units
    if encoding is Encoding.UTF16 and not content.isascii():
        for pair in _PAIR.finditer(content):
            if pair.start() >= column:
                break
            column = max(pair.start(), column - 1)
    return min(column, len(content))


def from_code_points(line: str, column: int, encoding: Encoding) -> int:
    """Convert a column counted in code points to the encoding's units."""
    if encoding is Encoding.UTF32 or line.isascii():
        return column
    before = line[:column]
    if encoding is Encoding.UTF8:
        return len(before.encode("utf-8", "surrogatepass"))
    return len(before) + sum(1 for _ in _PAIR.finditer(before))


def code_points_of_utf8(line: str, offset: int) -> int:
    """Convert a UTF-8 byte offset, as CPython's ast gives it, to code points."""
    if line.isascii():
        return offset
    return _code_points_before(line.encode("utf-8", "surrogatepass"), offset)


def _code_points_before(content: bytes, offset: int) -> int:
    """Return how many characters end at or before the offset into their UTF-8 form."""
    if offset < len(content):
        while content[offset] & 0xC0 == 0x80:  # noqa: PLR2004  # a byte that continues a character
            offset -= 1
    return len(content[:offset].decode("utf-8", "surrogatepass"))


def _utf8_size(lines: Iterable[str]) -> int:
    return sum(
        len(line) if line.isascii() else len(line.encode("utf-8", "surrogatepass"))
        for line in lines
    )


class Source:
    """A text, cut into lines, equal to another by digest. Never changed once made."""

    def __init__(self, lines: Lines) -> None:
        if not isinstance(lines, Lines):
            raise TypeError(_NO_LINES)
        self.lines: Final = lines

    @classmethod
    def of(cls, text: str) -> "Source":
        """Make a source from a whole text."""
        return cls(Lines.of(split_lines(text)))

    @cached_property
    def text(self) -> str:
        """The whole text."""
        return "".join(self.lines)

    @cached_property
    def digest(self) -> bytes:
        """The digest of the whole text, by digest_of."""
        return digest_of(self.text)

    @cached_property
    def size(self) -> int:
        """The bytes of the whole text's UTF-8 form; an edit carries it on."""
        return _utf8_size(self.lines)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Source) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"<Source {len(self.lines)} lines>"

    def line(self, number: int) -> str:
        """Return the line with its ending, or "" past the end."""
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    def edited(self, edit: Edit) -> "Source":
        """Return the source after an edit.

        Positions outside the text move to the nearest place inside it: a line past the end to the
        end of the text, a column past a line's end to that end. A span whose ends are swapped is
        read the other way round.
        """
        start, end = map(self.clamp, edit.span)
        if end < start:
            start, end = end, start
        before = self.line(start.line)[: start.column]
        after = self.line(end.line)[end.column :]
        first, last = start.line, end.line + 1
        # A lone CR can come to stand before an LF: the two are then one line ending.
        if not before and first > 0 and self.lines[first - 1].endswith("\r"):
            before, first = self.lines[first - 1], first - 1
        middle = split_lines(before + edit.text + after)
        edited = Source(self.lines.replaced(first, last, middle))
        if "size" in self.__dict__:
            edited.size = self.size + _utf8_size(middle) - _utf8_size(self.lines[first:last])
        return edited

    def clamp(self, position: Position) -> Position:
        """Return the nearest position inside the text."""
        line, column = position
        if line < 0:
            return Position(0, 0)
        if line >= len(self.lines):
            if self.lines and self.lines[-1] == without_ending(self.lines[-1]):
                return Position(len(self.lines) - 1, len(self.lines[-1]))
            return Position(len(self.lines), 0)
        return Position(line, max(0, min(column, len(without_ending(self.lines[line])))))
