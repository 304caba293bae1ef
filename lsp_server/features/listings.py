"""Answers about the import graph as lists of plain data, each in an order that stays the same.

The order is told by the numbers of modules; what is said of each is made when it is shown.
"""

from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Any, NamedTuple

from lsp_server.graph.cuts import Cut
from lsp_server.graph.graph import Graph
from lsp_server.graph.paths import importers as step_back
from lsp_server.graph.paths import layers
from lsp_server.graph.statement import Kind
from lsp_server.workspace.linkage import Linkage
from lsp_server.workspace.reach import Slices, foremost

Json = dict[str, Any]


class Cycle(NamedTuple):
    """Modules that import each other in a circle, and the imports to cut."""

    load: bool
    modules: tuple[int, ...]
    cuts: tuple[Cut, ...]


def importers(graph: Graph, module: int, *, load: bool) -> Slices[list[int]]:
    """Return who imports a module, those that most others import first."""
    found = graph.importers(module, load=load)
    yield
    return foremost(graph, found, len(found))


def importer(graph: Graph, of: int, imported: int) -> Json:
    """Return what is to say of one that imports a module."""
    edge, places = graph.edge(of, imported), graph.places(of)
    numbers = [] if edge is None else [item for item in edge.statements if item < len(places)]
    return {
        **module(graph, of),
        "kind": told(graph.kind(of, imported)),
        "new": graph.is_new(of, imported),
        "lines": sorted({places[number].start.line for number in numbers}),
    }


def blast_radius(
    graph: Graph, modules: Iterable[int], *, load: bool
) -> Slices[list[tuple[int, int]]]:
    """Return whom a change of modules can affect, these left out, with the distance; nearest first."""
    reached: list[tuple[int, int]] = []
    module = graph.module
    for distance, layer in enumerate(layers(step_back(graph, load=load), modules), 1):
        by_name = sorted(layer, key=lambda of: module(of).name)
        reached += zip(by_name, repeat(distance))
        yield
    return reached


def reached(graph: Graph, of: tuple[int, int]) -> Json:
    """Return what is to say of a module at a distance."""
    return {**module(graph, of[0]), "distance": of[1]}


def cycles(linkage: Linkage, modules: Sequence[int]) -> Slices[list[Cycle]]:
    """Return the cycles, those at load and the largest first; none while they are not known.

    With `modules`, only those that one of them is in.
    """
    graph, cuts = linkage.graph, linkage.insight.all_cuts()
    if not (linkage.complete and linkage.insight.settled):
        return []
    yield
    found = []
    for load, view in ((True, graph.load), (False, graph.all)):
        for group in view.groups():
            if modules and group.isdisjoint(modules):
                continue
            names = sorted(group, key=lambda of: graph.module(of).name)
            to_cut = tuple(cut for cut in cuts if cut.load is load and cut.importer in group)
            if load or graph.load.of(names[0]) != group:
                found.append(Cycle(load, tuple(names), to_cut))
    return sorted(found, key=lambda cycle: (not cycle.load, -len(cycle.modules)))


def cycle(graph: Graph, of: Cycle) -> Json:
    """Return what is to say of a cycle."""
    return {
        "load": of.load,
        "modules": [module(graph, item) for item in of.modules],
        "cuts": [_cut(graph, cut) for cut in of.cuts],
    }


def module(graph: Graph, of: int) -> Json:
    """Return what is to say of a module."""
    name, path, *_ = found = graph.module(of)
    return {"name": name, "path": path, "test": found.test}


def told(kind: Kind | None) -> str:
    """Return the name of a kind: "load", "conditional", "lazy" or "typing"."""
    return "" if kind is None else kind.name.lower()


def _cut(graph: Graph, cut: Cut) -> Json:
    said = importer(graph, cut.importer, cut.imported)
    return {
        "importer": said["name"],
        "imported": graph.module(cut.imported).name,
        "kind": said["kind"],
        "new": cut.new,
        "lines": said["lines"],
        "why": cut.why,
        "chain": [graph.module(of).name for of in cut.chain],
    }
