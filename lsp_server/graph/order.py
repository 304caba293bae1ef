"""A list of small ints in which two can be compared at once, and some moved next to another.

Each carries an integer label, with gaps; where a gap is too small, its surroundings are spread.
There is no search by position.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Final

GAP: Final = 1 << 40
END: Final = -1
ROOM: Final = 16


class Order:
    """Small ints in an order: `a` stands before `b` when `labels[a] < labels[b]`.

    A ring: the last slot of each list, which the index END names, stands for both ends.
    """

    __slots__ = ("_after", "_before", "_gap", "labels")

    def __init__(self, gap: int = GAP) -> None:
        self._gap = gap
        self._after = [END]
        self._before = [END]
        self.labels = [0]

    def reserve(self, size: int) -> None:
        """Make room for the items below a size; only such ones can be put in."""
        more = [END] * (size + 1 - len(self.labels))
        for each in (self._after, self._before, self.labels):
            each[END:END] = more

    def remove(self, item: int) -> None:
        """Take an item out."""
        before, after = self._before[item], self._after[item]
        self._after[before] = after
        self._before[after] = before

    def after(self, item: int) -> int:
        """Return the item after another, or END."""
        return self._after[item]

    def window(self, first: int, last: int) -> Iterator[int]:
        """Yield the items from the first to the last, both included."""
        while first != last:
            yield first
            first = self._after[first]
        yield last

    def insert(self, items: Iterable[int], after: int) -> None:
        """Put items that are not in it, in their order, before `after` (END: at the end)."""
        before = self._before[after]
        placed: deque[int] = deque()
        for item in items:
            self._after[before] = item
            self._before[item] = before
            before = item
            placed.append(item)
        self._after[before] = after
        self._before[after] = before
        if placed:
            self._spread(placed)

    def _spread(self, items: deque[int]) -> None:
        """Label items that stand side by side anew, with as many of those around as it takes."""
        low, step = self._span(items)
        if step < 1:
            low, step = self._widened(items)
        for item in items:
            low += step
            self.labels[item] = low

    def _widened(self, items: deque[int]) -> tuple[int, int]:
        step = 0
        while step < ROOM * len(items):
            for _ in range(len(items)):
                if (before := self._before[items[0]]) != END:
                    items.appendleft(before)
                if (after := self._after[items[-1]]) != END:
                    items.append(after)
            low, step = self._span(items)
            if self._before[items[0]] == END == self._after[items[-1]]:
                break
        return low, step

    def _span(self, items: deque[int]) -> tuple[int, int]:
        """Return the label below the items, and the largest distance that there is room for."""
        before, after = self._before[items[0]], self._after[items[-1]]
        labels, room = self.labels, self._gap * (len(items) + 1)
        if before == END:
            return 0 if after == END else labels[after] - room, self._gap
        if after == END:
            return labels[before], self._gap
        return labels[before], (labels[after] - labels[before]) // (len(items) + 1)
