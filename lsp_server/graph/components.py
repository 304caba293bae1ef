"""The strongly connected components of a graph, kept current while it changes.

A partition of the nodes into blocks, each labelled in an `Order` so that edges lead forward. It is
never finer than the components: what a deletion may have split is dirty, an edge against the order
whose search would cost too much is parked; `settle` sees to both. The edges are not kept here.
"""

from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from typing import Final

from lsp_server.graph.order import END, GAP, Order
from lsp_server.graph.search import Shift, search
from lsp_server.graph.tarjan import components

Follow = Callable[[int], Iterable[int]]

ABSENT: Final = -1
EFFORT: Final = 250
"""Edges that changes of a small graph may follow before they are put off; more of a large one."""


class Components:
    """Components of the graph that two functions tell, as it is after each change that is told.

    `effort` is how many edges changes may follow until somebody settles (None: by the number of
    nodes); past it edges are parked at no cost. A block goes by the id of one of its nodes.
    """

    def __init__(
        self,
        forward: Follow,
        backward: Follow,
        nodes: Iterable[int] = (),
        *,
        effort: int | None = None,
        gap: int = GAP,
    ) -> None:
        self._forward = forward
        self._backward = backward
        self._effort = effort
        self._order = Order(gap)
        self._block: list[int] = []
        self._members: dict[int, set[int]] = {}
        self._frozen: dict[int, frozenset[int]] = {}
        self._dirty: set[int] = set()
        self._parked: set[tuple[int, int]] = set()
        self._job: Iterator[int] | None = None
        self._count = 0
        self._credit = effort or 0
        if whole := set(nodes):
            self._reserve(max(whole) + 1)
            self._put([whole], END)
            self._dirty.add(min(whole))
            self._count = len(whole)

    @property
    def settled(self) -> bool:
        """Whether the partition is that of the components."""
        return not self._dirty and not self._parked

    def node(self, node: int) -> None:
        """Take a new node without edges, or with edges of which each is told after it."""
        self._job = None
        self._reserve(node + 1)
        if self._block[node] == ABSENT:
            self._put([(node,)], END)
            self._count += 1

    def without(self, node: int) -> None:
        """Forget a node all of whose edges are gone."""
        if not self._has(node):
            return
        self._job = None
        self._count -= 1
        block = self._block[node]
        rest = self._members.get(block, {node}) - {node}
        after = self._order.after(block)
        self._take([block])
        self._block[node] = ABSENT
        if rest:
            self._put([rest], after)
            self._dirty.add(self._block[next(iter(rest))])

    def removed(self, importer: int, imported: int) -> None:
        """Take note that an edge is gone."""
        self._job = None
        self._parked.discard((importer, imported))
        if self._has(importer) and self._has(imported):
            block = self._block[importer]
            if block == self._block[imported] and importer != imported:
                self._dirty.add(block)

    def added(self, importer: int, imported: int) -> None:
        """Take note of a new edge: at once where it agrees with the order, else by a search."""
        self._job = None
        if self._agrees(importer, imported):
            return
        if self._credit > 0:
            work, shift = search(
                self._block[imported],
                self._block[importer],
                self._order.labels,
                (self._onward, self._upward),
                self._credit,
            )
            self._credit -= work
            if shift is not None:
                self._apply(shift)
                return
        self._parked.add((importer, imported))

    def settle(self, budget: int | None = None) -> bool:
        """Make the partition exact; with a budget of edges to follow stop there, to be called again.

        Return whether it is exact. What was begun is begun again when the graph changed meanwhile.
        """
        spent = 0
        while not self.settled:
            if budget is not None and spent >= budget:
                return False
            if self._job is None:
                self._job = self._refining()
            work = next(self._job, None)
            spent += work or 0
            if work is None:
                self._job = None
        self._job = None
        self._credit = EFFORT + self._count // 64 if self._effort is None else self._effort
        return True

    def groups(self) -> list[frozenset[int]]:
        """Return the components of two nodes or more, those with the smallest ids first."""
        self.settle()
        return sorted(map(self._frozen_of, self._members), key=min)

    def of(self, node: int) -> frozenset[int] | None:
        """Return the component of a node, None where it is the node alone."""
        self.settle()
        if not self._has(node) or self._block[node] not in self._members:
            return None
        return self._frozen_of(self._block[node])

    def _reserve(self, size: int) -> None:
        """Make room for the nodes below a size."""
        self._block.extend([ABSENT] * (size - len(self._block)))
        self._order.reserve(size)

    def _has(self, node: int) -> bool:
        return node < len(self._block) and self._block[node] != ABSENT

    def _agrees(self, importer: int, imported: int) -> bool:
        """Whether an edge is within a block or leads forward; one without ends is none."""
        if not (self._has(importer) and self._has(imported)):
            return True
        one, other = self._block[importer], self._block[imported]
        return one == other or self._order.labels[one] < self._order.labels[other]

    def _onward(self, block: int) -> list[int]:
        return self._neighbours(block, self._forward)

    def _upward(self, block: int) -> list[int]:
        return self._neighbours(block, self._backward)

    def _neighbours(self, block: int, follow: Follow) -> list[int]:
        blocks = self._block
        members = self._members.get(block)
        if members is None:
            return [blocks[other] for other in follow(block)]
        return [blocks[other] for node in members for other in follow(node)]

    def _apply(self, shift: Shift) -> None:
        """Join and move blocks as a search found."""
        joined, at = shift.joined, shift.at
        for block in (*shift.before, *shift.behind, *(joined - {at})):
            self._order.remove(block)
        after = self._order.after(at) if shift.last or at in joined else at
        if at in joined:
            self._order.remove(at)
        whole = [self._join(joined)] if joined else []
        self._order.insert([*shift.before, *whole, *shift.behind], after)

    def _join(self, blocks: set[int]) -> int:
        """Make one block of several, which the order no longer has; return it."""
        alone = {block: {block} for block in blocks if block not in self._members}
        members = {block: alone.get(block) or self._members.pop(block) for block in blocks}
        whole = max(blocks, key=lambda block: len(members[block]))
        for block in blocks - {whole}:
            members[whole] |= members[block]
            for node in members[block]:
                self._block[node] = whole
        self._members[whole] = members[whole]
        if not self._dirty.isdisjoint(blocks):
            self._dirty = self._dirty - blocks | {whole}
        for block in blocks:
            self._frozen.pop(block, None)
        return whole

    def _take(self, blocks: Iterable[int]) -> None:
        """Forget blocks, whose nodes then have none."""
        for block in blocks:
            self._order.remove(block)
            self._members.pop(block, None)
            self._frozen.pop(block, None)
            self._dirty.discard(block)

    def _put(self, groups: Iterable[Collection[int]], after: int) -> None:
        """Make blocks of groups of nodes that have none, in their order."""
        made = []
        for group in groups:
            block = min(group)
            made.append(block)
            for node in group:
                self._block[node] = block
            if len(group) > 1:
                self._members[block] = set(group)
        self._order.insert(made, after)

    def _refining(self) -> Generator[int]:
        """Make one stretch of the order exact: yield now and then how many edges were followed."""
        stretch = self._stretch()
        if stretch is None:
            return
        window = list(self._order.window(*stretch))
        nodes = [node for block in window for node in self._members.get(block, (block,))]
        found = yield from components(nodes, self._forward)
        after = self._order.after(stretch[1])
        self._take(window)
        self._put(reversed(found), after)

    def _stretch(self) -> tuple[int, int] | None:
        """Return the first and the last block of a stretch that dirty blocks and edges overlap."""
        self._parked = {edge for edge in self._parked if not self._agrees(*edge)}
        labels, block = self._order.labels, self._block
        ends = [(block[imported], block[importer]) for importer, imported in self._parked]
        ends += [(each, each) for each in self._dirty]
        if not ends:
            return None
        ends.sort(key=lambda pair: labels[pair[0]])
        first, last = ends[0]
        for start, end in ends:
            if labels[start] > labels[last]:
                break
            last = max(last, end, key=labels.__getitem__)
        return first, last

    def _frozen_of(self, block: int) -> frozenset[int]:
        if block not in self._frozen:
            self._frozen[block] = frozenset(self._members[block])
        return self._frozen[block]
