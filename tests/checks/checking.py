"""What the tests of checks share: a text in, its findings out, and a fix applied."""

import datetime as dt

from fixture import applied

from lsp_server.analysis import analyse
from lsp_server.analysis.report import FileReport
from lsp_server.checks import run
from lsp_server.checks.acceptance import suppressions
from lsp_server.checks.finding import Finding, Fix
from lsp_server.settings import DEFAULT, Settings
from lsp_server.text import Source

TODAY = dt.date(2026, 6, 15)


def report_of(text: str) -> FileReport:
    """Analyse a text."""
    return analyse(Source.of(text))


def findings(text: str, settings: Settings = DEFAULT, base: str | None = None) -> list[Finding]:
    """Check a text against the text of its base; without one everything is new."""
    before = None if base is None else report_of(base)
    return list(run(report_of(text), settings, before, TODAY))


def offered(text: str, finding: Finding) -> list[Fix]:
    """Return the fixes that silence a finding of a text."""
    return list(suppressions(finding, report_of(text), Source.of(text).lines))


def fixed(text: str, fix: Fix) -> str:
    """Apply a fix."""
    return applied(text, fix.edits)
