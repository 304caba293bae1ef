"""Lines as a persistent sequence, against a plain list; and that an edit shares what it leaves."""

import random
from itertools import accumulate, takewhile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lsp_server.chunks import CHUNK, Change, Lines, difference
from lsp_server.text import Source, split_lines

SEEDS = st.integers(0, 2**32)
LETTERS = st.text("ab", max_size=12)
HEIGHTS = (0, 1, 3, CHUNK // 2, CHUNK - 1, CHUNK, 2 * CHUNK + 1, 5 * CHUNK)


def numbered(count: int, mark: str = "") -> list[str]:
    return [f"{mark}{number}\n" for number in range(count)]


def edited(lines: list[str], rng: random.Random) -> tuple[int, int, list[str]]:
    """Any replacement, small or large, often at the very beginning or end."""
    first = rng.choice((0, len(lines), rng.randint(0, len(lines))))
    last = rng.choice((first, min(first + 1, len(lines)), rng.randint(first, len(lines))))
    return first, last, numbered(rng.choice(HEIGHTS), f"{rng.random()} ")


@given(SEEDS)
def test_edits_are_those_of_a_list(seed: int):
    """After any edits, however large, lines, length, slices and order are those of a list."""
    rng = random.Random(seed)  # noqa: S311
    model = numbered(rng.choice(HEIGHTS))
    lines = Lines.of(model)
    for _ in range(8):
        first, last, new = edited(model, rng)
        lines = lines.replaced(first, last, new)
        model[first:last] = new
        assert list(lines) == model
        assert len(lines) == len(model)
        assert list(reversed(lines)) == model[::-1]
        start, end = (rng.randint(-9, len(model) + 9) for _ in range(2))
        assert lines[start:end] == model[start:end]
        for at in {0, -1, len(model) // 2} if model else ():
            assert lines[at] == model[at]


@given(SEEDS)
def test_chunks_stay_within_bounds(seed: int):
    """Whatever is put in or taken out, no chunk becomes too long or, but for a lone one, too short."""
    rng = random.Random(seed)  # noqa: S311
    lines = Lines.of(numbered(rng.choice(HEIGHTS)))
    for _ in range(12):
        lines = lines.replaced(*edited(list(lines), rng))
        assert lines._starts == list(accumulate(map(len, lines.chunks), initial=0))
        sizes = [len(chunk) for chunk in lines.chunks]
        assert max(sizes, default=1) <= 2 * CHUNK
        assert min(sizes, default=1) >= (CHUNK // 2 if len(sizes) > 1 else 1)


@pytest.mark.parametrize("at", [3, -4, 999])
def test_a_line_that_is_not_there(at: int):
    """A place outside has no line, as in any sequence."""
    with pytest.raises(IndexError):
        Lines.of(numbered(3))[at]


@pytest.mark.parametrize("step", [-3, -1, 2, 300])
def test_a_slice_with_a_step(step: int):
    """Slices take steps, as those of any sequence."""
    model = numbered(3 * CHUNK)
    assert Lines.of(model)[600:5:step] == model[600:5:step]
    assert Lines.of(model)[5:600:step] == model[5:600:step]


def test_an_edit_costs_the_same_in_a_text_of_any_length():
    """An edit makes as few lines' chunks anew in 50,000 lines as in 1,000, and leaves the rest."""
    anew = []
    for height in (1_000, 50_000):
        lines = Lines.of(numbered(height))
        for at in (0, height // 2, height):
            after = lines.replaced(at, at, ["new\n"])
            known = set(map(id, lines.chunks))
            anew.append(sum(len(chunk) for chunk in after.chunks if id(chunk) not in known))
    assert max(anew) <= 2 * CHUNK


class Counted(str):
    """A line that counts how often it is compared."""

    __slots__ = ()
    compared = 0

    def __eq__(self, other: object) -> bool:
        Counted.compared += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def test_a_difference_looks_at_the_chunks_around_it_only():
    """Two versions are compared by a few lines near the edit: all others are the same objects."""
    compared = []
    for height in (1_000, 50_000):
        lines = Lines.of([Counted(line) for line in numbered(height)])
        after = lines.replaced(height // 2, height // 2, ["new\n"])
        Counted.compared = 0
        assert difference(lines, after) == (height // 2, height // 2, height // 2 + 1)
        compared.append(Counted.compared)
    assert max(compared) <= 2 * CHUNK.bit_length()


def same(old: list[str], new: list[str]) -> int:
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))))


def naive(old: list[str], new: list[str]) -> tuple[int, int, int]:
    first = same(old, new)
    kept = same(old[first:][::-1], new[first:][::-1])
    return first, len(old) - kept, len(new) - kept


@given(LETTERS, LETTERS)
@example("", "")
@example("aaa", "aaaa")
@example("aaaa", "aaa")
@example("a" * 9000 + "b" + "a" * 9000, "a" * 9000 + "x" + "a" * 9000)
def test_a_difference_is_what_both_ends_do_not_share(old: str, new: str):
    """The changed lines are those between the longest common beginning and end."""
    assert difference(Lines.of(list(old)), Lines.of(list(new))) == naive(list(old), list(new))


@given(SEEDS)
def test_a_difference_of_versions(seed: int):
    """However two versions share their chunks, their difference is that of their lines."""
    rng = random.Random(seed)  # noqa: S311
    versions = [Lines.of(["same\n"] * rng.choice(HEIGHTS))]
    for _ in range(6):
        first, last, new = edited(list(versions[-1]), rng)
        versions.append(
            versions[-1].replaced(first, last, rng.choice((new, ["same\n"] * len(new))))
        )
    one, other = rng.choice(versions), rng.choice(versions)
    assert difference(one, other) == naive(list(one), list(other))


def test_a_change_moves_lines():
    """Lines before a change stay, those after it move, edited ones stay within it."""
    change = Change(2, 5, 3)
    assert change.delta == -2
    assert [change.moved(line) for line in range(7)] == [0, 1, 2, 2, 2, 3, 4]
    assert [change.stands(line) for line in range(7)] == [
        True,
        True,
        True,
        False,
        False,
        True,
        True,
    ]


@pytest.mark.parametrize("mistaken", ["text", ["text"], ("text",), None])
def test_a_source_takes_nothing_but_lines(mistaken: object):
    """A text or a list in the place of lines is refused at once, not found out at the first edit."""
    with pytest.raises(TypeError):
        Source(mistaken)  # type: ignore[arg-type]
    assert list(Source.of("a\nb").lines) == split_lines("a\nb")
