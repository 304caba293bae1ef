"""Any text at all is analysed, in this process, and its report keeps what reports promise."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lsp_server.analysis import analyse, confirm
from lsp_server.text import Source
from tests.analysis.edits import PIECES, check_report, edited, passage
from tests.analysis.monsters import MONSTERS

KEYWORDS = (
    "def class if else elif for while try except finally with match case lambda not and or in"
)
KEYWORDS += (
    " is return yield await async import from as global del pass raise assert type None : = ->"
)
KEYWORDS += " := , . * ** / // @ ( ) [ ] { } + - ~ < > == ... x y self 0 1.5 'a' f'{x}' b'' \\\n"
SOUP = st.lists(st.sampled_from([*PIECES, *KEYWORDS.split(" ")]), max_size=60)


def check(text: str) -> None:
    source = Source.of(text)
    report = analyse(source)
    check_report(source, report)
    check_report(source, confirm(report))


@given(st.text())
@settings(max_examples=300)
def test_random_characters(text: str):
    """Any characters are analysed."""
    check(text)


@given(SOUP, st.sampled_from(["", " "]))
@settings(max_examples=500)
def test_token_soup(tokens: list[str], between: str):
    """Python's words in any order are analysed."""
    check(between.join(tokens))


@given(SOUP, SOUP)
def test_one_soup_after_another(before: list[str], after: list[str]):
    """Any text may follow any other; what is said to be whole is exact."""
    source = Source.of(" ".join(after))
    report = analyse(source, analyse(Source.of(" ".join(before))))
    check_report(source, report)
    if not report.problems:
        assert report == analyse(source)


@given(st.binary(max_size=400))
def test_random_bytes(content: bytes):
    """Any bytes, read as any single-byte text, are analysed."""
    check(content.decode("latin-1"))


@pytest.mark.parametrize("seed", range(40))
def test_mutilated_files(seed: int):
    """A real file with many edits at once is analysed."""
    rng = random.Random(seed)  # noqa: S311  # repeatable edits, no secrets
    text = passage(rng)
    for _ in range(rng.randrange(1, 30)):
        text = edited(rng, text)
    check(text)


@pytest.mark.parametrize("name", MONSTERS)
def test_monsters(name: str):
    """Text made to hurt is analysed, alone and as an edit of a live file that stays live."""
    text = MONSTERS[name].text
    check(text)
    before = "def f(a):\n    return a\n\n\n"
    first = analyse(Source.of(before))
    source = Source.of(before + text)
    second = analyse(source, first)
    check_report(source, second)
    assert next(second.functions())[1].name == "f"
