"""Hover, with what the import graph adds: on the names of modules in imports, and on the first line."""

from lsp_server.features.dependents import of_module, of_name
from lsp_server.features.hover import Hover, hover
from lsp_server.features.imports import Name, name_at
from lsp_server.text import Position
from lsp_server.workspace.linkage import Linkage
from lsp_server.workspace.reach import Reach, Reached, Slices
from lsp_server.workspace.snapshot import Diagnosed


def linked_hover(
    diagnosed: Diagnosed, position: Position, linkage: Linkage, reach: Reach
) -> Slices[Hover | None]:
    """Return what to show at a position that is not the head of a function or class."""
    module = linkage.module_of(diagnosed.document.uri)
    if module is None or not diagnosed.settings.hover:
        return hover(diagnosed, position)
    name = name_at(linkage.graph, module, diagnosed.document.source, position)
    if name is not None:
        return (yield from _on_name(module, name, linkage, reach))
    if position.line:
        return None
    reached = yield from reach.of(module)
    there = module in linkage.graph
    return hover(diagnosed, position, of_module(linkage, module, reached) if there else ())


def _on_name(module: int, name: Name, linkage: Linkage, reach: Reach) -> Slices[Hover | None]:
    imported, reached = name.target.found, Reached()
    if imported is not None:
        reached = yield from reach.of(imported)
        if imported not in linkage.graph or module not in linkage.graph:
            return None
    paragraphs = of_name(linkage, module, name, reached)
    return Hover("\n\n".join(paragraphs), name.span) if paragraphs else None
