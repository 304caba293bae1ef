"""The strongly connected components of a graph as it stands, by Tarjan (1972), without recursion."""

from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from typing import Final

SLICE: Final = 256
_DONE: Final = 1 << 62


Step = Callable[[int], Iterable[int]]


def components(nodes: Collection[int], forward: Step) -> Generator[int, None, list[list[int]]]:
    """Return the components of the graph that the nodes induce, each after those it leads to.

    Yields now and then how many edges were followed since; the graph must not change meanwhile.
    """
    search = _Search(set(nodes), forward)
    for root in nodes:
        if root in search.fresh:
            search.enter(root)
        while search.trail:
            search.step()
            if search.work >= SLICE:
                yield search.work
                search.work = 0
    yield search.work
    return search.found


class _Search:
    """The state of the search: what was not seen yet, the path, and the open components."""

    __slots__ = ("_forward", "_low", "_number", "_open", "found", "fresh", "trail", "work")

    def __init__(self, fresh: set[int], forward: Step) -> None:
        self.fresh = fresh
        self.found: list[list[int]] = []
        self.trail: list[tuple[int, Iterator[int]]] = []
        self.work = 0
        self._forward = forward
        self._number: dict[int, int] = {}
        self._low: dict[int, int] = {}
        self._open: list[int] = []

    def enter(self, node: int) -> None:
        self.fresh.remove(node)
        self._low[node] = self._number[node] = len(self._number)
        self._open.append(node)
        self.trail.append((node, iter(self._forward(node))))

    def step(self) -> None:
        """Follow the edges of the path's last node up to one that was not seen, or leave it."""
        node, following = self.trail[-1]
        low, number, fresh = self._low[node], self._number, self.fresh
        for other in following:
            self.work += 1
            if other in fresh:
                self._low[node] = low
                self.enter(other)
                return
            reached = number.get(other, _DONE)
            if reached < low:  # noqa: PLR1730  # a call costs as much as all the rest
                low = reached
        self._leave(node, low)

    def _leave(self, node: int, low: int) -> None:
        self.work += 1
        self.trail.pop()
        if low == self._number[node]:
            self._close(node)
        elif low < self._low[(above := self.trail[-1][0])]:
            self._low[above] = low

    def _close(self, node: int) -> None:
        component = []
        last = -1
        while last != node:
            last = self._open.pop()
            self._number[last] = _DONE
            component.append(last)
        self.found.append(component)
