"""Our edges equal those of grimp and ruff over real code, but for the kinds of difference listed."""

import pytest

from lsp_server.graph.graph import Graph
from lsp_server.graph.statement import Kind
from tests.conformance.graph import differences, document, oracles, ours

EVERY = [
    pytest.param(*case, marks=pytest.mark.xdist_group(case[1])) for case in document.edge_cases()
]


@pytest.mark.corpus
@pytest.mark.parametrize(("oracle", "package", "typing"), EVERY)
def test_edges_equal(oracle, package, typing):
    """Each edge that only one side has is of a listed kind, and there are as many as the page says."""
    found, unlisted = document.of_edges(oracle, package, typing)
    print(f"\n{package}, {oracle}, {typing} typing-only imports: {found}")
    assert unlisted == []
    assert found == document.measured()["edges"][f"{oracle}, {package}, {typing}"]


EXAMPLES = [
    pytest.param(each, oracle, id=f"{oracle}: {each.sentence[:30]}")
    for each in differences.DIFFERENCES
    for oracle in each.oracles
]


@pytest.mark.parametrize(("each", "oracle"), EXAMPLES)
def test_a_kind_of_difference_is_as_listed(each, oracle, tmp_path):
    """The example's edges differ as listed, and each difference is recognised as of the kind."""
    mine, theirs, made = both(tmp_path, each.files, oracle)
    assert mine - theirs == each.only_ours
    assert theirs - mine == each.only_theirs
    assert {differences.kind_of(made, oracle, pair) for pair in mine ^ theirs} == {each.name}


ODD = {
    "p/__init__.py": "",
    "p/b.py": "",
    "p/c/__init__.py": "from .. import b\nfrom . import d",
    "p/c/d.py": "from . import *\nfrom .. import c, b as e\nfrom ...p import b",
    "p/f.py": "import p.b as x, p.c.d\nfrom p import *\nfrom p.c import d, nothing",
    "p/g.py": "if TYPE_CHECKING:\n    import p.b\nelse:\n    import p.c\n",
    "p/h.py": "import typing as t\nif t.TYPE_CHECKING:\n    from p import c\nclass A:\n    import p.b",
    "p/i.py": "try:\n    import p.b\nexcept ImportError:\n    def f():\n        import p.c.d",
}


@pytest.mark.parametrize("oracle", oracles.ORACLES)
def test_odd_imports_lead_where_the_tools_say(oracle, tmp_path):
    """Aliases, stars, several levels, names beside modules, and imports in all places are equal."""
    mine, theirs, _ = both(tmp_path, ODD, oracle)
    assert mine == theirs
    assert len(mine) == 14


def both(folder, files, oracle):
    """Write a package; return our edges, the oracle's, and our graph."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    made = Graph([str(folder)])
    made.fill(ours.item(folder / name, folder) for name in files)
    made.refresh()
    _, theirs = oracles.ORACLES[oracle](folder, "p", typing=True)
    return ours.edges(made, least=Kind.TYPING), theirs, made


def test_the_page_is_made_from_what_was_measured():
    """CONFORMANCE.md is what `python -m tests.conformance.graph.document` would write."""
    assert document.PAGE.read_text("utf-8") == document.page()
