"""Hover: figures and reasons on heads of functions and classes and on the first line."""

from dataclasses import replace

import pytest
from fixture import check_hover, diagnosed

from lsp_server.analysis import analyse
from lsp_server.features.hover import hover
from lsp_server.settings import DEFAULT, Tiers
from lsp_server.text import Position, Source


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
        "*Cognitive as in SonarSource's paper of 2023, cyclomatic as ruff's C901.*",
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
    check_hover("import $0os\n\n\ndef f():\n    # why\n    return os\n", "1 function ·", "6 lines")


def test_elsewhere_there_is_no_hover():
    """A body, a blank line and a call have none."""
    check_hover("x = 1\ndef f(a):\n    return $0a\n")


def test_hover_can_be_switched_off():
    """The setting `hover` silences it."""
    check_hover("def $0f(): pass", settings=replace(DEFAULT, hover=False))


def test_a_name_cannot_break_out_of_its_place():
    """Names are shown as code."""
    check_hover("def $0__init__(self): pass", "`__init__`")


def test_the_dialect_of_cyclomatic_follows_the_settings():
    """Radon counts boolean operators too."""
    check_hover(
        "def $0f(a, b):\n    return a and b\n",
        "| cyclomatic | 2 | 10 |",
        "cyclomatic as radon's cc",
        settings=replace(DEFAULT, cyclomatic_dialect="cc"),
    )


def test_tiers_are_marked():
    """One mark for each tier that a figure has reached."""
    limits = replace(DEFAULT, parameters=Tiers(1, 2, 4), statements=None)
    check_hover(
        "def $0f(a, b, c):\n    return a\n",
        "| parameters | 3 ▲▲ | 1 |",
        "| statements | 0 |  |",
        settings=limits,
    )


def test_what_the_base_lacks_is_new():
    """Without an earlier figure there is none to show."""
    check_hover(
        """
        #- main.py
        def $0f(a):
            return a
        #- main.py @base
        x = 1
        """,
        "`f` · *new*",
        "|  | now | limit |",
    )


def test_namesakes_are_compared_with_their_like():
    """A setter is held against the setter of the base, not against the getter."""
    check_hover(
        """
        #- main.py
        class C:
            @property
            def x(self):
                return self.a

            @x.setter
            def $0x(self, a, b):
                self.a = a
        #- main.py @base
        class C:
            @property
            def x(self):
                return self.a

            @x.setter
            def x(self, a):
                self.a = a
        """,
        "| parameters | 2 | 6 | was 1 |",
    )


def test_a_class_says_what_its_cohesion_was():
    """LCOM4 is compared with the base."""
    check_hover(
        """
        #- main.py
        class $0C:
            def a(self):
                return self.x

            def b(self):
                return self.y
        #- main.py @base
        class C:
            def a(self):
                return self.x

            def b(self):
                return self.x
        """,
        "2 methods · cognitive 0 · LCOM4 2 (was 1)",
    )


BROKEN = {
    "last good": ("return [", "return [(", "broken now: last good figures"),
    "provisional": ("a += 1", "a += (1", "provisional: without the lines being edited"),
}


@pytest.mark.parametrize(("good", "bad", "told"), BROKEN.values(), ids=BROKEN)
def test_a_broken_function_says_which_figures_it_shows(good: str, bad: str, told: str):
    """They are marked, on the function and in the sum of the module."""
    text = "x = 1\n\n\ndef f(a):\n    if a:\n        a += 1\n        return [\n            1]\n"
    _, found, session = diagnosed(text)
    broken = Source.of(text.replace(good, bad))
    session.change(found.document._replace(version=2, source=broken))
    now = session.snapshot.files[found.document.uri]
    shown = hover(now, Position(3, 5))
    assert shown is not None
    assert shown.markdown.startswith(f"`f` · *{told}*\n\n")
    assert "| cognitive | 1 | 15 |" in shown.markdown
    module = hover(now, Position(0, 0))
    assert module is not None
    assert module.markdown.endswith(
        "1 broken block shown with the last good or provisional figures"
    )


def test_a_text_too_large_to_follow_says_so():
    """Its first line tells why there are no figures, or that they wait for saving."""
    _, found, session = diagnosed("x = 1\n" * 3, replace(DEFAULT, max_lines=2))
    waiting = hover(found, Position(0, 0))
    assert waiting is not None
    assert waiting.markdown == "**Module**: being analysed"
    document = found.document
    session.accept(document.uri, analyse(document.source))
    known = hover(session.snapshot.files[document.uri], Position(0, 0))
    assert known is not None
    assert known.markdown.endswith("figures come with opening and saving.")
    longer = Source.of(document.source.text + "y = 1\n")
    session.change(document._replace(version=2, source=longer))
    unknown = hover(session.snapshot.files[document.uri], Position(0, 0))
    assert unknown is not None
    assert "save it to see its figures" in unknown.markdown
