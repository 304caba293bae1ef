"""A report comes back from its bytes as it was; other bytes are no report."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsp_server.analysis import analyse, record
from lsp_server.text import Source

PACKAGE = Path(record.__file__).parent.parent
TEXTS = {
    "empty": "",
    "broken": "def f(:\n    pass\n\nx = (1\n",
    "only newer Pythons": "type X = int\n",
    "a large class": "class C:\n" + "".join(f"    def m{n}(self):\n        return {n}\n\n" for n in range(60)),
    "suppressions": "import os  # vitals: ignore[complex-function] because\n",
} | {path.name: path.read_text("utf-8") for path in sorted(PACKAGE.rglob("*.py"))}  # fmt: skip


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_report_comes_back_as_it_was(text):
    """Decoding what was encoded gives an equal report that needs no text."""
    report = analyse(Source.of(text))
    decoded = record.decode(record.encode(report))
    assert decoded == report
    assert decoded.source is None
    assert list(decoded.functions()) == list(report.functions())
    assert (decoded.lines, decoded.halstead) == (report.lines, report.halstead)


@given(st.binary(), st.data())
def test_any_other_bytes_are_no_report(content, data):
    """Neither arbitrary nor cut bytes decode, and nothing is raised."""
    whole = record.encode(analyse(Source.of("def f(a):\n    return a\n")))
    place = data.draw(st.integers(0, len(whole) - 1))
    assert record.decode(content) is None
    assert record.decode(whole[:place]) is None


def test_values_of_another_type_are_no_report():
    """Types are checked all the way down."""
    whole = record.encode(analyse(Source.of("def f(a):\n    return a\n")))
    assert b"\xa8function" in whole
    assert record.decode(whole.replace(b"\xa8function", b"\xc4\x08function")) is None
    assert record.decode(b"\x93" * 5000) is None
