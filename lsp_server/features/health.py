"""The health of a document in a few figures: what a status line shows, and its words."""

from typing import Final, NamedTuple

from lsp_server.analysis.report import BlockReport, FunctionReport
from lsp_server.analysis.report import Placed as Block
from lsp_server.checks.finding import Change, Finding, Severity
from lsp_server.features.figures import worst_tier
from lsp_server.features.markdown import code, count
from lsp_server.features.places import measured_in, on_lines
from lsp_server.settings import Settings
from lsp_server.workspace.snapshot import Diagnosed

TIERS: Final = ("", "notable", "high", "extreme")
"""The names of the tiers, from 0."""


class Worst(NamedTuple):
    """The function of the highest tier, of these the one of the greatest cognitive complexity."""

    tier: int
    cognitive: int
    line: int
    symbol: str


class Health(NamedTuple):
    """Counts of a document; `tiers[n]` of its functions in tier n, `new` of new or worse findings."""

    functions: int
    classes: int
    cognitive: int
    tiers: tuple[int, ...]
    new: int
    worst: Worst | None


class _Part(NamedTuple):
    """What a block adds; the line of `worst` counts from the block's."""

    tiers: tuple[int, ...]
    classes: int
    worst: Worst | None


def health(diagnosed: Diagnosed) -> Health:
    """Return the health of a document. Only blocks that are new since the last time are looked at."""
    parts = diagnosed.report.blocks.each(_part, diagnosed.settings)
    worst = max(
        (part.worst._replace(line=line + part.worst.line) for line, part, _ in parts if part.worst),
        key=_rank,
        default=None,
    )
    tiers = tuple(sum(part.tiers[tier] for _, part, _ in parts) for tier in range(len(TIERS)))
    return Health(
        sum(tiers),
        sum(part.classes for _, part, _ in parts),
        diagnosed.report.cognitive,
        tiers,
        sum(map(_is_new, diagnosed.findings)),
        None if worst is None else _named(diagnosed, worst),
    )


def short(of: Health) -> str:
    """Return the few words for a status line."""
    new = [f"{of.new} new or worse"] if of.new else []
    return " · ".join([_above(of) or "healthy", *new])


def long(name: str, of: Health) -> str:
    """Return the sentences for whoever asks more, as Markdown."""
    functions = count(of.functions, "function")
    lines = [f"**{name}**: cognitive complexity {of.cognitive} in {functions}"]
    if above := _above(of):
        lines.append(f"Functions above the limits: {above}")
    if of.worst is not None and of.worst.cognitive:
        symbol, line = code(of.worst.symbol), of.worst.line + 1
        lines.append(f"Most complex: {symbol}, line {line}, cognitive {of.worst.cognitive}")
    if of.new:
        lines.append(f"New or worse than the base: {count(of.new, 'finding')}")
    return "\n\n".join(lines)


def _above(of: Health) -> str:
    """Return how many functions are in which tier, the worst first."""
    tiers = range(len(TIERS) - 1, 0, -1)
    return ", ".join(f"{of.tiers[tier]} {TIERS[tier]}" for tier in tiers if of.tiers[tier])


def _part(block: BlockReport, settings: Settings) -> _Part:
    tiers, classes, worst = [0] * len(TIERS), 0, None
    for placed in measured_in(Block(0, block), {}):
        if not isinstance(placed.item, FunctionReport):
            classes += 1
            continue
        tier = worst_tier(placed.item, settings)
        tiers[tier] += 1
        found = Worst(tier, placed.item.cognitive, placed.name.start.line, placed.symbol)
        worst = found if worst is None else max(worst, found, key=_rank)
    return _Part(tuple(tiers), classes, worst)


def _rank(worst: Worst) -> tuple[int, int]:
    return worst.tier, worst.cognitive


def _named(diagnosed: Diagnosed, worst: Worst) -> Worst:
    """Return what was found in a block with the symbol that it has in the document."""
    for placed in on_lines(diagnosed.report, worst.line, worst.line):
        if placed.name.start.line == worst.line and isinstance(placed.item, FunctionReport):
            return worst._replace(symbol=placed.symbol)
    return worst


def _is_new(finding: Finding) -> bool:
    return (
        finding.change is not Change.UNCHANGED
        and finding.severity <= Severity.INFORMATION
        and not finding.acknowledged
    )
