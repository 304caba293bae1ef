"""What can be done about a finding where the cursor stands."""

from fixture import (
    EVERYTHING,
    check_action,
    check_findings,
    check_offered,
    diagnosed,
    fresh,
    offered,
)

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
    check_findings(f'# vitals: ignore[parameters<=7] reason="x"\ndef f({SIX}, g):\n    return a\n')


def test_a_finding_offers_to_accept_to_ignore_and_to_explain():
    """What mends the finding comes first."""
    check_offered(
        f"def $0f({SIX}, g):\n    return a\n",
        "Accept parameters 7",
        "Ignore too-many-parameters",
        "Explain too-many-parameters",
    )


def test_why_a_function_is_complex_can_be_shown():
    """A head offers the reasons of its score, whether or not there is a finding."""
    check_offered("def $0f(a):\n    if a:\n        return a\n", "Show why `f` has cognitive 1")


def test_why_can_be_hidden_once_it_is_shown():
    """The command is the same; the title says what it will do."""
    _, found, session = diagnosed("def f(a):\n    if a:\n        return a\n")
    head = Span(Position(0, 4), Position(0, 4))
    (shown,) = offered(session, head)
    uri = found.document.uri
    assert (shown.command, shown.arguments) == ("vitals.why", (uri, "f"))
    session.explain(uri, "f")
    (hidden,) = offered(session, head)
    assert hidden == shown._replace(title="Hide why `f` has cognitive 1")


def test_each_code_is_explained_once():
    """The manual page is offered once for each code, however many findings of it a span holds."""
    fixture = f"def f({SIX}, g):\n    return a\n\n\ndef h({SIX}, g):\n    return a\n"
    _, _, session = diagnosed(fixture, fresh())
    found = offered(session, Span(Position(0, 0), Position(9, 0)))
    explained = [item.arguments for item in found if item.command == "vitals.explain"]
    assert explained == [("too-many-parameters",)]


def test_elsewhere_nothing_is_offered():
    """A place that touches no finding and no head offers nothing."""
    check_offered(f"def f({SIX}, g):\n    $0return a\n")


def test_a_document_that_is_not_open_offers_nothing():
    """What the session does not know has no actions."""
    _, _, session = diagnosed("x = 1\n")
    assert offered(session, EVERYTHING, "file:///other.py") == []
