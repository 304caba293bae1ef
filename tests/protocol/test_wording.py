"""Diagnostics as bytes say what they would say if encoded afresh, and are seldom encoded."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsp_server.analysis import analyse
from lsp_server.checks import Known, run
from lsp_server.checks.finding import Finding
from lsp_server.checks.findings import Findings, shifted
from lsp_server.encoding import Encoding
from lsp_server.protocol.capabilities import Client
from lsp_server.protocol.convert import Places, diagnostics
from lsp_server.protocol.wording import Wording
from lsp_server.settings import DEFAULT
from lsp_server.text import Edit, Position, Source, Span

URI = "file:///a%20b.py"
TODAY = dt.date(2026, 6, 15)
PARAMETERS = "(a, b, c, d, e, f, g, h, i, j):\n"
NESTED = "".join(f"{'    ' * depth}if '😀é%d%s' in x:\n" for depth in range(1, 7))
NAMES = ["f", "größe", "\U0001d4d5", "x" * 9]
PIECES = [
    *(f"def {name}{PARAMETERS}{NESTED}{'    ' * 7}pass\n" for name in NAMES),
    "x = 1\n",
    "# vitals: ignore[100% no check \ud800]\n",
    "class C:\n    def broken(self, :\n        pass\n",
    "'''",
    "\n",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
CLIENT = Client(versions=True, related_information=True, data=True, tags=True, descriptions=True)


def wording_for(client: Client) -> Wording[Finding]:
    def make(found: tuple[Finding, ...], line: int, places: Places):
        return diagnostics(shifted(found, line), URI, places, client)

    return Wording(make, client.encoding)


def plainly(findings: Findings, source: Source, client: Client) -> object:
    """What the findings are in LSP's words, without any bytes kept."""
    made = diagnostics(findings, URI, Places(source, client.encoding), client)
    return json.loads(json.dumps(made))


@given(TEXTS, st.lists(st.tuples(st.integers(0, 40), TEXTS), max_size=5), st.sampled_from(Encoding))
def test_what_is_kept_says_what_is_so(text: str, edits: list[tuple[int, str]], encoding: Encoding):
    """After any edits, broken text and lone surrogates included, each diagnostic is the true one."""
    client = CLIENT._replace(encoding=encoding)
    wording, known = wording_for(client), Known()
    source = Source.of(text)
    report = analyse(source)
    for line, new in [(0, ""), *edits]:
        place = Position(line, 0)
        source = source.edited(Edit(Span(place, place), new))
        report = analyse(source, report)
        findings = run(report, DEFAULT, None, TODAY, known)
        said = json.loads(wording.array(findings.groups, source))
        assert said == plainly(findings, source, client)


@pytest.mark.parametrize("client", [Client(), CLIENT])
def test_what_only_moves_is_not_encoded_again(client: Client):
    """With 300 findings, a line above them costs no encoding; one more function costs one."""
    text = "".join(f"def f{number}{PARAMETERS}    pass\n" for number in range(300))
    known, wording = Known(), wording_for(client)
    report = analyse(Source.of("x = 1\n" + text))
    counts = []
    for above in ("x = 1\n", "x = 1\n\ny = 1\n", "x = 1\n" + f"def g{PARAMETERS}    pass\n"):
        source = Source.of(above + text)
        report = analyse(source, report)
        findings = run(report, DEFAULT, None, TODAY, known)
        said = json.loads(wording.array(findings.groups, source))
        assert said == plainly(findings, source, client)
        counts.append(wording.encoded)
    assert counts[0] == 300
    assert counts[1] - counts[0] == 0
    assert counts[2] - counts[1] == 1
