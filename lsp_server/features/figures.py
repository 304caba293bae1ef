"""The figures of a function in a settled order, with their tiers: what hover and lens both show."""

from collections.abc import Iterator
from typing import NamedTuple

from lsp_server.analysis.report import FunctionReport
from lsp_server.settings import Settings, Tiers


class Figure(NamedTuple):
    """One figure; `limit` is None where no limit is set, `before` where the base has none."""

    name: str
    value: int
    tier: int
    limit: int | None
    before: int | None


def figures(
    function: FunctionReport, settings: Settings, before: FunctionReport | None
) -> Iterator[Figure]:
    """Yield the figures that have limits."""
    dialect = "cc" if settings.cyclomatic_dialect == "cc" else "c901"
    limited: tuple[tuple[str, str, Tiers | None], ...] = (
        ("cognitive", "cognitive", settings.cognitive),
        ("cyclomatic", dialect, settings.cyclomatic),
        ("nesting", "nesting", settings.nesting),
        ("parameters", "parameters", settings.parameters),
        ("statements", "statements", settings.statements),
    )
    for name, attribute, limits in limited:
        value: int = getattr(function, attribute)
        tier = limits.tier(value) if limits else 0
        old = None if before is None else getattr(before, attribute)
        yield Figure(name, value, tier, limits.notable if limits else None, old)


def worst_tier(function: FunctionReport, settings: Settings) -> int:
    """Return the highest tier of a function's figures."""
    return max(figure.tier for figure in figures(function, settings, None))
