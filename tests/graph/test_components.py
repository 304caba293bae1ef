"""The components of a changing graph are those that a search from scratch finds."""

import random

import networkx as nx
import pytest

from lsp_server.graph import components, order
from lsp_server.graph.components import Components
from lsp_server.graph.order import Order


class World:
    """A graph that changes at random, and the components that follow it."""

    def __init__(self, chance: random.Random, nodes: int) -> None:
        self.chance = chance
        self.forward: dict[int, set[int]] = {node: set() for node in range(nodes)}
        self.backward: dict[int, set[int]] = {node: set() for node in range(nodes)}
        for _ in range(nodes):
            self.link(*chance.choices(range(nodes), k=2))
        known = list(self.forward)
        self.components = Components(self.forward.__getitem__, self.backward.__getitem__, known)

    def link(self, source: int, target: int) -> bool:
        fresh = source != target and target not in self.forward[source]
        if fresh:
            self.forward[source].add(target)
            self.backward[target].add(source)
        return fresh

    def cut(self, source: int, target: int) -> None:
        self.forward[source].discard(target)
        self.backward[target].discard(source)
        self.components.removed(source, target)

    def change(self) -> None:
        nodes = list(self.forward)
        what = self.chance.random()
        if what < 0.1 or not nodes:
            node = next(number for number in range(1000) if number not in self.forward)
            self.forward[node], self.backward[node] = set(), set()
            self.components.node(node)
        elif what < 0.15:
            self.drop(self.chance.choice(nodes))
        elif what < 0.6:
            source, target = self.chance.choices(nodes, k=2)
            if self.link(source, target):
                self.components.added(source, target)
        elif edges := list(self.edges()):
            self.cut(*self.chance.choice(edges))

    def drop(self, node: int) -> None:
        for target in list(self.forward[node]):
            self.cut(node, target)
        for source in list(self.backward[node]):
            self.cut(source, node)
        del self.forward[node], self.backward[node]
        self.components.without(node)

    def edges(self):
        return ((source, target) for source in self.forward for target in self.forward[source])

    def check(self) -> None:
        graph = nx.DiGraph()
        graph.add_nodes_from(self.forward)
        graph.add_edges_from(self.edges())
        found = nx.strongly_connected_components(graph)
        expected = {frozenset(group) for group in found if len(group) > 1}
        assert set(self.components.groups()) == expected
        for node in self.forward:
            group = next((group for group in expected if node in group), None)
            assert self.components.of(node) == group
        assert self.components.settled


def walk(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Change a graph at random, with budgets and labels that soon run out."""
    chance = random.Random(seed)  # noqa: S311  a test's
    monkeypatch.setattr(components, "BUDGET", chance.choice([0, 1, 5, 1500]))
    monkeypatch.setattr(components, "MANY", chance.choice([1, 5, 64]))
    monkeypatch.setattr(components, "SLICE", chance.choice([1, 3, 4000]))
    gap = chance.choice([2, 3, order.GAP])
    monkeypatch.setattr(components, "Order", lambda nodes=(): Order(nodes, gap))
    world = World(chance, chance.choice([0, 4, 8, 20, 60]))
    for _ in range(100):
        world.change()
        if chance.random() < 0.2:
            world.components.settle(chance.choice([0, 1, 10]))
        if chance.random() < 0.1:
            world.check()
    world.check()


@pytest.mark.parametrize("seed", range(60))
def test_the_components_are_those_of_a_search_from_scratch(seed, monkeypatch):
    """After any changes, whatever was put off meanwhile, the answers equal networkx's."""
    walk(seed, monkeypatch)


@pytest.mark.slow
def test_the_components_are_those_of_a_search_from_scratch_for_long(monkeypatch):
    """The same for two thousand graphs."""
    for seed in range(1000, 3000):
        walk(seed, monkeypatch)


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
    assert set(asked) == set(range(50, 61))
    assert of.groups() == [frozenset(range(50, 61))]


def test_a_search_beyond_its_budget_is_put_off(monkeypatch):
    """The edge waits for `settle`, and the answers are exact after it."""
    monkeypatch.setattr(components, "BUDGET", 5)
    edges = {number: {number + 1} for number in range(100)} | {100: set()}
    back = {number: {number - 1} - {-1} for number in range(101)}
    of = Components(edges.__getitem__, back.__getitem__, range(101))
    of.settle()
    edges[90].add(10)
    back[10].add(90)
    of.added(90, 10)
    assert not of.settled
    assert of.of(50) == frozenset(range(10, 91))
    assert of.settled
