"""Components that follow every change are those of the graph as it then is."""

import random
from collections.abc import Iterable

import networkx as nx
import pytest

from lsp_server.graph.components import Components


class Digraph:
    """A directed graph beside the components that follow it."""

    def __init__(self, **options: int) -> None:
        self.after: dict[int, set[int]] = {}
        self.before: dict[int, set[int]] = {}
        self.options = options
        self.follow()

    def follow(self) -> None:
        """Follow the graph from now on, as it stands."""
        self.components = Components(
            self.after.__getitem__, self.before.__getitem__, tuple(self.after), **self.options
        )

    def node(self, node: int) -> None:
        self.after[node], self.before[node] = set(), set()
        self.components.node(node)

    def change(self, added: Iterable[tuple[int, int]], removed: Iterable[tuple[int, int]]) -> None:
        for a, b in removed:
            self.after[a].remove(b)
            self.before[b].remove(a)
        for a, b in added:
            self.after[a].add(b)
            self.before[b].add(a)
        for a, b in removed:
            self.components.removed(a, b)
        for a, b in added:
            self.components.added(a, b)

    def without(self, node: int) -> None:
        edges = {(node, b) for b in self.after[node]} | {(a, node) for a in self.before[node]}
        self.change((), edges)
        del self.after[node], self.before[node]
        self.components.without(node)

    def expected(self) -> set[frozenset[int]]:
        graph = nx.DiGraph(self.after)
        return {frozenset(c) for c in nx.strongly_connected_components(graph) if len(c) > 1}

    def check(self) -> None:
        expected = self.expected()
        groups = self.components.groups()
        assert set(groups) == expected
        assert len(groups) == len(expected)
        of = {node: group for group in expected for node in group}
        assert all(self.components.of(node) == of.get(node) for node in self.after)


def walk(seed: int, length: int, **options: int) -> None:
    """Change a graph at random, and compare now and then."""
    rng = random.Random(seed)  # noqa: S311  # repeatable changes, no secrets
    digraph = Digraph(**options)
    density = rng.choice((0.6, 1.0, 1.5, 3.0))
    most = rng.choice((8, 30, 80))
    how_often = rng.choice((0.02, 0.2, 1.0))
    for _ in range(length):
        step(rng, digraph, most, density)
        if rng.random() < how_often / 2:
            digraph.components.settle(rng.choice((1, 10, 1000)))
        if rng.random() < how_often:
            digraph.check()
        if rng.random() < 0.01:
            digraph.follow()
    digraph.check()


def step(rng: random.Random, digraph: Digraph, most: int, density: float) -> None:
    nodes = list(digraph.after)
    chance = rng.random()
    if len(nodes) < 3 or (chance < 0.1 and len(nodes) < most):
        digraph.node(rng.choice(sorted(set(range(most + 3)) - set(nodes))))
    elif chance < 0.14:
        digraph.without(rng.choice(nodes))
    else:
        node = rng.choice(nodes)
        wanted = set(rng.sample(nodes, min(len(nodes), int(rng.expovariate(1 / density)))))
        wanted = wanted if rng.random() < 0.5 else wanted | digraph.after[node]
        added = {(node, other) for other in wanted - digraph.after[node]}
        digraph.change(added, {(node, other) for other in digraph.after[node] - wanted})


OPTIONS = {
    "as it is": {},
    "labels run out": {"gap": 1},
    "everything is parked": {"effort": 0},
    "tiny budget": {"effort": 5},
    "both": {"effort": 12, "gap": 2},
}


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@pytest.mark.parametrize("seed", range(12))
def test_after_any_changes_they_are_those_of_the_graph(seed: int, options: dict[str, int]):
    """Whatever changes in whatever order, the components are Tarjan's."""
    walk(seed, 250, **options)


@pytest.mark.slow
@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@pytest.mark.parametrize("seed", range(1000, 1200))
def test_after_any_changes_they_are_those_of_the_graph_for_long(seed: int, options: dict[str, int]):
    """The same over hundreds of thousands of changes."""
    walk(seed, 1000, **options)


def test_an_edge_that_agrees_with_the_order_is_not_searched_for():
    """In a long chain, an edge from its end back is searched for; one forwards asks for nothing."""
    asked: list[int] = []
    edges = {number: {number + 1} for number in range(100)} | {100: set()}

    def forward(node: int) -> set[int]:
        asked.append(node)
        return edges[node]

    back = {number: {number - 1} - {-1} for number in range(101)}
    of = Components(forward, back.__getitem__, range(101))
    of.settle()
    asked.clear()
    edges[3].add(70)
    of.added(3, 70)
    assert not asked
    edges[60].add(50)
    of.added(60, 50)
    assert asked
    assert set(asked) <= set(range(50, 61))
    assert of.groups() == [frozenset(range(50, 61))]


def test_a_search_beyond_its_effort_is_put_off():
    """The edge waits for `settle`, and the answers are exact after it."""
    edges = {number: {number + 1} for number in range(100)} | {100: set()}
    back = {number: {number - 1} - {-1} for number in range(101)}
    of = Components(edges.__getitem__, back.__getitem__, range(101), effort=5)
    of.settle()
    edges[90].add(10)
    back[10].add(90)
    of.added(90, 10)
    assert not of.settled
    assert of.of(50) == frozenset(range(10, 91))
    assert of.settled


def test_settling_follows_about_as_many_edges_as_it_may_each_time():
    """A large component that was broken is parted in slices, each of a bounded number of edges."""
    count, budget, asked = 4000, 300, []
    edges = {number: {(number + 1) % count} for number in range(count)}
    back = {number: {(number - 1) % count} for number in range(count)}

    def forward(node: int) -> set[int]:
        asked.append(node)
        return edges[node]

    of = Components(forward, back.__getitem__, range(count))
    assert of.groups() == [frozenset(range(count))]
    edges[7].clear()
    back[8].clear()
    of.removed(7, 8)
    slices = []
    while not of.settled:
        asked.clear()
        of.settle(budget)
        slices.append(len(asked))
    assert max(slices) <= 2 * budget
    assert len(slices) >= count // (2 * budget)
    assert of.groups() == []
