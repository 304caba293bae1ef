"""What is too much to follow live, and what is no document at all."""

from hypothesis import given
from hypothesis import strategies as st

from lsp_server.settings import Settings
from lsp_server.text import Edit, Position, Source, Span
from lsp_server.workspace.document import COLD_BYTES, COLD_LINES, exceeds, is_cold

TEXTS = st.text(alphabet="aé\U0001f600\ud800\r\n", max_size=12)
POSITIONS = st.builds(Position, st.integers(0, 6), st.integers(0, 8))


def of(lines: int) -> Source:
    return Source.of("x = 1\n" * lines)


@given(TEXTS, st.lists(st.tuples(POSITIONS, POSITIONS, TEXTS), max_size=5))
def test_edits_carry_the_size_on(text: str, edits: list[tuple[Position, Position, str]]):
    """After any edits the size in bytes is that of the text."""
    source = Source.of(text)
    assert source.size == len(text.encode("utf-8", "surrogatepass"))
    for start, end, new in edits:
        source = source.edited(Edit(Span(start, end), new))
        assert source.size == len(source.text.encode("utf-8", "surrogatepass"))


def test_a_text_exceeds_by_lines_or_by_bytes():
    """Either limit suffices; a text at a limit does not exceed it."""
    limits = Settings(max_lines=100, max_file_size=1000)
    assert not exceeds(of(100), limits)
    assert exceeds(of(101), limits)
    assert not exceeds(Source.of("x" * 1000), limits)
    assert exceeds(Source.of("x" * 1001), limits)


def test_an_unknown_text_is_cold_when_it_is_long():
    """The loop reads only so much at once, in lines or in bytes."""
    assert not is_cold(of(COLD_LINES), None)
    assert is_cold(of(COLD_LINES + 1), None)
    assert is_cold(Source.of("x" * (COLD_BYTES + 1)), None)


def test_an_edit_of_a_long_text_is_not_cold():
    """Most of the text is known, wherever the edit is."""
    known = of(3 * COLD_LINES)
    for line in (0, COLD_LINES, 3 * COLD_LINES):
        place = Position(line, 0)
        changed = known.edited(Edit(Span(place, place), "y = 2\n"))
        assert not is_cold(changed, known)


def test_a_text_that_is_mostly_new_is_cold():
    """A paste, a replaced whole and a long line are read elsewhere; deleting is not."""
    known = of(3 * COLD_LINES)
    assert is_cold(Source.of("y = 2\n" * 3 * COLD_LINES), known)
    assert is_cold(of(5 * COLD_LINES), of(COLD_LINES))
    assert is_cold(of(COLD_LINES + 3), Source.of("y = 2\nx = 1\n"))
    assert is_cold(Source.of("x = 1\n" + "y" * (COLD_BYTES + 9)), of(1))
    assert not is_cold(of(2 * COLD_LINES), known)
