"""What breaks a contract, by import-linter and by us, in a form in which the two compare."""

from copy import deepcopy
from itertools import pairwise
from typing import Any, NamedTuple

import grimp
from importlinter.configuration import configure
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.independence import IndependenceContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract

from lsp_server.contract import Contract
from lsp_server.graph.graph import Graph
from lsp_server.graph.layers import Contracts

configure()

ORACLES = {
    "layers": LayersContract,
    "independence": IndependenceContract,
    "forbidden": ForbiddenContract,
    "protected": ProtectedContract,
}


class Broken(NamedTuple):
    """Imports by name, parts that import each other by way of others, and modules in no layer."""

    direct: set[tuple[str, str]]
    indirect: set[tuple[str, str]]
    undeclared: set[str]


def theirs(
    graph: grimp.ImportGraph, packages: list[str], kind: str, options: dict[str, Any]
) -> Broken:
    """Return what import-linter finds; `options` are those of the contract as its files hold them."""
    session = {"root_packages": packages, "include_external_packages": "True"}
    check = ORACLES[kind]("x", session, options).check(deepcopy(graph), verbose=False)
    found = Broken(set(), set(), set(check.metadata.get("undeclared_modules", ())))
    for key in ("invalid_dependencies", "invalid_chains"):
        for each in check.metadata.get(key, ()):
            _sort(each, found)
    for each in check.metadata.get("illegal_imports", ()):
        found.direct.update((link["importer"], link["imported"]) for link in each.illegal_links)
    return found


def _sort(each: dict[str, Any], into: Broken) -> None:
    importer = each.get("importer") or each["downstream_module"]
    imported = each.get("imported") or each["upstream_module"]
    for route in each.get("routes") or each["chains"]:
        chain = route["chain"] if isinstance(route, dict) else route
        if len(chain) == 1:
            into.direct.add((chain[0]["importer"], chain[0]["imported"]))
        else:
            into.indirect.add((importer, imported))


def ours(graph: Graph, contract: Contract, budget: int) -> Broken:
    """Return what we find, in slices of a budget; every step of a chain is an import."""
    held = Contracts(graph, [contract])
    while not held.settle(budget):
        pass
    found = Broken(set(), set(), set())
    for breach in held.breaches():
        chain = [graph.module(of).name for of in breach.chain]
        assert all(graph.kind(*step) is not None for step in pairwise(breach.chain))
        chain += [breach.outside] * bool(breach.outside)
        if len(chain) == 1:
            found.undeclared.add(chain[0])
        elif breach.direct:
            found.direct.add((chain[0], chain[1]))
        else:
            found.indirect.add((breach.importer, breach.imported))
    return found
