"""Code actions: fixes of findings, suppressing them with a reason, explaining them; moved imports."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from lsp_server.analysis.report import FunctionReport
from lsp_server.checks.acceptance import suppressions
from lsp_server.checks.acknowledged import identity_of
from lsp_server.checks.finding import Finding, Fix
from lsp_server.features.moves import Move, moves
from lsp_server.features.places import on_lines, overlap
from lsp_server.text import Edit, Span
from lsp_server.workspace.linkage import Linkage
from lsp_server.workspace.snapshot import Diagnosed, Snapshot

PERIODS: Final = ((7, "week"), (30, "month"))
"""Days for which a finding can be acknowledged, and what they are called."""

FIX: Final = "quickfix"
REWRITE: Final = "refactor.rewrite"
"""The kinds of actions, in LSP's words."""


class Action(NamedTuple):
    """Something to offer: edits of the document, or a command with its arguments.

    `finding` is what the action mends, if it mends one. `kind` is LSP's, "" for what only shows.
    """

    title: str
    edits: tuple[Edit, ...] = ()
    command: str = ""
    arguments: tuple[str | int, ...] = ()
    finding: Finding | None = None
    kind: str = ""


def actions(
    snapshot: Snapshot, uri: str, span: Span, linkage: Linkage, *, remembered: bool = False
) -> list[Action]:
    """Return what can be done about the findings, functions and imports that a span touches.

    `remembered`: there is a memory, in which findings can be acknowledged.
    """
    diagnosed = snapshot.files.get(uri)
    if diagnosed is None or diagnosed.pending:
        return []
    movable = moves(diagnosed, span, linkage)
    found = [*_of_findings(diagnosed, span, movable)]
    mending = {action.title for action in found}
    others = [
        Action(move.title, edits=move.edits, kind=REWRITE)
        for move in movable
        if move.title not in mending
    ]
    acks = _acknowledging(diagnosed, span) if remembered else ()
    return [*found, *acks, *others, *_why(diagnosed, span, snapshot.explained)]


def _of_findings(diagnosed: Diagnosed, span: Span, movable: Sequence[Move]) -> Iterator[Action]:
    lines = diagnosed.document.source.lines
    explained = set()
    for finding in diagnosed.findings.on_lines(span.start.line, span.end.line):
        if not overlap(finding.span, span):
            continue
        fixes = (*finding.fixes, *suppressions(finding, diagnosed.report, lines))
        for fix in (*_mending(finding, movable), *fixes):
            yield Action(fix.title, edits=fix.edits, finding=finding, kind=FIX)
        if finding.code not in explained:
            explained.add(finding.code)
            title = f"Explain {finding.code}"
            yield Action(title, command="vitals.explain", arguments=(finding.code,))


def _acknowledging(diagnosed: Diagnosed, span: Span) -> Iterator[Action]:
    """Yield what acknowledges the findings, or takes that back."""
    uri = diagnosed.document.uri
    for finding in diagnosed.findings.on_lines(span.start.line, span.end.line):
        if not overlap(finding.span, span):
            continue
        identity = identity_of(finding)
        if finding.acknowledged:
            title = f"Take back: {finding.code} {finding.acknowledged}"
            arguments: tuple[str | int, ...] = (uri, identity)
            yield Action(title, (), "vitals.withdraw", arguments, finding, FIX)
            continue
        for days, period in PERIODS:
            title = f"Acknowledge {finding.code} for a {period}, unless it gets worse"
            arguments = (uri, identity, days)
            yield Action(title, (), "vitals.acknowledge", arguments, finding, FIX)


def _mending(finding: Finding, movable: Iterable[Move]) -> Iterator[Fix]:
    """Yield the moves after which a finding is gone."""
    for move in movable:
        if move.mends(finding):
            yield Fix(move.title, move.edits)


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
