"""The fixture language itself."""

import pytest
from fixture import Note, annotated, check_findings, check_hover, compare, parse

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


def test_a_hover_that_is_not_expected_fails():
    """Expecting no hover where there is one fails."""
    with pytest.raises(AssertionError):
        check_hover("def $0f(): pass")
