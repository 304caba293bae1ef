"""A document's health in a few figures: what a status line shows."""

from dataclasses import replace

from fixture import opened, parse

from lsp_server.features.health import Worst, health, long, short
from lsp_server.features.metrics import metrics
from lsp_server.settings import DEFAULT, Tiers
from lsp_server.text import Source

URI = "file:///main.py"
TEXT = """
        class A:
            def f(self, a):
                return a

            @property
            def g(self):
                if self and 1 or 2:
                    while self:
                        pass

            @g.setter
            def g(self, a, b, c, d, e, h, i):
                if a:
                    pass
"""


def test_the_counts_are_those_of_the_metrics():
    """Functions, classes, tiers and complexity add up to what `vitals/metrics` tells one by one."""
    settings = replace(DEFAULT, cognitive=Tiers(0, 2, 4))
    diagnosed = opened(parse(TEXT), settings).snapshot.files[URI]
    found, all_of_it = health(diagnosed), metrics(diagnosed)
    tiers = [function["tier"] for function in all_of_it["functions"]]
    assert found.tiers == tuple(tiers.count(tier) for tier in range(4))
    assert found.functions == len(tiers)
    assert found.classes == len(all_of_it["classes"])
    assert found.cognitive == all_of_it["cognitive"]


def test_the_worst_function_is_named_by_its_symbol_and_line():
    """It is the one of the highest tier; namesakes are told apart as they are in lenses."""
    diagnosed = opened(parse(TEXT)).snapshot.files[URI]
    lines = diagnosed.document.source.text.splitlines()
    setter = max(number for number, line in enumerate(lines) if "def g" in line)
    assert health(diagnosed).worst == Worst(1, 1, setter, "A.g#2")


def test_an_edit_above_moves_the_worst_function():
    """What stands below an edit is not looked at again, and yet its line is right."""
    session = opened(parse(TEXT))
    before = health(session.snapshot.files[URI]).worst
    document = session.snapshot.files[URI].document
    text = "import a\n\n\n" + document.source.text
    session.change(document._replace(version=2, source=Source.of(text)))
    after = health(session.snapshot.files[URI]).worst
    assert before
    assert after == before._replace(line=before.line + 3)


def test_it_is_said_in_few_words_and_in_sentences():
    """The words name the tiers from the worst on, and what is new; without any it is healthy."""
    found = health(opened(parse(TEXT)).snapshot.files[URI])
    assert short(found) == "1 notable"
    assert short(found._replace(tiers=(1, 0, 2, 1), new=3)) == "1 extreme, 2 high · 3 new or worse"
    assert short(found._replace(tiers=(3, 0, 0, 0))) == "healthy"
    assert "Most complex: `A.g#2`" in long("main.py", found)
    assert "1 finding" in long("main.py", found._replace(new=1))


def test_an_empty_document_is_healthy():
    """Without a function there is no worst one."""
    found = health(opened(parse("\n")).snapshot.files[URI])
    assert (found.worst, found.tiers, short(found)) == (None, (0, 0, 0, 0), "healthy")
