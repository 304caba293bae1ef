"""Symbols: what stands inside what, each with its figures."""

from dataclasses import replace

from fixture import check_symbols, diagnosed, symbols

from lsp_server.settings import DEFAULT


def test_methods_stand_inside_their_class():
    """Classes hold methods, functions hold nested functions."""
    check_symbols(
        """
        def outer(a):
            def inner(b):
                b = 1
                return b
            if a:
                return inner
            return None


        class C:
            @property
            def x(self):
                return 1

            class D:
                def y(self):
                    return 2


        def last(): pass
        """,
        """
        function outer: cognitive 1, cyclomatic 3, 3 statements
            function inner: cognitive 0, cyclomatic 1, 1 statement
        class C: cognitive 0, 1 method, LCOM4 1
            method x: cognitive 0
            class D: cognitive 0, 1 method
                method y: cognitive 0
        function last: cognitive 0
        """,
    )


def test_cyclomatic_is_in_the_dialect_of_the_settings():
    """What hover calls cyclomatic is what the outline calls so."""
    check_symbols(
        "def f(a, b):\n    return a and b\n",
        "function f: cognitive 1, cyclomatic 2",
        settings=replace(DEFAULT, cyclomatic_dialect="cc"),
    )


def test_a_symbol_spans_its_decorators_and_holds_its_name():
    """Clients reject a name outside the whole, or a child outside its owner."""
    _, found, _ = diagnosed("x = 1\n\n\n@a\n@b\nasync def f():\n    def g(): pass\n    return 1\n")
    (symbol,) = symbols(found)
    assert (symbol.whole.start, symbol.whole.end) == ((3, 0), (7, 12))
    assert (symbol.selection.start, symbol.selection.end) == ((5, 10), (5, 11))
    (child,) = symbol.children
    assert symbol.whole.start <= child.whole.start <= child.whole.end <= symbol.whole.end


def test_a_text_without_definitions_has_no_symbols():
    """Statements are no symbols."""
    _, found, _ = diagnosed("x = 1\n")
    assert symbols(found) == ()
