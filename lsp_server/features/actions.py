"""Code actions: the fixes of findings, suppressing them with a reason, and explaining them."""

from collections.abc import Iterator
from typing import NamedTuple

from lsp_server.analysis.report import FunctionReport
from lsp_server.checks.acceptance import suppressions
from lsp_server.checks.finding import Finding
from lsp_server.features.places import functions, overlap
from lsp_server.text import Edit, Span
from lsp_server.workspace.snapshot import Diagnosed


class Action(NamedTuple):
    """Something to offer: edits of the document, or a command with its arguments.

    `finding` is what the action mends, if it mends one.
    """

    title: str
    edits: tuple[Edit, ...] = ()
    command: str = ""
    arguments: tuple[str, ...] = ()
    finding: Finding | None = None


def actions(diagnosed: Diagnosed, span: Span) -> list[Action]:
    """Return what can be done about the findings and functions that a span touches."""
    return [*_of_findings(diagnosed, span), *_why(diagnosed, span)]


def _of_findings(diagnosed: Diagnosed, span: Span) -> Iterator[Action]:
    lines = diagnosed.document.source.lines
    explained = set()
    for finding in diagnosed.findings:
        if not overlap(finding.span, span):
            continue
        for fix in (*finding.fixes, *suppressions(finding, diagnosed.report, lines)):
            yield Action(fix.title, edits=fix.edits, finding=finding)
        if finding.code not in explained:
            explained.add(finding.code)
            title = f"Explain {finding.code}"
            yield Action(title, command="vitals.explain", arguments=(finding.code,))


def _why(diagnosed: Diagnosed, span: Span) -> Iterator[Action]:
    uri = diagnosed.document.uri
    for placed, function in functions(diagnosed.report):
        if function.contributions and overlap(placed.head, span):
            yield _toggle(uri, function)


def _toggle(uri: str, function: FunctionReport) -> Action:
    title = f"Show or hide why `{function.name}` has cognitive {function.cognitive}"
    return Action(title, command="vitals.why", arguments=(uri, function.qualified_name))
