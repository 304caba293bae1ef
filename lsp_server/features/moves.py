"""The imports that can be moved at a place, once the import graph has been asked.

Worked out for one import when somebody asks. Deliberately absent: how an import is moved and proven;
see `relocation`.
"""

from typing import NamedTuple

from lsp_server.analysis.report import FileReport, span_of_import
from lsp_server.checks import forbidden_import, import_cycle
from lsp_server.checks.finding import Finding
from lsp_server.features.places import overlap
from lsp_server.graph.breach import Breach
from lsp_server.graph.graph import Graph
from lsp_server.graph.statement import Kind, statement
from lsp_server.text import Edit, Span
from lsp_server.workspace.document import is_cell
from lsp_server.workspace.linkage import Linkage
from lsp_server.workspace.snapshot import Diagnosed


class Move(NamedTuple):
    """A move of the import at a span; `freed` are the modules no longer imported at load.

    `allowed` are those that no contract forbids once they are only for type checking.
    """

    title: str
    edits: tuple[Edit, ...]
    span: Span
    freed: frozenset[str]
    allowed: frozenset[str]

    def mends(self, finding: Finding) -> bool:
        """Tell whether a finding about an import, whose `symbol` it leads to, will be gone."""
        gone = {import_cycle.CODE: self.freed, forbidden_import.CODE: self.allowed}
        return finding.symbol in gone.get(finding.code, ()) and overlap(finding.span, self.span)


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
    at_all = frozenset() if module is None else _forbidden_at_all(linkage, module)
    found = []
    for title, edits, kind, freed in relocation.relocations(report, line, around):
        allowed = freed - at_all if kind is Kind.TYPING else frozenset()
        found.append(Move(title, edits, place, freed, allowed))
    return found


def _forbidden_at_all(linkage: Linkage, module: int) -> frozenset[str]:
    """Return what a module must not import in any way, as far as it does."""
    return frozenset(
        _blamed(linkage.graph, breach)
        for breach in linkage.insight.breaches(module)
        if breach.contract.type_checking_imports
    )


def _blamed(graph: Graph, breach: Breach) -> str:
    """Return what the import to blame leads to."""
    names = [*(graph.module(of).name for of in breach.chain), breach.outside]
    return names[breach.at + 1]


def _first(report: FileReport, span: Span) -> Span | None:
    for offset, block, _ in report.touching(span.start.line, span.end.line):
        for fact in block.imports:
            place = span_of_import(offset, fact)
            if statement(fact).kind == Kind.LOAD and overlap(place, span):
                return place
    return None
