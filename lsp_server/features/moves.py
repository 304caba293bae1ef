"""The imports that can be moved at a place, once the import graph has been asked.

Worked out for one import when somebody asks. Deliberately absent: how an import is moved and proven;
see `relocation`.
"""

from typing import Final, NamedTuple

from lsp_server.analysis.report import FileReport, span_of_import
from lsp_server.features.places import overlap
from lsp_server.graph.statement import Kind, statement
from lsp_server.text import Edit, Span
from lsp_server.workspace.document import is_cell
from lsp_server.workspace.linkage import Linkage
from lsp_server.workspace.snapshot import Diagnosed

MENDED: Final = frozenset(("import-cycle", "forbidden-import"))
"""The codes of the findings that a move can mend."""


class Move(NamedTuple):
    """A move of the import at a span; `freed` are the modules no longer imported at load."""

    title: str
    edits: tuple[Edit, ...]
    span: Span
    freed: frozenset[str]


def moves(diagnosed: Diagnosed, span: Span, linkage: Linkage) -> list[Move]:
    """Return the moves of the first import at the top level that a span touches.

    None before the workspace is known: another module may import the name from this one.
    """
    report, uri = diagnosed.report, diagnosed.document.uri
    place = _first(report, span)
    unknown = linkage.listed and not linkage.complete
    if place is None or unknown or is_cell(diagnosed.document) or uri.endswith(".pyi"):
        return []
    from lsp_server.features import relocation

    line = place.start.line
    path = linkage.path_of(uri)
    module = None if path is None else linkage.graph.at(path)
    if module is None:
        around = relocation.Surroundings(package=uri.endswith("/__init__.py"))
    else:
        around = relocation.known(linkage.graph, module, relocation.names_at(report, line))
    return [
        Move(offer.title, offer.edits, place, frozenset(map(str, offer.freed)))
        for offer in relocation.relocations(report, line, around)
    ]


def _first(report: FileReport, span: Span) -> Span | None:
    for offset, block, _ in report.touching(span.start.line, span.end.line):
        for fact in block.imports:
            place = span_of_import(offset, fact)
            if statement(fact).kind == Kind.LOAD and overlap(place, span):
                return place
    return None
