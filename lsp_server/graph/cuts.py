"""The imports whose removal breaks all cycles, few and cheap ones.

In each component the modules are put in a line so that little leads backwards (Eades, Lin and Smyth,
1993); then every import that leads backwards is put back, dear ones first, unless it closes a cycle.
What stays out is needed: each of these imports would close a cycle again. What is dear: an import at
load more than one in a function, one of many names more than one of a single name, one of another
package more than one of the package that the importer is in, and one that the base has more than a
new one, on which nothing is built yet.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from heapq import heappop, heappush
from itertools import chain
from types import MappingProxyType
from typing import Final

from lsp_server.graph.graph import Graph
from lsp_server.graph.paths import shortest
from lsp_server.graph.statement import Kind

Pair = tuple[int, int]

_COST: Final = {Kind.TYPING: 2, Kind.LAZY: 10, Kind.CONDITIONAL: 40, Kind.LOAD: 50}
_NEWS: Final = 4
"""By what the cost of a new import is divided."""
_NEVER: Final = 1 << 30
MANY: Final = 10_000
"""Modules of a component up to which none but needed imports are cut; more would take too long."""
_NAMES: Final = 9
"""So many names make an import as dear as one of more of them."""


class Cut:
    """An import that had better go. `size` counts the modules of its component.

    `load`: a cycle at load is broken by it, else one that is not executed as a whole at load.
    `together` counts the cuts that break all cycles of the component.
    """

    def __init__(
        self, graph: Graph, edge: Pair, group: frozenset[int], together: int, *, load: bool
    ) -> None:
        self.importer, self.imported = edge
        self.load = load
        self.new = graph.is_new(*edge)
        self.size = len(group)
        self.together = together
        self.cost = cost(graph, edge)
        self._graph = graph
        self._group = group

    @cached_property
    def chain(self) -> tuple[int, ...]:
        """The shortest cycle that it closes: importer, imported, …, importer."""
        graph, group, load = self._graph, self._group, self.load

        def within(of: int) -> list[int]:
            return [other for other in graph.imports(of, load=load) if other in group]

        back = shortest(within, self.imported, self.importer) or (self.imported, self.importer)
        return (self.importer, *back)

    @property
    def why(self) -> str:
        """Why it is cheap, in words."""
        names = self._graph.names(self.importer, self.imported)
        parts = ["it is new"] if self.new else []
        match self._graph.kind(self.importer, self.imported):
            case Kind.TYPING:
                parts.append("only type checking needs it")
            case Kind.LAZY:
                parts.append("it is made in a function")
        if _within(self._graph, (self.importer, self.imported)):
            parts.append("it is a package's own part that imports from the package")
        parts.append("it brings one name" if names == 1 else f"it brings {names} names")
        return ", ".join(parts)


Groups = Mapping[frozenset[int], tuple[Cut, ...]]


def cost(graph: Graph, edge: Pair) -> int:
    """Return what giving up an import costs, in no unit: only the order counts."""
    kind = graph.kind(*edge)
    if kind is None:
        return 0
    price = _COST[kind] + min(graph.names(*edge), _NAMES)
    if _within(graph, edge):
        price //= 2
    return price // (_NEWS if graph.is_new(*edge) else 1)


def _within(graph: Graph, edge: Pair) -> bool:
    """Tell whether a module imports a package that it is in."""
    importer, imported = map(graph.module, edge)
    return importer.name.startswith(f"{imported.name}.")


def cuts(graph: Graph, *, load: bool) -> list[Cut]:
    """Return the imports to cut, cheapest first.

    At load, those of the cycles that are executed when modules are loaded. Else those of the cycles
    that remain when these are broken; they are not executed at load.
    """
    found = by_group(graph, load=True)
    if not load:
        found = by_group(graph, load=False, broken=chain.from_iterable(found.values()))
    return cheapest_first(graph, chain.from_iterable(found.values()))


def by_group(
    graph: Graph, *, load: bool, broken: Iterable[Cut] = (), known: Groups = MappingProxyType({})
) -> dict[frozenset[int], tuple[Cut, ...]]:
    """Return the imports to cut of each component; of those that are `known`, what is known.

    Beyond those at load, which are `broken`, a component's follow from the imports within it alone.
    """
    gone = {(cut.importer, cut.imported) for cut in broken}
    groups = (graph.load if load else graph.all).groups()
    return {
        group: known[group]
        if group in known
        else tuple(_at_load(graph, group) if load else _beyond(graph, group, gone))
        for group in groups
    }


def cheapest_first(graph: Graph, found: Iterable[Cut]) -> list[Cut]:
    """Return imports to cut in the order in which they are told."""
    name = _name(graph)
    return sorted(found, key=lambda cut: (cut.cost, name(cut.importer), name(cut.imported)))


def _at_load(graph: Graph, group: frozenset[int]) -> Iterator[Cut]:
    """Yield the imports to cut of a component at load."""
    costs = {
        (importer, imported): cost(graph, (importer, imported))
        for importer in group
        for imported in graph.imports(importer, load=True)
        if imported in group
    }
    edges = _feedback(graph, group, costs)
    yield from (Cut(graph, edge, group, len(edges), load=True) for edge in edges)


def _beyond(graph: Graph, group: frozenset[int], gone: AbstractSet[Pair]) -> Iterator[Cut]:
    """Yield the imports to cut of a component of all edges when some at load are `gone`."""
    costs = {}
    for importer in group:
        at_load = set(graph.imports(importer, load=True))
        for imported in group.intersection(graph.imports(importer)):
            edge = (importer, imported)
            if edge not in gone:
                costs[edge] = _NEVER if imported in at_load else cost(graph, edge)
    edges = _feedback(graph, group, costs)
    yield from (Cut(graph, edge, group, len(edges), load=False) for edge in edges)


def _feedback(graph: Graph, group: Collection[int], costs: Mapping[Pair, int]) -> list[Pair]:
    """Return edges without which there is no cycle; each of them would close one again.

    Those that cost _NEVER close none among themselves, and are never returned. Of a component of
    more than MANY modules some are returned that would close none.
    """
    by_name = {module: number for number, module in enumerate(sorted(group, key=_name(graph)))}
    never = {edge for edge, price in costs.items() if price == _NEVER}
    in_line = _along(never, _line(by_name, costs))
    line = {module: place for place, module in enumerate(in_line)}
    ahead = {edge for edge in costs if line[edge[0]] < line[edge[1]]}
    forward: dict[int, list[int]] = {module: [] for module in in_line}
    for source, target in ahead:
        forward[source].append(target)

    def rank(edge: Pair) -> tuple[int, int, int]:
        return -costs[edge], by_name[edge[0]], by_name[edge[1]]

    back = sorted(costs.keys() - ahead, key=rank)
    if len(group) > MANY:
        return back
    below = _below(reversed(in_line), forward, line)
    return [edge for edge in back if not _put_back(edge, below, line)]


def _along(edges: AbstractSet[Pair], in_line: Sequence[int]) -> list[int]:
    """Return the modules in a line that is near to this one, and where none of the edges leads back."""
    line = {module: place for place, module in enumerate(in_line)}
    if all(line[source] < line[target] for source, target in edges):
        return list(in_line)
    following: dict[int, list[int]] = {module: [] for module in in_line}
    awaited = Counter(target for _, target in edges)
    for source, target in edges:
        following[source].append(target)
    free = [place for place, module in enumerate(in_line) if not awaited[module]]
    found = []
    while free:
        module = in_line[heappop(free)]
        found.append(module)
        for target in following[module]:
            awaited[target] -= 1
            if not awaited[target]:
                heappush(free, line[target])
    return found


def _below(
    last_first: Iterable[int], forward: Mapping[int, Iterable[int]], number: Mapping[int, int]
) -> dict[int, int]:
    """Return by module all that it leads to, and itself: as bits, by their numbers."""
    below: dict[int, int] = {}
    for module in last_first:
        bits = 1 << number[module]
        for target in forward[module]:
            bits |= below[target]
        below[module] = bits
    return below


def _put_back(edge: Pair, below: dict[int, int], number: Mapping[int, int]) -> bool:
    """Put an edge back unless it closes a cycle."""
    source, target = edge
    more, at = below[target], number[source]
    if more >> at & 1:
        return False
    if not below[source] >> number[target] & 1:
        for module, bits in below.items():
            if bits >> at & 1:
                below[module] = bits | more
    return True


def _line(by_name: Mapping[int, int], costs: Mapping[Pair, int]) -> list[int]:
    """Return the modules so that dear edges lead forwards."""
    out: dict[int, dict[int, int]] = {module: {} for module in by_name}
    into: dict[int, dict[int, int]] = {module: {} for module in by_name}
    for (source, target), price in costs.items():
        out[source][target] = into[target][source] = price
    most = len(by_name)  # of equal ones the first by name: less than any price makes up for
    balance = {
        of: (sum(out[of].values()) - sum(into[of].values())) * most - place
        for of, place in by_name.items()
    }
    first: list[int] = []
    last: list[int] = []
    free = sorted((of for of in out if not (out[of] and into[of])), key=by_name.__getitem__)
    while out:
        chosen = free.pop() if free else max(out, key=balance.__getitem__)
        if chosen not in out:
            continue
        (first if out[chosen] else last).append(chosen)
        for target, price in out.pop(chosen).items():
            del into[target][chosen]
            balance[target] += price * most
            if not into[target]:
                free.append(target)
        for source, price in into.pop(chosen).items():
            del out[source][chosen]
            balance[source] -= price * most
            if not out[source]:
                free.append(source)
    return [*first, *reversed(last)]


def _name(graph: Graph) -> Callable[[int], tuple[str, str]]:
    return lambda of: (graph.module(of).name, graph.module(of).path)
