"""A large class is cut into its header and members: nothing but the cost of an edit depends on it."""

import datetime as dt
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lsp_server.analysis import analyse, confirm, reading, survey
from lsp_server.analysis.decoding import decode
from lsp_server.analysis.report import FileReport
from lsp_server.checks import run
from lsp_server.settings import DEFAULT
from lsp_server.text import Source
from tests.analysis.edits import check_report, real_files


def figures(report: FileReport) -> dict[str, object]:
    """All that a report says, in file lines and in the order of the text."""

    def placed(found: Iterator[tuple[int, object]]) -> list[tuple[object, ...]]:
        return sorted(
            (offset + item.line, item.column, *moved(item, offset)) for offset, item in found
        )

    return {
        "functions": placed(report.functions()),
        "classes": placed(report.classes()),
        "imports": placed(report.imports()),
        "lines": report.lines,
        "cognitive": report.cognitive,
        "halstead": report.halstead,
        "reasons": sorted(
            (offset + item.line, item.column, item.construct, item.increment)
            for offset, block, _ in report.placed()
            for item in block.cognitive
        ),
        "sums": [
            sum(getattr(placed.block, name) for placed in report.placed())
            for name in ("statements", "c901", "radon_complexity", "operand_count")
        ],
        "comments": sorted(
            (offset + item.line, item.text)
            for offset, block, _ in report.placed()
            for item in block.comments
        ),
    }


def moved(item: object, offset: int) -> tuple[object, ...]:
    """A function's, class's or import's fields, with its lines in the file's."""
    lines = ("line", "first_line", "name_line", "end_line")
    told = []
    for name in item.__struct_fields__:
        value = getattr(item, name)
        if name in lines:
            value += offset
        elif name == "contributions":
            value = [
                (each.line + offset, each.column, each.construct, each.increment) for each in value
            ]
        elif name == "deepest":
            value = (value[0] + offset, value[1]) if item.nesting else None
        told.append(value if isinstance(value, int | str | float) else repr(value))
    return tuple(told)


@pytest.mark.parametrize("path", real_files(), ids=lambda path: path.stem)
def test_members_change_no_figure(path: Path, monkeypatch: pytest.MonkeyPatch):
    """A text says the same whether its classes are cut or not."""
    source = Source.of(decode(path.read_bytes()).text)
    cut = analyse(source)
    check_report(source, cut)
    monkeypatch.setattr(reading, "LARGE", sys.maxsize)
    whole = analyse(source)
    assert not any(placed.block.members for placed in whole.blocks)
    assert figures(cut) == figures(whole)


@pytest.mark.parametrize("path", real_files(), ids=lambda path: path.stem)
def test_a_survey_says_the_same(path: Path):
    """The report of a text that nobody edits differs in nothing but its blocks."""
    source = Source.of(decode(path.read_bytes()).text)
    whole, today = survey(source), dt.date(2026, 1, 1)
    check_report(source, whole)
    assert figures(whole) == figures(analyse(source))
    assert list(run(whole, DEFAULT, None, today)) == sorted(
        run(analyse(source), DEFAULT, None, today), key=lambda finding: finding.span
    )


@pytest.mark.parametrize(
    "text", ["", "\n", "# c", "\ufeffx = 1\n", "x = (\n", "def f(:\n    pass\nx\n"]
)
def test_a_survey_takes_any_text(text: str):
    """Without code, with an order mark or broken: a survey covers every line."""
    source = Source.of(text)
    check_report(source, survey(source))
    assert survey(source).problems == analyse(source).problems


M = "".join(
    f"    def m{n}(self):\n        if self.x{n}:\n            return {n}\n\n" for n in range(12)
)
C = f'class C(B):\n    """Doc."""\n\n{M}'
F = "def f(a):\n    return a\n\n\n"
G = "def g():\n    pass\n"
EDITS = {
    "a body": ("return 5", "return 55"),
    "a new attribute": ("self.x5", "self.x4"),
    "a method goes": (M[M.index("    def m3") : M.index("    def m4")], ""),
    "a method comes": ("    def m3", "    def n(self):\n        pass\n\n    def m3"),
    "a decorator": ("    def m3", "    @d\n    def m3"),
    "a comment before a method": ("    def m3", "    # c\n    def m3"),
    "a suppression": ("    def m3", "    # vitals: ignore[complex-function]\n    def m3"),
    "the last method's end": ("            return 11\n", "            return 11\n        x = 1\n"),
    "a statement after the last method": (
        "            return 11\n",
        "            return 11\n\n    z = 1\n",
    ),
    "a comment after the last method": (
        "            return 11\n",
        "            return 11\n    # c\n",
    ),
    "the last method goes": (M[M.index("    def m11") :], ""),
    "the first method goes": (M[: M.index("    def m1(")], ""),
    "the docstring goes": ('    """Doc."""\n', ""),
    "a statement before the docstring": ('    """Doc', '    x = 1\n    """Doc'),
    "the header's end": ("C(B):", "C(B, D):"),
    "another name": ("class C(", "class Renamed("),
    "a decorated class": ("class C", "@d\nclass C"),
    "a function before the class": ("class C", "def h():\n    pass\n\n\nclass C"),
    "a class amid the class": ("    def m6", "class D:\n    def m6"),
    "a dedented statement": ("            return 11\n", "            return 11\nx = 1\n"),
    "an else to the class's column": ("    def m6", "else:\n    def m6"),
    "a deeper method": ("    def m6(self):\n        if", "        def m6(self):\n            if"),
    "another indentation": (M, M.replace("    ", "  ")),
    "tabs in one method": ("    def m6(self):\n        if", "\tdef m6(self):\n\t\tif"),
    "a header with a backslash": (
        'class C(B):\n    """Doc."""\n',
        'class C(B):\\\n    """Doc."""\n',
    ),
    "a body on the header's line": ("C(B):\n", "C(B): x = 1\n"),
    "joined by semicolons": ("            return 5\n", "            return 5\n    a = 1; b = 2\n"),
    "a trailing semicolon": ("            return 11\n", "            return 11;\n"),
    "a backslash before a method": (
        "            return 5\n\n",
        "            return 5\n    x = \\\n",
    ),
    "fewer lines than a large class has": (M[M.index("    def m4") :], ""),
    "no method at all": (M, ""),
    "the class goes": (C, ""),
    "the following function is indented": (G, "    def g(self):\n        pass\n"),
    "the header goes": ("class C(B):\n", ""),
    "CRLF": (C, C.replace("\n", "\r\n")),
    "a form feed between methods": ("    def m6", "\f\n    def m6"),
    "a form feed before a method": ("    def m6", "\f    def m6"),
    "an import by call": ("return 5", 'return __import__("os")'),
    "an open string that closes below": ("return 5\n", 'return """\n'),
}


@pytest.mark.parametrize("rest", [G, ""], ids=["amid the file", "at its end"])
@pytest.mark.parametrize(("old", "new"), EDITS.values(), ids=EDITS)
def test_an_edit_of_a_large_class_equals_from_scratch(old: str, new: str, rest: str):
    """The report of an edit is the report from scratch, there and back."""
    one = F + C + rest
    other = one.replace(old, new)
    for before, after in ((one, other), (other, one)):
        source = Source.of(after)
        report = analyse(source, analyse(Source.of(before)))
        check_report(source, report)
        scratch = analyse(source)
        assert confirm(report) == (report if scratch.problems else scratch)
        if after == one:
            assert report == scratch


WORK = {
    "a body": ("return 5", "return 55", ["m5"]),
    "a body that breaks": ("return 5", "return (", ["m5", "m5"]),
    "a method comes": ("    def m3", "    def n(self):\n        pass\n\n    def m3", ["n", "m3"]),
    "the header": ("C(B):", "C(B, D):", ["C"]),
    "another name": ("class C(", "class Renamed(", ["Renamed"]),
    "the class's end": (
        "            return 11\n",
        "            return 11\n\n    def n(self):\n        x\n",
        ["m11", "n"],
    ),
}


@pytest.mark.parametrize(("old", "new", "names"), WORK.values(), ids=WORK)
def test_an_edit_parses_the_members_that_it_touches(
    old: str, new: str, names: list[str], monkeypatch: pytest.MonkeyPatch
):
    """What is parsed after an edit of a large class are the touched members, no others."""
    text = F + C + G
    first = analyse(Source.of(text))
    parsed = []
    parse = reading.parse
    monkeypatch.setattr(reading, "parse", lambda text: (parsed.append(text), parse(text))[1])
    analyse(Source.of(text.replace(old, new)), first)
    found = [re.findall(r"(?:def|class) (\w+)", text.removeprefix("class _:\n")) for text in parsed]
    assert [name for names in found for name in names] == names


def test_members_that_stay_are_the_same_objects():
    """After an edit of one method the blocks of all others are the very ones from before."""
    before = analyse(Source.of(F + C + G))
    after = analyse(Source.of(F + C.replace("return 5", "return 66") + G), before)
    old = {placed.block.name: placed.block for placed in before.placed()}
    new = {placed.block.name: placed.block for placed in after.placed()}
    assert {name for name in old if old[name] is not new[name]} == {"C", "m5"}


def test_the_figures_of_a_class_follow_its_methods():
    """The class counts its methods, their complexity, and how they hang together."""
    joined = C.replace("return 5", "return self.x4")
    report = analyse(Source.of(joined), analyse(Source.of(C)))
    ((_, class_),) = report.classes()
    assert (class_.methods, class_.cognitive, class_.lcom4) == (12, 12, 11)
    assert ("m4", "m5") in class_.components


def test_a_class_that_is_broken_when_it_is_first_seen_has_live_methods():
    """One broken method takes nothing from the others, though nothing is known of the text."""
    report = analyse(Source.of(F + C.replace("return 5", "return (") + G))
    names = [function.name for _, function in report.functions()]
    assert names == ["f", *(f"m{n}" for n in range(12)), "g"]
    assert [placed.block.name for placed in report.placed() if placed.stale] == ["m5"]
