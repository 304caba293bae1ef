"""Whatever came, changed, moved and went, the graph says what one built from the last files would."""

import random

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lsp_server.graph import upkeep
from lsp_server.graph.statement import Statement
from tests.graph.worlds import Life, change, outside, rebuilt, state

HISTORIES = st.lists(change, min_size=1, max_size=40)


@pytest.fixture(autouse=True, scope="module", params=[1, 64], ids=["one by one", "at once"])
def _at_once(request):
    """How many modules are resolved before the others wait."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(upkeep, "AT_ONCE", request.param)
        yield


def live_through(history, rng: random.Random, *, parents: bool) -> None:
    """Make all changes; compare with graphs from scratch at some moments and at the end."""
    life = Life(parents=parents)
    for number, (what, how) in enumerate(history):
        life.live(what, how)
        if rng.random() < 0.2:
            life.follow(life.graph.refresh(rng.randrange(4)))
        if rng.random() < 0.3 or number == len(history) - 1:
            check(life, rng, parents=parents)


def check(life: Life, rng: random.Random, *, parents: bool) -> None:
    """Assert that nothing of the way that led here is left."""
    while not life.graph.settled:
        life.follow(life.graph.refresh(rng.randrange(1, 4)))
    order = rng.sample(sorted(life.world), len(life.world))
    fresh = rebuilt(life.world, order, parents=parents)
    now, then = state(life.graph), state(fresh)
    assert now.keys() == then.keys()
    for what, found in now.items():
        assert found == then[what], what
    graph = life.graph
    known = [(of, to) for of in graph for to in graph.imports(of)]
    assert life.edges == {pair: (graph.kind(*pair), graph.is_new(*pair)) for pair in known}
    assert life.outside == {module: outside(graph, module) for module in graph}
    for load in (False, True):
        expected = components(graph, load=load)
        view = graph.load if load else graph.all
        assert {frozenset(group) for group in view.groups()} == expected


def components(graph, *, load: bool) -> set[frozenset[int]]:
    """Return the components of two modules or more, by networkx."""
    edges = [(of, to) for of in graph for to in graph.imports(of, load=load)]
    found = nx.strongly_connected_components(nx.DiGraph(edges))
    return {frozenset(group) for group in found if len(group) > 1}


A_PACKAGE_COMES_BETWEEN = [
    ("put", ("/r/a/__init__.py", (), False)),
    ("put", ("/r/a/b/a.py", (Statement("", 1, ("x",)),), False)),
    ("put", ("/r/a/b/__init__.py", (), False)),
]
NO_LONGER_IN_FRONT_OF_THE_STANDARD_LIBRARY = [
    ("put", ("/r/types/__init__.py", (), False)),
    ("put", ("/r/types/a.py", (), False)),
    ("put", ("/r/b.py", (Statement("", 0, ("types.a",)),), False)),
    ("drop", 1),
]
REPLACED_WHERE_ANOTHER_STEPS_IN = [
    ("put", ("/r/a/b.py", (), False)),
    ("put", ("/s/a/b.py", (), False)),
    ("put", ("/r/b.py", (Statement("", 0, ("a.b",)),), False)),
    ("put", ("/r/a/b.py", (), True)),
]


@pytest.mark.parametrize(
    "history",
    [
        A_PACKAGE_COMES_BETWEEN,
        NO_LONGER_IN_FRONT_OF_THE_STANDARD_LIBRARY,
        REPLACED_WHERE_ANOTHER_STEPS_IN,
    ],
)
def test_a_rare_history(history):
    """What random histories seldom come upon ends as in a fresh graph, too."""
    live_through(history, random.Random(0), parents=False)  # noqa: S311 -- the order of a rebuild


@settings(max_examples=300)
@given(HISTORIES, st.randoms(use_true_random=False), st.booleans())
def test_incremental_equals_from_scratch(history, rng, parents):
    """Edges, kinds, externals, importers, names and cycles are those of a fresh graph."""
    live_through(history, rng, parents=parents)


@pytest.mark.slow
@settings(max_examples=2_000)
@given(st.lists(change, min_size=20, max_size=80), st.randoms(use_true_random=False), st.booleans())
def test_incremental_equals_from_scratch_at_length(history, rng, parents):
    """The same over many more and longer histories."""
    live_through(history, rng, parents=parents)
