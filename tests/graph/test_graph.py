"""The graph follows every change of files and their imports."""

import pytest

from lsp_server.analysis import analyse
from lsp_server.graph.graph import Graph
from lsp_server.graph.module import Module, named
from lsp_server.graph.statement import (
    CONDITIONAL,
    LAZY,
    NEW,
    TYPING,
    Kind,
    Statement,
    statement,
)
from lsp_server.text import Source

ROOT = "/r"


def module(path: str, base: str = "") -> Module:
    name = named(f"{ROOT}/{path}", [ROOT])
    assert name is not None
    return Module(name[0], f"{ROOT}/{path}", 0, path.endswith("__init__.py"), base=base)


def graph(*, parents=False, bases=None, **files: str) -> Graph:
    """A graph of texts; the names of files are spelt with __ for / and without .py."""
    made = Graph([ROOT], parents=parents)
    for path, text in files.items():
        put(made, path, text, (bases or {}).get(path, ""))
    return made


def put(into: Graph, path: str, text: str, base: str = ""):
    facts = [fact for _, fact in analyse(Source.of(text)).imports()]
    return into.put(module(spelt(path), base), tuple(map(statement, facts)))


def spelt(path: str) -> str:
    return (
        path.replace("__init", "//init").replace("__", "/").replace("//init", "/__init__") + ".py"
    )


def imports(of: Graph, path: str) -> set[str]:
    found = of.at(f"{ROOT}/{spelt(path)}")
    assert found is not None
    return {of.module(other).name for other in of.imports(found)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import pkg.b", {"pkg.b"}),
        ("import pkg.b as x, pkg", {"pkg.b", "pkg"}),
        ("from pkg import b", {"pkg.b"}),
        ("from pkg import thing", {"pkg"}),
        ("from pkg import b, thing", {"pkg.b", "pkg"}),
        ("from . import b", {"pkg.b"}),
        ("from .b import thing", {"pkg.b"}),
        ("from . import *", {"pkg"}),
        ("from .sub import deep", {"pkg.sub.deep"}),
        ("from .. import top", set()),
        ("from ..pkg import b", set()),
        ("import pkg.missing", {"pkg"}),
        ("import os, numpy.linalg", set()),
        ('import importlib\nimportlib.import_module("pkg.b")', {"pkg.b"}),
        ('__import__("pkg.sub.deep")', {"pkg.sub.deep"}),
    ],
)
def test_a_statement_leads_to_the_module_that_python_would_import(text, expected):
    """Each form of import leads to the submodule if there is one, else to the package."""
    files = {"pkg__init": "", "pkg__b": "", "pkg__sub__init": "", "pkg__sub__deep": "", "top": ""}
    assert imports(graph(**files, pkg__a=text), "pkg__a") == expected


def test_an_edge_is_of_the_kind_that_binds_hardest():
    """Of several statements that lead to one module the one executed most surely counts."""
    text = "if TYPE_CHECKING:\n    import b\ndef f():\n    import b, c\ntry:\n    import d\nexcept OSError: pass"
    made = graph(a=text, b="", c="", d="")
    kinds = [made.kind(0, other) for other in (1, 2, 3)]
    assert kinds == [Kind.LAZY, Kind.LAZY, Kind.CONDITIONAL]
    assert [made.module(other).name for other in made.imports(0, load=True)] == ["d"]
    assert set(made.importers(3, load=True)) == {0}
    assert not made.importers(1, load=True)


def test_an_edge_is_new_when_no_statement_of_the_base_binds_as_hard():
    """A lazy import of the base that is now also made at load is new."""
    made = graph(b="", c="", d="")
    statements = (
        Statement("", 0, ("b",), LAZY),
        Statement("", 0, ("b",), NEW),
        Statement("", 0, ("c",), TYPING),
        Statement("", 0, ("c",), TYPING | NEW),
        Statement("", 0, ("d",), CONDITIONAL | NEW),
    )
    made.put(module("a.py"), statements)
    assert [made.is_new(3, other) for other in (0, 1, 2)] == [True, False, True]


def test_equal_statements_change_nothing():
    """A text with the same imports in other lines leaves the graph and its revision as they were."""
    made = graph(a="import b", b="")
    before = made.revision
    assert not put(made, "a", "\n\nimport b\nx = 1")
    assert made.revision == before


def test_a_module_that_comes_is_found_by_who_missed_it():
    """An import of a submodule that was an attribute, missing or external leads to it at once."""
    made = graph(pkg__init="", a="from pkg import b\nimport pkg.c.d\nimport new")
    assert imports(made, "a") == {"pkg"}
    put(made, "pkg__b", "")
    assert imports(made, "a") == {"pkg", "pkg.b"}
    put(made, "pkg__c__init", "")
    assert imports(made, "a") == {"pkg.b", "pkg.c"}
    put(made, "new", "")
    assert imports(made, "a") == {"pkg.b", "pkg.c", "new"}
    made.drop(f"{ROOT}/pkg/b.py")
    assert imports(made, "a") == {"pkg", "pkg.c", "new"}


def test_what_a_folder_of_scripts_imports_is_looked_for_beside_it():
    """Below a folder without __init__.py names count from there when no root has them."""
    made = graph(
        bases={"tests__unit__test_x": "tests."}, tests__unit__init="", tests__unit__tool=""
    )
    put(made, "tests__unit__test_x", "from unit import tool\nimport unit", "tests.")
    assert imports(made, "tests__unit__test_x") == {"tests.unit.tool", "tests.unit"}


def test_what_is_below_a_root_inside_another_can_be_imported_either_way():
    """With the roots tests/ and the folder around it, tests.tool and tool are the same module."""
    made = Graph(["/r/tests", "/r"])
    made.put(Module("a", "/r/a.py", 1), (Statement("tests.sub", 0, ("tool",)),))
    assert not made.imports(0)
    made.put(Module("sub.tool", "/r/tests/sub/tool.py", 0), ())
    made.put(Module("sub.b", "/r/tests/sub/b.py", 0), (Statement("", 0, ("sub.tool",)),))
    assert set(made.importers(1)) == {0, 2}
    assert made.external(0) == []
    made.drop("/r/tests/sub/tool.py")
    assert not made.imports(0)


def test_the_standard_library_is_hidden_only_by_its_own_root():
    """A module named as one of the standard library is found from its own root alone."""
    made = Graph(["/r", "/s"])
    made.put(Module("types", "/s/types.py", 1), ())
    made.put(Module("a", "/r/a.py", 0), (Statement("", 0, ("types",)),))
    made.put(Module("b", "/s/b.py", 1), (Statement("", 0, ("types",)),))
    assert [len(made.imports(of)) for of in (1, 2)] == [0, 1]
    assert [item.origin for item in made.external(1)] == ["stdlib"]


def test_importing_a_submodule_imports_its_packages_where_that_is_asked_for():
    """With `parents` the packages above count, but for those that the importer is in itself."""
    files = {
        "p__init": "",
        "p__q__init": "",
        "p__q__m": "",
        "p__z": "import p.q.m",
        "a": "from p.q import m",
    }
    assert imports(graph(**files), "a") == {"p.q.m"}
    made = graph(parents=True, **files)
    assert imports(made, "a") == {"p.q.m", "p.q", "p"}
    assert imports(made, "p__z") == {"p.q.m", "p.q"}


def test_what_is_outside_the_workspace_is_told_apart():
    """Standard library, third-party and what should be there and is not differ."""
    made = graph(
        pkg__init="",
        a="import os.path\nfrom numpy import array\nimport pkg.gone\nfrom pkg import x",
    )
    found = made.external(1)
    assert [(item.name, item.dotted, item.origin, item.statement) for item in found] == [
        ("os", "os.path", "stdlib", 0),
        ("numpy", "numpy.array", "third-party", 1),
        ("pkg", "pkg.gone", "unresolved", 2),
    ]
    assert set(made.externals()) == {"os", "numpy"}
    assert made.importers_of_external("numpy") == {1}
