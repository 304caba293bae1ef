"""The lines of a text as a persistent sequence, and what differs between two of them.

Lines stand in immutable chunks. An edit makes the chunks around it anew and shares all others, so
that it costs the same in a text of any length, and two versions are compared by their chunks.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, pairwise
from typing import Final, NamedTuple, overload

CHUNK: Final = 256
"""Lines of a chunk when it is made; it then keeps between half and twice as many."""

_Chunk = tuple[str, ...]


class Change(NamedTuple):
    """The lines [first, old_last) of the earlier text became the lines [first, new_last)."""

    first: int
    old_last: int
    new_last: int

    @property
    def delta(self) -> int:
        """How many lines the text grew by."""
        return self.new_last - self.old_last

    def moved(self, line: int) -> int:
        """Return where an earlier line is now; an edited one is the nearest edited one."""
        if line < self.first:
            return line
        if line >= self.old_last:
            return line + self.delta
        return min(line, max(self.first, self.new_last - 1))

    def stands(self, line: int) -> bool:
        """Tell whether an earlier line is still there, or another one in its place."""
        return not self.new_last <= line < self.old_last


class Lines(Sequence[str]):
    """Lines of a text. Never changed once made; a slice of them is a list."""

    __slots__ = ("_starts", "chunks")

    def __init__(self, chunks: tuple[_Chunk, ...], starts: list[int] | None = None) -> None:
        """Take the chunks, and where each starts and the last ends if that is known."""
        self.chunks = chunks
        self._starts = starts or list(accumulate(map(len, chunks), initial=0))

    @classmethod
    def of(cls, lines: list[str]) -> "Lines":
        """Make the sequence of a list of lines."""
        return cls(_cut(lines))

    def __len__(self) -> int:
        return self._starts[-1]

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(self.chunks)

    def __reversed__(self) -> Iterator[str]:
        return chain.from_iterable(map(reversed, reversed(self.chunks)))

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> list[str]: ...

    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            first, last, step = at.indices(len(self))
            return self._between(first, last) if step == 1 else list(self)[at]
        number = at + len(self) if at < 0 else at
        if not 0 <= number < len(self):
            raise IndexError(at)
        chunk = bisect_right(self._starts, number) - 1
        return self.chunks[chunk][number - self._starts[chunk]]

    def replaced(self, first: int, last: int, lines: list[str]) -> "Lines":
        """Return the lines with others in the place of [first, last), which must lie within."""
        low, high = around(self._starts, first, last)
        start = self._starts[low]
        middle = [*chain.from_iterable(self.chunks[low:high])]
        middle[first - start : last - start] = lines
        if len(middle) < CHUNK // 2 and high < len(self.chunks):
            middle += self.chunks[high]
            high += 1
        elif len(middle) < CHUNK // 2 and low:
            low -= 1
            middle[:0] = self.chunks[low]
        pieces = _cut(middle)
        after = self._starts[min(high, len(self.chunks)) :]
        moved = len(middle) - (after[0] - self._starts[low])
        starts = [
            *self._starts[:low],
            *accumulate(map(len, pieces[:-1]), initial=self._starts[low]),
            *([start + moved for start in after] if moved else after),
        ]
        if not pieces:
            del starts[low]
        return Lines((*self.chunks[:low], *pieces, *self.chunks[high:]), starts)

    def _between(self, first: int, last: int) -> list[str]:
        if first >= last:
            return []
        low, high = around(self._starts, first, last)
        start = self._starts[low]
        if high == low + 1:
            return [*self.chunks[low][first - start : last - start]]
        return [*chain.from_iterable(self.chunks[low:high])][first - start : last - start]


def difference(old: Lines, new: Lines) -> Change:
    """Return the lines that changed: what is between the longest common beginning and end.

    Chunks that both texts share as objects are passed over.
    """
    shorter = min(len(old), len(new))
    head = _shared(zip(old.chunks, new.chunks, strict=False))
    tail = _shared(zip(reversed(old.chunks), reversed(new.chunks), strict=False))
    tail = min(tail, shorter - head)
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    first = head + alike(before, after, 0)
    if first + tail == shorter:
        first = alike(old, new, first)
        tail = shorter - first
    else:
        tail += alike(before[first - head :][::-1], after[first - head :][::-1])
    return Change(first, len(old) - tail, len(new) - tail)


def _shared(pairs: Iterable[tuple[_Chunk, _Chunk]]) -> int:
    """Return how many lines stand in the leading pairs whose chunks are one object."""
    lines = 0
    for one, other in pairs:
        if one is not other:
            break
        lines += len(one)
    return lines


def alike(old: Sequence[object], new: Sequence[object], at: int = 0) -> int:
    """Return where sequences that are equal up to a place first differ, by ever longer strides."""
    shorter = min(len(old), len(new))
    stride = 1
    while stride:
        if at + stride <= shorter and old[at : at + stride] == new[at : at + stride]:
            at += stride
            stride *= 2
        else:
            stride //= 2
    return at


def around(starts: Sequence[int], first: int, last: int) -> tuple[int, int]:
    """Return the chunks [low, high) that hold the items [first, last), at least one if there are any.

    `starts` tells which item each chunk begins with, and last how many there are.
    """
    low = max(0, min(bisect_right(starts, first), len(starts) - 1) - 1)
    return low, max(low + 1, bisect_left(starts, last))


def bounds(count: int, size: int) -> list[tuple[int, int]]:
    """Return where to cut so many items into chunks of about that size; few items are one chunk."""
    pieces = round(count / size)
    if pieces <= 1:
        return [(0, count)] if count else []
    return list(pairwise(count * number // pieces for number in range(pieces + 1)))


def _cut(lines: list[str]) -> tuple[_Chunk, ...]:
    return tuple([tuple(lines[start:end]) for start, end in bounds(len(lines), CHUNK)])
