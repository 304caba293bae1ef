"""Questions about the import graph asked as a search for symbols."""

import pytest
from projects import World, finished, world

from lsp_server.features.queries import LIMIT, Answer, answers
from lsp_server.features.queries import World as Asked

PROJECT = """
    #- core.py
    x = 1
    #- a.py
    import core
    import b
    #- b.py
    x = 1
    def f():
        import core
        import a
    #- pkg/c.py
    from core import x
    """


def asked(of: World, query: str, cognitive: dict[str, int] | None = None) -> list[Answer]:
    figures = {f"/project/{path}": value for path, value in (cognitive or {}).items()}
    steps = answers(Asked(of.linkage, lambda path: figures.get(path, 0)), query)
    assert steps is not None
    return finished(steps)


def told(found: list[Answer]) -> list[tuple[str, str, int]]:
    return [
        (item.name, item.path.removeprefix("/project/"), item.span.start.line) for item in found
    ]


def test_importers_stand_where_they_import():
    """The foremost first, each at its import; names begin with the question."""
    found = asked(world(PROJECT), ":importers core")
    assert told(found) == [
        (":importers core ← a", "a.py", 0),
        (":importers core ← b", "b.py", 2),
        (":importers core ← pkg.c", "pkg/c.py", 0),
    ]
    assert {item.container for item in found} == {"3 importers of core"}


def test_a_further_word_narrows():
    """Only importers whose names hold it are answered."""
    found = asked(world(PROJECT), ":importers  core pkg")
    assert told(found) == [(":importers core pkg ← pkg.c", "pkg/c.py", 0)]


def test_cycles_are_answered_by_the_imports_to_cut():
    """Each with its place, the size of the cycle, and why it is the one to cut."""
    (found,) = asked(world(PROJECT), ":cycles")
    assert told([found]) == [(":cycles ✂ b → a", "b.py", 3)]
    assert found.container.startswith("cycle of 2 modules not at load; ")


def test_hot_is_what_is_complex_and_coupled():
    """The product of both decides; what lacks one is not hot."""
    figures = {"core.py": 5, "a.py": 50, "b.py": 0}
    found = asked(world(PROJECT), ":hot", figures)
    assert [(item.name, item.container) for item in found] == [
        (":hot a", "cognitive 50, fan-in 1, fan-out 2"),
        (":hot core", "cognitive 5, fan-in 3, fan-out 0"),
    ]


def test_many_answers_are_cut_and_counted():
    """Nobody reads hundreds; a further word finds the others."""
    files = "".join(f"#- m{number:03}.py\nimport core\n" for number in range(LIMIT + 5))
    made = world(f"#- core.py\nx = 1\n{files}")
    found = asked(made, ":importers core")
    assert len(found) == LIMIT
    assert found[0].container == f"the first {LIMIT} of {LIMIT + 5} importers of core"
    assert len(asked(made, f":importers core m{LIMIT + 4}")) == 1


def test_what_is_not_known_yet_is_said_to_be_so_far():
    """Before all files are read the answer is no final one."""
    found = asked(world(PROJECT, complete=False), ":importers core")
    assert found[0].container == "3 importers of core (so far)"


@pytest.mark.parametrize("query", ["", "core", "cycles", ":", ":importers", ":cycles a b", ": hot"])
def test_other_questions_are_for_others(query: str):
    """None lets other servers answer."""
    assert answers(Asked(world(PROJECT).linkage, lambda _: 0), query) is None


def test_a_module_that_is_not_there_has_no_importers():
    """The question is ours, the answer empty."""
    assert asked(world(PROJECT), ":importers nobody") == []
