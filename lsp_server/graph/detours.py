"""Imports by way of others: who reaches a group that it must not import, and how.

A way leads through modules that the contract does not name (through any, for `forbidden`). For each
importer and each group the shortest way is told, of equally long ones the first by names, so that
the answer follows from the graph alone.
"""

from collections.abc import Generator, Iterable, Mapping
from itertools import pairwise
from typing import Final, NamedTuple

from lsp_server.graph.breach import Breach
from lsp_server.graph.ruling import Ruling
from lsp_server.graph.scheme import Group

FAR: Final = 255
LOOKED: Final = 2
"""What looking at an import backwards costs, in the units of a budget."""
TOLD: Final = 50
"""What finding the chain of a breach costs."""


class Detours(NamedTuple):
    """How far each module that stands on a way to a group is from it, and the breaches.

    These are kept by the module that is to blame.
    """

    steps: bytes
    blamed: Mapping[int, tuple[Breach, ...]]

    def far(self, module: int) -> int:
        """Return how far a module is, at most FAR; 0 for one that stands on no way."""
        return self.steps[module] if module < len(self.steps) else 0


def search(ruling: Ruling, target: Group) -> Generator[int, None, Detours]:
    """Find the ways to a group; yields how many imports were looked at since the last time.

    To be given up when the graph changes.
    """
    ways = yield from _ways(ruling, target, None)
    found: list[Breach] = []
    again: dict[Group, None] = {}
    for head in ways.heads:
        for source in ruling.sources(head, target):
            breach = _breach(ruling, head, source, target, ways.distance)
            if breach is None:
                again[source] = None
            else:
                found.append(breach)
            yield TOLD
    for source in again:  # whose shortest way leads through itself may have a longer one around
        around = yield from _ways(ruling, target, source)
        known = {breach.chain[0] for breach in found if breach.importer == source.name}
        for head in around.heads:
            if head in known or source not in ruling.groups(head):
                continue
            breach = _breach(ruling, head, source, target, around.distance)
            found += [breach] if breach is not None else []
            yield TOLD
    return Detours(_steps(ways.distance), _by_blame(found))


def _steps(distance: Mapping[int, int]) -> bytes:
    steps = bytearray(max(distance, default=-1) + 1)
    for module, far in distance.items():
        steps[module] = min(far, FAR)
    return bytes(steps)


def _by_blame(found: Iterable[Breach]) -> dict[int, tuple[Breach, ...]]:
    blamed: dict[int, tuple[Breach, ...]] = {}
    for breach in found:
        by = breach.chain[breach.at]
        blamed[by] = (*blamed.get(by, ()), breach)
    return blamed


class _Ways(NamedTuple):
    """How far the modules are from a group, and who must not import it and imports one of these."""

    distance: dict[int, int]
    heads: dict[int, None]


def _ways(ruling: Ruling, target: Group, avoid: Group | None) -> Generator[int, None, _Ways]:
    """Walk from a group to those who import it, by modules that are not in the one to avoid."""
    ways = _Ways({}, {})
    frontier = yield from _nearest(ruling, target, avoid)
    steps = 0
    while frontier:
        steps += 1
        ways.distance.update(dict.fromkeys(frontier, steps))
        further: dict[int, None] = {}
        for module in frontier:
            importers = ruling.graph.importers(module)
            for importer in importers:
                if not ruling.counts(importer, module):
                    continue
                if ruling.sources(importer, target):
                    ways.heads[importer] = None
                if importer not in ways.distance and _between(ruling, importer, target, avoid):
                    further[importer] = None
            yield LOOKED * len(importers) + 1
        frontier = list(further)
    return ways


def _nearest(ruling: Ruling, target: Group, avoid: Group | None) -> Generator[int, None, list[int]]:
    """Find who imports the group itself and may stand on a way to it."""
    outside = ruling.outside.get(target, ())
    found = dict.fromkeys(of for of in outside if _between(ruling, of, target, avoid))
    for end in ruling.members.get(target, ()):
        importers = ruling.graph.importers(end)
        for importer in importers:
            if _between(ruling, importer, target, avoid) and ruling.counts(importer, end):
                found[importer] = None
        yield LOOKED * len(importers) + 1
    return list(found)


def _between(ruling: Ruling, module: int, target: Group, avoid: Group | None) -> bool:
    return ruling.passable(module, target) and avoid not in ruling.groups(module)


def _breach(
    ruling: Ruling, head: int, source: Group, target: Group, distance: dict[int, int]
) -> Breach | None:
    """Return the shortest way from a module to a group, None when it leads through its own one."""
    known = [m for m in ruling.graph.imports(head) if m in distance and ruling.counts(head, m)]
    first = min(known, key=lambda module: (distance[module], *_named(ruling, module)))
    chain = [head, first]
    while distance[chain[-1]] > 1:
        chain.append(_next(ruling, chain[-1], distance))
    ends = ruling.members.get(target, set())
    last = [m for m in ruling.graph.imports(chain[-1]) if m in ends and ruling.counts(chain[-1], m)]
    if last:
        chain.append(min(last, key=lambda module: _named(ruling, module)))
    if any(source in ruling.groups(module) for module in chain[1:]):
        return None
    outside = "" if last else target.name
    at = _to_blame(ruling, chain, outside)
    return Breach(ruling.contract, tuple(chain), source.name, target.name, outside, at)


def _next(ruling: Ruling, module: int, distance: dict[int, int]) -> int:
    nearer = distance[module] - 1
    known = (
        other
        for other in ruling.graph.imports(module)
        if distance.get(other) == nearer and ruling.counts(module, other)
    )
    return min(known, key=lambda other: _named(ruling, other))


def _named(ruling: Ruling, module: int) -> tuple[str, str]:
    of = ruling.graph.module(module)
    return of.name, of.path


def _to_blame(ruling: Ruling, chain: list[int], outside: str) -> int:
    for number, step in enumerate(pairwise(chain)):
        if ruling.graph.is_new(*step):
            return number
    return len(chain) - 1 if outside and ruling.is_new(chain[-1], outside) else 0
