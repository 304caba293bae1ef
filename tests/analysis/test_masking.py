"""While a function is broken its figures are those of its text without the lines being edited."""

import pytest

from lsp_server.analysis import analyse
from lsp_server.analysis.report import FileReport
from lsp_server.text import Edit, Position, Source, Span

F = """\
def f(a):
    if a:
        for x in a:
            print(x)
    y = [
        1,
    ]
    return a


"""
G = "def g(b):\n    while b:\n        b -= 1\n"


def typed(before: str, after: str, keys: str) -> FileReport:
    """The report after typing keys, one by one, where `|` stands in the text."""
    start, rest = after.split("|")
    lines = start.split("\n")
    source = Source.of(start + rest)
    report = analyse(source, analyse(Source.of(before)))
    line, column = len(lines) - 1, len(lines[-1])
    for key in keys:
        place = Position(line, column)
        source = source.edited(Edit(Span(place, place), key))
        report = analyse(source, report)
        line, column = (line + 1, 0) if key == "\n" else (line, column + 1)
    return report


def cognitive(report: FileReport) -> dict[str, int]:
    return {function.name: function.cognitive for _, function in report.functions()}


CASES = {
    "a call": ("    |return a", "b(", 3),
    "an assignment": ("    |return a", "x = [1, ", 3),
    "a string": ("    |return a", 'x = "abc', 3),
    "a condition whose body stands": ("if a|:", " and (", 3),
    "a loop whose body stands": ("for x in a|:", ".b(", 3),
    "a header": ("def f(a|)", ", b=[", 3),
    "a line of its own": ("        for x in a:\n|", "        if x(\n", 3),
    "a block that is being typed": ("    |return a", "if a:\n        if b(", 4),
    "a line amid a bracket": ("        1,|", " (2,", 3),
}


@pytest.mark.parametrize(("place", "keys", "expected"), CASES.values(), ids=CASES)
def test_provisional_figures(place: str, keys: str, expected: int):
    """The edited lines are left out, all others count as they are."""
    text = F.replace(place.replace("|", ""), place)
    report = typed(F + G, text + G, keys)
    (broken,) = [placed for placed in report.placed() if placed.stale]
    assert broken.provisional
    assert report.problems
    assert cognitive(report) == {"f": expected, "g": 1}


def test_where_no_mask_fits_the_last_good_figures_stay():
    """Lines that no single statement can stand for leave the figures as they were."""
    report = typed(F + G, F.replace("y = [", "y = [|") + G, "[")
    (broken,) = [placed for placed in report.placed() if placed.stale]
    assert not broken.provisional
    assert cognitive(report) == {"f": 3, "g": 1}


def test_a_failed_mask_falls_back_to_what_was_good():
    """Figures that were provisional do not outlive the mask: the last good ones come back."""
    broken = F.replace("if a:", "if a(")
    first = analyse(Source.of(F))
    masked = analyse(Source.of(broken), first)
    unmasked = analyse(Source.of(broken.replace("y = [", "y = [[")), masked)
    (one,), (other,) = masked.placed(), unmasked.placed()
    assert (one.provisional, other.provisional) == (True, False)
    assert other.block.functions[0].local_names == first.blocks[0].block.functions[0].local_names
    assert other.block.functions == first.blocks[0].block.functions


def test_a_broken_text_is_masked_where_the_error_is():
    """A text that is broken when it is first seen has provisional figures without the line in error."""
    report = analyse(Source.of(F.replace("print(x)", "print(x") + G))
    assert report.problems
    assert cognitive(report) == {"f": 3, "g": 1}


def test_a_broken_method_is_provisional_and_the_others_live():
    """Inside a large class one method is broken, and all the others are what they were."""
    methods = "".join(
        f"    def m{n}(self):\n        if self.x:\n            return {n}\n\n" for n in range(12)
    )
    text = f"class C:\n    '''Doc.'''\n\n{methods}"
    report = typed(text + G, text.replace("return 5", "return 5|") + G, " + (")
    stale = [placed for placed in report.placed() if placed.stale]
    assert [placed.block.name for placed in stale] == ["m5"]
    assert stale[0].provisional
    assert cognitive(report) == {**{f"m{n}": 1 for n in range(12)}, "g": 1}
    assert [(class_.name, class_.methods) for _, class_ in report.classes()] == [("C", 12)]
