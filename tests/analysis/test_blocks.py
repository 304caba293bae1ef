"""A whole text as blocks, live and broken."""

import pickle

import pytest

from lsp_server.analysis import analyse, confirm
from lsp_server.analysis.report import FileReport
from lsp_server.text import Source
from tests.analysis.edits import check_report


def drawn(report: FileReport) -> str:
    """The blocks' heights; a broken one has a question mark and the name of what is known of it."""
    return " ".join(
        f"{block.physical}?{block.name}" if stale else str(block.physical)
        for _, block, stale in report.blocks
    )


def check(text: str, expected: str) -> FileReport:
    source = Source.of(text)
    report = analyse(source)
    check_report(source, report)
    assert drawn(report) == expected
    return report


WHOLE = {
    "nothing": ("", ""),
    "blank lines": ("\n\n", "2"),
    "comments": ("# a\n# b", "2"),
    "statements": ("x\ny\nz\n", "1 1 1"),
    "comments belong to what follows": ("x\n\n# y\ny\n", "1 3"),
    "the tail belongs to the last": ("x\ny\n\n# tail\n", "1 3"),
    "comments in a body's end": ("def f():\n    x\n    # end\ny\n", "2 2"),
    "decorators": ("x\n@a\n@b(\n)\ndef f():\n    pass\n", "1 5"),
    "joined by semicolons": ("x; y; z\nw\n", "1 1"),
    "joined at a string's end": ('x = """\n"""; y = """\n"""\nz\n', "3 1"),
    "joined by a backslash": ("x; \\\ny\nz\n", "2 1"),
    "compound": ("if x:\n    a\nelse:\n    b\ntry: c\nfinally: d\n", "4 2"),
    "long strings": ('"""\ndef f(): pass\n\n"""\nx\n', "4 1"),
    "endings of all kinds": ("x\ry\r\nz\n", "1 1 1"),
    "form feeds": ("x\n\f\ny\n\fz\n", "1 2 1"),
    "order mark": ("\ufeffx\ny\n", "1 1"),
    "order mark before a comment": ("\ufeff# c\ny\n", "2"),
    "no line end": ("x\ny", "1 1"),
}


@pytest.mark.parametrize(("text", "expected"), WHOLE.values(), ids=WHOLE)
def test_whole_texts(text: str, expected: str):
    """Text that parses is live blocks that cover all its lines."""
    report = check(text, expected)
    assert report.problems == ()


BROKEN = {
    "one statement": ("x\ny y\nz\n", "1 1? 1"),
    "comments belong to what follows": ("x\n# y\ny y\n\n# z\nz\n", "1 2? 3"),
    "neighbours in one": ("x x\ny y\nz\n", "2? 1"),
    "bracket": ("x = (\n\ndef f():\n    pass\n", "1? 3"),
    "bracket in a body": ("def f():\n    g(\n\n\ndef h():\n    pass\n", "2?f 4"),
    "long string in a body": ('def f():\n    """\n\n\ndef h():\n    pass\n', "2?f 4"),
    "long string before docstrings": (
        'x = """\n\ndef h():\n    """One."""\n\n\ndef i():\n    """One."""\n',
        "1? 3 4",
    ),
    "a string that closes is one": ('x = """\na b\nc d\n"""\ny y\nz\n', "4 1? 1"),
    "a bracket that closes is one": ("x = [\n'a',\nb\n]\ny y\nz\n", "4 1? 1"),
    "lost body": ("def f():\ndef g():\n    pass\n", "1? 2"),
    "lost header": ("x\n    y\n    z\nw\n", "3? 1"),
    "first line indented": ("    y\nw\n", "1? 1"),
    "orphan": ("x\nelse:\n    y\nz\n", "3? 1"),
    "decorator alone": ("x\n@a\n", "1 1?"),
    "decorator of nothing": ("@a\nx = 1\ndef f():\n    pass\n", "2? 2"),
    "continuation": ("x = 1 \\\ny\nz\n", "2? 1"),
    "null": ("x\ny = '\0'\nz\n", "1 1? 1"),
    "surrogate": ("x\n# \ud800\ny\nz\n", "1 2? 1"),
    "tail": ("x\ny y\n\n# tail\n", "1 3?"),
    "print of Python 2": ("import a\nprint 'a'\ndef f():\n    pass\n", "1 1? 2"),
    "conflict markers": ("<<<<<<< a\nx\n=======\ny\n>>>>>>> b\nz\n", "1? 1 1? 1 1? 1"),
}


@pytest.mark.parametrize(("text", "expected"), BROKEN.values(), ids=BROKEN)
def test_broken_texts(text: str, expected: str):
    """Each block that parses alone is live; each run of broken lines has one problem."""
    report = check(text, expected)
    assert len(report.problems) == expected.count("?")


def test_problems_say_where_in_the_file():
    """A problem stands at the lines of the file, not of its block."""
    report = analyse(Source.of("x\n\ny y\nz\nw w\n"))
    assert [(p.line, p.column) for p in report.problems] == [(2, 2), (4, 2)]


def test_an_order_mark_shifts_no_column():
    """Columns of the first line count the mark, as the editor does."""
    report = analyse(Source.of("\ufeffdef f(): pass\n"))
    ((_, function),) = report.functions()
    assert (function.column, function.name_column) == (1, 5)


def test_equal_texts_have_equal_reports():
    """A report is a value: equal for the same text, unequal for another, the same once pickled."""
    report = analyse(Source.of("def f(): pass\n"))
    assert report == analyse(Source.of("def f(): pass\n"))
    assert hash(report) == hash(analyse(Source.of("def f(): pass\n")))
    assert report != analyse(Source.of("def g(): pass\n"))
    copy = pickle.loads(pickle.dumps(report))  # noqa: S301  # our own
    assert copy == report == report.detached()
    assert copy.source is report.detached().source is None


def test_confirming_what_needs_none():
    """A report without problems, or without its text, is its own confirmation."""
    whole = analyse(Source.of("x\n"))
    assert confirm(whole) is whole
    broken = analyse(Source.of("x x\n"))
    assert confirm(broken) is broken
    assert confirm(broken.detached()).problems == broken.problems
