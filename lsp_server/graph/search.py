"""What a new edge against the order asks for: which blocks it joins, and which have to move.

The two-way compatible search of Haeupler, Kavitha, Mathew, Sen and Tarjan ("Incremental cycle
detection, topological ordering, and strong component maintenance", 2012): from both of the edge's
ends towards each other, along the order, until the two meet. Nothing is changed here.
"""

from collections.abc import Callable, Iterable, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

Neighbours = Callable[[int], Sequence[int]]


class Shift(NamedTuple):
    """What puts the order right: `before`, the block joined of `joined`, and `behind`, side by side.

    They stand where `at` stood, which is one of the joined or follows them; or, when `last` is
    set, precedes them.
    """

    before: list[int]
    joined: set[int]
    behind: list[int]
    at: int
    last: bool


class _Side:
    """One of the two searches: up the labels (sign 1) or down (sign -1), as far as a bound."""

    __slots__ = ("bound", "follow", "labels", "live", "seen", "sign", "work")

    def __init__(
        self, start: int, bound: int, sign: int, follow: Neighbours, labels: Sequence[int]
    ) -> None:
        self.live = [(sign * labels[start], start)]
        self.seen = {start}
        self.bound = sign * labels[bound]
        self.sign = sign
        self.follow = follow
        self.labels = labels
        self.work = 0

    def advance(self) -> None:
        """Follow the edges of the nearest block; those against the order are parked elsewhere."""
        label, block = heappop(self.live)
        seen, labels, sign, bound = self.seen, self.labels, self.sign, self.bound
        following = self.follow(block)
        self.work += 1 + len(following)
        for other in following:
            if other not in seen and label < (reached := sign * labels[other]) <= bound:
                seen.add(other)
                heappush(self.live, (reached, other))

    def nearest(self) -> int:
        return self.sign * self.live[0][0]


def search(
    bottom: int,
    top: int,
    labels: Sequence[int],
    follow: tuple[Neighbours, Neighbours],
    effort: int,
) -> tuple[int, Shift | None]:
    """Look for what an edge from `top` down to `bottom` changes; None past so many edges followed.

    `follow` are the blocks that a block's edges lead to and come from. Returns the work done, too.
    """
    ahead = _Side(bottom, top, 1, follow[0], labels)
    back = _Side(top, bottom, -1, follow[1], labels)
    while ahead.live and back.live and ahead.nearest() < back.nearest():
        side = ahead if ahead.work <= back.work else back
        side.advance()
        if ahead.work + back.work > effort:
            return ahead.work + back.work, None
    return ahead.work + back.work, _shift(ahead, back, top)


def _shift(ahead: _Side, back: _Side, top: int) -> Shift:
    """Tell what the finished searches found.

    Every block on a way from bottom to top is one that `ahead` passed below the place `at` where
    they met, or `back` above it, or `at` itself.
    """
    labels = ahead.labels
    at = ahead.live[0][1] if ahead.live else top
    low = sorted((b for b in ahead.seen if labels[b] < labels[at]), key=labels.__getitem__)
    high = sorted((b for b in back.seen if labels[b] > labels[at]), key=labels.__getitem__)
    joined = ahead.seen & back.seen
    if joined:
        _join(joined, reversed(low), ahead.follow)
        _join(joined, high, back.follow)
    return Shift(
        [block for block in high if block not in joined],
        joined,
        [block for block in low if block not in joined],
        at,
        last=at == top and not joined,
    )


def _join(joined: set[int], blocks: Iterable[int], follow: Neighbours) -> None:
    """Add those of the blocks, nearest first, that lead to one of the joined."""
    for block in blocks:
        if block not in joined and not joined.isdisjoint(follow(block)):
            joined.add(block)
