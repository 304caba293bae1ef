"""The strongly connected components of a changing graph. A first version: worked out anew when asked."""

from collections.abc import Callable, Iterable


class Components:
    """The components of two modules or more; the edges are asked for, after each change."""

    def __init__(
        self,
        forward: Callable[[int], Iterable[int]],
        backward: Callable[[int], Iterable[int]],
        nodes: Iterable[int] = (),
    ) -> None:
        self._forward = forward
        self._backward = backward
        self._nodes = set(nodes)
        self._groups: dict[int, frozenset[int]] | None = None

    @property
    def settled(self) -> bool:
        """Whether the answers are known already."""
        return self._groups is not None

    def node(self, module: int) -> None:
        """Take a module without edges."""
        self._nodes.add(module)
        self._groups = None

    def without(self, module: int) -> None:
        """Forget a module that has no edges any more."""
        self._nodes.discard(module)
        self._groups = None

    def added(self, importer: int, imported: int) -> None:  # noqa: ARG002
        """Take note of a new edge."""
        self._groups = None

    def removed(self, importer: int, imported: int) -> None:  # noqa: ARG002
        """Take note that an edge is gone."""
        self._groups = None

    def settle(self, budget: int | None = None) -> bool:  # noqa: ARG002
        """Work out what is not known; return whether all is."""
        if self._groups is None:
            self._groups = {}
            waiting = set(self._nodes)
            while waiting:
                start = waiting.pop()
                group = self._closure(start, self._forward) & self._closure(start, self._backward)
                waiting -= group
                if len(group) > 1:
                    self._groups.update(dict.fromkeys(group, group))
        return True

    def groups(self) -> list[frozenset[int]]:
        """Return the components."""
        self.settle()
        return list(dict.fromkeys((self._groups or {}).values()))

    def of(self, module: int) -> frozenset[int] | None:
        """Return the component of a module; None if it is in no cycle."""
        self.settle()
        return (self._groups or {}).get(module)

    def _closure(self, start: int, step: Callable[[int], Iterable[int]]) -> frozenset[int]:
        seen, todo = {start}, [start]
        while todo:
            for other in step(todo.pop()):
                if other not in seen:
                    seen.add(other)
                    todo.append(other)
        return frozenset(seen)
