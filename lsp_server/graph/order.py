"""Classes of nodes in a linear order: labels with gaps, and who stands beside whom.

A class may move to another's place, several may become one, and one may be parted where it stands.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

GAP: Final = 1 << 20
"""Between two labels when there is room; when there is none left, all labels are given anew."""

_ENDS: Final = -1
"""The place before the first and after the last."""


class Order:
    """`of` gives each node's class, `members` a class's nodes, `label` where it stands.

    `large` are the classes of two nodes or more.
    """

    def __init__(self, nodes: Iterable[int] = (), gap: int = GAP) -> None:
        self.of: dict[int, int] = {}
        self.members: dict[int, tuple[int, ...]] = {}
        self.label: dict[int, int] = {}
        self.large: set[int] = set()
        self._gap = gap
        self._fresh = 0
        self._place: dict[int, int] = {}  # of each class
        self._at: dict[int, int] = {}  # the class at each place
        self._after: dict[int, int] = {_ENDS: _ENDS}
        self._before: dict[int, int] = {_ENDS: _ENDS}
        for node in nodes:
            self.append((node,))

    def __len__(self) -> int:
        return len(self.of)

    def append(self, nodes: Sequence[int]) -> None:
        """Take nodes as one class after all others."""
        self._insert(nodes, self._before[_ENDS])

    def without(self, of: int, node: int) -> bool:
        """Forget a node of a class; return whether the class has others."""
        del self.of[node]
        left = tuple([other for other in self.members[of] if other != node])
        if left:
            self._fill(of, left)
        else:
            self._vacate(self._place[of])
            self._forget(of)
        return bool(left)

    def split(self, of: int, parts: Sequence[Sequence[int]]) -> None:
        """Part a class into several, which stand where it stood, in this order."""
        place = self._place[of]
        self._fill(of, parts[0])
        for part in parts[1:]:
            place = self._insert(part, place)

    def reach(
        self,
        start: int,
        step: Callable[[int], Collection[int]],
        within: Callable[[int, int], bool],
        limit: int,
    ) -> tuple[set[int], int]:
        """Return the classes that steps lead to, and how many edges were looked at.

        A step from one label to another is taken if it is `within`. Beyond the limit it is given up.
        """
        seen, todo, looked_at = {start}, [start], 0
        of, label = self.of, self.label
        while todo and looked_at <= limit:
            here = todo.pop()
            for node in self.members[here]:
                others = step(node)
                looked_at += len(others)
                for there in {of[other] for other in others} - seen:
                    if within(label[here], label[there]):
                        seen.add(there)
                        todo.append(there)
        return seen, looked_at

    def arrange(
        self, first: AbstractSet[int], joined: AbstractSet[int], last: AbstractSet[int]
    ) -> int:
        """Give classes other places among those they have: some, some as one class, then others.

        Return the class that the `joined` are now, -1 without any.
        """
        all_of = sorted((*first, *joined, *last), key=self.label.__getitem__)
        places = [(self._place[of], self.label[of]) for of in all_of]
        kept = self._join(joined) if joined else -1
        lower = [of for of in all_of if of in first]
        if joined:
            lower.append(kept)
        upper = [of for of in all_of if of in last]
        above = len(places) - len(upper)
        for place, _ in places[len(lower) : above]:
            self._vacate(place)
        seats = (*places[: len(lower)], *places[above:])
        for of, (place, label) in zip((*lower, *upper), seats, strict=True):
            self._place[of], self._at[place], self.label[of] = place, of, label
        return kept

    def _join(self, classes: AbstractSet[int]) -> int:
        """Make one class of several: the one with the most nodes, which need not be told."""
        kept = max(classes, key=lambda of: len(self.members[of]))
        others = [node for of in classes if of != kept for node in self.members[of]]
        self.members[kept] = (*self.members[kept], *others)
        self.large.add(kept)
        for node in others:
            self.of[node] = kept
        for of in classes - {kept}:
            self._forget(of)
        return kept

    def _insert(self, nodes: Sequence[int], before: int) -> int:
        """Take nodes as a class at a new place after another one; return the place."""
        after = self._after[before]
        low = self.label[self._at[before]] if before != _ENDS else 0
        high = low + 2 * self._gap if after == _ENDS else self.label[self._at[after]]
        if high - low < 2:  # noqa: PLR2004  no label between them is free
            self._relabel()
            return self._insert(nodes, before)
        made, self._fresh = self._fresh, self._fresh + 1
        self._after[before] = self._before[after] = made
        self._before[made], self._after[made] = before, after
        self._place[made], self._at[made], self.label[made] = made, made, (low + high) // 2
        self._fill(made, nodes)
        return made

    def _fill(self, of: int, nodes: Sequence[int]) -> None:
        self.members[of] = tuple(nodes)
        for node in nodes:
            self.of[node] = of
        if len(nodes) > 1:
            self.large.add(of)
        else:
            self.large.discard(of)

    def _forget(self, of: int) -> None:
        del self.members[of], self.label[of], self._place[of]
        self.large.discard(of)

    def _vacate(self, place: int) -> None:
        before, after = self._before.pop(place), self._after.pop(place)
        self._after[before], self._before[after] = after, before
        del self._at[place]

    def _relabel(self) -> None:
        place, label = self._after[_ENDS], 0
        while place != _ENDS:
            label += self._gap
            self.label[self._at[place]] = label
            place = self._after[place]
