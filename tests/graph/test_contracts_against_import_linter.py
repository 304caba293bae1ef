"""Contracts mean what they mean to import-linter: over random graphs and random contracts."""

from typing import Any

import grimp
from hypothesis import event, given, reject, settings
from hypothesis import strategies as st

from lsp_server.contract import KINDS, Contract, ignored, layer
from lsp_server.graph.graph import Graph
from lsp_server.graph.module import Module
from lsp_server.graph.statement import Statement
from tests.conformance.graph import linted

MODULES = [
    "p", "p.a", "p.a.x", "p.a.y", "p.b", "p.b.x", "p.b.y", "p.c", "p.c.x", "p.d", "p.d.x", "p.e",
    "q", "q.a", "q.b",
]  # fmt: skip
PACKAGES = {name.rpartition(".")[0] for name in MODULES}
OUTSIDE = ["ext", "other"]

pairs = st.tuples(st.sampled_from(MODULES), st.sampled_from(MODULES + OUTSIDE))
edges = st.sets(pairs.filter(lambda pair: pair[0] != pair[1]), min_size=8, max_size=30)
ignores = st.lists(
    st.sampled_from(
        ["p.a.x -> p.b", "p.a.* -> p.b.*", "p.** -> p.a.x", "p.*.x -> ext", "q.a -> **"]
    ),
    max_size=2,
    unique=True,
)
names = st.lists(
    st.sampled_from([*MODULES, "p.*", "p.*.x", "p.**", "p.a.*", "**.x"]),
    min_size=1,
    max_size=3,
    unique=True,
)
tails = st.permutations(["a", "b", "c", "d", "e"])


@st.composite
def layered(draw: st.DrawFn) -> dict[str, Any]:
    """Four or five modules on levels, of which some have siblings; sometimes below containers."""
    left = draw(tails)[: draw(st.integers(3, 5))]
    contained = draw(st.sampled_from([[], ["p"], ["p", "q"], ["p.a", "p.b"], ["*"]]))
    if contained == ["p.a", "p.b"]:
        left = draw(st.permutations(["x", "y"]))
    levels = []
    while left:
        some, left = left[: (count := draw(st.integers(1, 2)))], left[count:]
        some = [f"({name})" for name in some] if contained else [f"p.{name}" for name in some]
        levels.append(draw(st.sampled_from([" | ", " : "])).join(some))
    options: dict[str, Any] = {"layers": levels}
    if contained:
        options |= {"containers": contained, "exhaustive": draw(st.booleans())}
        options["exhaustive_ignores"] = draw(st.lists(st.sampled_from(["e", "y"]), max_size=1))
    return options


contracts = st.one_of(
    st.tuples(st.just("layers"), layered()),
    st.tuples(st.just("independence"), st.fixed_dictionaries({"modules": names})),
    st.tuples(
        st.just("forbidden"),
        st.fixed_dictionaries(
            {
                "source_modules": names,
                "forbidden_modules": st.one_of(names, st.just(["ext"]), st.just(["ext", "p.a"])),
                "allow_indirect_imports": st.booleans(),
                "as_packages": st.booleans(),
            }
        ),
    ),
    st.tuples(
        st.just("protected"),
        st.fixed_dictionaries(
            {
                "protected_modules": names,
                "allowed_importers": names,
                "as_packages": st.booleans(),
            }
        ),
    ),
)


def their_graph(pairs: set[tuple[str, str]]) -> grimp.ImportGraph:
    made = grimp.ImportGraph()
    for name in MODULES:
        made.add_module(name)
    for name in {imported for _, imported in pairs} & set(OUTSIDE):
        made.add_module(name, is_squashed=True)
    for importer, imported in sorted(pairs):
        made.add_import(importer=importer, imported=imported, line_number=1, line_contents="x")
    return made


def our_graph(pairs: set[tuple[str, str]]) -> Graph:
    made = Graph(["/r"])
    for name in MODULES:
        path = f"/r/{name.replace('.', '/')}" + ("/__init__.py" if name in PACKAGES else ".py")
        wanted = sorted(imported for importer, imported in pairs if importer == name)
        statements = tuple(Statement("", 0, (imported,)) for imported in wanted)
        made.put(Module(name, path, 0, name in PACKAGES), statements)
    return made


def contract_of(kind: str, options: dict[str, Any]) -> Contract:
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in options.items()
    }
    if kind == "layers":
        values["layers"] = tuple(map(layer, options["layers"]))
    values["ignore_imports"] = tuple(map(ignored, options.get("ignore_imports", ())))
    return KINDS[kind](name="it", packages=("p", "q"), **values)


@given(contracts, ignores, edges)
@settings(max_examples=400, deadline=None)
def test_the_same_imports_break_the_same_contracts(
    contract: tuple[str, dict[str, Any]], ignore: list[str], pairs: set[tuple[str, str]]
):
    """Direct imports, pairs of parts that reach each other by way of others, and modules in no layer are equal."""
    kind, options = contract
    options = options | ({"ignore_imports": ignore} if ignore else {})
    written = {
        key: str(value) if isinstance(value, bool) else value for key, value in options.items()
    } | {"unmatched_ignore_imports_alerting": "none"}
    try:
        expected = linted.theirs(their_graph(pairs), ["p", "q"], kind, written)
    except ValueError as error:
        if "shared descendants" in str(error) or "Invalid container" in str(error):
            reject()
        raise
    event(f"{kind}: {', '.join(map(str, map(bool, expected)))}")
    assert linted.ours(our_graph(pairs), contract_of(kind, options), 3) == expected
