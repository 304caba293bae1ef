"""Document links: from each name of a module of the workspace in an import to the module's file."""

from typing import NamedTuple

from lsp_server.features.imports import names
from lsp_server.features.markdown import count
from lsp_server.graph.graph import Graph
from lsp_server.text import Source, Span


class Link(NamedTuple):
    """A stretch of text that leads to a file."""

    span: Span
    path: str
    tooltip: str


def links(graph: Graph, module: int, source: Source) -> list[Link]:
    """Return the links of a module's text, in its order."""
    found: dict[Span, Link] = {}
    for name in names(graph, module, source):
        imported = name.target.found
        if imported is None or name.target.missing:
            continue
        of = graph.module(imported)
        importers = count(len(graph.importers(imported)), "module")
        found.setdefault(name.span, Link(name.span, of.path, f"{of.name}, imported by {importers}"))
    return sorted(found.values())
