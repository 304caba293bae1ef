"""What a move keeps: all other imports, the figures of functions, and that the text parses."""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator

from lsp_server.analysis import analyse
from lsp_server.analysis.report import FileReport, FunctionReport
from lsp_server.features.relocation.drafts import Draft, Unit
from lsp_server.features.relocation.statement import Part
from lsp_server.graph.statement import Kind, statement
from lsp_server.text import Edit


def holds(draft: Draft, edits: tuple[Edit, ...], report: FileReport) -> bool:
    """Tell whether edits do to the text of a report what a draft promises, and nothing else."""
    source, after = report.source, report
    if source is None or report.problems:
        return False
    for edit in reversed(edits):  # one by one, so that only what each touches is read again
        source = source.edited(edit)
        after = analyse(source, after)
    return (
        not after.problems
        and Counter(units(after)) == _promised(draft, report)
        and _figures(after, ()) == _figures(report, _around(draft.function, report))
    )


def units(report: FileReport) -> Iterator[Unit]:
    """Yield each name of each import of a text."""
    for _, fact in report.imports():
        kind = statement(fact).kind
        for name, bound in fact.names or (("", ""),):
            yield fact.module, fact.level, name, bound, kind


def units_of(part: Part, kind: Kind) -> Iterator[Unit]:
    """Yield each name of a part of an import, as it would be if executed so."""
    node = part.node
    module, level = (node.module or "", node.level) if isinstance(node, ast.ImportFrom) else ("", 0)
    for alias in part.aliases:
        yield module, level, alias.name, alias.asname or "", kind


def _promised(draft: Draft, report: FileReport) -> Counter[Unit]:
    before = Counter(units(report))
    before.subtract(units_of(draft.gone, Kind.LOAD))
    for part, kind in draft.come:
        before.update(units_of(part, kind))
    before.update(draft.added)
    return +before


def _around(function: ast.stmt | None, report: FileReport) -> list[FunctionReport]:
    """Return the functions that hold a function of the text, itself among them."""
    if function is None:
        return []
    line = function.lineno - 1
    return [
        item
        for offset, item in report.functions()
        if offset + item.line <= line <= offset + item.end_line
    ]


def _figures(report: FileReport, longer: Iterable[FunctionReport]) -> list[tuple[object, ...]]:
    """Return the figures of each function; a statement more for some."""
    more = {id(item) for item in longer}
    return [
        (
            item.qualified_name,
            *(item.c901, item.cc, item.cognitive, item.nesting, item.parameters),
            *(item.branches, item.returns, item.statements + (id(item) in more)),
        )
        for _, item in report.functions()
    ]
