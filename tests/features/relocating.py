"""What the tests of moved imports share: a text with a cursor on an import in, the moved text out."""

import textwrap

from fixture import applied

from lsp_server.analysis import analyse
from lsp_server.features.relocation import ALONE, Relocation, Surroundings, relocations
from lsp_server.text import Source

CURSOR = "$0"


def offers(text: str, around: Surroundings = ALONE) -> tuple[str, list[Relocation]]:
    """Return the text without its cursor, and what is offered there."""
    before, _, after = text.partition(CURSOR)
    assert after, "the text has no $0"
    source = Source.of(before + after)
    return source.text, relocations(analyse(source), before.count("\n"), around)


def check(before: str, chosen: str, after: str, around: Surroundings = ALONE) -> None:
    """Choose the offer whose title begins so, and compare the text."""
    text, offered = offers(textwrap.dedent(before).lstrip("\n"), around)
    matching = [item for item in offered if item.title.startswith(chosen)]
    assert len(matching) == 1, f"offered: {[item.title for item in offered]}"
    assert applied(text, matching[0].edits) == textwrap.dedent(after).lstrip("\n")


def check_offered(before: str, *titles: str, around: Surroundings = ALONE) -> None:
    """Hold the titles of all offers against their beginnings."""
    _, offered = offers(textwrap.dedent(before).lstrip("\n"), around)
    found = [item.title for item in offered]
    assert len(found) == len(titles), found
    assert all(title.startswith(begin) for title, begin in zip(found, titles, strict=True)), found
