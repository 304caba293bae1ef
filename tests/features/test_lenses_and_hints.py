"""Lenses above complex functions, and the reasons on their lines when asked for."""

from dataclasses import replace

from fixture import EVERYTHING, check_hints, check_lenses, diagnosed, opened, parse

from lsp_server.features.hints import hints
from lsp_server.features.lenses import lenses, title
from lsp_server.settings import DEFAULT
from lsp_server.text import Position, Source, Span

COMPLEX = """
        def quiet(a):
            return a


        def f(a, b, c, d, e, g, h):
            ^ parameters 7
            return a
"""


def test_only_functions_above_a_limit_have_a_lens():
    """A lens stands at the name of each function of tier 1 and more, and at no other."""
    check_lenses(COMPLEX)


def test_lenses_can_be_switched_off():
    """The setting `codeLenses` removes them."""
    project = parse(COMPLEX)
    session = opened(project, replace(DEFAULT, code_lenses=False))
    assert lenses(session.snapshot.files["file:///main.py"]) == []


def test_a_broken_function_keeps_its_lens_in_place():
    """While a function does not parse its lens stays, with its last good figures."""
    project = parse(COMPLEX)
    session = opened(project)
    uri = "file:///main.py"
    before = lenses(session.snapshot.files[uri])
    document = session.snapshot.files[uri].document
    broken = "    return (a\n".join(document.source.text.rsplit("    return a\n", 1))
    session.change(document._replace(version=2, source=Source.of(broken)))
    assert lenses(session.snapshot.files[uri]) == before
    assert title(session.snapshot, uri, "f") == "parameters 7 · provisional"


def test_hints_say_what_each_line_adds():
    """The sum stands on the line of the name, and each line's share at its end."""
    check_hints(
        """
        def f(a):
                 ^ cognitive 4
            for b in a:
                       ^ +1 for
                if b and a:
                           ^ +2 if (nesting 1), +1 and
                    pass
        """,
        "f",
    )


def test_hints_of_a_function_that_is_gone_are_gone():
    """A symbol that no longer exists shows nothing."""
    check_hints("def f(a):\n    pass\n", "g")


def test_a_lens_tells_what_choosing_it_will_do():
    """`why?` shows the reasons; while they show, it hides them."""
    fixture = """
        def f(a, b, c, d, e, g, h):
            ^ cognitive 1 · parameters 7 · why?
            if a:
                return b
    """
    check_lenses(fixture)
    _, found, session = diagnosed(fixture)
    session.explain(found.document.uri, "f")
    shown = title(session.snapshot, found.document.uri, "f")
    assert shown == "cognitive 1 · parameters 7 · hide why"


def test_namesakes_have_lenses_of_their_own():
    """A getter and its setter share a name; each shows its own figures."""
    check_lenses("""
        class C:
            @property
            def x(self, a, b, c, d, e, f, g):
                ^ parameters 7
                return a

            @x.setter
            def x(self, a, b, c, d, e, f, g, h):
                ^ parameters 8
                self.a = a
    """)


def test_a_lens_of_a_function_that_is_gone_has_no_title():
    """Resolving late does no harm."""
    _, found, session = diagnosed(COMPLEX)
    assert title(session.snapshot, found.document.uri, "gone") is None
    assert title(session.snapshot, "file:///other.py", "f") is None


def test_lenses_move_with_the_lines_above():
    """Text inserted above moves a lens; typing below leaves it where it is."""
    _, found, session = diagnosed(COMPLEX)
    document = found.document
    (lens,) = lenses(found)
    longer = Source.of("x = 1\n" + document.source.text + "y = 2\n")
    session.change(document._replace(version=2, source=longer))
    (moved,) = lenses(session.snapshot.files[document.uri])
    assert moved.span.start == (lens.span.start.line + 1, lens.span.start.column)


def test_only_hints_within_the_asked_lines_are_given():
    """An editor asks for what is visible."""
    fixture = "def f(a):\n    if a:\n        pass\n    if a:\n        pass\n"
    _, found, session = diagnosed(fixture)
    uri = found.document.uri
    session.explain(uri, "f")
    shown = hints(session.snapshot, uri, Span(Position(2, 0), Position(4, 0)))
    assert [(hint.position.line, hint.label) for hint in shown] == [(3, "+1 if")]
    assert hints(session.snapshot, "file:///other.py", EVERYTHING) == []


def test_asking_again_hides_the_hints():
    """The command toggles."""
    _, found, session = diagnosed("def f(a):\n    if a:\n        pass\n")
    uri = found.document.uri
    assert session.explain(uri, "f")
    assert hints(session.snapshot, uri, EVERYTHING) != []
    assert not session.explain(uri, "f")
    assert hints(session.snapshot, uri, EVERYTHING) == []


def test_hints_of_a_broken_function_stay_while_its_figures_are_provisional():
    """Last good figures stand on lines that are not known well enough: they wait."""
    text = "def f(a):\n    if a:\n        return [\n            1]\n"
    _, found, session = diagnosed(text)
    uri, document = found.document.uri, found.document
    session.explain(uri, "f")
    broken = Source.of(text.replace("return [", "return [("))
    session.change(document._replace(version=2, source=broken))
    assert hints(session.snapshot, uri, EVERYTHING) == []
    provisional = Source.of(text.replace("if a", "if a("))
    session.change(document._replace(version=3, source=provisional))
    assert len(hints(session.snapshot, uri, EVERYTHING)) == 2
    session.change(document._replace(version=4))
    assert len(hints(session.snapshot, uri, EVERYTHING)) == 2
