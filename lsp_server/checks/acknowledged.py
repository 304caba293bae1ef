"""Findings that somebody has acknowledged: quiet until a time, or until they get worse.

An acknowledgement is known by file, code and symbol, so that it lasts while code moves. Deliberately
absent: the clock; whoever hands in acknowledgements leaves out those that have expired.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from lsp_server.checks.finding import Change, Finding, Severity
from lsp_server.checks.findings import Findings, Group
from lsp_server.memory.kinds import Ack, Figures

Acks = Mapping[str, Ack]
"""Acknowledgements of one file by `identity_of` a finding."""

NONE: Final[Acks] = {}


def identity_of(finding: Finding) -> str:
    """Return what tells a finding from the others of its file, wherever it stands."""
    return f"{finding.symbol or said(finding)} [{finding.code}]"


def said(finding: Finding) -> str:
    """Return what a finding says besides that it is acknowledged."""
    return finding.message.removesuffix(f" ({finding.acknowledged})")


def key_of(path: str, finding: Finding) -> str:
    """Return the name of a finding's acknowledgement; `path` is relative, with forward slashes."""
    return f"{path}::{identity_of(finding)}"


def holds(ack: Ack, finding: Finding) -> bool:
    """Tell whether a finding is no worse than when it was acknowledged."""
    return all(figure <= ack.figures.get(name, figure) for name, figure in finding.exceeded) and (
        not ack.figures or all(name in ack.figures for name, _ in finding.exceeded)
    )


def applied(finding: Finding, ack: Ack) -> Finding:
    """Return a finding as a hint that tells of its acknowledgement, or as it is once it got worse."""
    if not holds(ack, finding):
        return finding
    return finding._replace(
        severity=Severity.HINT,
        change=Change.UNCHANGED,
        message=f"{finding.message} ({told(ack)})",
        acknowledged=told(ack),
    )


def figures_of(finding: Finding) -> Figures:
    """Return the figures that may not be exceeded while a finding is acknowledged.

    All of its symbol, for which of them are above their limits follows from the base, too.
    """
    return dict(finding.figures)


def told(ack: Ack) -> str:
    """Say who has acknowledged something, until when, and why."""
    by = f" by {ack.by}" if ack.by else ""
    until = dt.datetime.fromtimestamp(ack.until, tz=dt.UTC).astimezone().date().isoformat()
    why = f": {ack.reason}" if ack.reason else ""
    return f"acknowledged{by} until {until}{why}"


class Quieted:
    """The findings of one document with its acknowledgements applied, kept from run to run."""

    def __init__(self) -> None:
        self._acks = NONE
        self._known: dict[int, tuple[tuple[Finding, ...], tuple[Finding, ...]]] = {}

    def of(self, findings: Findings, acks: Acks) -> Findings:
        """Return the findings; a group that nothing is acknowledged of stays the same object."""
        if not acks:
            return findings
        if self._acks != acks:
            self._acks, self._known = acks, {}
        known, self._known = self._known, {}
        return Findings(tuple(self._group(group, known) for group in findings.groups))

    def _group(
        self, group: Group, known: dict[int, tuple[tuple[Finding, ...], tuple[Finding, ...]]]
    ) -> Group:
        key = id(group.findings)
        pair = known.get(key) or (group.findings, quieted(group.findings, self._acks))
        self._known[key] = pair
        return group._replace(findings=pair[1])


def quieted(findings: tuple[Finding, ...], acks: Acks) -> tuple[Finding, ...]:
    """Return findings of a file with its acknowledgements applied; the same tuple if none is."""
    before = tuple(findings)
    changed = tuple(
        finding if (ack := acks.get(identity_of(finding))) is None else applied(finding, ack)
        for finding in before
    )
    same = all(new is old for new, old in zip(changed, before, strict=True))
    return before if same else changed
