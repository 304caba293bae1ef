"""Coupling counts imports that something executes."""

from test_graph import graph

from lsp_server.graph.coupling import Size, coupling, fans

TYPING = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import "
LAZY = "def f():\n    import "


def test_what_only_type_checkers_import_is_left_out():
    """Imports at load, under a condition and in functions count, both ways."""
    made = graph(
        a="import core",
        b=f"{LAZY}core",
        c=f"{TYPING}core",
        d="if x:\n    import core",
        core=f"import e\n{LAZY}g\n{TYPING}h",
        e="",
        g="",
        h="",
    )
    core = made.find("core")
    assert core is not None
    assert fans(made, core) == (3, 2)
    assert coupling(made, core, Size(9, 4, 1))[2:] == (0.4, 0.25, 0.35)


def test_without_imports_and_classes_all_figures_are_defined():
    """A module by itself is stable and concrete."""
    made = graph(a="")
    alone = made.find("a")
    assert alone is not None
    assert coupling(made, alone, Size()) == (0, 0, 0.0, 0.0, 1.0)
