"""How far modules reach: whom a change can affect, and what importing one executes.

Kept as long as the graph stays the same. Searches yield now and then, as they are long in large
workspaces; whoever runs them lets others go first.
"""

from collections import OrderedDict
from collections.abc import Generator, Iterable
from heapq import nsmallest
from typing import Final, NamedTuple, TypeVar

from lsp_server.graph.coupling import fans
from lsp_server.graph.graph import Graph
from lsp_server.graph.paths import importers, imports, layers
from lsp_server.workspace.linkage import Linkage

T = TypeVar("T")
Slices = Generator[None, None, T]
"""A computation that yields where others may go first."""

SHOWN: Final = 5
"""Importers and tests that are named."""
KEPT: Final = 512
"""Modules of which it is kept how far they reach."""


class Reached(NamedTuple):
    """How far a module reaches, itself left out.

    Of its importers `foremost` are most imported themselves. `modules` import it, directly or not;
    `tests` are those among them, `nearest` the first of these. Importing it executes `closure`
    modules of the workspace. `fans` are its fan-in and fan-out as coupling counts them.
    """

    foremost: tuple[int, ...] = ()

    modules: int = 0
    tests: int = 0
    nearest: tuple[int, ...] = ()
    closure: int = 0
    fans: tuple[int, int] = (0, 0)


class Reach:
    """What is known of the present graph, most recent last. For one thread."""

    def __init__(self, linkage: Linkage) -> None:
        self._linkage = linkage
        self._key = self._now()
        self._known: OrderedDict[int, Reached] = OrderedDict()

    def of(self, module: int) -> Slices[Reached]:
        """Return how far a module reaches; begins again when the graph has changed meanwhile.

        While the workspace is not known as a whole, the answer may fall between two states of it.
        """
        while (known := self._recalled(module)) is None:
            key = self._key
            reached = yield from _reached(self._linkage.graph, module)
            if key == self._now():
                self._known[module] = reached
            elif not self._linkage.complete:
                return reached
        return known

    def _recalled(self, module: int) -> Reached | None:
        if self._key != self._now():
            self._key = self._now()
            self._known.clear()
        if module not in self._linkage.graph:
            return Reached()
        if module in self._known:
            self._known.move_to_end(module)
        elif len(self._known) >= KEPT:
            self._known.popitem(last=False)
        return self._known.get(module)

    def _now(self) -> tuple[Graph, int]:
        return self._linkage.graph, self._linkage.graph.revision


def foremost(graph: Graph, modules: Iterable[int], limit: int) -> list[int]:
    """Return the modules that most others import, most imported first."""

    def rank(of: int) -> tuple[int, str]:
        return -len(graph.importers(of)), graph.module(of).name

    return nsmallest(limit, modules, key=rank)


def _reached(graph: Graph, module: int) -> Slices[Reached]:
    first = tuple(foremost(graph, graph.importers(module), SHOWN))
    modules = tests = closure = 0
    nearest: list[int] = []
    for layer in layers(importers(graph), (module,)):
        modules += len(layer)
        found = [other for other in layer if graph.module(other).test]
        tests += len(found)
        nearest += nsmallest(SHOWN - len(nearest), found, key=lambda of: graph.module(of).name)
        yield
    for layer in layers(imports(graph, load=True), (module,)):
        closure += len(layer)
        yield
    return Reached(first, modules, tests, tuple(nearest), closure, fans(graph, module))
