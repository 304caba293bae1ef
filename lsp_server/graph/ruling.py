"""A contract held against a graph: who is in which of its groups, and which imports break it.

Exact after each change. Deliberately absent: what is imported by way of others; see `detours.py`.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from lsp_server.contract import Contract, Forbidden, Ignored
from lsp_server.graph.adjacency import Pair
from lsp_server.graph.breach import Breach
from lsp_server.graph.graph import Graph
from lsp_server.graph.scheme import SOURCE, TARGET, Group, Scheme, matches
from lsp_server.graph.statement import NEW, Kind, Statement

Groups = tuple[Group, ...]

_NONE: Final[Groups] = ()


class Ruling:
    """For one thread. Only modules below `folder` count, all when it is ""."""

    def __init__(self, graph: Graph, contract: Contract, folder: str = "") -> None:
        self.graph = graph
        self.contract = contract
        self.scheme = Scheme(contract)
        self.members: dict[Group, set[int]] = {}
        self.within: dict[int, str] = {}
        self.tops: Counter[str] = Counter()
        self.direct: dict[Pair, Breach] = {}
        self.outside: dict[Group, set[int]] = {}
        self.leaving: dict[int, dict[Group, Breach]] = {}
        self.undeclared: dict[int, Breach] = {}
        self.overlaps: set[tuple[str, str]] = set()
        self.matched: dict[Ignored, set[Pair]] = {item: set() for item in contract.ignore_imports}
        self._below = folder and f"{folder}/"
        self._groups: dict[int, Groups] = {}
        self._ignoring: dict[int, tuple[Ignored, ...]] = {}
        self._abroad = tuple(
            name
            for name in (contract.forbidden_modules if isinstance(contract, Forbidden) else ())
            if not name.startswith("*")
        )

    # -- modules

    def groups(self, of: int) -> Groups:
        """Return the groups that a module is in."""
        return self._groups.get(of, _NONE)

    def learn(self, of: int) -> None:
        """Take a module that has come."""
        module = self.graph.module(of)
        packages = self.contract.packages
        if not module.path.startswith(self._below) or module.stub:
            return
        found = self.scheme.groups(module.name)
        counted = self.scheme.counted(found)
        self.overlaps.update(
            (outer.name, inner.name)
            for outer in found
            if outer not in counted
            for inner in counted
            if inner.container == outer.container
        )
        if counted:
            self._groups[of] = counted
        for group in counted:
            self.members.setdefault(group, set()).add(of)
        if not packages or any(is_in(module.name, package) for package in packages):
            if of not in self.within:
                top = module.name.partition(".")[0]
                self.within[of] = top
                self.tops[top] += 1
            ignoring = [item for item in self.matched if matches(item.importer, module.name)]
            if ignoring:
                self._ignoring[of] = tuple(ignoring)
            if not counted and self.scheme.wants(module.name):
                self.undeclared[of] = Breach(self.contract, (of,), module.name)

    def forget(self, of: int) -> None:
        """Forget a module that is gone; its imports are told apart."""
        for group in self._groups.pop(of, _NONE):
            self.members[group].discard(of)
            if not self.members[group]:
                del self.members[group]
        if (top := self.within.pop(of, None)) is not None:
            self.tops[top] -= 1
        self._ignoring.pop(of, None)
        self.undeclared.pop(of, None)
        self._leave(of)

    # -- imports of modules

    def counts(self, importer: int, imported: int) -> bool:
        """Tell whether an import of the graph is one that the contract looks at."""
        if importer not in self.within:
            return False
        if not self.contract.type_checking_imports:
            kind = self.graph.kind(importer, imported)
            if kind is None or kind is Kind.TYPING:
                return False
        if importer not in self._ignoring:
            return True
        name = self.graph.module(imported).name
        return not any(matches(item.imported, name) for item in self._ignoring[importer])

    def judge(self, importer: int, imported: int) -> None:
        """Look at an import that came, changed or went."""
        pair = (importer, imported)
        self.direct.pop(pair, None)
        self._match(pair)
        groups = self._groups.get(imported)
        if not groups or not self._there(pair) or not self.counts(importer, imported):
            return
        for source, target in self.scheme.illegal(self.groups(importer), groups):
            self.direct[pair] = Breach(
                self.contract, pair, self.part(source, importer), target.name
            )
            return

    def judge_all(self, importer: int) -> None:
        """Look at all that a module imports."""
        if importer in self.within:
            for imported in self.graph.imports(importer):
                if imported in self._groups or importer in self._ignoring:
                    self.judge(importer, imported)

    def part(self, source: Group | None, importer: int) -> str:
        """Return what a contract calls the importer."""
        return source.name if source is not None else self.graph.module(importer).name

    def _match(self, pair: Pair) -> None:
        if not self.matched:
            return
        for edges in self.matched.values():
            edges.discard(pair)
        if not self._there(pair):
            return
        name = self.graph.module(pair[1]).name
        for item in self._ignoring.get(pair[0], ()):
            if matches(item.imported, name):
                self.matched[item].add(pair)

    def _there(self, pair: Pair) -> bool:
        graph = self.graph
        return pair[0] in graph and pair[1] in graph and graph.kind(*pair) is not None

    # -- imports from outside the workspace

    def suspects(self) -> Iterator[int]:
        """Yield who might import something from outside that the contract names."""
        for name in self._abroad:
            yield from self.graph.importers_of_external(name.partition(".")[0])

    def look_outside(self, of: int) -> bool:
        """Look at what a module imports from outside; return whether it is or was of interest."""
        if not self._abroad:
            return False
        before = any(of in modules for modules in self.outside.values())
        self._leave(of)
        if of not in self.within or of not in self.graph:
            return before
        after = False
        for dotted, said in self._from_outside(of):
            for name in self._abroad:
                if is_in(dotted, name) and self._looked_at(of, dotted, said):
                    self._imports(of, Group(name, TARGET))
                    after = True
        return before or after

    def _from_outside(self, of: int) -> Iterator[tuple[str, Statement]]:
        statements = self.graph.statements(of)
        for number, target in self.graph.targets(of):
            if target.found is None:
                yield target.dotted, statements[number]

    def _imports(self, of: int, target: Group) -> None:
        self.outside.setdefault(target, set()).add(of)
        for source, _ in self.scheme.illegal(self.groups(of), (target,)):
            self.leaving.setdefault(of, {})[target] = Breach(
                self.contract, (of,), self.part(source, of), target.name, target.name
            )

    def _leave(self, of: int) -> None:
        self.leaving.pop(of, None)
        for group in [group for group, modules in self.outside.items() if of in modules]:
            self.outside[group].discard(of)
            if not self.outside[group]:
                del self.outside[group]

    def _looked_at(self, of: int, dotted: str, said: Statement) -> bool:
        if not self.contract.type_checking_imports and said.kind is Kind.TYPING:
            return False
        top = dotted.partition(".")[0]
        return not any(matches(item.imported, top) for item in self._ignoring.get(of, ()))

    def is_new(self, of: int, outside: str) -> bool:
        """Tell whether the base has no import of something from outside."""
        found = [said for dotted, said in self._from_outside(of) if is_in(dotted, outside)]
        return bool(found) and all(said.flags & NEW for said in found)

    # -- who may stand between

    def passable(self, of: int, target: Group) -> bool:
        """Tell whether a way to a group may lead through a module."""
        if of not in self.within:
            return False
        if target.side == TARGET:
            return target not in self.groups(of)
        return all(group.container != target.container for group in self.groups(of))

    def sources(self, of: int, target: Group) -> list[Group]:
        """Return the groups of a module that must not import another one."""
        return [group for group in self.groups(of) if self.scheme.forbids(group, target)]

    def targets(self) -> list[Group]:
        """Return the groups that ways may lead to."""
        if not self.scheme.indirect:
            return []
        found = [group for group in (*self.members, *self.outside) if group.side != SOURCE]
        return list(dict.fromkeys(found))


def is_in(name: str, package: str) -> bool:
    """Tell whether a module is a package or in it, by their names."""
    return name == package or name.startswith(f"{package}.")
