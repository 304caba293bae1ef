"""Lists about the import graph: their order, and that they let others go first."""

from projects import World, finished, world

from lsp_server.features import listings
from lsp_server.graph.statement import Kind

PROJECT = """
    #- core.py
    #- a.py
    import core
    #- b.py
    import a
    def f():
        import core
    #- c.py
    import b, a
    """


def names(of: World, modules: list[int]) -> list[str]:
    return [of.linkage.graph.module(module).name for module in modules]


def test_importers_stand_in_the_order_of_their_own():
    """Those that most others import come first; with `load` only those that import at load."""
    made = world(PROJECT)
    graph, core = made.linkage.graph, made.module("core")
    assert names(made, finished(listings.importers(graph, core, load=False))) == ["a", "b"]
    assert names(made, finished(listings.importers(graph, core, load=True))) == ["a"]


def test_an_importer_tells_each_line():
    """All statements that make the import, and the kind that binds hardest."""
    made = world("#- core.py\n#- a.py\nimport core\n\n\ndef f():\n    from core import x\n")
    graph = made.linkage.graph
    told = listings.importer(graph, made.module("a"), made.module("core"))
    assert told == {
        "name": "a", "path": "/project/a.py", "test": False, "kind": "load", "new": False,
        "lines": [0, 4],
    }  # fmt: skip


def test_a_blast_radius_is_nearest_first():
    """By distance, then by name; others go first after each step."""
    made = world(PROJECT)
    graph, core = made.linkage.graph, made.module("core")
    steps = listings.blast_radius(graph, (core,), load=True)
    assert next(steps) is None
    found = finished(steps)
    assert [(graph.module(of).name, distance) for of, distance in found] == [
        ("a", 1), ("b", 2), ("c", 2),
    ]  # fmt: skip


def test_cycles_at_load_come_first():
    """Then the largest; a component that is the same at load is not told twice."""
    made = world(
        """
        #- a.py
        import b
        #- b.py
        import a
        #- c.py
        import d
        #- d.py
        import e
        #- e.py
        def f():
            import c
        """
    )
    found = finished(listings.cycles(made.linkage, ()))
    assert [(cycle.load, names(made, list(cycle.modules))) for cycle in found] == [
        (True, ["a", "b"]),
        (False, ["c", "d", "e"]),
    ]
    (cut,) = listings.cycle(made.linkage.graph, found[1])["cuts"]
    assert (cut["importer"], cut["imported"], cut["lines"]) == ("e", "c", [1])


def test_before_all_is_known_no_cycle_is_told():
    """Half of a workspace has cycles that the whole does not have, and the other way round."""
    made = world("#- a.py\nimport b\n#- b.py\nimport a\n", complete=False)
    assert finished(listings.cycles(made.linkage, ())) == []


def test_kinds_have_names():
    """Those of the graph's document."""
    assert [listings.told(kind) for kind in Kind] == ["typing", "lazy", "conditional", "load"]
