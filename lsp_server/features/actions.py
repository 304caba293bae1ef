"""Code actions: the fixes of findings, suppressing them with a reason, and explaining them."""

from collections.abc import Iterator
from typing import NamedTuple

from lsp_server.analysis.report import FunctionReport
from lsp_server.checks.acceptance import suppressions
from lsp_server.checks.finding import Finding
from lsp_server.features.places import on_lines, overlap
from lsp_server.text import Edit, Span
from lsp_server.workspace.snapshot import Diagnosed, Snapshot


class Action(NamedTuple):
    """Something to offer: edits of the document, or a command with its arguments.

    `finding` is what the action mends, if it mends one.
    """

    title: str
    edits: tuple[Edit, ...] = ()
    command: str = ""
    arguments: tuple[str, ...] = ()
    finding: Finding | None = None


def actions(snapshot: Snapshot, uri: str, span: Span) -> list[Action]:
    """Return what can be done about the findings and functions that a span touches."""
    diagnosed = snapshot.files.get(uri)
    if diagnosed is None or diagnosed.pending:
        return []
    return [*_of_findings(diagnosed, span), *_why(diagnosed, span, snapshot.explained)]


def _of_findings(diagnosed: Diagnosed, span: Span) -> Iterator[Action]:
    lines = diagnosed.document.source.lines
    explained = set()
    for finding in diagnosed.findings.on_lines(span.start.line, span.end.line):
        if not overlap(finding.span, span):
            continue
        for fix in (*finding.fixes, *suppressions(finding, diagnosed.report, lines)):
            yield Action(fix.title, edits=fix.edits, finding=finding)
        if finding.code not in explained:
            explained.add(finding.code)
            title = f"Explain {finding.code}"
            yield Action(title, command="vitals.explain", arguments=(finding.code,))


def _why(
    diagnosed: Diagnosed, span: Span, explained: frozenset[tuple[str, str]]
) -> Iterator[Action]:
    uri = diagnosed.document.uri
    for placed in on_lines(diagnosed.report, span.start.line, span.end.line):
        function = placed.item
        if not isinstance(function, FunctionReport) or placed.stale:
            continue
        if function.contributions and overlap(placed.head, span):
            verb = "Hide" if (uri, placed.symbol) in explained else "Show"
            title = f"{verb} why `{function.name}` has cognitive {function.cognitive}"
            yield Action(title, command="vitals.why", arguments=(uri, placed.symbol))
