"""Who would import something else if there were a module of some name."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

NOBODY: Final[AbstractSet[int]] = frozenset()


class Watchers:
    """By name the modules that watch it. A single one is held as its number: most names have one."""

    def __init__(self) -> None:
        self._by_name: dict[str, int | set[int]] = {}
        self._names: list[tuple[str, ...]] = []

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def of(self, name: str) -> AbstractSet[int]:
        """Return who watches a name."""
        known = self._by_name.get(name, NOBODY)
        return {known} if isinstance(known, int) else known

    def watch(self, module: int, names: AbstractSet[str]) -> None:
        """Let a module watch these names and no others."""
        self._names.extend([()] * (module + 1 - len(self._names)))
        before = set(self._names[module])
        if names == before:
            return
        self._names[module] = tuple(names)
        for name in before - names:
            self._without(name, module)
        for name in names - before:
            self._with(name, module)

    def _with(self, name: str, module: int) -> None:
        known = self._by_name.get(name)
        if isinstance(known, set):
            known.add(module)
        else:
            self._by_name[name] = module if known is None else {known, module}

    def _without(self, name: str, module: int) -> None:
        known = self._by_name[name]
        if isinstance(known, int) or len(known) == 1:
            del self._by_name[name]
        else:
            known.discard(module)
