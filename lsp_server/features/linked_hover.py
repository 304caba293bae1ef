"""Hover, with what the import graph adds: on the names of modules in imports, and on the first line."""

from collections.abc import Callable
from typing import NamedTuple

from lsp_server.features.dependents import About, of_absent, of_module, of_name
from lsp_server.features.hover import Hover, hover
from lsp_server.features.imports import name_at
from lsp_server.graph.coupling import Size
from lsp_server.text import Position
from lsp_server.workspace.linkage import Linkage
from lsp_server.workspace.reach import Reach, Slices
from lsp_server.workspace.snapshot import Diagnosed


class Around(NamedTuple):
    """What is known of other files: the graph, how far modules reach, and their sizes."""

    linkage: Linkage
    reach: Reach
    size_of: Callable[[int], Size]


def linked_hover(diagnosed: Diagnosed, position: Position, around: Around) -> Slices[Hover | None]:
    """Return what to show at a position that is not the head of a function or class."""
    linkage = around.linkage
    module = linkage.module_of(diagnosed.document.uri)
    if module is None or not diagnosed.settings.hover:
        return hover(diagnosed, position)
    name = name_at(linkage.graph, module, diagnosed.document.source, position)
    if name is None:
        about = None if position.line else (yield from _about(module, around))
        return hover(diagnosed, position, of_module(linkage, about) if about else ())
    found = None if name.target.missing else name.target.found
    if found is None:
        paragraphs = of_absent(linkage.graph, module, name)
    else:
        about = yield from _about(found, around)
        paragraphs = of_name(linkage, name, about) if about else []
    return Hover("\n\n".join(paragraphs), name.span) if paragraphs else None


def _about(module: int, around: Around) -> Slices[About | None]:
    """Return what is to know of a module; None if it is gone in the end."""
    reached = yield from around.reach.of(module)
    if module not in around.linkage.graph:
        return None
    return About(module, reached, around.size_of(module))
