"""All contracts of a folder held against the import graph, change by change.

What is imported directly is exact after each change. Ways through other modules are looked for again
where a change could concern them, in slices; until then the answers are those from before it.
"""

from collections.abc import Generator, Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from lsp_server.contract import Contract
from lsp_server.graph.adjacency import Delta, Pair
from lsp_server.graph.breach import Breach, Vain
from lsp_server.graph.detours import FAR, Detours, search
from lsp_server.graph.graph import Graph
from lsp_server.graph.ruling import Ruling
from lsp_server.graph.scheme import TARGET, Group
from lsp_server.graph.vain import vain

__all__ = ["Breach", "Contracts", "Vain"]

LEARNT: Final = 40
"""What taking a module costs, in imports looked at."""


class _Held:
    """One contract, with the ways that were found to each of its groups."""

    def __init__(self, ruling: Ruling) -> None:
        self.ruling = ruling
        self.found: dict[Group, Detours] = {}
        self.stale: set[Group] = set()

    def take(
        self, pairs: AbstractSet[Pair], modules: AbstractSet[int], dirty: AbstractSet[int]
    ) -> None:
        """Take a change: imports and modules that came, changed or went."""
        ruling = self.ruling
        self._doubt(pairs)
        for module in modules:
            self._doubt_module(module)
            ruling.forget(module)
            if module in ruling.graph:
                ruling.learn(module)
        for pair in pairs:
            ruling.judge(*pair)
        self._doubt(pairs)
        if sum(map(ruling.look_outside, dirty)):
            self.stale.update(group for group in self.found if group.side == TARGET)

    def due(self) -> list[Group]:
        """Return the groups to which ways are to be looked for; forget those that are gone."""
        targets = self.ruling.targets()
        for gone in self.found.keys() - set(targets):
            del self.found[gone]
        self.stale &= self.found.keys()
        return [group for group in targets if group not in self.found or group in self.stale]

    def breaches(self) -> Iterator[Breach]:
        """Yield all that breaks the contract."""
        ruling = self.ruling
        yield from ruling.undeclared.values()
        yield from ruling.direct.values()
        for leaving in ruling.leaving.values():
            yield from leaving.values()
        for detours in self.found.values():
            for blamed in detours.blamed.values():
                yield from blamed

    def of(self, module: int) -> Iterator[Breach]:
        """Yield the breaches for which a module is to blame."""
        ruling = self.ruling
        if module in ruling.undeclared:
            yield ruling.undeclared[module]
        if ruling.direct:
            pairs = [(module, imported) for imported in ruling.graph.imports(module)]
            yield from (ruling.direct[pair] for pair in pairs if pair in ruling.direct)
        yield from ruling.leaving.get(module, {}).values()
        for detours in self.found.values():
            yield from detours.blamed.get(module, ())

    def _doubt(self, pairs: Iterable[Pair]) -> None:
        for group, detours in self.found.items():
            if group not in self.stale and any(self._concerns(*p, group, detours) for p in pairs):
                self.stale.add(group)

    def _doubt_module(self, module: int) -> None:
        for group, detours in self.found.items():
            if detours.far(module) or group in self.ruling.groups(module):
                self.stale.add(group)

    def _concerns(self, importer: int, imported: int, group: Group, detours: Detours) -> bool:
        """Tell whether an import could be part of a way to a group, or was."""
        ruling = self.ruling
        ahead, here = detours.far(imported), detours.far(importer)
        if not ahead and group not in ruling.groups(imported):
            return False
        if ahead and ruling.sources(importer, group):
            return True
        if here:
            return here > ahead or ahead == FAR  # else there is a shorter way already
        return ruling.passable(importer, group)


class Contracts:
    """For one thread. Only modules below `folder` count, all when it is ""."""

    def __init__(self, graph: Graph, contracts: Iterable[Contract], folder: str = "") -> None:
        """Take a graph that is settled; what it holds is looked at by `settle`."""
        self._graph = graph
        self._held = [_Held(Ruling(graph, contract, folder)) for contract in contracts]
        self._started = self._begun = False
        self._work = self._begin()
        self.settled = not self._held

    def take(self, delta: Delta) -> None:
        """Take a change of the graph."""
        if not delta or not self._started:
            return  # all that there is will be looked at
        pairs = {*delta.added, *delta.removed, *delta.changed}
        dirty = {*delta.modules, *delta.resolved, *(importer for importer, _ in pairs)}
        for held in self._held:
            held.take(pairs, set(delta.modules), dirty)
        if self._begun:
            self._work = self._search()
        self.settled = False

    def settle(self, budget: int | None = None) -> bool:
        """Do what waits, of so many imports looked at; return whether all is done."""
        self._started = True
        done = 0
        while not self.settled:
            step = next(self._work, None)
            self.settled = step is None
            done += step or 0
            if budget is not None and done >= budget:
                break
        return self.settled

    def breaches(self) -> list[Breach]:
        """Return all that breaks the contracts, in the order of these."""
        return [
            breach for held in self._held for breach in sorted(held.breaches(), key=self._order)
        ]

    def of(self, module: int) -> tuple[Breach, ...]:
        """Return the breaches for which a module is to blame."""
        return tuple(breach for held in self._held for breach in held.of(module))

    def vain(self) -> list[Vain]:
        """Return what the contracts name that is not there."""
        return [each for held in self._held for each in vain(held.ruling)]

    # -- inside

    def _order(self, breach: Breach) -> tuple[object, ...]:
        modules = [self._graph.module(of) for of in breach.chain]
        return breach.importer, breach.imported, [(module.name, module.path) for module in modules]

    def _begin(self) -> Generator[int, None, None]:
        """Look at all modules, at their imports, and for ways; yields what that cost."""
        for module in list(self._graph):
            if module in self._graph:
                for held in self._held:
                    held.ruling.learn(module)
                yield LEARNT * len(self._held)
        for module in list(self._graph):
            if module in self._graph:
                imports = self._graph.imports(module)
                for held in self._held:
                    held.ruling.judge_all(module)
                yield (1 + len(imports)) * len(self._held)
        for held in self._held:
            for module in list(dict.fromkeys(held.ruling.suspects())):
                held.ruling.look_outside(module)
                yield LEARNT
        self._begun = True
        yield from self._search()

    def _search(self) -> Generator[int, None, None]:
        """Look for ways where that is due."""
        for held in self._held:
            for group in held.due():
                held.found[group] = yield from search(held.ruling, group)
                held.stale.discard(group)
