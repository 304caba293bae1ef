"""No name breaks out of its place."""

import pytest

from lsp_server.features.markdown import code, count, plain, row


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


def test_plain_text_has_columns_and_no_marks():
    """A client without Markdown gets a table in columns, and neither backticks nor asterisks."""
    table = "\n".join(
        map(row, [["", "now", "limit"], ["---"] * 3, ["a|b", "22 ▲", "15"], ["c", "7", ""]])
    )
    assert plain(f"`f`\n\n{table}\n\n**Why**: `if`\n\n*As ruff counts it.*").splitlines() == [
        "f",
        "",
        "     now   limit",
        "a|b  22 ▲  15",
        "c    7",
        "",
        "Why: if",
        "",
        "As ruff counts it.",
    ]
