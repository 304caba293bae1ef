"""The strongly connected components of a graph as it stands, by Tarjan (1972), without recursion."""

from collections.abc import Callable, Collection, Iterable, Iterator

Step = Callable[[int], Iterable[int]]


def components(
    nodes: Iterable[int], step: Step, within: Collection[int] | None = None, pause: int = 0
) -> Iterator[tuple[int, ...]]:
    """Yield the components, those that others lead to first; only what is `within` is followed.

    After each `pause` edges an empty one is yielded, so that others may go first.
    """
    search = _Search()
    looked_at = 0
    for root in nodes:
        if root in search.number:
            continue
        calls = [(root, search.enter(root, step))]
        while calls:
            node, others = calls[-1]
            for other in others:
                looked_at += 1
                if pause and looked_at % pause == 0:
                    yield ()
                if (within is None or other in within) and search.meet(node, other):
                    calls.append((other, search.enter(other, step)))
                    break
            else:
                calls.pop()
                if found := search.leave(node, calls[-1][0] if calls else None):
                    yield found


class _Search:
    """Numbers nodes as they are met; `low` is the lowest that a node on the path leads back to."""

    def __init__(self) -> None:
        self.number: dict[int, int] = {}
        self._low: dict[int, int] = {}
        self._path: list[int] = []
        self._on_path: set[int] = set()

    def enter(self, node: int, step: Step) -> Iterator[int]:
        self.number[node] = self._low[node] = len(self.number)
        self._path.append(node)
        self._on_path.add(node)
        return iter(step(node))

    def meet(self, node: int, other: int) -> bool:
        """Take an edge; return whether it leads to where nobody was."""
        if other not in self.number:
            return True
        if other in self._on_path:
            self._low[node] = min(self._low[node], self.number[other])
        return False

    def leave(self, node: int, caller: int | None) -> tuple[int, ...]:
        """Go back from a node; return the component that began with it, if one did."""
        if caller is not None:
            self._low[caller] = min(self._low[caller], self._low[node])
        if self._low[node] != self.number[node]:
            return ()
        found: list[int] = []
        while not found or found[-1] != node:
            found.append(self._path.pop())
        self._on_path.difference_update(found)
        return tuple(found)
