"""The text model against a model too simple to be wrong: splicing the encoded text."""

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lsp_server.encoding import Encoding
from lsp_server.text import (
    Edit,
    Position,
    Source,
    Span,
    code_points_of_utf8,
    from_code_points,
    split_lines,
    to_code_points,
    without_ending,
)

PIECES = ["\r", "\n", "\r\n", "a", "bc", " ", "\t", "\f", "\x0b", "\x1c", "\x85", "\u2028"]
WIDE = ["é", "ж", "€", "\U0001d4b3", "😀", "\ud83d", "\udc00", "\ufeff"]
TEXTS = st.lists(st.sampled_from(PIECES + WIDE), max_size=30).map("".join)
NUMBERS = st.integers(-2, 40)
POSITIONS = st.builds(Position, NUMBERS, NUMBERS)
WIDTH = {Encoding.UTF8: 1, Encoding.UTF16: 2, Encoding.UTF32: 4}
CODEC = {Encoding.UTF8: "utf-8", Encoding.UTF16: "utf-16-le", Encoding.UTF32: "utf-32-le"}


def encoded(text: str, encoding: Encoding) -> bytes:
    return codecs.encode(text, CODEC[encoding], "surrogatepass")


def model_lines(text: str) -> list[str]:
    """Cut at CRLF, CR and LF by looking at one character at a time."""
    lines, line = [], ""
    for number, character in enumerate(text):
        line += character
        if character == "\n" or (character == "\r" and text[number + 1 : number + 2] != "\n"):
            lines.append(line)
            line = ""
    return [*lines, line]


def model_offset(text: str, position: Position, encoding: Encoding) -> int:
    """The offset of a position in code points, by trying every prefix of its line."""
    lines = model_lines(text)
    if position.line < 0:
        return 0
    if position.line >= len(lines):
        return len(text)
    before = sum(map(len, lines[: position.line]))
    content = lines[position.line].rstrip("\r\n")
    fitting = [
        n
        for n in range(len(content) + 1)
        if sum(len(encoded(c, encoding)) for c in content[:n]) // WIDTH[encoding]
        <= max(0, position.column)
    ]
    return before + fitting[-1]


def in_code_points(source: Source, position: Position, encoding: Encoding) -> Position:
    line = source.line(position.line)
    return Position(position.line, to_code_points(line, position.column, encoding))


@given(TEXTS)
def test_lines_end_at_the_three_endings_only(text: str):
    """Lines join to the text, and end where the LSP and CPython end them."""
    expected = model_lines(text)
    assert split_lines(text) == (expected if expected[-1] else expected[:-1])
    assert Source.of(text).text == text


@given(TEXTS, POSITIONS, POSITIONS, TEXTS, st.sampled_from(Encoding))
@example("a\r\nb", Position(0, 1), Position(1, 0), "\r", Encoding.UTF16)
@example("a\rb\nc", Position(1, 0), Position(1, 1), "", Encoding.UTF16)
@example("a\r", Position(1, 0), Position(1, 0), "\n", Encoding.UTF8)
@example("a", Position(5, 5), Position(9, 9), "\n", Encoding.UTF32)
@example("😀😀", Position(0, 3), Position(0, 1), "x", Encoding.UTF16)
def test_an_edit_is_a_splice(
    text: str, start: Position, end: Position, replacement: str, encoding: Encoding
):
    """Any edit in any encoding gives the text that splicing the whole text gives, cut anew."""
    source = Source.of(text)
    span = Span(in_code_points(source, start, encoding), in_code_points(source, end, encoding))
    first, last = sorted(model_offset(text, position, encoding) for position in (start, end))
    edited = source.edited(Edit(span, replacement))
    assert edited.text == text[:first] + replacement + text[last:]
    assert list(edited.lines) == split_lines(edited.text)


@given(st.lists(st.tuples(POSITIONS, POSITIONS, TEXTS), max_size=8))
def test_edits_in_sequence_stay_exact(edits: list[tuple[Position, Position, str]]):
    """After several edits the lines are still those of the text, and the digest is the text's."""
    source = Source.of("one\r\ntwo\rthree\n")
    for start, end, replacement in edits:
        source = source.edited(Edit(Span(start, end), replacement))
        assert source == Source.of(source.text)
        assert list(source.lines) == split_lines(source.text)


@given(TEXTS.map(lambda text: text.replace("\r", "").replace("\n", "")), st.sampled_from(Encoding))
def test_columns_there_and_back(line: str, encoding: Encoding):
    """Every column survives conversion to the encoding's units and back."""
    for column in range(len(line) + 1):
        units = from_code_points(line + "\n", column, encoding)
        width = sum(len(encoded(c, encoding)) for c in line[:column]) // WIDTH[encoding]
        assert units == width
        assert to_code_points(line + "\n", units, encoding) == column


@pytest.mark.parametrize(
    ("line", "units", "encoding", "column"),
    [
        ("😀b\n", 1, Encoding.UTF16, 0),
        ("😀b\n", 2, Encoding.UTF16, 1),
        ("a😀😀b", 4, Encoding.UTF16, 2),
        ("a😀😀b", 99, Encoding.UTF16, 4),
        ("é€\r\n", 1, Encoding.UTF8, 0),
        ("é€\r\n", 4, Encoding.UTF8, 1),
        ("é€\r\n", 6, Encoding.UTF8, 2),
        ("abc\n", 4, Encoding.UTF16, 3),
        ("abc\n", -1, Encoding.UTF8, 0),
    ],
)
def test_a_column_that_is_no_place(line: str, units: int, encoding: Encoding, column: int):
    """Inside a character means its start, past the line its end, before the line its beginning."""
    assert to_code_points(line, units, encoding) == column


def test_offsets_of_the_tree_are_utf8():
    """A byte offset of CPython's ast becomes a column in code points."""
    assert [code_points_of_utf8("é = 1", n) for n in (0, 2, 5)] == [0, 1, 4]
    assert code_points_of_utf8("e = 1", 3) == 3


def test_an_edit_shares_the_lines_it_leaves():
    """Lines that an edit does not touch are the same objects afterwards: comparing them is cheap."""
    source = Source.of("".join(f"line {n}\n" for n in range(100)))
    edited = source.edited(Edit(Span(Position(50, 0), Position(50, 0)), "x\n"))
    assert all(a is b for a, b in zip(source.lines[:50], edited.lines, strict=False))
    assert all(a is b for a, b in zip(source.lines[51:], edited.lines[52:], strict=True))


def test_the_digest_waits_until_it_is_asked_for():
    """An edit hashes nothing: a keystroke in a long text would feel it."""
    edited = Source.of("a\nb\n").edited(Edit(Span(Position(0, 0), Position(0, 1)), "c"))
    assert "digest" not in vars(edited)
    assert "text" not in vars(edited)


def test_a_line_without_its_ending():
    """Only the ending is taken off."""
    assert without_ending("a\f \r\n") == "a\f "
