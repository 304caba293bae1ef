"""Ways through the graph: the shortest chain between two modules, and all that lies within reach."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial

from lsp_server.graph.graph import Graph

Step = Callable[[int], Collection[int]]


def shortest(step: Step, start: int, end: int) -> tuple[int, ...] | None:
    """Return the shortest way from one module to another one, both included; None without one.

    Of several the one that a search in the order of the numbers finds.
    """
    came_from = {start: start}
    frontier = [start]
    while frontier:
        if end in came_from and (end != start or len(came_from) > 1):
            break
        frontier = _next(step, frontier, came_from)
    return _walked(came_from, start, end) if end in came_from else None


def _next(step: Step, frontier: Iterable[int], came_from: dict[int, int]) -> list[int]:
    found = []
    for here in frontier:
        for other in step(here):
            if other not in came_from:
                came_from[other] = here
                found.append(other)
    return found


def _walked(came_from: dict[int, int], start: int, end: int) -> tuple[int, ...]:
    way = [end]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))


def chain(
    graph: Graph, importer: int, imported: int, *, load: bool = False
) -> tuple[int, ...] | None:
    """Return the shortest chain of imports by which one module depends on another one."""
    return shortest(lambda of: graph.imports(of, load=load), importer, imported)


def shortest_ways(step: Step, start: int, end: int) -> int:
    """Return how many shortest ways lead from one module to another one."""
    ways = {start: 1}
    seen = {start}
    while ways:
        further: Counter[int] = Counter()
        for here, number in ways.items():
            for other in step(here):
                further[other] += number
        if end in further:
            return further[end]
        ways = {other: number for other, number in further.items() if other not in seen}
        seen |= ways.keys()
    return 0


def layers(step: Step, starts: Iterable[int]) -> Iterator[set[int]]:
    """Yield what is one step away, then two, and so on, each module once; the starts are left out.

    Between two layers a caller may let others go first, or give up.
    """
    seen = set(starts)
    frontier = seen
    while frontier:
        frontier = set().union(*map(step, frontier)) - seen
        seen |= frontier
        if frontier:
            yield frontier


def importers(graph: Graph, *, load: bool = False) -> Step:
    """Return the step from a module to who imports it."""
    return partial(graph.importers, load=True) if load else graph.importers


def imports(graph: Graph, *, load: bool = False) -> Step:
    """Return the step from a module to what it imports."""
    return partial(graph.imports, load=True) if load else graph.imports


def reach(step: Step, starts: Iterable[int]) -> dict[int, int]:
    """Return all modules within reach with the number of steps to them, without the starts.

    With `importers` that is the blast radius of a change, with `imports` what a module brings along.
    """
    found = enumerate(layers(step, starts), 1)
    return {module: distance for distance, layer in found for module in layer}
