"""What an edit of the text costs by itself, from the client's columns to the new lines.

In lines that hold characters of one, two and four bytes, in each of the three encodings; the figure
is that of the slowest.
"""

import random
import time
from collections.abc import Iterator

from benchmarks.budgets import Figure
from benchmarks.run import Run
from lsp_server.encoding import Encoding
from lsp_server.text import Edit, Position, Source, Span, to_code_points

LINE = "    total += größe[number] * 3  # grows 🚀 with {number}\n"
COLUMN = 44
"""Behind the rocket, in any encoding."""


def measure(run: Run) -> Iterator[Figure]:
    """Yield the figures of three lengths, the other encodings' beside the slowest one's."""
    lengths = {"source": 1_000, "source-medium": 50_000, "source-large": 200_000}
    for budget, lines in lengths.items():
        run.say(f"{lines:,} lines")
        count = 20 if run.quick else 4_000
        taken = {encoding.value: _typed(lines, encoding, count) for encoding in Encoding}
        slowest = max(taken, key=lambda name: sorted(taken[name])[count // 2])
        values = taken.pop(slowest)
        yield Figure(budget, values, taken)


def _typed(lines: int, encoding: Encoding, count: int) -> list[float]:
    """Type a character and take it back at places all over the text; return microseconds."""
    source = Source.of("".join(LINE.format(number=number) for number in range(lines)))
    places = random.Random(1)  # noqa: S311 -- the same places each time
    taken = []
    line = 0
    for number in range(count):
        if number % 2 == 0:
            line = places.randrange(lines)
        start = time.perf_counter()
        column = to_code_points(source.line(line), COLUMN, encoding)
        here = Position(line, column)
        span = Span(here, here if number % 2 == 0 else Position(line, column + 1))
        source = source.edited(Edit(span, "x" if number % 2 == 0 else ""))
        taken.append((time.perf_counter() - start) * 1e6)
    return taken
