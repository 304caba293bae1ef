"""What follows from the whole graph is, after any changes, what would follow from a fresh one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lsp_server.workspace.insight import Insight
from tests.graph.worlds import Life, change, rebuilt


def cuts(insight: Insight) -> set[tuple]:
    """Return all cuts by path, with what is said of them; of equally short cycles any may be told."""
    while not insight.step():
        pass
    graph = insight.graph
    return {
        (graph.module(cut.importer).path, graph.module(cut.imported).path, cut.load, cut.new,
         cut.size, cut.together, cut.cost, cut.why, len(cut.chain))
        for cut in insight.all_cuts()
    }  # fmt: skip


def live_through(history, rng, *, parents: bool) -> None:
    """Make all changes; compare the cuts with those of a fresh graph now and then."""
    life = Life(parents=parents)
    insight = Insight(life.graph)
    life.tell = insight.take
    for number, (what, how) in enumerate(history):
        life.live(what, how)
        if rng.random() < 0.3 or number == len(history) - 1:
            order = rng.sample(sorted(life.world), len(life.world))
            fresh = Insight(rebuilt(life.world, order, parents=parents))
            while not life.graph.settled:
                life.follow(life.graph.refresh())
            assert cuts(insight) == cuts(fresh)


@settings(max_examples=100)
@given(st.lists(change, min_size=5, max_size=30), st.randoms(use_true_random=False), st.booleans())
def test_the_cuts_are_those_of_a_fresh_graph(history, rng, parents):
    """The same imports are to be cut, for the same reasons."""
    live_through(history, rng, parents=parents)


@pytest.mark.slow
@settings(max_examples=2_000)
@given(st.lists(change, min_size=20, max_size=80), st.randoms(use_true_random=False), st.booleans())
def test_the_cuts_are_those_of_a_fresh_graph_at_length(history, rng, parents):
    """The same over many more and longer histories."""
    live_through(history, rng, parents=parents)
