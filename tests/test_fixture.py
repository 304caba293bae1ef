"""The fixture language itself."""

from collections.abc import Callable

import pytest
from fixture import (
    Note,
    annotated,
    check_action,
    check_findings,
    check_hints,
    check_hover,
    check_lenses,
    check_offered,
    check_symbols,
    compare,
    parse,
)

from lsp_server.text import Position

DEEP = """
    def deep(a):
        ^^^^ information deep-nesting: `deep` nests too deeply: 5
        if a:
            if a:
                if a:
                    if a:
                        if a:
                            return 1
"""


def test_files_base_cursor_and_notes_are_told_apart():
    """`#-` begins a file, `@base` its base, `$0` is the cursor, carets speak of the line above."""
    project = parse("#- a.py\nx = $01\n    ^^ hint x: y\n#- a.py @base\nx = 0\n")
    assert project.files["a.py"].text == "x = 1\n"
    assert project.files["a.py"].cursor == Position(0, 4)
    assert project.files["a.py"].notes == (Note(0, 4, 2, "hint x: y"),)
    assert project.base["a.py"].text == "x = 0\n"


def test_notes_are_written_as_they_are_read():
    """Annotating a text with its own notes gives the fixture back."""
    text = "x = 1\n    ^ one\n    ^ two\ny = 2\n"
    file = parse(text).only
    assert annotated(file.text, list(file.notes)) == text


def test_an_expectation_that_holds_passes():
    """A finding at the right place whose message begins as expected is accepted."""
    check_findings(DEEP)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("^^^^ information", "^^^^ warning"),
        ("^^^^", "^^^"),
        ("nests too deeply: 5", "nests too deeply: 6"),
        ("        ^^^^ information deep-nesting: `deep` nests too deeply: 5\n", ""),
    ],
)
def test_a_wrong_expectation_fails(old: str, new: str):
    """A wrong severity, width or message fails, and so does a finding nobody expected."""
    assert old in DEEP
    with pytest.raises(AssertionError):
        check_findings(DEEP.replace(old, new))


def test_an_expectation_that_nothing_meets_fails():
    """A note without a finding fails."""
    with pytest.raises(AssertionError):
        compare(parse("x = 1\n^ hint a: b\n").only, [])


HEAVY = "def $0f(a, b, c, d, e, g, h):\n    if a:\n        return b\n"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: check_hover(HEAVY),
        lambda: check_hover(HEAVY, "| cognitive | 2 |"),
        lambda: check_hover("x = 1\ny = $02\n", "`y`"),
        lambda: check_hover("def f(): pass\n", "`f`"),
        lambda: check_lenses(HEAVY),
        lambda: check_lenses(HEAVY.replace("\n", "\n    ^ parameters 6\n", 1)),
        lambda: check_lenses("def f(): pass\n    ^ parameters 7\n"),
        lambda: check_hints(HEAVY, "f"),
        lambda: check_hints("def f(): pass\n             ^ +1 if\n", "f"),
        lambda: check_offered(HEAVY, "Accept", "Ignore", "Explain"),
        lambda: check_offered(HEAVY, "Accept", "Ignore", "Explain", "Show", "Dance"),
        lambda: check_offered(HEAVY, "Accept", "Ignore", "Show", "Explain"),
        lambda: check_offered("def f(): pass\n"),
        lambda: check_action(HEAVY, "Dance", HEAVY),
        lambda: check_action(HEAVY, "Ignore", HEAVY),
        lambda: check_symbols(HEAVY, "function g"),
        lambda: check_symbols("def f(): pass\ndef g(): pass\n", "function f\n    function g"),
        lambda: check_symbols("x = 1\n", "function f"),
        lambda: check_symbols("def f(): pass\ndef g(): pass\n", "function f"),
    ],
)
def test_each_check_fails_when_what_it_says_is_wrong(wrong: Callable[[], None]):
    """Too little, too much, other words and a missing cursor all fail."""
    with pytest.raises(AssertionError):
        wrong()


def test_each_check_passes_when_what_it_says_is_right():
    """The same calls with the right words pass, so that the failures above mean something."""
    check_hover(HEAVY, "`f`", "| cognitive | 1 |")
    check_lenses(HEAVY.replace("\n", "\n    ^ cognitive 1 · parameters 7\n", 1))
    check_offered(HEAVY, "Accept", "Ignore", "Explain", "Show why")
    check_symbols(HEAVY, "function f: cognitive 1")
    check_hints("def f(a): return 1 if a else 2\n" + " " * 30 + "^ cognitive 1: +1 ternary\n", "f")


def test_a_failure_shows_both_in_the_same_language():
    """The message is the fixture with the notes that are, against the fixture with those that should be."""
    with pytest.raises(AssertionError) as failure:
        compare(parse("x = 1\n^ one\n").only, [Note(0, 4, 1, "two")])
    assert "    ^ two" in str(failure.value)
    assert "^ one" in str(failure.value)
