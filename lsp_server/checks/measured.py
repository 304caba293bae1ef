"""One finding for a function or class: its worst dimension, against the base and suppressions."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

from lsp_server.analysis.report import Contribution, FileReport, FunctionReport, span_of_name
from lsp_server.checks.dimension import Dimension, Excess, Measured
from lsp_server.checks.finding import Change, Finding, Related, Severity
from lsp_server.settings import Settings
from lsp_server.text import Position, Span

SEVERITY: Final[Mapping[bool, tuple[Severity | None, ...]]] = {
    True: (None, Severity.INFORMATION, Severity.WARNING, Severity.WARNING),
    False: (None, None, Severity.HINT, Severity.INFORMATION),
}
"""By whether something is new or worse, then by tier: how loud it is; None is silent."""

WHY: Final = 3
"""Contributions named beside a finding."""

Base = Mapping[str, Sequence[Measured]] | None
"""The functions and classes of the base by qualified name; None where no base is known."""


class Judged(NamedTuple):
    """An excess with what the base says of it."""

    excess: Excess
    change: Change
    before: int | None
    severity: Severity

    @property
    def rank(self) -> tuple[int, bool, int, float]:
        """Loudest first, then what is new or worse, then worst."""
        return (-self.severity, self.change is not Change.UNCHANGED, *self.excess.rank)


def by_name(report: FileReport) -> dict[str, list[Measured]]:
    """Return the functions and classes of a report by qualified name.

    A property's getter and setter and the overloads of a function are namesakes.
    """
    named: dict[str, list[Measured]] = {}
    for _, item in chain[tuple[int, Measured]](report.classes(), report.functions()):
        named.setdefault(item.qualified_name, []).append(item)
    return named


def judge(
    found: Iterable[Excess], measured: Measured, settings: Settings, base: Base
) -> list[Judged]:
    """Compare excesses with the base; those that are silent there are left out. Worst first.

    Which namesake of the base is which cannot be told from one block: the worst of them counts.
    """
    namesakes = () if base is None else base.get(measured.qualified_name, ())
    judged = []
    for excess in found:
        figures = (excess.dimension.figure(item, settings) for item in namesakes)
        before = max((figure for figure in figures if figure is not None), default=None)
        change = _change(before, excess.figure)
        severity = SEVERITY[change is not Change.UNCHANGED][excess.tier]
        if severity is not None:
            judged.append(Judged(excess, change, before, severity))
    return sorted(judged, key=lambda item: item.rank, reverse=True)


def _change(before: int | None, now: int) -> Change:
    if before is None:
        return Change.NEW
    return Change.WORSE if now > before else Change.UNCHANGED


def finding(
    measured: Measured, judged: list[Judged], figures: Iterable[Dimension], settings: Settings
) -> Finding:
    """Return the finding for judged excesses, worst first, in the block's own lines."""
    worst = judged[0]
    span = span_of_name(0, measured)
    others = [Related(span, message(measured, item)) for item in judged[1:]]
    return Finding(
        code=worst.excess.dimension.code,
        span=span,
        severity=worst.severity,
        message=message(measured, worst),
        tier=worst.excess.tier,
        change=worst.change,
        symbol=measured.qualified_name,
        figures=tuple(
            (item.name, figure)
            for item in figures
            if (figure := item.figure(measured, settings)) is not None
        ),
        exceeded=tuple((item.excess.dimension.name, item.excess.figure) for item in judged),
        related=(*others, *_why(measured, judged)),
    )


def message(measured: Measured, item: Judged) -> str:
    """Say what is wrong with a function or class."""
    figure = str(item.excess.figure)
    if item.change is Change.WORSE:
        figure += f", was {item.before}"
    complaint = item.excess.dimension.complaint.format(figure)
    return f"`{measured.qualified_name}` {complaint} (limit {item.excess.limit})"


def _why(measured: Measured, judged: list[Judged]) -> list[Related]:
    if not isinstance(measured, FunctionReport):
        return []
    names = {item.excess.dimension.name for item in judged}
    related = []
    if "cognitive" in names:
        heaviest = sorted(measured.contributions, key=lambda item: -item.increment)[:WHY]
        related += [Related(_span(item), reason(item)) for item in heaviest]
    if "nesting" in names:
        line, column = measured.deepest
        start = Position(line, column)
        related.append(Related(Span(start, start), f"level {measured.nesting} begins here"))
    return related


def reason(item: Contribution) -> str:
    """Say what a contribution adds and why."""
    nested = f", {item.nesting} of it for nesting" if item.nesting else ""
    return f"+{item.increment} for `{item.construct}`{nested}"


def _span(item: Contribution) -> Span:
    start = Position(item.line, item.column)
    return Span(start, Position(item.line, item.column + len(item.construct.split()[0])))
