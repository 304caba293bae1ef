"""Findings that somebody has acknowledged: quiet until a time, or until they get worse.

An acknowledgement is known by file, code and symbol, so that it lasts while code moves. Deliberately
absent: the clock; whoever hands in acknowledgements leaves out those that have expired.
"""

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from lsp_server.checks.finding import Change, Finding, Severity
from lsp_server.checks.findings import Findings, Group
from lsp_server.memory.kinds import Ack, Figures

Find = Callable[[str], Ack | None]
"""Returns the acknowledgement of a finding of one file by `identity_of` it."""


class Acks(NamedTuple):
    """What gives the acknowledgements of a file, and a number that grows when any may have changed."""

    revision: int
    find: Find


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
        self._revision = 0
        self._known: dict[int, tuple[tuple[Finding, ...], tuple[Finding, ...]]] = {}

    def of(self, findings: Findings, acks: Acks | None) -> Findings:
        """Return the findings; a group of which nothing is acknowledged stays the same object."""
        if acks is None:
            self._known = {}
            return findings
        if self._revision != acks.revision:
            self._revision, self._known = acks.revision, {}
        known, self._known = self._known, {}
        return Findings(tuple(self._group(group, known, acks) for group in findings.groups))

    def _group(
        self,
        group: Group,
        known: dict[int, tuple[tuple[Finding, ...], tuple[Finding, ...]]],
        acks: Acks,
    ) -> Group:
        key = id(group.findings)
        pair = known.get(key) or (group.findings, quieted(group.findings, acks.find))
        self._known[key] = pair
        return group._replace(findings=pair[1])


def quieted(findings: tuple[Finding, ...], find: Find) -> tuple[Finding, ...]:
    """Return findings of a file with its acknowledgements applied; the same tuple if none is."""
    changed = tuple(
        finding if (ack := find(identity_of(finding))) is None else applied(finding, ack)
        for finding in findings
    )
    pairs = zip(changed, findings, strict=True)
    return findings if all(new is old for new, old in pairs) else changed
