"""Analysing an edit is the same as analysing the text, and costs only what it touched."""

import random

import pytest

from lsp_server.analysis import analyse, confirm, reading
from lsp_server.analysis.report import FileReport
from lsp_server.text import Source
from tests.analysis.edits import check_report, edited, passage


def revised(before: str, after: str) -> tuple[FileReport, FileReport]:
    """The reports of a text and of the one it became, the second built on the first."""
    first = analyse(Source.of(before))
    source = Source.of(after)
    second = analyse(source, first)
    check_report(source, second)
    return first, second


def walk_of_edits(seed: int, length: int) -> tuple[int, int]:
    """Edit a passage again and again; return how often it was whole, and wrongly called broken."""
    rng = random.Random(seed)  # noqa: S311  # repeatable edits, no secrets
    good = passage(rng)
    source = Source.of(good)
    report = analyse(source)
    whole = doubted = 0
    for _ in range(length):
        source = Source.of(good if rng.random() < 0.15 else edited(rng, source.text))
        report = analyse(source, report)
        scratch = analyse(source)
        check_report(source, report)
        check_report(source, scratch)
        if report.problems:
            confirmed = confirm(report)
            doubted += not scratch.problems
            assert confirmed is report if scratch.problems else confirmed == scratch
            report = confirmed
        else:
            assert report == scratch
        if not scratch.problems:
            whole, good = whole + 1, source.text
    return whole, doubted


@pytest.mark.parametrize("seed", range(60))
def test_incremental_equals_from_scratch(seed: int):
    """After any edits a report without problems is the one from scratch; one with is confirmed."""
    whole, doubted = walk_of_edits(seed, 40)
    assert doubted <= 2 + whole // 10


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 3000))
def test_incremental_equals_from_scratch_for_long(seed: int):
    """The same over tens of thousands of edits."""
    walk_of_edits(seed, 60)


F = "def f(a):\n    if a:\n        return 1\n\n\n"
G = "def g(b):\n    while b:\n        b -= 1\n"
SPLICES = {
    "nothing changed": (F + G, F + G),
    "a body": (F + G, F.replace("1", "2") + G),
    "a comment before a block": (F + G, F + "# c\n" + G),
    "a statement between": (F + G, F + "x = 1\n" + G),
    "a statement at the end": (F + G, F + G + "x = 1\n"),
    "the last line's end": (F + G, F + G[:-1]),
    "text after a last line without end": (F + G[:-1], F + G[:-1] + "; x"),
    "a tail": (F + G, F + G + "\n# c\n"),
    "the tail becomes a head": (F + "# c\n", F + "# c\n" + G),
    "the last block goes": (F + G, F),
    "the first block goes": (F + G, G),
    "all goes": (F + G, ""),
    "all comes": ("", F + G),
    "a block becomes a comment": (F + "x\n" + G, F + "# x\n" + G),
    "the last block becomes a comment": (F + "x\n", F + "# x\n"),
    "a header goes": (F + G, F + G.removeprefix("def g(b):\n")),
    "two lines become one": ("x\ny\n", "xy\n"),
    "two statements join": ("x = 1\ny\n", "x = 1; y\n"),
    "else to column 0": ("if a:\n    b\nx\n", "if a:\n    b\nelse:\n    c\nx\n"),
    "except after a try that was none": ("try:\n    a\nx\n", "try:\n    a\nexcept E:\n    b\nx\n"),
    "a decorator": (F + G, F + "@d\n" + G),
    "a decorator goes": (F + "@d\n" + G, F + G),
    "a body is indented under the one before": ("if a:\n    b\nc\n", "if a:\n    b\n    c\n"),
    "blocks change places": (F + G + "x\n", "x\n" + G + F),
    "a bracket opens and closes": ("x = 1\ny\n", "x = (1,\n2)\ny\n"),
    "CRLF": (F + G, (F + G).replace("\n", "\r\n")),
    "an order mark": (F + G, "\ufeff" + F + G),
    "the order mark goes": ("\ufeff" + F + G, F + G),
    "backslash between": ("x = 1\n\ny\n", "x = 1\\\n\ny\n"),
    "a header with a backslash": ("class X:\n    a = 1\n", "class X:\\\n    a = 1\n"),
    "a trailing semicolon": ("class X:\n    a = 1\ny\n", "class X:\n    a = 1;\ny\n"),
    "the last block becomes a continuation": (F + "x\n\n", F + "\\\n\n"),
    "a continuation after what was broken": ("x y\nz\n\\\n\n", "x = y\nz\n\\\n\n"),
    "only deleting": (F + "x\ny\n" + G, F + "y\n" + G),
}


@pytest.mark.parametrize(("before", "after"), SPLICES.values(), ids=SPLICES)
def test_splices(before: str, after: str):
    """The report of an edit is the report from scratch, there and back."""
    for one, other in ((before, after), (after, before)):
        _, second = revised(one, other)
        scratch = analyse(Source.of(other))
        assert confirm(second) == (second if scratch.problems else scratch)


def test_untouched_blocks_are_the_same_objects():
    """Blocks whose text did not change are not measured again, wherever they went."""
    first, second = revised(G + F + "x\n", G + "import a\n" + F + "x\n")
    old, new = [p.block for p in first.blocks], [p.block for p in second.blocks]
    assert old[0] is new[0]
    assert old[1] is new[2]
    assert old[2] is new[3]


def test_only_the_touched_block_is_parsed(monkeypatch: pytest.MonkeyPatch):
    """A keystroke parses the lines of one block, in whole text and in broken."""
    parsed = []
    parse = reading.parse
    monkeypatch.setattr(reading, "parse", lambda text: (parsed.append(text), parse(text))[1])
    tail = "".join(f"def h{n}():\n    pass\n" for n in range(100))
    first = analyse(Source.of(F + G + tail))
    parsed.clear()
    second = analyse(Source.of(F + G.replace("-= 1", "-= 1(") + tail), first)
    third = analyse(Source.of(F + G.replace("-= 1", "-= 12(") + tail), second)
    fourth = analyse(Source.of(F + G.replace("-= 1", "-= 12") + tail), third)
    assert third.problems
    assert fourth.problems == ()
    assert all("def h" not in text and "def f" not in text for text in parsed)
    assert len(parsed) <= 5


def test_undo_parses_nothing(monkeypatch: pytest.MonkeyPatch):
    """A block or method that was seen before is recalled by its digest."""
    parsed = []
    parse = reading.parse
    monkeypatch.setattr(reading, "parse", lambda text: (parsed.append(text), parse(text))[1])
    methods = "".join(f"    def m{n}(self):\n        return {n}\n\n" for n in range(20))
    text = F + G + 'class C:\n    "Doc."\n\n' + methods
    known = {}
    first = analyse(Source.of(text), None, known)
    for old, new in (("-= 1", "-= 2"), ("return 7", "return 8")):
        changed = analyse(Source.of(text.replace(old, new)), first, known)
        assert len(parsed) > 1
        parsed.clear()
        assert analyse(Source.of(text), changed, known) == first
        assert parsed == []
        parsed.append("")


def test_a_broken_block_keeps_its_last_good_figures():
    """While a block is broken it keeps its figures, stale, and the others are live."""
    text = F.replace("return 1", "return [\n1]")
    first, second = revised(text + G, text.replace("return [", "return [(") + G)
    broken, live = second.blocks
    assert (broken.stale, broken.provisional, live.stale) == (True, False, False)
    assert broken.block.functions[0].c901 == first.blocks[0].block.functions[0].c901


def test_stale_figures_move_with_their_lines():
    """Lines added above what is stale shift it; a line count is that of the text now."""
    source = F.replace("    if", "    x(\n    if")
    _, second = revised(F + G, source + G)
    stale = second.blocks[0]
    (function,) = stale.block.functions
    assert stale.stale
    assert [item.line for item in function.contributions] == [2]
    assert function.end_line == 3
    third = analyse(Source.of("# c\n\n" + source + G), second)
    assert third.blocks[0].block.functions[0].contributions[0].line == 4


def test_stale_figures_leave_when_their_function_leaves():
    """A block that was deleted is not kept alive by a broken neighbour."""
    _, second = revised(F + G, F.replace("if a:", "if a(:"))
    assert [f.name for _, f in second.functions()] == ["f"]


def test_a_name_that_lives_elsewhere_is_not_stale_too():
    """Cutting a function in two leaves its live half only."""
    _, second = revised(F + G, F.replace("        return", "x(\n        return") + G)
    assert [f.name for _, f in second.functions()] == ["f", "g"]


def test_two_blocks_broken_together_stay_two():
    """When a broken run swallows several blocks, each keeps its figures at its own place."""
    _, second = revised(F + G, F.replace("1\n", "(\n") + " " + G)
    assert [f.name for _, f in second.functions()] == ["f", "g"]


def test_distant_quotes_are_joined():
    """Quoting a passage out, one end after the other, ends as one string."""
    opened = '"""\n' + F + G
    first = analyse(Source.of(F + G))
    second = analyse(Source.of(opened), first)
    assert second.problems
    third = analyse(Source.of(opened + '"""\n'), second)
    assert third == analyse(Source.of(opened + '"""\n'))


def test_a_run_of_broken_blocks_is_joined_as_a_whole():
    """Several broken blocks in a row have one problem between them; none is left behind by joining."""
    texts = ["def f():\n    a\nw\nx\ny\n", 'def f():\n    a\nw\nx = """\ny y\n']
    texts.append(texts[1].replace("    a\n", '    """\n'))
    report = analyse(Source.of(texts[0]))
    for text in texts[1:]:
        source = Source.of(text)
        report = analyse(source, report)
        check_report(source, report)
        assert report.problems


def test_a_problem_elsewhere_moves_with_its_lines():
    """Lines added above a broken block shift its problem, without reading it again."""
    _, second = revised("x\ny y\n" + F, "x\nw\n\ny y\n" + F)
    assert [p.line for p in second.problems] == [3]
