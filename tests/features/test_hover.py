"""Hover: figures and reasons on heads of functions and classes and on the first line."""

from dataclasses import replace

from fixture import check_hover

from lsp_server.settings import DEFAULT


def test_a_function_shows_its_figures_against_their_limits():
    """Each figure stands beside its limit."""
    check_hover(
        """
        def $0f(a):
            if a:
                return 1
            return 2
        """,
        "`f`",
        "| cognitive | 1 | 15 |",
        "| cyclomatic | 2 | 10 |",
        "| parameters | 1 | 6 |",
        "cyclomatic as ruff's C901",
    )


def test_the_reasons_name_construct_nesting_and_line():
    """Each contribution says what it is for and where, the heaviest first."""
    check_hover(
        """
        x = 1
        def f(a):
            for b in a:
                if $0b:
                    pass
        """
    )
    check_hover(
        """
        x = 1
        def $0f(a):
            for b in a:
                if b:
                    pass
        """,
        "Why:\n- +2 `if` nested 1 deep, line 4\n- +1 `for`, line 3",
    )


def test_many_reasons_take_eight_lines():
    """What does not fit is summed up in the eighth line."""
    body = "".join(f"    if a > {number}:\n        a += 1\n" for number in range(12))
    check_hover(f"def $0f(a):\n{body}", "- +5 from 5 smaller ones")


def test_the_base_is_shown_where_it_differs():
    """A figure that was another at the base says so."""
    check_hover(
        """
        #- main.py
        def $0f(a, b):
            return a
        #- main.py @base
        def f(a):
            return a
        """,
        "| parameters | 2 | 6 | was 1 |",
        "| cognitive | 0 | 15 |  |",
    )


def test_a_class_names_the_groups_that_share_nothing():
    """LCOM4 above one is explained by the methods of each group."""
    check_hover(
        """
        class $0C:
            def a(self):
                return self.x

            def b(self):
                return self.y
        """,
        "2 methods",
        "LCOM4 2",
        "- `a`",
        "- `b`",
    )


def test_the_first_line_tells_of_the_module():
    """Anything else on line 0 shows the module's figures."""
    check_hover("import $0os\n\n\ndef f():\n    # why\n    return os\n", "1 functions", "6 lines")


def test_elsewhere_there_is_no_hover():
    """A body, a blank line and a call have none."""
    check_hover("x = 1\ndef f(a):\n    return $0a\n")


def test_hover_can_be_switched_off():
    """The setting `hover` silences it."""
    check_hover("def $0f(): pass", settings=replace(DEFAULT, hover=False))


def test_a_name_cannot_break_out_of_its_place():
    """Names are shown as code."""
    check_hover("def $0__init__(self): pass", "`__init__`")
