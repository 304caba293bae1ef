"""Hover on imports and on the first line: what the import graph says of a module."""

from dataclasses import replace

import pytest
from projects import World, finished, world

from lsp_server.features.hover import Hover
from lsp_server.features.linked_hover import Around, linked_hover
from lsp_server.graph.coupling import Size
from lsp_server.settings import DEFAULT

PROJECT = """
    #- core.py
    $0x = 1
    #- middle.py
    import core
    #- other.py
    import core
    import middle
    #- tests/test_middle.py
    import middle
    #- tests/test_nothing.py
    import os
    """


def shown(of: World) -> Hover | None:
    around = Around(of.linkage, of.reach, lambda _: Size(10, 4, 1))
    return finished(linked_hover(*of.cursor, around))


def check(fixture: str, *pieces: str) -> None:
    """Hold what is shown at the cursor against pieces of Markdown; none: nothing is shown."""
    found = shown(world(fixture))
    if not pieces:
        assert found is None
        return
    assert found is not None
    for piece in pieces:
        assert piece in found.markdown, found.markdown


def test_the_first_line_tells_who_depends_on_the_module():
    """Importers, the foremost first; the blast radius; the tests within it by their imports."""
    check(
        PROJECT,
        "**Module**: 0 functions",
        "- imported by 2 modules: `middle`, `other`",
        "- a change of it can affect 3 modules",
        "- 1 test module among these, nearest first: `tests.test_middle`",
        "- fan-in 2, fan-out 0, instability 0.00, abstractness 0.25, distance 0.75",
    )


def test_what_importing_executes_is_counted():
    """The closure follows what is executed at load, not lazy and typing-only imports."""
    check(
        """
        #- main.py
        $0import a
        def f():
            import c
        #- a.py
        import b
        #- b.py
        #- c.py
        """,
        "- imported by no module of the workspace",
        "- importing it executes 2 other modules",
    )


def test_five_importers_are_named():
    """Of more, those that most others import; the rest is counted."""
    files = "".join(f"    #- m{number}.py\n    import core\n" for number in range(8))
    check(
        f"    #- core.py\n    $0\n{files}    #- top.py\n    import m7\n",
        "imported by 8 modules: `m7`, `m0`, `m1`, `m2`, `m3` and 3 more",
    )


def test_a_cycle_is_told_with_the_import_to_cut():
    """At load, with how many modules and the cheapest import to cut."""
    check(
        """
        #- a.py
        $0import b
        #- b.py
        import c
        #- c.py
        import a
        """,
        "- in a cycle of 3 modules when loaded; cheapest to cut: `",
    )


def test_a_cycle_that_is_not_executed_says_so():
    """A lazy import closes a cycle of another kind."""
    check(
        """
        #- a.py
        $0import b
        #- b.py
        def f():
            import a
        """,
        "in a cycle of 2 modules by imports that are not all executed when loaded; "
        "cheapest to cut: `b` imports `a`",
    )


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("import $0core", "executed when this module is loaded"),
        ("try:\n    import $0core\nexcept ImportError:\n    core = None",
         "executed when this module is loaded, under a condition (its absence is caught)"),
        ("if x:\n    import $0core", "executed when this module is loaded, under a condition"),
        ("def f():\n    import $0core", "executed when the function around it is called"),
        ("if TYPE_CHECKING:\n    import $0core", "for type checkers only, never executed"),
        ('import importlib\nimportlib.import_module("$0core")', "executed when the function"),
    ],
)  # fmt: skip
def test_an_import_tells_when_it_is_executed(text: str, head: str):
    """The kind of the import is said with the module that it leads to."""
    check(
        "#- core.py\n#- main.py\n" + text + "\n",
        f"**Module** `core`: in this workspace; {head}",
        "- imported by 1 module: `main`",
    )


@pytest.mark.parametrize(
    ("text", "module"),
    [
        ("import pkg.a$0 as x", "pkg.a"),
        ("import pkg.b, $0pkg.a", "pkg.a"),
        ("from $0pkg import a", "pkg"),
        ("from pkg import $0a", "pkg.a"),
        ("from pkg import (  # a\n    b,\n    $0a as c,\n)", "pkg.a"),
        ("from pkg.a import *$0", None),
        ("from $0pkg.a import *", "pkg.a"),
        ("from pkg import a as $0renamed", None),
        ("from pkg.a import $0thing", None),
        ("fr$0om pkg import a", None),
    ],
)
def test_each_name_of_a_module_has_its_own(text: str, module: str | None):
    """Module and submodules each lead somewhere; attributes, other names and keywords do not."""
    fixture = f"#- pkg/__init__.py\n#- pkg/a.py\n#- pkg/b.py\n#- main.py\nx = 1\n{text}\n"
    check(fixture, *([f"**Module** `{module}`: in this workspace"] if module else []))


def test_relative_imports_lead_where_python_looks():
    """Dots count from the importing module's package."""
    fixture = """
        #- pkg/__init__.py
        #- pkg/a.py
        #- pkg/sub/__init__.py
        #- pkg/sub/b.py
        x = 1
        from .. import $0a
        """
    check(fixture, "**Module** `pkg.a`")
    check(fixture.replace("from .. import $0a", "from $0.. import a"), "**Module** `pkg`:")


def test_the_name_is_marked():
    """The range of the hover is that of the dotted name."""
    found = shown(world("#- pkg/__init__.py\n#- pkg/a.py\n#- m.py\nx = 1\nimport pkg.$0a as b\n"))
    assert found is not None
    assert found.span == ((1, 7), (1, 12))


def test_what_is_outside_is_named_so():
    """The standard library, third-party packages and what is not found are told apart."""
    outside = "#- other.py\nimport numpy\n#- pkg/__init__.py\n#- main.py\nx = 1\n"
    check(
        f"{outside}import $0numpy.linalg\n",
        "**Module** `numpy.linalg`: third-party; executed",
        "`numpy` is imported by 2 modules here",
    )
    check(f"{outside}from $0os import path\n", "**Module** `os`: standard library; executed")
    check(f"{outside}from $0pkg.gone import x\n", "**Module** `pkg.gone`: not found")


def test_what_is_not_known_yet_is_said_to_be_so_far():
    """While files are missing nothing is said of cycles, and the rest is said to be incomplete."""
    found = shown(world("#- a.py\n$0import b\n#- b.py\nimport a\n", complete=False))
    assert found is not None
    assert "So far" in found.markdown
    assert "cycle" not in found.markdown


def test_unsaved_edits_count_at_once():
    """An import that is typed shows in the next hover, and so does one that is taken out."""
    made = world(PROJECT)
    made.change("other.py", "")
    found = shown(made)
    assert found is not None
    assert "- imported by 1 module: `middle`" in found.markdown
    assert "can affect 2 modules" in found.markdown


def test_half_typed_text_has_no_wrong_names():
    """Where the text is no longer the import that it was, nothing is shown."""
    made = world("#- core.py\n#- main.py\nx = 1\nimport c$0ore\n")
    made.change("main.py", "x = 1\nimport core.(\n")
    found = shown(made)
    assert found is None or "`core`" in found.markdown


def test_a_file_outside_all_roots_has_its_figures():
    """Without a module the first line shows what it always did."""
    made = world("#- a.py\n$0x = 1\n")
    made.linkage.update(frozenset(), frozenset({"/project/a.py"}))
    found = shown(made)
    assert found is not None
    assert "imported" not in found.markdown


def test_functions_keep_their_hover():
    """A function on the first line shows its own figures."""
    check("#- a.py\ndef $0f(): pass\n#- b.py\nimport a\n", "| cognitive | 0 |")


def test_it_can_be_switched_off():
    """The setting `hover` silences it on the first line and on imports."""
    off = replace(DEFAULT, hover=False)
    assert shown(world("#- a.py\n$0x = 1\n", off)) is None
    assert shown(world("#- a.py\nimport $0b\n#- b.py\n", off)) is None
