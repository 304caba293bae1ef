"""The strongly connected components of a changing graph, kept in a topological order.

The nodes are parted into classes, each with a label, so that every edge between two classes leads to
a higher one; a class is a component or, once an edge inside it is gone, a few (Pearce and Kelly's
dynamic order, 2006, with cycles contracted). An edge against the order is searched for from both
ends; one whose search would take long is parked. `settle` does what was put off.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final

from lsp_server.graph.order import Order
from lsp_server.graph.tarjan import components

Step = Callable[[int], Collection[int]]
Pair = tuple[int, int]

BUDGET: Final = 1500
"""Edges that the search for one edge looks at before it is parked: a quarter of a millisecond."""

MANY: Final = 64
"""Parked edges from which ordering everything anew takes less time than one search for each."""

SLICE: Final = 4000
"""Edges after which ordering everything anew lets others go first: about a millisecond."""


class Components:
    """The cycles of a graph whose edges are asked for; they are told of after they have changed."""

    def __init__(self, forward: Step, backward: Step, nodes: Iterable[int] = ()) -> None:
        self._forward = forward
        self._backward = backward
        self._order = Order(nodes)
        self._parked: dict[Pair, None] = {}
        self._dirty: set[int] = set()
        self._renewal: Iterator[None] | None = None
        self._groups: dict[int, frozenset[int]] = {}
        if len(self._order):
            self._renew()

    @property
    def settled(self) -> bool:
        """Whether nothing was put off, so that every answer is exact."""
        return not self._parked and not self._dirty and self._renewal is None

    # -- changes

    def node(self, node: int) -> None:
        """Take a node without edges."""
        self._order.append((node,))
        self._restart()

    def without(self, node: int) -> None:
        """Forget a node that has no edges any more."""
        of = self._order.of[node]
        self._groups.pop(of, None)
        if not self._order.without(of, node):
            self._dirty.discard(of)
        self._restart()

    def added(self, source: int, target: int) -> None:
        """Take note of an edge that is there now."""
        if self._renewal is not None:
            self._restart()
        elif self._against(source, target) and not self._ordered(source, target, BUDGET):
            self._parked[source, target] = None

    def removed(self, source: int, target: int) -> None:
        """Take note that an edge is gone."""
        self._parked.pop((source, target), None)
        of = self._order.of
        if self._renewal is not None:
            self._restart()
        elif of[source] == of[target] and source != target:
            self._dirty.add(of[source])

    # -- what was put off

    def settle(self, budget: int | None = None) -> bool:
        """Do what was put off, stop after about so many edges; return whether all is done."""
        left = float("inf") if budget is None else budget
        if len(self._parked) > MANY:
            self._renew()
        while not self.settled and left > 0:
            left -= self._settle_some()
        return self.settled

    def _settle_some(self) -> int:
        """Do one piece of what was put off; return how many edges it looked at."""
        if self._renewal is not None:
            if next(self._renewal, self) is self:
                self._renewal = None
            return SLICE
        if self._parked:
            source, target = next(iter(self._parked))
            del self._parked[source, target]
            if self._against(source, target):
                self._ordered(source, target, None)
            return BUDGET
        return self._split(self._dirty.pop())

    def _split(self, of: int) -> int:
        """Part a class into the components that it consists of by now."""
        members = frozenset(self._order.members[of])
        self._groups.pop(of, None)
        parts = list(components(members, self._forward, members))
        self._order.split(of, parts[::-1])
        return sum(len(self._forward(node)) for node in members)

    def _restart(self) -> None:
        if self._renewal is not None:
            self._renew()

    def _renew(self) -> None:
        """Order everything anew, in slices."""
        self._parked.clear()
        self._dirty.clear()
        self._renewal = self._renewing()

    def _renewing(self) -> Iterator[None]:
        parts = []
        for part in components(tuple(self._order.of), self._forward, None, SLICE):
            if part:
                parts.append(part)
            else:
                yield
        order = Order()
        for number, part in enumerate(reversed(parts), 1):
            order.append(part)
            if number % SLICE == 0:
                yield
        self._order = order
        self._groups.clear()

    # -- answers

    def groups(self) -> list[frozenset[int]]:
        """Return the components of two nodes or more."""
        self.settle()
        members = self._order.members
        return [self._group(of) for of in self._order.large if len(members[of]) > 1]

    def of(self, node: int) -> frozenset[int] | None:
        """Return the component of a node; None if it is in no cycle with another one."""
        self.settle()
        of = self._order.of.get(node)
        return None if of is None or len(self._order.members[of]) == 1 else self._group(of)

    def _group(self, of: int) -> frozenset[int]:
        known = self._groups.get(of)
        if known is None:
            known = self._groups[of] = frozenset(self._order.members[of])
        return known

    # -- an edge against the order

    def _against(self, source: int, target: int) -> bool:
        of, label = self._order.of, self._order.label
        return label[of[target]] < label[of[source]]

    def _ordered(self, source: int, target: int, budget: int | None) -> bool:
        """Make the order agree with an edge; return whether the search stayed within its budget."""
        order = self._order
        first, last = order.of[target], order.of[source]
        low, high = order.label[first], order.label[last]
        limit = 1 << 62 if budget is None else budget
        after, cost = order.reach(first, self._forward, lambda one, to: one < to <= high, limit)
        before, more = order.reach(
            last, self._backward, lambda one, to: low <= to < one, limit - cost
        )
        if cost + more > limit:
            return False
        merged = after & before
        for of in merged:
            self._groups.pop(of, None)
        kept = order.arrange(before - merged, merged, after - merged)
        if merged & self._dirty:
            self._dirty -= merged
            self._dirty.add(kept)
        return True
