"""Graph documents: made-up ones of any size that look like real projects, and one to read."""

from collections import Counter
from random import Random
from typing import Any

import networkx as nx

Document = dict[str, Any]
WORDS = ("core", "api", "db", "http", "forms", "util", "admin", "auth", "cache", "mail", "tasks")
KINDS = ("load", "load", "load", "load", "conditional", "lazy", "typing")


def project(size: int, *, seed: int = 0) -> Document:
    """A project of so many modules: nested packages, some hubs, tests, cycles, breaches.

    Importers mostly stand before what they import; about 4.7 imports a module, as Home Assistant has.
    """
    random = Random(seed)  # noqa: S311 -- a project, not a secret
    names = _names(size, random)
    tests = [name.startswith("tests") for name in names]
    hubs = [random.randrange(size * 3 // 4, size) for _ in range(max(1, size // 60))]
    edges: dict[tuple[int, int], str] = {}
    for module in range(size):
        for _ in range(min(12, int(random.expovariate(1 / 5.0)) + 1)):
            near = min(size - 1, module + 1 + int(random.expovariate(8 / size)))
            imported = random.choice(hubs) if random.random() < 0.4 else near
            if imported > module and not (tests[imported] and not tests[module]):
                edges[module, imported] = random.choice(KINDS)
    for _ in range(max(1, size // 300)):
        start = random.randrange(size - 3)
        for importer, imported in ((start, start + 1), (start + 1, start + 2), (start + 2, start)):
            edges[importer, imported] = "load"
    for _ in range(size // 400):
        start = random.randrange(size - 3)
        edges[start + 1, start] = "lazy"
        edges[start, start + 1] = "load"
    return document(names, edges, tests, breaches=[[*next(iter(edges))]])


def _names(size: int, random: Random) -> list[str]:
    packages = ["app"]
    while len(packages) < size // 14:
        packages.append(f"{random.choice(packages[-40:])}.{random.choice(WORDS)}{len(packages)}")
    names = packages[: max(1, size // 14)]
    number = 0
    while len(names) < size:
        number += 1
        inside = "tests" if number % 9 == 0 else random.choice(packages)
        names.append(f"{inside}.{random.choice(WORDS)}_{number}")
    return sorted(names, key=lambda name: (not name.startswith("tests"), random.random()))


def document(
    names: list[str],
    edges: dict[tuple[int, int], str],
    tests: list[bool] | None = None,
    breaches: list[list[int]] | None = None,
) -> Document:
    """Return the document of a graph of named modules; its cycles are worked out by networkx."""
    tests = tests or [False] * len(names)
    cycles = _cycles(edges, at_load=True) + _cycles(edges, at_load=False)
    fan_in = Counter(imported for _, imported in edges)
    fan_out = Counter(importer for importer, _ in edges)
    holders = {name.rpartition(".")[0] for name in names}
    modules = [
        {
            "name": name,
            "path": f"/project/{name.replace('.', '/')}{'/__init__' * (name in holders)}.py",
            "package": name in holders,
            "test": tests[at],
            "lines": 10 + 7 * at % 400,
            "fan_in": fan_in[at],
            "fan_out": fan_out[at],
            "instability": round(fan_out[at] / max(1, fan_in[at] + fan_out[at]), 2),
            "abstractness": 0.0,
            "distance": round(fan_in[at] / max(1, fan_in[at] + fan_out[at]), 2),
            "cycle": _number(cycles, at, load=True),
            "soft_cycle": _number(cycles, at, load=False),
        }
        for at, name in enumerate(names)
    ]
    return {
        "format": 1,
        "folder": "/project",
        "revision": 1,
        "modules": modules,
        "edges": [[a, b, kind, (a + b) % 30, False] for (a, b), kind in sorted(edges.items())],
        "cycles": cycles,
        "breaches": [
            {
                "contract": "Layers",
                "kind": "layers",
                "reason": "so it was decided",
                "chain": chain,
                "line": 0,
            }
            for chain in breaches or []
        ],
        "external": [{"name": "numpy", "origin": "third-party", "importers": [0] if names else []}],
    }


def _cycles(edges: dict[tuple[int, int], str], *, at_load: bool) -> list[dict[str, Any]]:
    chosen = {pair for pair, kind in edges.items() if kind in {"load", "conditional"}}
    if not at_load:
        loaded = {frozenset(cycle["modules"]) for cycle in _cycles(edges, at_load=True)}
        chosen = set(edges)
    network = nx.DiGraph(sorted(chosen))
    found = []
    for component in nx.strongly_connected_components(network):
        if len(component) < 2 or (not at_load and frozenset(component) in loaded):
            continue
        inside = network.subgraph(component)
        importer, imported = max(inside.edges, key=lambda edge: (edge[0] - edge[1], edge))
        chain = [importer, *nx.shortest_path(inside, imported, importer)]
        kind = edges[importer, imported]
        cut = {
            "importer": importer,
            "imported": imported,
            "line": (importer + imported) % 30,
            "kind": kind,
        }
        cut |= {"why": "one name", "chain": chain}
        found.append({"load": at_load, "modules": sorted(component), "cuts": [cut]})
    return sorted(found, key=lambda cycle: (-len(cycle["modules"]), cycle["modules"]))


def _number(cycles: list[dict[str, Any]], module: int, *, load: bool) -> int | None:
    for number, cycle in enumerate(cycles):
        if cycle["load"] is load and module in cycle["modules"]:
            return number
    return None


SHOP = [
    "shop",
    "shop.web",
    "shop.web.pages",
    "shop.web.forms",
    "shop.orders",
    "shop.orders.model",
    "shop.orders.prices",
    "shop.store",
    "shop.store.db",
    "tests.test_pages",
]


def shop() -> Document:
    """A shop: pages → forms → model ⇄ prices (at load), store.db → model (lazily) against the order."""
    edges = {
        (2, 3): "load",
        (2, 5): "load",
        (3, 5): "conditional",
        (5, 6): "load",
        (6, 5): "load",
        (5, 8): "load",
        (8, 6): "lazy",
        (8, 2): "typing",
        (9, 2): "load",
    }
    tests = [name.startswith("tests") for name in SHOP]
    return document(SHOP, edges, tests, breaches=[[3, 5]])
