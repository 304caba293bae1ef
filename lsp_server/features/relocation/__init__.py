"""Moving an import: under `if TYPE_CHECKING`, or into the one function that uses it.

Text and place in, edits out. What cannot be told from the text is taken for a reason against it, and
each move is read again before it is offered (`proof.py`).
"""

import ast
from typing import NamedTuple

from lsp_server.analysis.report import FileReport
from lsp_server.features.relocation.choice import drafts, freed
from lsp_server.features.relocation.layout import combined, lines_of
from lsp_server.features.relocation.module import Module, read
from lsp_server.features.relocation.proof import holds
from lsp_server.features.relocation.statement import Import, is_alone
from lsp_server.features.relocation.surroundings import ALONE, Surroundings, known
from lsp_server.graph.statement import Kind, statement
from lsp_server.text import Edit

__all__ = ["ALONE", "Relocation", "Surroundings", "known", "names_at", "relocations"]


class Relocation(NamedTuple):
    """A move to offer, and when the import is executed after it."""

    title: str
    edits: tuple[Edit, ...]
    kind: Kind
    freed: frozenset[str]  # what is no longer imported at load


def relocations(report: FileReport, line: int, around: Surroundings = ALONE) -> list[Relocation]:
    """Return the moves of the import at the top level that starts or goes on at a line."""
    source = report.source
    if source is None or report.problems:
        return []
    lines = lines_of(source)
    bound = names_at(report, line)
    module = read(report, lines, bound) if bound else None
    if module is None:
        return []
    node = _import_at(module, line)
    if node is None or not is_alone(node, lines):
        return []
    offered = []
    for draft in drafts(module, node, around):
        edits = combined(draft.edits, source)
        if holds(draft, edits, report):
            kind = max(kind for _, kind in draft.come)
            offered.append(Relocation(draft.title, edits, kind, freed(module, draft.gone, around)))
    return offered


def names_at(report: FileReport, line: int) -> frozenset[str]:
    """Return what an import executed at load binds that stands on a line."""
    return frozenset(
        bound or (name if fact.module or fact.level else name.partition(".")[0])
        for offset, block, _ in report.touching(line, line)
        for fact in block.imports
        if offset + fact.line <= line <= offset + fact.end_line
        if statement(fact).kind == Kind.LOAD
        for name, bound in fact.names
    )


def _import_at(module: Module, line: int) -> ast.Import | ast.ImportFrom | None:
    for node in module.statements:
        if isinstance(node, Import) and node.lineno - 1 <= line < (node.end_lineno or 0):
            return node
    return None
