"""The imports to cut break every cycle, are all needed, and are the cheap ones."""

import random

import networkx as nx
import pytest

from lsp_server.graph.cuts import cuts
from lsp_server.graph.graph import Graph
from lsp_server.graph.module import Module
from lsp_server.graph.paths import chain, importers, imports, layers, reach, shortest_ways
from lsp_server.graph.statement import CONDITIONAL, LAZY, NEW, TYPING, Statement


def graph(edges: dict[str, str]) -> Graph:
    """A graph of modules; each names those that it imports, with a mark for the kind of import."""
    flags = {"?": CONDITIONAL, "~": LAZY, ":": TYPING, "+": NEW}
    made = Graph(["/r"])
    for name, text in edges.items():
        statements = [
            Statement("", 0, (word.strip("?~:+"),), sum(flags[m] for m in word if m in flags))
            for word in text.split()
        ]
        made.put(Module(name, f"/r/{name}.py"), tuple(statements))
    return made


def told(made: Graph, *, load: bool) -> list[str]:
    found = cuts(made, load=load)
    return [f"{made.module(c.importer).name} {made.module(c.imported).name}" for c in found]


def random_graph(seed: int) -> Graph:
    chance = random.Random(seed)  # noqa: S311  a test's
    count = chance.choice([3, 6, 12, 30])
    names = [f"m{number}" for number in range(count)]
    marks = ["", "", "", "?", "~", ":", "+", "~+"]
    words = lambda: " ".join(  # noqa: E731
        chance.choice(names) + chance.choice(marks) for _ in range(chance.randint(0, 4))
    )
    return graph({name: words() for name in names})


def as_networkx(made: Graph, *, load: bool) -> nx.DiGraph:
    of = nx.DiGraph()
    of.add_nodes_from(made)
    of.add_edges_from((one, other) for one in made for other in made.imports(one, load=load))
    return of


@pytest.mark.parametrize("seed", range(80))
def test_without_the_cuts_there_is_no_cycle_and_each_is_needed(seed):
    """At load, and beyond: all cuts together leave no cycle; each alone closes one again."""
    made = random_graph(seed)
    at_load, beyond = (cuts(made, load=load) for load in (True, False))
    rest = as_networkx(made, load=True)
    rest.remove_edges_from([(cut.importer, cut.imported) for cut in at_load])
    assert nx.is_directed_acyclic_graph(rest)
    for cut in at_load:
        assert nx.has_path(rest, cut.imported, cut.importer)
    everything = as_networkx(made, load=False)
    everything.remove_edges_from([(cut.importer, cut.imported) for cut in (*at_load, *beyond)])
    assert nx.is_directed_acyclic_graph(everything)
    for cut in beyond:
        assert nx.has_path(everything, cut.imported, cut.importer)
        assert cut.imported not in made.imports(cut.importer, load=True)


@pytest.mark.parametrize("seed", range(40))
def test_the_chain_of_a_cut_is_the_shortest_cycle_through_it(seed):
    """It begins with the import, every step is an import, and no shorter way leads back."""
    made = random_graph(seed)
    for load in (True, False):
        edges = as_networkx(made, load=load)
        for cut in cuts(made, load=load):
            assert cut.chain[:2] == (cut.importer, cut.imported)
            assert cut.chain[-1] == cut.importer
            assert nx.is_path(edges, list(cut.chain))
            back = nx.shortest_path_length(edges, cut.imported, cut.importer)
            assert len(cut.chain) == back + 2


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ({"a": "b", "b": "a+"}, ["b a"]),
        ({"a": "b+", "b": "a"}, ["a b"]),
        ({"a": "b", "b": "a?"}, ["b a"]),
        ({"a": "b", "b": "c", "c": "a", "d": "a"}, ["c a"]),
        ({"p.x": "p", "p": "p.x"}, ["p.x p"]),
    ],
)
def test_the_cheapest_import_is_cut(edges, expected):
    """New before old, conditional before sure, a package's own part before the package."""
    assert told(graph(edges), load=True) == expected


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ({"a": "b", "b": "a~"}, ["b a"]),
        ({"a": "b:", "b": "a~"}, ["a b"]),
        ({"a": "b~", "b": "a~+"}, ["b a"]),
        ({"a": "b", "b": "a c:", "c": "a"}, ["b c"]),
    ],
)
def test_beyond_the_cycles_at_load_only_imports_that_are_none_are_cut(edges, expected):
    """Typing-only before lazy, new before old."""
    assert told(graph(edges), load=False) == expected


@pytest.mark.parametrize("seed", range(20))
def test_chains_and_reach_are_those_of_networkx(seed):
    """Lengths and numbers of shortest chains, and distances within reach, are networkx's."""
    made = random_graph(seed)
    edges = as_networkx(made, load=False)
    lengths = dict(nx.all_pairs_shortest_path_length(edges))
    for one in made:
        assert reach(imports(made), [one]) == {k: v for k, v in lengths[one].items() if v}
        back = nx.single_source_shortest_path_length(edges.reverse(), one)
        assert reach(importers(made), [one]) == {k: v for k, v in back.items() if v}
        for other in set(made) - {one}:
            way = chain(made, one, other)
            assert (None if way is None else len(way) - 1) == lengths[one].get(other)
            ways = nx.all_shortest_paths(edges, one, other) if way else ()
            assert shortest_ways(imports(made), one, other) == len(list(ways))


def test_reach_is_worked_out_layer_by_layer():
    """A caller sees the nearest modules first, each once, and can stop."""
    made = graph({"a": "", "b": "a", "c": "a b", "d": "c"})
    found = layers(importers(made), [made.find("a")])
    assert next(found) == {made.find("b"), made.find("c")}
    assert next(found) == {made.find("d")}
    assert next(found, None) is None
