"""Contracts held against a graph that changes, and what they name that is not there."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lsp_server.contract import (
    Contract,
    Forbidden,
    Independence,
    Layers,
    Protected,
    ignored,
    layer,
)
from lsp_server.graph.graph import Graph
from lsp_server.graph.layers import Contracts
from lsp_server.graph.module import Module
from lsp_server.graph.statement import LAZY, NEW, TYPING, Statement
from tests.graph.worlds import Life, change, rebuilt

MANY: tuple[Contract, ...] = (
    Layers(name="layers", layers=(layer("types"), layer("b : (zz)"), layer("a")), packages=()),
    Layers(
        name="containers",
        layers=(layer("b | types"), layer("a")),
        containers=("a", "*"),
        exhaustive=True,
        ignore_imports=(ignored("a.** -> b"),),
    ),
    Independence(name="independence", modules=("a.*", "t.a"), type_checking_imports=False),
    Forbidden(name="forbidden", source_modules=("a", "b"), forbidden_modules=("t", "os", "zz")),
    Forbidden(
        name="direct",
        source_modules=("**.b",),
        forbidden_modules=("a.types", "types"),
        allow_indirect_imports=True,
        type_checking_imports=False,
        as_packages=False,
    ),
    Protected(
        name="protected",
        protected_modules=("a.b", "types"),
        allowed_importers=("b",),
        packages=("a", "b"),
    ),
)
HISTORIES = st.lists(change, min_size=1, max_size=40)


def told(graph: Graph, held: Contracts) -> tuple[list[object], list[object]]:
    """Return all that contracts say, in paths."""
    breaches = [
        (breach.contract.name, [graph.module(of).path for of in breach.chain], *breach[2:])
        for breach in held.breaches()
    ]
    return breaches, [(each.contract.name, *each[1:]) for each in held.vain()]


def settled(graph: Graph, contracts: tuple[Contract, ...] = MANY) -> Contracts:
    held = Contracts(graph, contracts)
    assert held.settle()
    return held


@given(HISTORIES, st.randoms(use_true_random=False), st.booleans())
@settings(max_examples=200, deadline=None)
def test_after_any_changes_contracts_say_what_fresh_ones_do(history, rng: random.Random, parents):
    """However files came, changed, moved and went, what breaks a contract is what it is from scratch."""
    life = Life(parents=parents)
    held = Contracts(life.graph, MANY)
    follow = life.follow

    def both(delta) -> None:
        follow(delta)
        held.take(delta)

    life.follow = both
    for number, (what, how) in enumerate(history):
        if what == "fill":
            continue
        life.live(what, how)
        held.settle(rng.randrange(1, 40))
        if rng.random() < 0.3 or number == len(history) - 1:
            while not life.graph.settled:
                life.follow(life.graph.refresh(rng.randrange(1, 4)))
            while not held.settle(rng.randrange(1, 9)):
                pass
            fresh = rebuilt(life.world, sorted(life.world), parents=parents)
            assert told(life.graph, held) == told(fresh, settled(fresh))
            for module in life.graph:
                blamed = [each for each in held.breaches() if each.chain[each.at] == module]
                assert sorted(map(repr, held.of(module))) == sorted(map(repr, blamed))


def graph_of(**files: str | tuple[Statement, ...]) -> Graph:
    """A graph of modules, named with _ for the dots, and what each imports."""
    made = Graph(["/r"])
    for name, imports in files.items():
        put(made, name, imports)
    return made


def put(graph: Graph, name: str, imports: str | tuple[Statement, ...]):
    dotted = name.replace("_", ".")
    said = (
        tuple(Statement("", 0, (each,)) for each in imports.split())
        if isinstance(imports, str)
        else imports
    )
    return graph.put(Module(dotted, f"/r/{dotted.replace('.', '/')}.py"), said)


LOW_HIGH = Layers(name="x", layers=(layer("p.high"), layer("p.low")))


def chains(graph: Graph, *contracts: Contract) -> list[list[str]]:
    return [[graph.module(of).name for of in b.chain] for b in settled(graph, contracts).breaches()]


def test_direct_breaches_follow_at_once():
    """Without settling anew, an import that comes is a breach and one that goes is none."""
    graph = graph_of(p_high="", p_low="", p_other="")
    held = settled(graph, (LOW_HIGH,))
    held.take(put(graph, "p_low", "p.high"))
    (breach,) = held.breaches()
    assert (breach.importer, breach.imported, breach.direct) == ("p.low", "p.high", True)
    held.take(put(graph, "p_low", ""))
    assert held.breaches() == []


def test_a_change_elsewhere_leaves_the_ways_alone():
    """An import that no way leads over is no reason to look for ways again."""
    graph = graph_of(p_high="", p_low="p.other", p_other="p.high", p_far="", p_farther="")
    held = settled(graph, (LOW_HIGH,))
    held.take(put(graph, "p_far", "p.farther"))
    (work,) = held._held
    assert not work.stale
    held.take(put(graph, "p_other", ""))
    assert work.stale
    assert held.settle()
    assert held.breaches() == []


def test_the_new_import_of_a_way_is_to_blame():
    """A way that was closed by a new import is told where that one stands, else at its beginning."""
    graph = graph_of(p_high="", p_low="p.other")
    put(graph, "p_other", (Statement("", 0, ("p.high",)),))
    (old,) = settled(graph, (LOW_HIGH,)).breaches()
    assert old.at == 0
    put(graph, "p_other", (Statement("", 0, ("p.high",), NEW),))
    held = settled(graph, (LOW_HIGH,))
    (new,) = held.breaches()
    assert new.at == 1
    assert held.of(graph.find("p.other")) == (new,)
    assert held.of(graph.find("p.low")) == ()


@pytest.mark.parametrize(("counted", "expected"), [(True, 1), (False, 0)])
def test_whether_imports_for_type_checking_count_is_said_by_the_contract(counted, expected):
    """Imports under TYPE_CHECKING break a contract only if they count; lazy ones always do."""
    typing = (Statement("", 0, ("p.high",), TYPING),)
    contract = Layers(name="x", layers=LOW_HIGH.layers, type_checking_imports=counted)
    assert len(chains(graph_of(p_high="", p_low=typing), contract)) == expected
    lazy = (Statement("", 0, ("p.high",), LAZY),)
    assert len(chains(graph_of(p_high="", p_low=lazy), contract)) == 1


def test_what_is_outside_is_forbidden_by_its_name_or_a_part_of_it():
    """Packages from elsewhere are found directly and by way of others; parts of them by dotted names."""
    graph = graph_of(p_a="p.b django.db.models", p_b="numpy.linalg", p_c="django.http")
    made = Forbidden(
        name="x", source_modules=("p.a", "p.c"), forbidden_modules=("numpy", "django.db")
    )
    found = [
        (breach.importer, breach.outside, len(breach.chain))
        for breach in settled(graph, (made,)).breaches()
    ]
    assert found == [("p.a", "django.db", 1), ("p.a", "numpy", 2)]


def test_only_modules_below_the_folder_count():
    """The contracts of one workspace folder say nothing of another one's modules."""
    graph = graph_of(p_high="", p_low="p.high")
    held = Contracts(graph, (LOW_HIGH,), "/elsewhere")
    held.settle()
    assert held.breaches() == []
    assert [each.message for each in held.vain()] == [
        "this contract checks nothing: no module of this folder was found"
    ]


VAIN = {
    "no such layers": (
        Layers(name="x", layers=(layer("q.a"), layer("q.b | (q.c)"))),
        ["this contract checks nothing: there is no module `q.a`, `q.b`"],
    ),
    "one layer that is missing": (
        Layers(name="x", layers=(layer("p.high"), layer("p.lwo"), layer("(p.maybe)"))),
        ["there is no module `p.lwo`; it is not checked"],
    ),
    "a container that is missing": (
        Layers(name="x", layers=(layer("high"),), containers=("p", "q")),
        ["there is no package `q`; it is not checked"],
    ),
    "a package with no module": (
        Layers(name="x", layers=LOW_HIGH.layers, packages=("src",)),
        ["this contract checks nothing: no module of `src` was found"],
    ),
    "what is forbidden in our own package": (
        Forbidden(name="x", source_modules=("p.low",), forbidden_modules=("p.gone", "numpy")),
        ["there is no module `p.gone`; it is not checked"],
    ),
    "wildcards that match nothing": (
        Independence(name="x", modules=("p.plugins.*",)),
        ["this contract checks nothing: there is no module `p.plugins.*`"],
    ),
    "an ignored import that is not there": (
        Layers(name="x", layers=LOW_HIGH.layers, ignore_imports=(ignored("p.low -> p.hihg"), ignored("p.low -> os"))),
        ["no import is ignored by `p.low -> p.hihg`: there is none"],
    ),
    "a layer within another": (
        Layers(name="x", layers=(layer("p"), layer("p.low"))),
        ["`p.low` is a part of `p`; what is in both counts as `p.low` alone"],
    ),
    "all there": (LOW_HIGH, []),
}  # fmt: skip


@pytest.mark.parametrize("case", VAIN)
def test_a_contract_that_names_what_is_not_there_says_so(case):
    """A rule that holds nothing, or not all that it names, is told; packages from elsewhere may be absent."""
    contract, expected = VAIN[case]
    held = settled(graph_of(p="", p_high="p.low", p_low="os"), (contract,))
    assert [each.message for each in held.vain()] == expected


def test_a_project_without_any_import_is_told():
    """Rules over modules of which none imports another one hold nothing."""
    (each,) = settled(graph_of(p_high="", p_low=""), (LOW_HIGH,)).vain()
    assert (
        each.message
        == "this contract checks nothing: no module imports another one of the workspace"
    )
