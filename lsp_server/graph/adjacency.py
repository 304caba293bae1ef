"""The edges between numbered modules, both ways, and the cycles that they close.

An edge has a mark: its kind, and whether it is new. What is executed at load is kept apart too, for
searches look at nothing else. Views learn of one edge at a time, so that they never see an edge
that they were not told of.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

from lsp_server.graph.components import Components
from lsp_server.graph.statement import Kind

Pair = tuple[int, int]

NEW: Final = 4
"""Added to the kind of an edge that the base does not have, or only in a kind that binds less."""
KIND: Final = 3
"""What of a mark is its kind."""
NAMES: Final = 3
"""By so many bits a mark is shifted to give how many names the import brings, MANY or more of them."""
MANY: Final = 31
FEW: Final = 8
"""So many importers are held in a tuple, which takes a quarter of a set's memory."""

_AT_LOAD: Final = int(Kind.CONDITIONAL)


class Delta(NamedTuple):
    """What a change did to the edges; `changed` ones are of another kind or newness now.

    `modules` came or went; the `resolved` ones were looked at again, and may import other things from
    outside the workspace.
    """

    added: tuple[Pair, ...] = ()
    removed: tuple[Pair, ...] = ()
    changed: tuple[Pair, ...] = ()
    modules: tuple[int, ...] = ()
    resolved: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return any(self)


def joined(deltas: Iterable[Delta]) -> Delta:
    """Return what several changes did, no two of which concern the same edge."""
    columns = zip(*filter(None, deltas), strict=True)
    return Delta(*(tuple(chain.from_iterable(column)) for column in columns))


def in_turn(deltas: Iterable[Delta]) -> Delta:
    """Return what several changes did, one after the other, maybe to the same edges."""
    before: dict[Pair, bool] = {}
    after: dict[Pair, bool] = {}
    modules: tuple[int, ...] = ()
    resolved: tuple[int, ...] = ()
    for added, removed, changed, others, texts in deltas:
        for there, pairs in ((False, added), (True, removed), (True, changed)):
            before = dict.fromkeys(pairs, there) | before
        for there, pairs in ((True, added), (False, removed), (True, changed)):
            after.update(dict.fromkeys(pairs, there))
        modules += others
        resolved += texts
    return Delta(
        tuple([pair for pair, there in after.items() if there and not before[pair]]),
        tuple([pair for pair, there in after.items() if before[pair] and not there]),
        tuple([pair for pair, there in after.items() if before[pair] and there]),
        modules,
        resolved,
    )


class Adjacency:
    """Who imports whom. Numbers are small; those dropped may be used again."""

    def __init__(self) -> None:
        self.imports: list[tuple[int, ...]] = []
        self.marks: list[bytes] = []
        self.load_imports: list[tuple[int, ...]] = []
        self.importers: list[Collection[int]] = []
        self.load_importers: list[Collection[int]] = []
        self._views: list[Components] = []

    def node(self, module: int) -> None:
        """Take a module without edges; its number is the next one or was used before."""
        if module == len(self.imports):
            self.imports.append(())
            self.marks.append(b"")
            self.load_imports.append(())
            self.importers.append(())
            self.load_importers.append(())
        for view in self._views:
            view.node(module)

    def without(self, module: int) -> None:
        """Forget a module that has no edges any more."""
        for view in self._views:
            view.without(module)

    def mark(self, importer: int, imported: int) -> int | None:
        """Return the mark of an edge."""
        try:
            return self.marks[importer][self.imports[importer].index(imported)]
        except ValueError:
            return None

    def views(self, modules: Iterable[int]) -> tuple[Components, Components]:
        """Return the cycles at load and of all edges, which are followed from the first time on."""
        if not self._views:
            known = tuple(modules)
            self._views = [
                Components(self.load_imports.__getitem__, self.load_importers.__getitem__, known),
                Components(self.imports.__getitem__, self.importers.__getitem__, known),
            ]
        return self._views[0], self._views[1]

    def put(self, importer: int, marks: Mapping[int, int]) -> Delta:
        """Give a module other edges: the mark of each imported module."""
        imports = self.imports[importer]
        if not imports and not self._views:
            return self._begun(importer, marks)
        before = dict(zip(imports, self.marks[importer], strict=True))
        if before == marks:
            return Delta()
        removed = tuple((importer, other) for other in before if other not in marks)
        added = tuple((importer, other) for other in sorted(marks) if other not in before)
        changed = tuple(
            (importer, other)
            for other in before
            if marks.get(other, before[other]) != before[other]
        )
        if self._views:
            self._one_by_one(importer, before, marks)
        else:
            self._at_once(importer, before, marks)
        self.marks[importer] = bytes(marks[other] for other in self.imports[importer])
        return Delta(added, removed, changed)

    def _begun(self, importer: int, marks: Mapping[int, int]) -> Delta:
        """Give a module without edges its first ones."""
        self._at_once(importer, {}, marks)
        self.marks[importer] = bytes([marks[other] for other in self.imports[importer]])
        return Delta(tuple([(importer, other) for other in self.imports[importer]]))

    def _at_once(self, importer: int, before: Mapping[int, int], marks: Mapping[int, int]) -> None:
        for other in before:
            self._forget(self.importers, other, importer)
            self._forget(self.load_importers, other, importer)
        imports = tuple(sorted(marks))
        at_load = tuple([other for other in imports if marks[other] & KIND >= _AT_LOAD])
        self.imports[importer] = imports
        self.load_imports[importer] = imports if at_load == imports else at_load
        for other in imports:
            self._learn(self.importers, other, importer)
        for other in at_load:
            self._learn(self.load_importers, other, importer)

    def _one_by_one(
        self, importer: int, before: Mapping[int, int], marks: Mapping[int, int]
    ) -> None:
        load, all_ = self._views
        for other in before:
            if _at_load(before[other]) and not _at_load(marks.get(other, 0)):
                self.load_imports[importer] = _less(self.load_imports[importer], other)
                self._forget(self.load_importers, other, importer)
                load.removed(importer, other)
            if other not in marks:
                self.imports[importer] = _less(self.imports[importer], other)
                self._forget(self.importers, other, importer)
                all_.removed(importer, other)
        for other in sorted(marks):
            if other not in before:
                self.imports[importer] = _more(self.imports[importer], other)
                self._learn(self.importers, other, importer)
                all_.added(importer, other)
            if _at_load(marks[other]) and not _at_load(before.get(other, 0)):
                self.load_imports[importer] = _more(self.load_imports[importer], other)
                self._learn(self.load_importers, other, importer)
                load.added(importer, other)
        if self.load_imports[importer] == self.imports[importer]:
            self.load_imports[importer] = self.imports[importer]

    def _learn(self, importers: list[Collection[int]], of: int, importer: int) -> None:
        known = importers[of]
        if type(known) is set:
            known.add(importer)
        elif importer not in known:
            more = (*known, importer)
            importers[of] = more if len(more) <= FEW else set(more)

    def _forget(self, importers: list[Collection[int]], of: int, importer: int) -> None:
        known = importers[of]
        if isinstance(known, set):
            known.discard(importer)
        else:
            importers[of] = _less(known, importer)


def _at_load(mark: int) -> bool:
    return mark & KIND >= _AT_LOAD


def _less(imports: Iterable[int], other: int) -> tuple[int, ...]:
    return tuple([item for item in imports if item != other])


def _more(imports: Sequence[int], other: int) -> tuple[int, ...]:
    return tuple(sorted((*imports, other)))
