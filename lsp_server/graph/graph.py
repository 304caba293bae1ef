"""The modules of a workspace and the imports between them, kept current change by change.

An edge is what all statements of a module that lead to another one come to; equal statements change
nothing. Which modules a change of the names could concern is known, so that only those are resolved
again. Deliberately absent: what is asked of the graph; there is a file for each question.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import accumulate, islice
from typing import Final, NamedTuple

import msgspec

from lsp_server.graph.adjacency import KIND, Adjacency, Delta, joined
from lsp_server.graph.adjacency import NEW as NEW_EDGE
from lsp_server.graph.components import Components
from lsp_server.graph.module import Module
from lsp_server.graph.names import Names
from lsp_server.graph.resolve import STDLIB, Target, targets
from lsp_server.graph.statement import NEW, Kind, Statement, Statements, decoded, encoded
from lsp_server.text import Position, Span

__all__ = ["Delta", "Edge", "External", "Graph", "Item", "placed"]

AT_ONCE: Final = 128
"""Modules that are resolved again at once when the names change; more wait for `refresh`."""

_NOBODY: Final[AbstractSet[int]] = frozenset()
_numbers: Final = msgspec.msgpack.Decoder(tuple[int, ...]).decode
_UNPLACED: Final = msgspec.msgpack.encode(())


class Edge(NamedTuple):
    """An import of a module of the workspace, by the numbers of the statements that make it."""

    imported: int
    kind: Kind
    new: bool
    statements: tuple[int, ...]


class External(NamedTuple):
    """An import of what is not in the workspace, by the number of its statement.

    `name` is its top-level name, `dotted` what is looked for. `origin` is "stdlib", "third-party", or
    "unresolved" for what should be in the workspace and is not.
    """

    name: str
    dotted: str
    origin: str
    kind: Kind
    statement: int


class Item(NamedTuple):
    """A module with its statements, as `statement.encoded` gives them, and their `placed` places."""

    module: Module
    statements: bytes
    places: bytes = _UNPLACED


class Graph:
    """For one thread. Modules are small numbers, which are used again after a drop."""

    def __init__(self, roots: Sequence[str] = (), *, parents: bool = False) -> None:
        """Say whether importing a.b.c counts as importing a and a.b as well."""
        self.roots = tuple(roots)
        self.parents = parents
        self.revision = 0
        self._modules: dict[int, Module] = {}
        self._names = Names(self._modules)
        self._at: dict[str, int] = {}
        self._free: list[int] = []
        self._written: list[bytes] = []
        self._placed: list[bytes] = []
        self._watched: list[frozenset[str]] = []
        self._watchers: dict[str, set[int]] = {}
        self._adjacency = Adjacency()
        self._stale: dict[int, None] = {}
        self._leaving: list[int] = []

    # -- what there is

    def __len__(self) -> int:
        return len(self._at)

    def __iter__(self) -> Iterator[int]:
        return iter(self._at.values())

    def __contains__(self, module: int) -> bool:
        of = self._modules.get(module)
        return of is not None and self._at.get(of.path) == module

    def module(self, of: int) -> Module:
        """Return a module by its number."""
        return self._modules[of]

    def at(self, path: str) -> int | None:
        """Return the module of a file."""
        return self._at.get(path)

    def find(self, name: str) -> int | None:
        """Return the module of a dotted name, in the first root that has one."""
        found = self._names.all(name)
        return found[0] if found else None

    def imports(self, of: int, *, load: bool = False) -> Sequence[int]:
        """Return what a module imports, or of that what it imports when it is loaded."""
        edges = self._adjacency
        return edges.load_imports[of] if load else edges.imports[of]

    def importers(self, of: int, *, load: bool = False) -> AbstractSet[int]:
        """Return who imports a module, or of these who does when loaded."""
        edges = self._adjacency
        return edges.load_importers[of] if load else edges.importers[of]

    def kind(self, importer: int, imported: int) -> Kind | None:
        """Return when an import is executed; None if there is none."""
        mark = self._adjacency.mark(importer, imported)
        return None if mark is None else Kind(mark & KIND)

    def is_new(self, importer: int, imported: int) -> bool:
        """Tell whether the base lacks this import, or has it only in a kind that binds less."""
        mark = self._adjacency.mark(importer, imported)
        return mark is not None and bool(mark & NEW_EDGE)

    def edge(self, importer: int, imported: int) -> Edge | None:
        """Return an import with its statements; None if there is none."""
        found = (edge for edge in self.edges(importer) if edge.imported == imported)
        return next(found, None)

    def edges(self, of: int) -> list[Edge]:
        """Return a module's imports with their statements. Resolves these: for showing."""
        numbers: dict[int, dict[int, None]] = {}
        for number, _, target in self._targets(of):
            for found in self._found(of, target):
                numbers.setdefault(found, {})[number] = None
        adjacency = self._adjacency
        marks = zip(adjacency.imports[of], adjacency.marks[of], strict=True)
        return [
            Edge(imported, Kind(mark & KIND), bool(mark & NEW_EDGE), tuple(numbers[imported]))
            for imported, mark in marks
        ]

    def statements(self, of: int) -> Statements:
        """Return the imports of a module as they are written."""
        return decoded(self._written[of])

    def places(self, of: int) -> tuple[Span, ...]:
        """Return where the statements of a module stand: lines of its file, columns in code points."""
        numbers = iter(_numbers(self._placed[of]))
        return tuple(
            Span(Position(line, column), Position(end_line, end_column))
            for line, column, end_line, end_column in zip(*[numbers] * 4, strict=True)
        )

    def targets(self, of: int) -> Iterator[tuple[int, Target]]:
        """Yield the number of each statement with what it leads to, for each of its names."""
        for number, _, target in self._targets(of):
            yield number, target

    def external(self, of: int) -> list[External]:
        """Return what a module imports from outside the workspace, or would if it were there."""
        return [
            External(_top(target.dotted), target.dotted, self._origin(target), said.kind, number)
            for number, said, target in self._targets(of)
            if target.found is None or target.missing
        ]

    def externals(self) -> Iterator[str]:
        """Yield the top-level names that are imported from outside the workspace."""
        yield from (name for name in self._watchers if "." not in name)

    def importers_of_external(self, name: str) -> AbstractSet[int]:
        """Return who imports something from outside the workspace, by its top-level name."""
        return self._watchers.get(name, _NOBODY)

    @property
    def load(self) -> Components:
        """The cycles of what is executed at load."""
        return self._adjacency.views(self._modules)[0]

    @property
    def all(self) -> Components:
        """The cycles of all imports."""
        return self._adjacency.views(self._modules)[1]

    # -- changes

    def put(self, module: Module, statements: Statements, places: Iterable[Span] = ()) -> Delta:
        """Take a module, which replaces the one at its path."""
        return self.take(Item(module, encoded(statements), placed(places)))

    def take(self, item: Item) -> Delta:
        """Take a module, which replaces the one at its path."""
        module = item.module
        known = self._at.get(module.path)
        if known is not None and self._modules[known] == module:
            self._placed[known] = item.places
            if self._written[known] == item.statements:
                return Delta()
            self._written[known] = item.statements
            return self._changed(self._resolved((known,)))
        gone = self._dropped(module.path)
        new = self._add(item)
        concerned = self._concerned_by(new)
        return self._changed(joined((gone, self._resolved(concerned), Delta(modules=(new,)))))

    def fill(self, items: Iterable[Item]) -> None:
        """Take many modules, of which none is known; their imports come with `refresh`."""
        self._stale.update(dict.fromkeys(map(self._add, items)))

    @property
    def settled(self) -> bool:
        """Whether every import is resolved; after changes of many names some wait for `refresh`."""
        return not self._stale

    def refresh(self, limit: int | None = None) -> Delta:
        """Resolve what waits, of so many modules at most."""
        some = list(islice(self._stale, limit))
        for module in some:
            del self._stale[module]
        delta = joined(map(self._resolve, some))
        if not self._stale:
            for gone in self._leaving:
                self._forget(gone)
            self._leaving.clear()
        return self._changed(delta)

    def move(self, path: str, places: Iterable[Span]) -> None:
        """Take the new places of a module's statements, which are the same as before."""
        self._placed[self._at[path]] = placed(places)

    def drop(self, path: str) -> Delta:
        """Forget the module of a file; one that is not known is ignored."""
        return self._changed(self._dropped(path))

    # -- inside

    def _changed(self, delta: Delta) -> Delta:
        self.revision += bool(delta)
        return delta

    def _add(self, item: Item) -> int:
        if self._free:
            new = self._free.pop()
            self._written[new], self._placed[new] = item.statements, item.places
        else:
            new = len(self._written)
            self._written.append(item.statements)
            self._placed.append(item.places)
            self._watched.append(frozenset())
        self._modules[new] = item.module
        self._at[item.module.path] = new
        self._names.add(item.module.name, new)
        self._adjacency.node(new)
        return new

    def _dropped(self, path: str) -> Delta:
        gone = self._at.pop(path, None)
        if gone is None:
            return Delta()
        name = self._modules[gone].name
        concerned = {gone, *self.importers(gone)}
        if name in STDLIB:  # what stands below it may be hidden by the standard library's now
            for other in self._names.below(name):
                concerned |= {other, *self.importers(other)}
        self._written[gone] = encoded(())
        self._names.drop(name, gone)
        delta = self._resolved(concerned)
        if self._stale:
            self._leaving.append(gone)  # others may still lead to it
        else:
            self._forget(gone)
        return joined((delta, Delta(modules=(gone,))))

    def _forget(self, gone: int) -> None:
        self._adjacency.without(gone)
        del self._modules[gone]
        self._free.append(gone)

    def _concerned_by(self, new: int) -> set[int]:
        """Return whose imports may lead elsewhere now that a module has come."""
        module = self._modules[new]
        concerned = {new}
        for namesake in self._names.all(module.name):
            concerned |= {namesake, *self.importers(namesake)}
        prefixes = list(accumulate(module.name.split("."), "{}.{}".format))
        for prefix in prefixes:
            concerned |= self._watchers.get(prefix, _NOBODY)
        if self.parents:
            concerned.update(*(self.importers(other) for other in self._names.below(module.name)))
        last = module.name.rpartition(".")[2].encode("utf-8", "surrogatepass")
        below = f"{module.name}."
        for prefix in prefixes[:-1]:
            for ancestor in self._names.all(prefix):
                around = (ancestor, *self.importers(ancestor))
                concerned.update(
                    other
                    for other in around
                    if last in self._written[other] or self._modules[other].name.startswith(below)
                )
        return concerned

    def _resolved(self, modules: Collection[int]) -> Delta:
        """Resolve the statements of modules, of so many that nobody notices; the others wait."""
        some = modules
        if len(modules) > AT_ONCE:
            some = list(modules)
            self._stale.update(dict.fromkeys(some[AT_ONCE:]))
            del some[AT_ONCE:]
        return joined(map(self._resolve, some))

    def _resolve(self, module: int) -> Delta:
        marks, watched = self._marks(module)
        self._watch(module, watched)
        return self._adjacency.put(module, marks)

    def _marks(self, module: int) -> tuple[dict[int, int], frozenset[str]]:
        """Return the mark of each edge of a module, and the names that it watches."""
        now: dict[int, int] = {}
        before: dict[int, int] = {}
        watched: set[str] = set()
        for _, said, target in self._targets(module):
            kind = said.kind
            if target.watched:
                watched.add(target.watched)
                watched.add(self._modules[module].base + target.watched)
            for found in self._found(module, target):
                now[found] = max(kind, now.get(found, kind))
                if not said.flags & NEW:
                    before[found] = max(kind, before.get(found, kind))
        marks = {
            found: kind | NEW_EDGE * (before.get(found, -1) < kind) for found, kind in now.items()
        }
        return marks, frozenset(watched)

    def _watch(self, module: int, names: frozenset[str]) -> None:
        before = self._watched[module]
        if names == before:
            return
        self._watched[module] = names
        for name in before - names:
            self._watchers[name].discard(module)
            if not self._watchers[name]:
                del self._watchers[name]
        for name in names - before:
            self._watchers.setdefault(name, set()).add(module)

    def _targets(self, of: int) -> Iterator[tuple[int, Statement, Target]]:
        module = self._modules[of]
        for number, said in enumerate(decoded(self._written[of])):
            for target in targets(said, module, self._names):
                yield number, said, target

    def _found(self, importer: int, target: Target) -> Iterator[int]:
        """Yield the modules of the workspace that importing a target imports."""
        if target.found is None:
            return
        if target.found != importer:
            yield target.found
        if not self.parents:
            return
        module, name = self._modules[importer], self._modules[target.found].name
        root = self._modules[target.found].root
        while name := name.rpartition(".")[0]:
            parent = self._names.find(name, root)
            if parent is not None and not f"{module.name}.".startswith(f"{name}."):
                yield parent

    def _origin(self, target: Target) -> str:
        top = _top(target.dotted)
        if target.found is not None or not top:
            return "unresolved"
        if top in STDLIB:
            return "stdlib"
        return "unresolved" if self._names.begins(top) else "third-party"


def placed(places: Iterable[Span]) -> bytes:
    """Return the places of statements as an Item holds them."""
    return msgspec.msgpack.encode([number for start, end in places for number in (*start, *end)])


def _top(dotted: str) -> str:
    return dotted.partition(".")[0]
