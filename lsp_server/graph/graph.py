"""The modules of a workspace and the imports between them, kept current change by change.

An edge is what all statements of a module that lead to another one come to; equal statements change
nothing. How edges follow the names is `upkeep.py`'s business. Deliberately absent: what is asked of
the graph as a whole; there is a file for each question.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

import msgspec

from lsp_server.graph.adjacency import KIND, NAMES, NEW, Delta
from lsp_server.graph.components import Components
from lsp_server.graph.module import Module
from lsp_server.graph.resolve import STDLIB, Target, targets
from lsp_server.graph.statement import Kind, Statement, Statements, decoded, encoded
from lsp_server.graph.upkeep import Item, Upkeep
from lsp_server.text import Position, Span

__all__ = ["Delta", "Edge", "External", "Graph", "Item", "placed", "spans"]

_numbers: Final = msgspec.msgpack.Decoder(tuple[int, ...]).decode


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


class Graph:
    """For one thread. Modules are small numbers, which are used again after a drop.

    `module` returns a module by its number: asked for thousands at once, it is the lookup itself.
    """

    def __init__(self, roots: Sequence[str] = (), *, parents: bool = False) -> None:
        """Say whether importing a.b.c counts as importing a and a.b as well."""
        self.roots = tuple(roots)
        self.parents = parents
        self.revision = 0
        self._upkeep = Upkeep(self.roots, parents=parents)
        self.module: Callable[[int], Module] = self._upkeep.modules.__getitem__

    # -- what there is

    def __len__(self) -> int:
        return len(self._upkeep.at)

    def __iter__(self) -> Iterator[int]:
        return iter(self._upkeep.at.values())

    def __contains__(self, module: int) -> bool:
        of = self._upkeep.modules.get(module)
        return of is not None and self._upkeep.at.get(of.path) == module

    def at(self, path: str) -> int | None:
        """Return the module of a file."""
        return self._upkeep.at.get(path)

    def find(self, name: str) -> int | None:
        """Return the module of a dotted name, in the first root that has one."""
        found = self._upkeep.names.all(name)
        return found[0] if found else None

    def imports(self, of: int, *, load: bool = False) -> Sequence[int]:
        """Return what a module imports, or of that what it imports when it is loaded."""
        edges = self._upkeep.adjacency
        return edges.load_imports[of] if load else edges.imports[of]

    def importers(self, of: int, *, load: bool = False) -> Collection[int]:
        """Return who imports a module, or of these who does when loaded."""
        edges = self._upkeep.adjacency
        return edges.load_importers[of] if load else edges.importers[of]

    def kind(self, importer: int, imported: int) -> Kind | None:
        """Return when an import is executed; None if there is none."""
        mark = self._upkeep.adjacency.mark(importer, imported)
        return None if mark is None else Kind(mark & KIND)

    def is_new(self, importer: int, imported: int) -> bool:
        """Tell whether the base lacks this import, or has it only in a kind that binds less."""
        mark = self._upkeep.adjacency.mark(importer, imported)
        return mark is not None and bool(mark & NEW)

    def names(self, importer: int, imported: int) -> int:
        """Return how many names an import brings, at most MANY; 0 if there is no import."""
        return (self._upkeep.adjacency.mark(importer, imported) or 0) >> NAMES

    def edge(self, importer: int, imported: int) -> Edge | None:
        """Return an import with its statements; None if there is none."""
        mark = self._upkeep.adjacency.mark(importer, imported)
        numbers = self._upkeep.numbers(importer).get(imported)
        return None if mark is None or numbers is None else _edge(imported, mark, numbers)

    def edges(self, of: int) -> list[Edge]:
        """Return a module's imports with their statements. Resolves these: for showing.

        While modules wait for `refresh`, an edge that no statement leads to any more is left out.
        """
        adjacency, numbers = self._upkeep.adjacency, self._upkeep.numbers(of)
        marks = zip(adjacency.imports[of], adjacency.marks[of], strict=True)
        return [
            _edge(imported, mark, numbers[imported])
            for imported, mark in marks
            if imported in numbers
        ]

    def statements(self, of: int) -> Statements:
        """Return the imports of a module as they are written."""
        return decoded(self._upkeep.written[of])

    def places(self, of: int) -> tuple[Span, ...]:
        """Return where the statements of a module stand: lines of its file, columns in code points."""
        return spans(self._upkeep.places(of))

    def place(self, importer: int, imported: int) -> Span | None:
        """Return where the statement stands that makes an import what it is; None if nobody knows."""
        kind = self.kind(importer, imported)
        if kind is None:
            return None
        last = self.module(imported).name.rpartition(".")[2]
        statements = self.statements(importer)
        some = self._upkeep.numbers(importer).get(imported, ())
        found = [number for number in some if statements[number].kind == kind]
        if not found:
            return None
        number = min(found, key=lambda each: not statements[each].mentions(last))
        span = _numbers(self._upkeep.places(importer))[4 * number :][:4]
        return Span(Position(*span[:2]), Position(*span[2:])) if span else None

    def targets(self, of: int) -> Iterator[tuple[int, Target]]:
        """Yield the number of each statement with what it leads to, for each of its names."""
        for number, _, led in self._upkeep.targets(of):
            for target in led:
                yield number, target

    def resolved(self, of: int, said: Statement) -> list[Target]:
        """Return what a statement leads to in a module, whether it stands there or not."""
        return targets(said, self.module(of), self._upkeep.names)

    def external(self, of: int) -> list[External]:
        """Return what a module imports from outside the workspace, or would if it were there."""
        return [
            External(_top(target.dotted), target.dotted, self._origin(target), said.kind, number)
            for number, said, led in self._upkeep.targets(of)
            for target in led
            if target.found is None or target.missing
        ]

    def externals(self) -> Iterator[str]:
        """Yield the top-level names that are imported from outside the workspace."""
        yield from (name for name in self._upkeep.watchers if "." not in name)

    def importers_of_external(self, name: str) -> AbstractSet[int]:
        """Return who imports something from outside the workspace, by its top-level name."""
        return self._upkeep.watchers.of(name)

    @property
    def load(self) -> Components:
        """The cycles of what is executed at load."""
        return self._upkeep.adjacency.views(self._upkeep.modules)[0]

    @property
    def all(self) -> Components:
        """The cycles of all imports."""
        return self._upkeep.adjacency.views(self._upkeep.modules)[1]

    # -- changes

    @property
    def settled(self) -> bool:
        """Whether every import is resolved; after changes of many names some wait for `refresh`."""
        return not self._upkeep.stale

    def put(self, module: Module, statements: Statements, places: Iterable[Span] = ()) -> Delta:
        """Take a module, which replaces the one at its path."""
        return self.take(Item(module, encoded(statements), placed(places)))

    def take(self, item: Item) -> Delta:
        """Take a module, which replaces the one at its path."""
        return self._changed(self._upkeep.take(item))

    def fill(self, items: Iterable[Item]) -> None:
        """Take many modules, of which none is known; their imports come with `refresh`."""
        self._upkeep.fill(items)
        self.revision += 1

    def put_off(self, item: Item) -> None:
        """Take a module that is known already; its imports come with `refresh`."""
        self._upkeep.put_off(item)
        self.revision += 1

    def move(self, path: str, places: Callable[[], Iterable[Span]]) -> None:
        """Take what gives the places of a module's statements, which are the same as before.

        It is asked when somebody asks for them.
        """
        self._upkeep.moved[self._upkeep.at[path]] = lambda: placed(places())

    def drop(self, path: str) -> Delta:
        """Forget the module of a file; one that is not known is ignored."""
        return self._changed(self._upkeep.drop(path))

    def refresh(self, limit: int | None = None) -> Delta:
        """Resolve what waits, of so many modules at most."""
        return self._changed(self._upkeep.refresh(limit))

    def _changed(self, delta: Delta) -> Delta:
        self.revision += bool(delta)
        return delta

    def _origin(self, target: Target) -> str:
        top = _top(target.dotted)
        if target.found is not None or not top:
            return "unresolved"
        if top in STDLIB:
            return "stdlib"
        return "unresolved" if self._upkeep.names.begins(top) else "third-party"


def placed(places: Iterable[Span]) -> bytes:
    """Return the places of statements as an Item holds them."""
    return msgspec.msgpack.encode([number for start, end in places for number in (*start, *end)])


def spans(places: bytes) -> tuple[Span, ...]:
    """Return the places that `placed` was given."""
    numbers = iter(_numbers(places))
    return tuple(
        Span(Position(line, column), Position(end_line, end_column))
        for line, column, end_line, end_column in zip(*[numbers] * 4, strict=True)
    )


def _edge(imported: int, mark: int, numbers: tuple[int, ...]) -> Edge:
    return Edge(imported, Kind(mark & KIND), bool(mark & NEW), numbers)


def _top(dotted: str) -> str:
    return dotted.partition(".")[0]
