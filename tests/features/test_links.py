"""Document links on the names of modules in imports."""

from projects import world

from lsp_server.features.links import links


def found(fixture: str) -> list[tuple[str, str]]:
    """Return the linked text and the file that it leads to, for main.py."""
    made = world(fixture)
    source = made.document("main.py").document.source
    return [
        (source.line(link.span.start.line)[link.span.start.column : link.span.end.column],
         link.path.removeprefix("/project/"))
        for link in links(made.linkage.graph, made.module("main"), source)
    ]  # fmt: skip


PACKAGE = "#- pkg/__init__.py\n#- pkg/a.py\n#- pkg/b.py\n#- main.py\n"


def test_each_module_leads_to_its_file():
    """A dotted name as a whole; what stands after `from`; submodules, but no attributes."""
    assert found(
        f"{PACKAGE}import pkg.a, pkg.b as c\nfrom pkg import b, thing, a as d\n"
        "from pkg.a import name\n"
    ) == [
        ("pkg.a", "pkg/a.py"),
        ("pkg.b", "pkg/b.py"),
        ("pkg", "pkg/__init__.py"),
        ("b", "pkg/b.py"),
        ("a", "pkg/a.py"),
        ("pkg.a", "pkg/a.py"),
    ]


def test_names_in_brackets_are_found_where_they_stand():
    """Over lines, with comments and a continuation."""
    assert found(
        f"{PACKAGE}from pkg import (  # a, b\n    a,\n    b as a2,\n)\nimport \\\n    pkg.a\n"
    ) == [
        ("pkg", "pkg/__init__.py"),
        ("a", "pkg/a.py"),
        ("b", "pkg/b.py"),
        ("pkg.a", "pkg/a.py"),
    ]


def test_relative_names_and_dots_lead_somewhere():
    """`from . import a, b` links each name, and the dot to the package."""
    made = world(
        "#- pkg/__init__.py\n#- pkg/a.py\n#- pkg/b.py\n#- pkg/main.py\nfrom . import a, b\n"
    )
    source = made.document("pkg/main.py").document.source
    there = links(made.linkage.graph, made.module("pkg.main"), source)
    assert [(link.span.start.column, link.span.end.column, link.path) for link in there] == [
        (5, 6, "/project/pkg/__init__.py"),
        (14, 15, "/project/pkg/a.py"),
        (17, 18, "/project/pkg/b.py"),
    ]


def test_a_literal_of_import_module_is_a_link():
    """The text between the quotes leads to the module."""
    text = 'import importlib\n\n\ndef f():\n    importlib.import_module("pkg.a")\n'
    assert found(PACKAGE + text) == [("pkg.a", "pkg/a.py")]


def test_what_is_not_in_the_workspace_is_no_link():
    """Neither the standard library nor what is missing."""
    assert (
        found(f"{PACKAGE}import os\nimport numpy\nfrom pkg.gone import x\nimport pkg.gone2\n") == []
    )


def test_several_statements_on_a_line_keep_apart():
    """A semicolon ends an import."""
    assert found(f"{PACKAGE}import pkg.a; import pkg.b; a = 1\n") == [
        ("pkg.a", "pkg/a.py"),
        ("pkg.b", "pkg/b.py"),
    ]


def test_names_beyond_ascii_are_names():
    """Columns count code points."""
    assert found('#- größe.py\n#- main.py\nx = "🎉"; import größe\n') == [("größe", "größe.py")]


def test_the_tooltip_says_how_many_import_the_module():
    """The module's name and its importers."""
    made = world(f"{PACKAGE}import pkg.a\n")
    source = made.document("main.py").document.source
    (link,) = links(made.linkage.graph, made.module("main"), source)
    assert link.tooltip == "pkg.a, imported by 1 module"


def test_an_import_of_which_part_is_new_has_each_name_once():
    """Names told apart by the base stand in one statement."""
    files = "#- pkg/__init__.py\n#- pkg/a.py\n#- pkg/b.py\n"
    now, before = "from pkg import a, b\n", "from pkg import a\n"
    fixture = f"{files}#- main.py\n{now}#- main.py @base\n{before}"
    assert [text for text, _ in found(fixture)] == ["pkg", "a", "b"]
