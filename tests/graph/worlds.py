"""Small worlds of files that import each other, and random changes of them, for property tests.

Names collide on purpose: in several roots, one inside another, as module and package, source and
stub, with the standard library. A world is what the graph should know; `state` is what it says.
"""

from collections.abc import Callable, Iterable
from itertools import product
from typing import NamedTuple

from hypothesis import strategies as st

from lsp_server.graph.graph import Delta, Graph, Item
from lsp_server.graph.module import Module, named
from lsp_server.graph.statement import (
    CONDITIONAL,
    DYNAMIC,
    LAZY,
    NEW,
    OPTIONAL,
    TYPING,
    Kind,
    Statement,
    Statements,
    encoded,
)

ROOTS = ("/r", "/s", "/r/src")
_FOLDERS = ("", "a/", "a/b/", "t/a/")
PATHS = [
    f"{root}/{folder}{name}"
    for root, folder in product(ROOTS, _FOLDERS)
    for name in ("__init__.py", "a.py", "b.py", "types.py", "__init__.pyi", "b.pyi")
    if folder or not name.startswith("__init__")
]
_DOTTED = (
    "a",
    "b",
    "types",
    "os",
    "zz",
    "a.a",
    "a.b",
    "b.a",
    "a.b.a",
    "types.a",
    "t.a.b",
    "a.zz.b",
)
_NAMES = (("a",), ("b",), ("types",), ("x",), ("*",), ("a", "x"))
_FLAGS = (0, LAZY, TYPING, OPTIONAL | CONDITIONAL, NEW, NEW | LAZY)
_WRITTEN = [
    *(("", 0, names) for names in [*((name,) for name in _DOTTED), ("a", "b"), ("a.b", "zz")]),
    *((module, 0, names) for module, names in product(_DOTTED, _NAMES)),
    *(
        (module, level, names)
        for level, module, names in product((1, 2), ("", "a", "b", "zz"), _NAMES)
    ),
]
STATEMENTS = [Statement(*written, flags) for written, flags in product(_WRITTEN, _FLAGS)] + [
    Statement(module, level, (), DYNAMIC | LAZY)
    for level, module in product((1, 2, 3), ("a", "a.b"))
]

statements = st.lists(st.sampled_from(STATEMENTS), max_size=4).map(tuple)
paths = st.sampled_from(PATHS)
files = st.tuples(paths, statements, st.booleans())
folders = st.sampled_from([f"{root}/{folder}" for root, folder in product(ROOTS, _FOLDERS[1:])])
change = st.one_of(
    st.tuples(st.just("put"), files),
    st.tuples(st.just("edit"), st.tuples(st.integers(0), statements)),
    st.tuples(st.just("put_off"), st.tuples(st.integers(0), statements)),
    st.tuples(st.just("drop"), st.integers(0)),
    st.tuples(st.just("rename"), st.tuples(st.integers(0), paths)),
    st.tuples(st.just("move"), st.tuples(folders, folders)),
    st.tuples(st.just("turn"), st.integers(0)),
    st.tuples(st.just("fill"), st.lists(files, max_size=4)),
)


class File(NamedTuple):
    """What a world knows of a file."""

    module: Module
    statements: Statements


World = dict[str, File]


def file(path: str, written: Statements, *, scripts: bool) -> File:
    """Return a file; `scripts` tells that its topmost folder is no package of those below it."""
    name, root = named(path, ROOTS) or ("", 0)
    package = path.rpartition("/")[2].startswith("__init__.")
    base = f"{name.partition('.')[0]}." if scripts and "." in name else ""
    module = Module(name, path, root, package, stub=path.endswith("i"), base=base)
    return File(module, written)


class Life:
    """A graph and the world that it should know of, changed together.

    `edges` and `outside` follow from what the graph says of each change, which `tell` is told, too.
    """

    def __init__(self, *, parents: bool) -> None:
        self.tell: Callable[[Delta], object] = bool
        self.world: World = {}
        self.graph = Graph(ROOTS, parents=parents)
        self.outside: dict[int, list[str]] = {}
        self.edges: dict[tuple[int, int], tuple[Kind | None, bool]] = {}

    def live(self, what: str, how) -> None:
        """Make one change; those of a file that is not there change nothing."""
        getattr(self, f"_{what}")(how)

    def _put(self, how) -> None:
        path, written, scripts = how
        self._take(file(path, written, scripts=scripts))

    def _edit(self, how) -> None:
        number, written = how
        if path := self._chosen(number):
            self._take(self.world[path]._replace(statements=written))

    def _put_off(self, how) -> None:
        number, written = how
        if path := self._chosen(number):
            self.world[path] = self.world[path]._replace(statements=written)
            self.graph.put_off(item(self.world[path]))

    def _drop(self, number: int) -> None:
        if path := self._chosen(number):
            self._forget(path)

    def _rename(self, how) -> None:
        number, path = how
        if old := self._chosen(number):
            self._moved(old, path)

    def _move(self, how) -> None:
        old, new = how
        for path in sorted(self.world):
            if path.startswith(old) and path in self.world:
                self._moved(path, new + path[len(old) :])

    def _turn(self, number: int) -> None:
        """Make a module of a package, or a package of a module."""
        path = self._chosen(number)
        stem, dot, suffix = path.rpartition(".")
        folder = stem.removesuffix("/__init__")
        if path and folder not in ROOTS:
            is_package = stem != folder
            self._moved(path, folder + dot + suffix if is_package else f"{stem}/__init__.{suffix}")

    def _fill(self, how) -> None:
        fresh = {path: file(path, written, scripts=scripts) for path, written, scripts in how}
        fresh = {path: each for path, each in fresh.items() if path not in self.world}
        self.world |= fresh
        self.graph.fill(item(each) for each in fresh.values())

    def _chosen(self, number: int) -> str:
        known = sorted(self.world)
        return known[number % len(known)] if known else ""

    def _moved(self, old: str, new: str) -> None:
        was = self.world[old]
        self._forget(old)
        self._take(file(new, was.statements, scripts=bool(was.module.base)))

    def _take(self, one: File) -> None:
        self.world[one.module.path] = one
        self.follow(self.graph.put(one.module, one.statements))

    def _forget(self, path: str) -> None:
        del self.world[path]
        self.follow(self.graph.drop(path))

    def follow(self, delta: Delta) -> None:
        """Take what the graph says of a change."""
        kind, is_new = self.graph.kind, self.graph.is_new
        assert not self.edges.keys() & set(delta.added)
        assert self.edges.keys() >= {*delta.removed, *delta.changed}
        for pair in delta.removed:
            del self.edges[pair]
        for pair in (*delta.added, *delta.changed):
            self.edges[pair] = (kind(*pair), is_new(*pair))
        for gone in delta.modules:
            self.outside.pop(gone, None)
        for module in delta.resolved:
            if module in self.graph:
                self.outside[module] = outside(self.graph, module)
        self.tell(delta)


def outside(graph: Graph, module: int) -> list[str]:
    """Return what a module imports from outside the workspace."""
    return [each.dotted for each in graph.external(module)]


def item(one: File) -> Item:
    """Return a file as the graph takes it."""
    return Item(one.module, encoded(one.statements))


def rebuilt(world: World, order: Iterable[str], *, parents: bool) -> Graph:
    """Return the graph of a world, its files taken in this order."""
    made = Graph(ROOTS, parents=parents)
    for path in order:
        made.put(*world[path])
    made.refresh()
    return made


def state(graph: Graph) -> dict[str, object]:
    """Return all that a graph says, in paths and names."""
    path = {module: graph.module(module).path for module in graph}

    def at(modules) -> list[str]:
        return sorted(path[module] for module in modules)

    names = {graph.module(module).name for module in graph} | set(_DOTTED)
    return {
        "modules": sorted(path.values()),
        "edges": {
            path[of]: [(path[edge.imported], *edge[1:]) for edge in _sorted(graph, path, of)]
            for of in graph
        },
        "kinds": {
            (path[of], path[to]): (graph.kind(of, to), graph.is_new(of, to))
            for of in graph
            for to in graph.imports(of)
        },
        "imports": {path[of]: at(graph.imports(of)) for of in graph},
        "load": {path[of]: at(graph.imports(of, load=True)) for of in graph},
        "importers": {path[of]: at(graph.importers(of)) for of in graph},
        "load importers": {path[of]: at(graph.importers(of, load=True)) for of in graph},
        "external": {path[of]: graph.external(of) for of in graph},
        "externals": {name: at(graph.importers_of_external(name)) for name in graph.externals()},
        "names": {name: found for name in names if (found := path.get(graph.find(name)))},
        "cycles": {frozenset(at(group)) for group in graph.all.groups()},
        "load cycles": {frozenset(at(group)) for group in graph.load.groups()},
    }


def _sorted(graph: Graph, path: dict[int, str], of: int):
    return sorted(graph.edges(of), key=lambda edge: path[edge.imported])
