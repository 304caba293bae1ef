"""Code lenses: above each function of tier 1 and more, its figures and a way to see why.

A broken function keeps its lens where it stood, whatever its figures are meanwhile. On the first line
stands what depends on the module, once the workspace is known.
"""

from collections import Counter
from typing import NamedTuple

from lsp_server.analysis.report import BlockReport, FunctionReport
from lsp_server.analysis.report import Placed as Block
from lsp_server.features.dependents import cycle_of
from lsp_server.features.figures import figures, worst_tier
from lsp_server.features.markdown import count
from lsp_server.features.places import measured_in, named, names_in, symbol_of
from lsp_server.settings import Settings
from lsp_server.text import Position, Span, down
from lsp_server.workspace.linkage import Linkage
from lsp_server.workspace.reach import Reached
from lsp_server.workspace.snapshot import Diagnosed, Snapshot


class Lens(NamedTuple):
    """A place for a lens; its title is made when it is seen. The symbol "" is the module."""

    span: Span
    symbol: str


def lenses(diagnosed: Diagnosed) -> list[Lens]:
    """Return the lenses of a document's functions in its order."""
    if not diagnosed.settings.code_lenses:
        return []
    last = max(len(diagnosed.document.source.lines) - 1, 0)
    made, seen = list[Lens](), Counter[str]()
    blocks = diagnosed.report.blocks
    each = zip(blocks.each(_shown, diagnosed.settings), blocks.each(names_in, None), strict=True)
    for (line, shown, _), (_, names, _) in each:
        for span, name, number in shown:
            if line + span.start.line <= last:
                made.append(Lens(down(span, line), symbol_of(name, seen[name] + number)))
        seen.update(names)
    return made


def _shown(block: BlockReport, settings: Settings) -> list[tuple[Span, str, int]]:
    """Return (place, name, the how many-th of that name) for what has a lens in a block."""
    return [
        (placed.name, placed.item.qualified_name, placed.number)
        for placed in measured_in(Block(0, block), {})
        if any(
            worst_tier(each, settings)
            for each in (placed.item, placed.good)
            if isinstance(each, FunctionReport)
        )
        and isinstance(placed.item, FunctionReport)
    ]


def module_lenses(linkage: Linkage, diagnosed: Diagnosed) -> list[Lens]:
    """Return the lens of a document's module, if others import it."""
    module = linkage.module_of(diagnosed.document.uri)
    if module is None or not linkage.complete or not diagnosed.settings.code_lenses:
        return []
    return (
        [Lens(Span(Position(0, 0), Position(0, 0)), "")] if linkage.graph.importers(module) else []
    )


def module_title(linkage: Linkage, module: int, reached: Reached) -> str:
    """Return the title of a module's lens."""
    tests = f" ({count(reached.tests, 'test')})" if reached.tests else ""
    importers = len(linkage.graph.importers(module))
    parts = [f"imported by {importers}", f"reaches {reached.modules}{tests}"]
    cycle = cycle_of(linkage, module)
    if cycle is not None:
        parts.append(f"in a cycle of {len(cycle[0])}{'' if cycle[1] else ', not at load'}")
    return " · ".join(parts)


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
