"""The components of our graphs beside networkx's, for each view of what an import is."""

from functools import partial

import networkx as nx

from lsp_server.graph.components import Components
from lsp_server.graph.graph import Graph
from lsp_server.graph.statement import Kind

VIEWS = {
    "all edges": Kind.TYPING,
    "without typing-only": Kind.LAZY,
    "at load": Kind.CONDITIONAL,
}
"""The least kind of edge that each view has."""

Groups = set[frozenset[int]]


def ours(made: Graph, view: str) -> Groups:
    """Return our components of two modules or more."""
    if view == "all edges":
        return set(made.all.groups())
    if view == "at load":
        return set(made.load.groups())
    forward, backward = (partial(_near, made, VIEWS[view], back=back) for back in (False, True))
    return set(Components(forward, backward, made).groups())


def _near(made: Graph, least: Kind, of: int, *, back: bool) -> list[int]:
    if back:
        return [other for other in made.importers(of) if (made.kind(other, of) or 0) >= least]
    return [other for other in made.imports(of) if (made.kind(of, other) or 0) >= least]


def theirs(made: Graph, view: str) -> Groups:
    """Return networkx's, over the edges with their statements as one would show them."""
    edges = [
        (of, edge.imported) for of in made for edge in made.edges(of) if edge.kind >= VIEWS[view]
    ]
    found = nx.strongly_connected_components(nx.DiGraph(edges))
    return {frozenset(group) for group in found if len(group) > 1}


def size(groups: Groups) -> list[int]:
    """Return how many modules are in cycles and in the largest component."""
    sizes = [len(group) for group in groups]
    return [sum(sizes), max(sizes, default=0)]
