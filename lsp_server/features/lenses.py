"""Code lenses: above each function of tier 1 and more, its figures and a way to see why.

A broken function keeps its lens where it stood, whatever its figures are meanwhile.
"""

from typing import NamedTuple

from lsp_server.analysis.report import FunctionReport
from lsp_server.features.figures import figures, worst_tier
from lsp_server.features.places import functions, named
from lsp_server.text import Span
from lsp_server.workspace.snapshot import Diagnosed, Snapshot


class Lens(NamedTuple):
    """A place for a lens; its title is made when it is seen."""

    span: Span
    symbol: str


def lenses(diagnosed: Diagnosed) -> list[Lens]:
    """Return the lenses of a document in its order."""
    if not diagnosed.settings.code_lenses:
        return []
    last = max(len(diagnosed.document.source.lines) - 1, 0)
    return [
        Lens(placed.name, placed.symbol)
        for placed, function in functions(diagnosed.report)
        if placed.name.start.line <= last
        and any(
            worst_tier(each, diagnosed.settings)
            for each in (function, placed.good)
            if isinstance(each, FunctionReport)
        )
    ]


def title(snapshot: Snapshot, uri: str, symbol: str) -> str | None:
    """Return a lens' title; None when the function is no longer there."""
    diagnosed = snapshot.files.get(uri)
    placed = None if diagnosed is None else named(diagnosed.report, symbol)
    if diagnosed is None or placed is None or not isinstance(placed.item, FunctionReport):
        return None
    parts = [
        f"{figure.name} {figure.value}"
        for figure in figures(placed.item, diagnosed.settings, None)
        if figure.tier or (figure.name == "cognitive" and figure.value)
    ]
    if placed.stale:
        parts.append("provisional" if placed.provisional else "broken now")
    elif placed.item.contributions:
        parts.append("hide why" if (uri, symbol) in snapshot.explained else "why?")
    return " · ".join(parts)
