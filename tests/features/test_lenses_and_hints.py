"""Lenses above complex functions, and the reasons on their lines when asked for."""

from dataclasses import replace

from fixture import check_hints, check_lenses, opened, parse

from lsp_server.features.lenses import lenses, title
from lsp_server.settings import DEFAULT
from lsp_server.text import Source

COMPLEX = """
        def quiet(a):
            return a


        def f(a, b, c, d, e, g, h):
            ^ cognitive 0 · parameters 7 · why?
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
    broken = document.source.text.replace("    return a\n", "    return (a\n")
    session.change(document._replace(version=2, source=Source.of(broken)))
    assert lenses(session.snapshot.files[uri]) == before
    assert "(broken now)" in (title(session.snapshot, uri, "f") or "")


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
