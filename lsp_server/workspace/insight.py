"""What follows from the import graph as a whole: which imports to cut, which break a contract.

Kept from change to change; what a change could concern is worked out again in slices. Until then the
answers are those from before it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from lsp_server.checks.linked import Seen
from lsp_server.contract import Contract
from lsp_server.graph.breach import Breach, Vain
from lsp_server.graph.components import Components
from lsp_server.graph.cuts import Cut, by_group, cheapest_first
from lsp_server.graph.graph import Delta, Graph
from lsp_server.graph.layers import Contracts
from lsp_server.graph.project import Project
from lsp_server.settings import Settings

if TYPE_CHECKING:
    from lsp_server.graph.adjacency import Pair

RESOLVED: Final = 32
"""Modules resolved in one slice: about a millisecond."""
VISITED: Final = 2000
"""Edges looked at in one slice: about a millisecond."""


class _Cycles(NamedTuple):
    """The imports to cut of one view, by component and by importer."""

    groups: Mapping[frozenset[int], tuple[Cut, ...]] = {}
    cuts: Mapping[int, tuple[Cut, ...]] = {}


Rules = tuple[tuple[str, tuple[Contract, ...]], ...]
"""The contracts of each folder."""


class Insight:
    """For one thread. `revision` grows whenever an answer may be another one."""

    def __init__(
        self,
        graph: Graph,
        rules: Rules = (),
        projects: Sequence[Project] = (),
        revision: int = 0,
    ) -> None:
        self.graph = graph
        self.revision = revision
        self.projects = projects
        self._rules = rules
        self._contracts: tuple[Contracts, ...] | None = None
        self._touched: set[Pair] = set()
        self._cycles = {True: _Cycles(), False: _Cycles()}
        self._settled = False

    @property
    def settled(self) -> bool:
        """Whether all answers are those of the graph as it is now."""
        return self._settled and self.graph.settled

    def take(self, delta: Delta) -> None:
        """Take note of a change of the graph."""
        if delta:
            self._touched.update(delta.added, delta.removed, delta.changed)
            for contracts in self._contracts or ():
                contracts.take(delta)
            self._settled = False

    def rule(self, rules: Rules, projects: Sequence[Project]) -> None:
        """Take other contracts, and projects that may declare something else."""
        if projects != self.projects:
            self.projects, self._settled = projects, False
        if rules != self._rules:
            self._rules, self._contracts, self._settled = rules, None, False

    def step(self) -> bool:
        """Do a slice of what is to be worked out; return whether that was the last."""
        graph = self.graph
        if not graph.settled:
            self.take(graph.refresh(RESOLVED))
        elif graph.load.settle(VISITED) and graph.all.settle(VISITED) and self._judged():
            self._find_cuts()
            self._settled = True
            self.revision += 1
        return self.settled

    def cuts(self, module: int) -> tuple[Cut, ...]:
        """Return the imports of a module that had better go, those at load first."""
        return (*self._of(module, load=True), *self._of(module, load=False))

    def _judged(self) -> bool:
        """Do a slice of holding the contracts against the graph; return whether that was the last."""
        if self._contracts is None:
            self._contracts = tuple(
                Contracts(self.graph, contracts, folder) for folder, contracts in self._rules
            )
        return all(contracts.settle(VISITED) for contracts in self._contracts)

    def breaches(self, module: int) -> tuple[Breach, ...]:
        """Return the breaches of contracts for which a module is to blame."""
        held = self._contracts or ()
        return tuple(breach for contracts in held for breach in contracts.of(module))

    def all_breaches(self) -> list[Breach]:
        """Return all breaches of contracts."""
        held = self._contracts or ()
        return [breach for contracts in held for breach in contracts.breaches()]

    def vain(self) -> list[Vain]:
        """Return what the contracts name that is not there."""
        return [each for contracts in self._contracts or () for each in contracts.vain()]

    def seen(self, module: int, settings: Settings) -> Seen:
        """Return a module as the checks see it."""
        path = self.graph.module(module).path
        project = next((of for of in self.projects if path.startswith(f"{of.folder}/")), None)
        return Seen(self.graph, module, settings, self.cuts(module), self.breaches(module), project)

    def _of(self, module: int, *, load: bool) -> tuple[Cut, ...]:
        return self._cycles[load].cuts.get(module, ())

    def all_cuts(self) -> list[Cut]:
        """Return the imports to cut, those at load first."""
        return [
            cut
            for load in (True, False)
            for found in self._cycles[load].cuts.values()
            for cut in found
        ]

    def _find_cuts(self) -> None:
        for load in (True, False):
            before = self._cycles[load].groups
            touched = set(self._touched_groups(self.graph.load if load else self.graph.all))
            known = {group: found for group, found in before.items() if group not in touched}
            broken = chain.from_iterable(self._cycles[True].groups.values())
            found = by_group(self.graph, load=load, broken=() if load else broken, known=known)
            if touched or found.keys() != before.keys():
                told = cheapest_first(self.graph, chain.from_iterable(found.values()))
                self._cycles[load] = _Cycles(found, _by_importer(told))
        self._touched.clear()

    def _touched_groups(self, view: Components) -> Iterator[frozenset[int]]:
        """Yield the components that an edge that was touched is part of."""
        for importer, imported in self._touched:
            group = view.of(importer)
            if group is not None and imported in group:
                yield group


def _by_importer(found: Iterable[Cut]) -> dict[int, tuple[Cut, ...]]:
    by: dict[int, tuple[Cut, ...]] = {}
    for cut in found:
        by[cut.importer] = (*by.get(cut.importer, ()), cut)
    return by
