"""The blocks of a text in order, as a persistent sequence.

They stand in chunks, whose lines count from the chunk's first: an edit makes the chunk around it
anew, and all those below it only move, unseen by whoever remembers something of each chunk.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar, overload

from lsp_server.chunks import around, bounds

if TYPE_CHECKING:
    from lsp_server.analysis.report import BlockReport, Placed

T = TypeVar("T")
R = TypeVar("R")

CHUNK: Final = 64
"""Blocks of a chunk when it is made; it then keeps between half and twice as many."""

Chunk = tuple["Placed", ...]

_first_line: Final = attrgetter("first_line")


class _Derived(NamedTuple):
    """What was made of blocks by one recipe, by the identity of each, which it keeps alive."""

    recipe: object
    values: "dict[int, tuple[BlockReport, Any]]"


class Blocks(Sequence["Placed"]):
    """Blocks where they stand. Never changed once made; a slice of them is a list."""

    __slots__ = ("_derived", "_lines", "_starts", "chunks")

    def __init__(self, chunks: tuple[Chunk, ...], lines: list[int]) -> None:
        self.chunks = chunks
        self._lines = lines
        self._derived: dict[object, _Derived] = {}
        self._starts = list(accumulate(map(len, chunks), initial=0))

    @classmethod
    def of(cls, blocks: "Iterable[Placed]") -> "Blocks":
        """Make the sequence of blocks in order."""
        return cls(*_cut(list(blocks)))

    def parts(self) -> Iterator[tuple[int, Chunk]]:
        """Yield each chunk with the line where it stands, from which its own lines count."""
        return zip(self._lines, self.chunks, strict=True)

    def after(self, line: int) -> int:
        """Return how many blocks begin on the line or before it."""
        chunk = bisect_right(self._lines, line) - 1
        if chunk < 0:
            return 0
        within = bisect_right(self.chunks[chunk], line - self._lines[chunk], key=_first_line)
        return self._starts[chunk] + within

    def bare(self) -> "Blocks":
        """Return the blocks without what was derived from them."""
        return Blocks(self.chunks, self._lines)

    def each(self, make: "Callable[[BlockReport, R], T]", recipe: R) -> list[tuple[int, T, bool]]:
        """Return for each block its first line, what `make` makes of it, and whether it is stale.

        It is made once of each block: later versions of a text share it. Only what was made last by
        the same function, of the blocks that stood then, is kept.
        """
        known = self._derived.get(make)
        values = known.values if known is not None and known.recipe == recipe else {}
        now: dict[int, tuple[BlockReport, Any]] = {}
        found = []
        for start, chunk in self.parts():
            for first_line, block, stale in chunk:
                key = id(block)
                made = now.get(key) or values.get(key) or (block, make(block, recipe))
                now[key] = made
                found.append((start + first_line, made[1], stale))
        self._derived[make] = _Derived(recipe, now)
        return found

    def touching(self, first: int, last: int) -> "list[Placed]":
        """Return the blocks that stand on any of the lines from `first` to `last`, the last included."""
        return self[max(0, self.after(first) - 1) : self.after(last)]

    def __len__(self) -> int:
        return self._starts[-1]

    def __iter__(self) -> "Iterator[Placed]":
        return chain.from_iterable(moved(chunk, line) for line, chunk in self.parts())

    @overload
    def __getitem__(self, at: int) -> "Placed": ...

    @overload
    def __getitem__(self, at: slice) -> "list[Placed]": ...

    def __getitem__(self, at: int | slice) -> "Placed | list[Placed]":
        if isinstance(at, slice):
            first, last, step = at.indices(len(self))
            return self._between(first, last) if step == 1 else list(self)[at]
        number = at + len(self) if at < 0 else at
        if not 0 <= number < len(self):
            raise IndexError(at)
        low = bisect_right(self._starts, number) - 1
        return _placed(self.chunks[low][number - self._starts[low]], self._lines[low])

    def replaced(self, first: int, last: int, blocks: "Iterable[Placed]", delta: int) -> "Blocks":
        """Return the blocks with others for [first, last), those after them moved by `delta` lines."""
        low, high = around(self._starts, first, last)
        start = self._starts[low]
        middle = self._joined(low, high)
        middle[first - start :] = [*blocks, *moved(middle[last - start :], delta)]
        if len(middle) < CHUNK // 2 and high < len(self.chunks):
            middle += moved(self.chunks[high], self._lines[high] + delta)
            high += 1
        elif len(middle) < CHUNK // 2 and low:
            low -= 1
            middle[:0] = moved(self.chunks[low], self._lines[low])
        chunks, lines = _cut(middle)
        below = [line + delta for line in self._lines[high:]]
        made = Blocks(
            (*self.chunks[:low], *chunks, *self.chunks[high:]), [*self._lines[:low], *lines, *below]
        )
        made._derived = self._derived
        return made

    def _between(self, first: int, last: int) -> "list[Placed]":
        if first >= last:
            return []
        low, high = around(self._starts, first, last)
        return self._joined(low, high)[first - self._starts[low] : last - self._starts[low]]

    def _joined(self, low: int, high: int) -> "list[Placed]":
        parts = zip(self.chunks[low:high], self._lines[low:high], strict=True)
        return list(chain.from_iterable(moved(chunk, line) for chunk, line in parts))


def after(blocks: "Sequence[Placed]", line: int) -> int:
    """Return how many blocks begin on the line or before it."""
    if isinstance(blocks, Blocks):
        return blocks.after(line)
    return bisect_right(blocks, line, key=_first_line)


def replaced(
    blocks: "Sequence[Placed]", first: int, last: int, made: "Iterable[Placed]", delta: int
) -> "Sequence[Placed]":
    """Return the blocks with others for [first, last), those after them moved by `delta` lines."""
    if isinstance(blocks, Blocks):
        return blocks.replaced(first, last, made, delta)
    return [*blocks[:first], *made, *moved(blocks[last:], delta)]


def moved(blocks: "Sequence[Placed]", delta: int) -> "Sequence[Placed]":
    """Return blocks so many lines further down."""
    return [_placed(placed, delta) for placed in blocks] if delta else blocks


def _placed(placed: "Placed", delta: int) -> "Placed":
    if not delta:
        return placed
    first_line, block, stale = placed
    return type(placed)(first_line + delta, block, stale)


def _cut(blocks: "list[Placed]") -> tuple[tuple[Chunk, ...], list[int]]:
    """Return blocks as chunks of about the same length, and where these stand."""
    pieces = [blocks[start:end] for start, end in bounds(len(blocks), CHUNK)]
    lines = [piece[0].first_line for piece in pieces]
    moves = zip(pieces, lines, strict=True)
    return tuple(tuple(moved(piece, -line)) for piece, line in moves), lines
