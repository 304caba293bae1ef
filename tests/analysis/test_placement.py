"""Blocks as a persistent sequence, against a plain list; and that an edit leaves most as they are."""

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from measured import block

from lsp_server.analysis import analyse
from lsp_server.analysis.placement import CHUNK, Blocks
from lsp_server.analysis.report import Placed
from lsp_server.checks import Known, run
from lsp_server.settings import DEFAULT
from lsp_server.text import Source

ONE = block("x = 1\n")
COUNTS = (0, 1, 3, CHUNK // 2, CHUNK, 2 * CHUNK + 1, 5 * CHUNK)


def placed(rng: random.Random, count: int, line: int) -> list[Placed]:
    """Blocks of one to three lines, the first of which stands on the line."""
    made = []
    for _ in range(count):
        made.append(Placed(line, ONE, rng.random() < 0.1))
        line += rng.randint(1, 3)
    return made


@given(st.integers(0, 2**32))
def test_edits_are_those_of_a_list(seed: int):
    """After any edits the blocks, and where they stand, are those of a list whose end is moved."""
    rng = random.Random(seed)  # noqa: S311
    model = placed(rng, rng.choice(COUNTS), 0)
    blocks = Blocks.of(model)
    for _ in range(8):
        first = rng.choice((0, len(model), rng.randint(0, len(model))))
        last = rng.choice((first, min(first + 1, len(model)), rng.randint(first, len(model))))
        line = model[first].first_line if first < len(model) else 10_000
        new, delta = placed(rng, rng.choice(COUNTS), line), rng.randint(0, 9)
        blocks = blocks.replaced(first, last, new, delta)
        below = [Placed(at + delta, ONE, stale) for at, _, stale in model[last:]]
        model = [*model[:first], *new, *below]
        assert list(blocks) == model
        assert len(blocks) == len(model)
        assert blocks[first:last] == model[first:last]
        assert [blocks[at] for at in {0, -1, len(model) // 2} if model] == [
            model[at] for at in {0, -1, len(model) // 2} if model
        ]
        sizes = [len(chunk) for chunk in blocks.chunks]
        assert max(sizes, default=1) <= 2 * CHUNK
        assert min(sizes, default=1) >= (CHUNK // 2 if len(sizes) > 1 else 1)


@pytest.mark.parametrize("at", [2, -3])
def test_a_block_that_is_not_there(at: int):
    """A place outside has no block, as in any sequence."""
    with pytest.raises(IndexError):
        Blocks.of([Placed(0, ONE), Placed(1, ONE)])[at]


def test_a_chunk_that_moves_stays_itself():
    """A line more above makes one chunk anew, and leaves all others the very objects."""
    blocks = Blocks.of([Placed(line, ONE) for line in range(50 * CHUNK)])
    after = blocks.replaced(1, 2, [Placed(1, block("x = (\n1)\n"))], 1)
    assert (
        sum(one is not other for one, other in zip(blocks.chunks, after.chunks, strict=True)) == 1
    )
    assert after[-1].first_line == 50 * CHUNK


def test_a_keystroke_checks_nothing_that_only_moves():
    """In 3,000 functions with findings, a line put before all of them checks the block it is in."""
    function = "def f(a, b, c, d, e, f, g, h, i, j):\n    return a\n"
    before = analyse(Source.of("x = 1\n" + function * 3000))
    after = analyse(Source.of("x = 1\ny = 1\n" + function * 3000), before)
    known, today = Known(), dt.date(2026, 6, 15)
    first = run(before, DEFAULT, None, today, known)
    parts, checked = known.parts, known.checked
    second = run(after, DEFAULT, None, today, known)
    assert len(first) == len(second) == 3000
    assert second[-1].span.start.line == first[-1].span.start.line + 1
    assert known.checked <= checked + 2
    assert sum(key not in parts for key in known.parts) == 1
