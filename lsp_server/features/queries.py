"""Questions about the import graph that any client can ask where it looks for symbols.

`:cycles` finds the imports to cut, `:hot` what is complex and coupled, `:importers pkg.mod` who
imports a module; a further word keeps what has it in its name. Names of answers begin with the
question, as many clients drop what does not match it. Anything else is for other servers.
"""

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from lsp_server.features.dependents import known
from lsp_server.features.hotspots import hottest
from lsp_server.graph.cuts import Cut
from lsp_server.graph.graph import Graph
from lsp_server.text import Position, Span
from lsp_server.workspace.linkage import Linkage
from lsp_server.workspace.reach import Slices, foremost

LIMIT: Final = 100
"""Answers to one question."""
BEGINNING: Final = Span(Position(0, 0), Position(0, 0))


class Answer(NamedTuple):
    """A symbol with the name of what holds it, and where it stands."""

    name: str
    container: str
    path: str
    span: Span


class World(NamedTuple):
    """What is asked: the linked modules, and the cognitive complexity of a file."""

    linkage: Linkage
    cognitive: Callable[[str], int]


def answers(world: World, query: str) -> Slices[list[Answer]] | None:
    """Return what answers a query; None if it is none of these questions."""
    asked, *words = query.split() or [""]
    if asked == ":cycles" and len(words) <= 1:
        return _cycles(world.linkage, " ".join([asked, *words]), *words)
    if asked == ":hot" and len(words) <= 1:
        return _hot(world, " ".join([asked, *words]), *words)
    if asked == ":importers" and words and len(words) <= len(("module", "word")):
        return _importers(world.linkage, " ".join([asked, *words]), *words)
    return None


def place_of(graph: Graph, importer: int, imported: int) -> Span:
    """Return where a module imports another one, in the way that binds hardest."""
    return graph.place(importer, imported) or BEGINNING


def _importers(linkage: Linkage, query: str, name: str, word: str = "") -> Slices[list[Answer]]:
    graph = linkage.graph
    module = graph.find(name)
    if module is None:
        return []
    yield
    importers = _with(graph, graph.importers(module), word)
    shown = foremost(graph, importers, LIMIT)
    told = f"{len(importers)} importers of {name}"
    if len(shown) < len(importers):
        told = f"the first {len(shown)} of {told}"
    container = _so_far(linkage, told)
    return [
        Answer(
            f"{query} ← {graph.module(importer).name}",
            container,
            graph.module(importer).path,
            place_of(graph, importer, module),
        )
        for importer in shown
    ]


def _cycles(linkage: Linkage, query: str, word: str = "") -> Slices[list[Answer]]:
    yield
    cuts = sorted(linkage.insight.all_cuts(), key=lambda cut: (not cut.load, -cut.size, cut.cost))
    found = (_cut(linkage, query, cut) for cut in cuts)
    return [answer for answer in found if word in answer.name.removeprefix(query)][:LIMIT]


def _cut(linkage: Linkage, query: str, cut: Cut) -> Answer:
    graph = linkage.graph
    importer, imported = graph.module(cut.importer), graph.module(cut.imported)
    when = "at load" if cut.load else "not at load"
    return Answer(
        f"{query} ✂ {importer.name} → {imported.name}",
        _so_far(linkage, f"cycle of {cut.size} modules {when}; {cut.why}"),
        importer.path,
        place_of(graph, cut.importer, cut.imported),
    )


def _hot(world: World, query: str, word: str = "") -> Slices[list[Answer]]:
    linkage = world.linkage
    graph = linkage.graph
    modules = _with(graph, graph, word)
    found = yield from hottest(graph, modules, world.cognitive, LIMIT)
    return [
        Answer(
            f"{query} {graph.module(spot.module).name}",
            _so_far(
                linkage, f"cognitive {spot.cognitive}, fan-in {spot.fan_in}, fan-out {spot.fan_out}"
            ),
            graph.module(spot.module).path,
            BEGINNING,
        )
        for spot in found
    ]


def _with(graph: Graph, modules: Iterable[int], word: str) -> list[int]:
    return [module for module in modules if word in graph.module(module).name]


def _so_far(linkage: Linkage, told: str) -> str:
    return told if known(linkage) else f"{told} (so far)"
