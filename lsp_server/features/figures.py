"""The figures of a function in a settled order, with their tiers: what hover and lens both show."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from lsp_server.analysis.report import FunctionReport
from lsp_server.settings import Settings, Tiers

_LIMITED: Final = ("cognitive", "cyclomatic", "nesting", "parameters", "statements")


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
    for name in _LIMITED:
        limits: Tiers | None = getattr(settings, name)
        value = value_of(function, name, settings)
        tier = limits.tier(value) if limits else 0
        old = None if before is None else value_of(before, name, settings)
        yield Figure(name, value, tier, limits.notable if limits else None, old)


def worst_tier(function: FunctionReport, settings: Settings) -> int:
    """Return the highest tier of a function's figures."""
    worst = 0
    for name in _LIMITED:
        limits: Tiers | None = getattr(settings, name)
        if limits is not None and (value := value_of(function, name, settings)) > limits.notable:
            worst = max(worst, limits.tier(value))
    return worst


def value_of(function: FunctionReport, name: str, settings: Settings) -> int:
    """Return a figure by its name; cyclomatic in the dialect of the settings."""
    attribute = settings.cyclomatic_dialect if name == "cyclomatic" else name
    value: int = getattr(function, attribute)
    return value
