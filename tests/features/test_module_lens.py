"""The lens on the first line."""

from dataclasses import replace

from projects import World, finished, world

from lsp_server.features.lenses import module_lenses, module_title
from lsp_server.settings import DEFAULT


def shown(of: World, path: str) -> list[str]:
    """Return the titles of a file's module lenses."""
    module = of.linkage.module_of(f"/project/{path}")
    assert module is not None
    return [
        module_title(of.linkage, module, finished(of.reach.of(module)))
        for _ in module_lenses(of.linkage, of.document(path))
    ]


def test_it_tells_importers_reach_tests_and_cycles():
    """Each part only where there is something to tell."""
    made = world(
        """
        #- a.py
        import b
        #- b.py
        import a
        #- c.py
        x = 1
        #- tests/test_a.py
        import a
        import c
        """
    )
    assert shown(made, "a.py") == ["imported by 2 · reaches 2 (1 test) · in a cycle of 2"]
    assert shown(made, "c.py") == ["imported by 1 · reaches 1 (1 test)"]
    assert shown(made, "tests/test_a.py") == []


def test_a_cycle_that_is_not_executed_says_so():
    """Lazy imports make another kind of cycle."""
    made = world("#- a.py\nimport b\n#- b.py\ndef f():\n    import a\n")
    assert shown(made, "b.py") == ["imported by 1 · reaches 1 · in a cycle of 2, not at load"]


def test_before_the_workspace_is_known_there_is_none():
    """A lens that comes and changes at every file would make the text jump."""
    assert shown(world("#- a.py\nimport b\n#- b.py\n", complete=False), "b.py") == []


def test_it_can_be_switched_off():
    """The setting of all lenses counts."""
    off = replace(DEFAULT, code_lenses=False)
    assert shown(world("#- a.py\nimport b\n#- b.py\n", off), "b.py") == []
