"""The modules that are both complex and coupled: where a change is hard and reaches far."""

from collections.abc import Callable, Iterable
from heapq import nsmallest
from typing import Final, NamedTuple

from lsp_server.graph.graph import Graph
from lsp_server.workspace.reach import Slices

TOGETHER: Final = 256
"""Modules whose figures are looked at without a pause."""


class Hotspot(NamedTuple):
    """A module by number; `score` is its cognitive complexity times its fan-in and fan-out's sum."""

    module: int
    cognitive: int
    fan_in: int
    fan_out: int

    @property
    def score(self) -> int:
        """What hotspots are ranked by."""
        return self.cognitive * (self.fan_in + self.fan_out)


def hottest(
    graph: Graph, modules: Iterable[int], cognitive: Callable[[str], int], limit: int
) -> Slices[list[Hotspot]]:
    """Return the hottest of some modules, the hottest first; `cognitive` is that of a path."""
    spots: list[Hotspot] = []
    for number, module in enumerate(modules, 1):
        if module in graph:
            fans = len(graph.importers(module)), len(graph.imports(module))
            spots.append(Hotspot(module, cognitive(graph.module(module).path), *fans))
        if not number % TOGETHER:
            yield
    known = (spot for spot in spots if spot.score and spot.module in graph)
    return nsmallest(limit, known, key=lambda spot: (-spot.score, graph.module(spot.module).name))
