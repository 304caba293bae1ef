"""What can be done about a finding where the cursor stands."""

from fixture import check_action, diagnosed, fresh

from lsp_server.features.actions import actions
from lsp_server.text import Position, Span

SIX = "a, b, c, d, e, f"


def test_the_present_figures_can_be_accepted():
    """The suppression holds the figures as ceilings, so that worse ones are reported again."""
    check_action(
        f"class C:\n    @property\n    def $0f(self, {SIX}, g):\n        return a\n",
        "Accept",
        f"""
        class C:
            # vitals: ignore[parameters<=7] reason="say why"
            @property
            def f(self, {SIX}, g):
                return a
        """,
    )


def test_a_check_can_be_ignored_for_one_function():
    """The suppression names the check."""
    check_action(
        f"def $0f({SIX}, g):\n    return a\n",
        "Ignore",
        f"""
        # vitals: ignore[too-many-parameters] reason="say why"
        def f({SIX}, g):
            return a
        """,
    )


def test_a_suppression_that_is_not_needed_can_be_removed():
    """Its quick fix takes the comment and the blanks before it away."""
    check_action(
        "def f(a):  # vitals: $0ignore[deep-nesting]\n    return a\n",
        "Remove",
        "def f(a):\n    return a\n",
    )


def test_what_an_action_mends_silences_the_finding():
    """After suppressing, nothing is found."""
    _, found, _ = diagnosed(
        f'# vitals: ignore[parameters<=7] reason="x"\ndef f({SIX}, g):\n    return a\n', fresh()
    )
    assert found.findings == ()


def test_each_finding_can_be_explained():
    """The manual page is offered once for each code."""
    _, found, _ = diagnosed(f"def f({SIX}, g):\n    return a\n", fresh())
    offered = actions(found, Span(Position(0, 0), Position(0, 99)))
    explained = [item.arguments for item in offered if item.command == "vitals.explain"]
    assert explained == [("too-many-parameters",)]


def test_elsewhere_nothing_is_offered():
    """A span that touches no finding and no head offers nothing."""
    _, found, _ = diagnosed(f"def f({SIX}, g):\n    return a\n", fresh())
    assert actions(found, Span(Position(1, 4), Position(1, 4))) == []
