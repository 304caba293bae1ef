"""Keeps the edges between modules current as modules come, change and go.

Which modules a change of the names could concern is known, so that only those are resolved again.
Where these are many, most wait for `refresh`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain, islice
from typing import Final, NamedTuple

import msgspec

from lsp_server.graph.adjacency import KIND, MANY, NAMES, Adjacency, Delta, in_turn, joined
from lsp_server.graph.adjacency import NEW as NEW_EDGE
from lsp_server.graph.module import Module
from lsp_server.graph.names import Names
from lsp_server.graph.resolve import STDLIB, Target, targets
from lsp_server.graph.statement import FLAGS, KINDS, NEW, Statement, decoded, encoded
from lsp_server.graph.watchers import Watchers

AT_ONCE: Final = 128
"""Modules that are resolved again at once when the names change; more wait for `refresh`."""

SHOWN: Final = 1000
"""Modules whose statements are remembered by what they lead to."""

LED: Final = 8192
"""Statements of which it is remembered what they lead to, whichever modules they stand in."""

_UNPLACED: Final = msgspec.msgpack.encode(())
_NOTHING: Final = encoded(())


class Item(NamedTuple):
    """A module with its statements, as `statement.encoded` gives them, and their `placed` places."""

    module: Module
    statements: bytes
    places: bytes = _UNPLACED


class _Led(NamedTuple):
    """What a statement leads to; `found` counts the names of each module, shifted as in a mark."""

    targets: Sequence[Target]
    found: tuple[tuple[int, int], ...]
    watched: tuple[str, ...]


class Upkeep:
    """For one thread. Modules are small numbers, which are used again after a drop."""

    def __init__(self, roots: Sequence[str], *, parents: bool) -> None:
        self.modules: dict[int, Module] = {}
        self.names = Names(self.modules, roots)
        self.at: dict[str, int] = {}
        self.written: list[bytes] = []
        self.placed: list[bytes] = []
        self.moved: dict[int, Callable[[], bytes]] = {}
        self.watchers = Watchers()
        self.adjacency = Adjacency()
        self.stale: dict[int, None] = {}
        self._parents = parents
        self._free: list[int] = []
        self._leaving: list[int] = []
        self._led: dict[tuple[int, Statement], _Led] = {}  # as long as no name changes
        self._numbers: dict[int, dict[int, tuple[int, ...]]] = {}

    def take(self, item: Item) -> Delta:
        """Take a module, which replaces the one at its path."""
        module = item.module
        known = self.at.get(module.path)
        if known is not None and self.modules[known] == module:
            self._place(known, item.places)
            if self.written[known] == item.statements:
                return Delta()
            self.written[known] = item.statements
            return self._resolved((known,))
        gone = self._without(module.path)
        new = self._add(item)  # not by the number that is only now given up
        concerned = self._concerned_by(new) - {new}
        delta = in_turn((gone, self._resolved([new, *concerned]), Delta(modules=(new,))))
        self._release()
        return delta

    def fill(self, items: Iterable[Item]) -> None:
        """Take many modules, of which none is known; their imports come with `refresh`."""
        before = len(self.modules)
        fresh = [self._add(item) for item in items]
        # What was resolved may lead to one of these; in many batches nothing was, yet.
        self.stale.update(dict.fromkeys(fresh if len(self.stale) == before else self.modules))

    def put_off(self, item: Item) -> None:
        """Take other statements of a module that is known; their imports come with `refresh`."""
        known = self.at[item.module.path]
        self._place(known, item.places)
        if self.written[known] != item.statements:
            self.written[known] = item.statements
            self._numbers.pop(known, None)
            self.stale[known] = None

    def refresh(self, limit: int | None = None) -> Delta:
        """Resolve what waits, of so many modules at most."""
        some = list(islice(self.stale, limit))
        for module in some:
            del self.stale[module]
        delta = joined(map(self._resolve, some))
        if not self.stale:
            self._led.clear()  # few modules at a time ask from now on
        self._release()
        return delta

    def _add(self, item: Item) -> int:
        if self._free:
            new = self._free.pop()
            self.written[new] = item.statements
            self._place(new, item.places)
        else:
            new = len(self.written)
            self.written.append(item.statements)
            self.placed.append(item.places)
        self.modules[new] = item.module
        self.at[item.module.path] = new
        self.names.add(item.module.name, new)
        self._led.clear()
        self._numbers.clear()
        self.adjacency.node(new)
        return new

    def _place(self, of: int, places: bytes) -> None:
        self.moved.pop(of, None)
        self.placed[of] = places

    def places(self, of: int) -> bytes:
        """Return the places of a module's statements."""
        if of in self.moved:
            self._place(of, self.moved[of]())
        return self.placed[of]

    def drop(self, path: str) -> Delta:
        """Forget the module of a file; one that is not known is ignored."""
        delta = self._without(path)
        self._release()
        return delta

    def _without(self, path: str) -> Delta:
        gone = self.at.pop(path, None)
        if gone is None:
            return Delta()
        name = self.modules[gone].name
        concerned = set(self._importers(gone))
        if name in STDLIB:  # what stands below it may be hidden by the standard library's now
            for other in self.names.below(name):
                concerned |= {other, *self._importers(other)}
        self.written[gone] = _NOTHING
        self.moved.pop(gone, None)
        self.names.drop(name, gone)
        self._led.clear()
        self._numbers.clear()
        delta = self._resolved([gone, *(concerned - {gone})])
        self._leaving.append(gone)
        return joined((delta, Delta(modules=(gone,))))

    def _release(self) -> None:
        """Give up the numbers of modules that have gone, once nobody leads to them any more."""
        if self.stale:
            return
        for gone in self._leaving:
            self.adjacency.without(gone)
            del self.modules[gone]
        self._free += self._leaving
        self._leaving.clear()

    def _concerned_by(self, new: int) -> set[int]:
        """Return whose imports may lead elsewhere now that a module has come."""
        module = self.modules[new]
        concerned: set[int] = set()
        for namesake in self.names.all(module.name):
            concerned |= {namesake, *self._importers(namesake)}
        prefixes = list(accumulate(module.name.split("."), "{}.{}".format))
        for prefix in prefixes:
            concerned |= self.watchers.of(prefix)
        if self._parents:
            concerned.update(*(self._importers(other) for other in self.names.below(module.name)))
        last = module.name.rpartition(".")[2].encode("utf-8", "surrogatepass")
        below = f"{module.name}."
        for prefix in prefixes[:-1]:
            for ancestor in self.names.all(prefix):
                around = (ancestor, *self._importers(ancestor))
                concerned.update(
                    other
                    for other in around
                    if last in self.written[other] or self.modules[other].name.startswith(below)
                )
        return concerned

    def _resolved(self, modules: Sequence[int]) -> Delta:
        """Resolve the statements of modules, of so many that nobody notices; the others wait."""
        self.stale.update(dict.fromkeys(modules[AT_ONCE:]))
        return joined(map(self._resolve, modules[:AT_ONCE]))

    def _resolve(self, module: int) -> Delta:
        self._numbers.pop(module, None)
        marks, watched = self._marks(module)
        self.watchers.watch(module, watched)
        return self.adjacency.put(module, marks)._replace(resolved=(module,))

    def _marks(self, module: int) -> tuple[dict[int, int], frozenset[str]]:
        """Return the mark of each edge of a module, and the names that it watches."""
        now: dict[int, int] = {}
        before: dict[int, int] = {}
        watched: set[str] = set()
        for _, said, led in self._leads(module):
            kind, new = KINDS[said.flags & FLAGS], said.flags & NEW
            watched.update(led.watched)
            for found, count in led.found if not self._parents else self._counted(module, led):
                known = now.get(found)
                if known is None:
                    now[found] = count | kind
                else:
                    now[found] = known + count + max(0, kind - (known & KIND))
                if not new and kind >= before.get(found, kind):
                    before[found] = kind
        now.pop(module, None)
        base = self.modules[module].base
        if base:
            watched |= {base + name for name in watched}
        marks = {
            found: mark & KIND
            | (NEW_EDGE if before.get(found, -1) < mark & KIND else 0)
            | min(mark >> NAMES, MANY) << NAMES
            for found, mark in now.items()
        }
        return marks, frozenset(watched)

    def _counted(self, importer: int, led: _Led) -> Iterable[tuple[int, int]]:
        """Return what a statement leads to with the packages around it."""
        every = chain.from_iterable(self.found(importer, target) for target in led.targets)
        return ((found, 1 << NAMES) for found in every)

    def targets(self, of: int) -> Iterator[tuple[int, Statement, Sequence[Target]]]:
        """Yield each statement of a module with its number and what it leads to."""
        return ((number, said, led.targets) for number, said, led in self._leads(of))

    def _leads(self, of: int) -> Iterator[tuple[int, Statement, _Led]]:
        module = self.modules[of]
        for number, said in enumerate(decoded(self.written[of])):
            if said.level or module.base:
                yield number, said, _led(targets(said, module, self.names))
                continue
            key = (module.root, said)  # where it stands makes no difference
            led = self._led.get(key)
            if led is None:
                if len(self._led) >= LED:
                    self._led.clear()
                led = self._led[key] = _led(targets(said, module, self.names))
            yield number, said, led

    def numbers(self, of: int) -> Mapping[int, tuple[int, ...]]:
        """Return by imported module the numbers of the statements that lead there, as it is now."""
        known = self._numbers.get(of)
        if known is None:
            numbers: dict[int, dict[int, None]] = {}
            for number, _, led in self.targets(of):
                for found in chain.from_iterable(self.found(of, target) for target in led):
                    numbers.setdefault(found, {})[number] = None
            known = {found: tuple(by) for found, by in numbers.items()}
            if len(self._numbers) >= SHOWN:
                self._numbers.clear()
            self._numbers[of] = known
        return known

    def found(self, importer: int, target: Target) -> Sequence[int]:
        """Return the modules of the workspace that importing a target imports."""
        if target.found is None:
            return ()
        if not self._parents:
            return () if target.found == importer else (target.found,)
        return [target.found, *self._above(importer, target.found)][target.found == importer :]

    def _above(self, importer: int, imported: int) -> Iterator[int]:
        """Yield the packages that a module is in and its importer is not."""
        within, (name, _, root, *_) = f"{self.modules[importer].name}.", self.modules[imported]
        while name := name.rpartition(".")[0]:
            parent = self.names.find(name, root)
            if parent is not None and not within.startswith(f"{name}."):
                yield parent

    def _importers(self, of: int) -> Collection[int]:
        return self.adjacency.importers[of]


def _led(targets: Sequence[Target]) -> _Led:
    """Sum up what a statement leads to."""
    counts: dict[int, int] = {}
    watched: tuple[str, ...] = ()
    for _, found, _, names in targets:
        if found is not None:
            counts[found] = counts.get(found, 0) + (1 << NAMES)
        if names and names != watched:
            watched += names
    return _Led(targets, tuple(counts.items()), watched)
