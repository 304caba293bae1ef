"""The part of a graph document around one module."""

from collections.abc import Collection
from typing import Any

Json = dict[str, Any]


def around(document: Json, path: str, depth: int) -> Json:
    """Return what is at most so many imports away from a file's module, either way."""
    modules = document["modules"]
    near = {number for number, module in enumerate(modules) if module["path"] == path}
    for _ in range(depth):
        near |= {
            number
            for importer, imported, *_ in document["edges"]
            if importer in near or imported in near
            for number in (importer, imported)
        }
    return _narrowed(document, sorted(near))


def _narrowed(document: Json, kept: Collection[int]) -> Json:
    """Return the document with these modules alone; cycles and chains count when whole."""
    place = {number: at for at, number in enumerate(kept)}
    cycles = [cycle for cycle in document["cycles"] if set(cycle["modules"]) & place.keys()]
    at_cycle = {id(cycle): at for at, cycle in enumerate(cycles)}

    def renumbered(number: int | None) -> int | None:
        return None if number is None else at_cycle.get(id(document["cycles"][number]))

    return {
        **document,
        "modules": [
            {**of, "cycle": renumbered(of["cycle"]), "soft_cycle": renumbered(of["soft_cycle"])}
            for of in (document["modules"][number] for number in kept)
        ],
        "edges": [
            [place[importer], place[imported], *rest]
            for importer, imported, *rest in document["edges"]
            if importer in place and imported in place
        ],
        "cycles": [_cycle(cycle, place) for cycle in cycles],
        "breaches": [
            {**breach, "chain": [place[of] for of in breach["chain"]]}
            for breach in document["breaches"]
            if set(breach["chain"]) <= place.keys()
        ],
        "external": [
            {**of, "importers": importers}
            for of in document["external"]
            if (importers := [place[number] for number in of["importers"] if number in place])
        ],
    }


def _cycle(cycle: Json, place: dict[int, int]) -> Json:
    return {
        **cycle,
        "modules": [place[number] for number in cycle["modules"] if number in place],
        "cuts": [
            {
                **cut,
                "importer": place[cut["importer"]],
                "imported": place[cut["imported"]],
                "chain": [place[number] for number in cut["chain"]],
            }
            for cut in cycle["cuts"]
            if set(cut["chain"]) <= place.keys()
        ],
    }
