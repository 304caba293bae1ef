"""The import graph as one document of plain data: for programs, the page and `vitals/graph`.

Modules stand in the order of their names and are named by their place in it. Lines count from zero.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from lsp_server.checks.forbidden_import import findings
from lsp_server.contract import kind_of
from lsp_server.graph.breach import Breach
from lsp_server.graph.coupling import Size, coupling
from lsp_server.graph.cuts import Cut
from lsp_server.graph.graph import Graph
from lsp_server.workspace.insight import Insight
from lsp_server.workspace.reach import Slices

FORMAT: Final = 1
"""Raised when a member changes its meaning or goes; new ones may come at any time."""

TOGETHER: Final = 50
"""Modules that are told between two moments at which others may go first."""

Json = dict[str, Any]
SizeOf = Callable[[int], Size]


def document(insight: Insight, folder: str, size_of: SizeOf) -> Slices[Json]:
    """Return the graph of a folder. The graph must not change meanwhile."""
    graph = insight.graph
    names = {module: (graph.module(module).name, graph.module(module).path) for module in graph}
    numbers = {module: number for number, module in enumerate(sorted(names, key=names.__getitem__))}
    cycles = _cycles(graph, numbers)
    modules, edges, external = list[Json](), list[list[Any]](), dict[tuple[str, str], list[int]]()
    for module, number in numbers.items():
        modules.append(_module(graph, module, size_of(module)))
        edges += _edges(graph, module, numbers)
        for name, origin in sorted({(item.name, item.origin) for item in graph.external(module)}):
            external.setdefault((name, origin), []).append(number)
        if number % TOGETHER == 0:
            yield
    told = []
    for place, (load, group) in enumerate(cycles):
        for module in group:
            modules[numbers[module]]["cycle" if load else "soft_cycle"] = place
        cuts = [cut for module in group for cut in insight.cuts(module) if cut.load is load]
        told.append(_cycle(graph, group, cuts, numbers) | {"load": load})
        yield
    return {
        "format": FORMAT,
        "folder": folder,
        "revision": graph.revision,
        "modules": modules,
        "edges": edges,
        "cycles": told,
        "breaches": [_breach(graph, breach, numbers) for breach in insight.all_breaches()],
        "external": [
            {"name": name, "origin": origin, "importers": importers}
            for (name, origin), importers in sorted(external.items())
        ],
    }


def _cycles(graph: Graph, numbers: Mapping[int, int]) -> list[tuple[bool, list[int]]]:
    """Return the modules of each component, those at load first, each kind with the largest first."""
    at_load, every = set(graph.load.groups()), set(graph.all.groups())
    found = []
    for load, groups in ((True, at_load), (False, every - at_load)):
        parts = [sorted(group, key=numbers.__getitem__) for group in groups]
        parts.sort(key=lambda part: (-len(part), numbers[part[0]]))
        found += [(load, part) for part in parts]
    return found


def _module(graph: Graph, module: int, size: Size) -> Json:
    of, figures = graph.module(module), coupling(graph, module, size)
    return {
        "name": of.name,
        "path": of.path,
        "package": of.package,
        "test": of.test,
        "lines": size.lines,
        "fan_in": figures.fan_in,
        "fan_out": figures.fan_out,
        "instability": round(figures.instability, 3),
        "abstractness": round(figures.abstractness, 3),
        "distance": round(figures.distance, 3),
        "cycle": None,
        "soft_cycle": None,
    }


def _edges(graph: Graph, module: int, numbers: Mapping[int, int]) -> Iterator[list[Any]]:
    places, statements = graph.places(module), graph.statements(module)
    for edge in graph.edges(module):
        binding = max(edge.statements, key=lambda number: statements[number].kind)
        line = places[binding].start.line if binding < len(places) else 0
        kind = edge.kind.name.lower()
        yield [numbers[module], numbers[edge.imported], kind, line, edge.new]


def _breach(graph: Graph, breach: Breach, numbers: Mapping[int, int]) -> Json:
    """Tell what breaks a contract, with the line of the import that is to blame, `at` in the chain."""
    place = next(findings(graph, [breach])).span
    return {
        "contract": breach.contract.name,
        "kind": kind_of(breach.contract),
        "reason": breach.contract.reason,
        "chain": [numbers[module] for module in breach.chain],
        "line": place.start.line,
        "at": breach.at,
        "outside": breach.outside,
    }


def _cycle(
    graph: Graph, group: Iterable[int], cuts: Iterable[Cut], numbers: Mapping[int, int]
) -> Json:
    told = []
    for cut in sorted(
        cuts, key=lambda cut: (cut.cost, numbers[cut.importer], numbers[cut.imported])
    ):
        importer = numbers[cut.importer]
        edges = _edges(graph, cut.importer, numbers)
        edge = next((edge for edge in edges if edge[1] == numbers[cut.imported]), None)
        told.append(
            {
                "importer": importer,
                "imported": numbers[cut.imported],
                "line": 0 if edge is None else edge[3],
                "kind": "load" if edge is None else edge[2],
                "why": cut.why,
                "chain": [numbers[module] for module in cut.chain],
            }
        )
    return {"modules": [numbers[module] for module in group], "cuts": told}
