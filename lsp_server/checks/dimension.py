"""A dimension: one figure of a function or class that a check holds against three limits."""

from collections.abc import Callable
from typing import NamedTuple

from lsp_server.analysis.report import ClassReport, FunctionReport
from lsp_server.settings import Settings, Tiers

Measured = FunctionReport | ClassReport


class Dimension(NamedTuple):
    """What is measured, by which check it is reported, and how one speaks of it.

    `figure` returns None where the dimension does not apply. `complaint` is said of the symbol;
    it has one {} for the figure.
    """

    name: str
    code: str
    limits: Callable[[Settings], Tiers | None]
    figure: Callable[[Measured, Settings], int | None]
    complaint: str


class Excess(NamedTuple):
    """A figure above its first limit."""

    dimension: Dimension
    figure: int
    limit: int
    tier: int

    @property
    def rank(self) -> tuple[int, float]:
        """The worst is the one of the highest tier, then the one furthest above its limit."""
        return self.tier, self.figure / max(self.limit, 1)


def excesses(
    dimensions: tuple[Dimension, ...], measured: Measured, settings: Settings
) -> list[Excess]:
    """Return the figures of a function or class that are above their limits."""
    found = []
    for dimension in dimensions:
        limits = dimension.limits(settings)
        figure = dimension.figure(measured, settings)
        if limits is not None and figure is not None and figure > limits.notable:
            found.append(Excess(dimension, figure, limits.notable, limits.tier(figure)))
    return found
