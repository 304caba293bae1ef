"""No name breaks out of its place."""

import pytest

from lsp_server.features.markdown import code, count, row


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("__init__", "`__init__`"),
        ("a`b", "`` a`b ``"),
        ("a``b`", "``` a``b` ```"),
        ("*x*", "`*x*`"),
    ],
)
def test_a_name_is_fenced_by_more_backticks_than_it_holds(text: str, expected: str):
    """Inline code shows its text as it is."""
    assert code(text) == expected


def test_a_cell_stays_a_cell():
    """Bars and line ends would begin another cell or row."""
    assert row(["a|b", "c\r\nd"]) == "| a\\|b | c  d |"


@pytest.mark.parametrize(("number", "expected"), [(0, "0 lines"), (1, "1 line"), (2, "2 lines")])
def test_one_is_singular(number: int, expected: str):
    """One line, all else lines."""
    assert count(number, "line") == expected
