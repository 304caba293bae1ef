"""One pass over the statements of a block that gathers every figure."""

import ast
from collections.abc import Sequence
from itertools import starmap
from operator import attrgetter
from typing import Final

from lsp_server.analysis import cohesion, cyclomatic, imports, size
from lsp_server.analysis.compound import COMPOUND
from lsp_server.analysis.constructs import tally
from lsp_server.analysis.definitions import DEFINITIONS, distinct
from lsp_server.analysis.expressions import expressions
from lsp_server.analysis.halstead import radon_spelling, spelling
from lsp_server.analysis.lines import BLANK, COMMENT, SOURCE, comments_for_us, line_kinds
from lsp_server.analysis.maintainability import maintainability
from lsp_server.analysis.positions import Place
from lsp_server.analysis.report import (
    BlockReport,
    ClassReport,
    FunctionReport,
    ImportFact,
    LineCounts,
)
from lsp_server.analysis.scope import Handler, Pending, Scope, Walk
from lsp_server.analysis.statements import SIMPLE

_STATEMENTS: Final[dict[type, Handler]] = {**SIMPLE, **COMPOUND, **DEFINITIONS}
_DEFINITIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_start: Final = attrgetter("line", "column")


def measure(
    statements: list[ast.stmt], lines: Sequence[str], first_line: int, digest: bytes
) -> BlockReport:
    """Return the report of the statements that stand on `lines`.

    `lines` keep their endings; `first_line` is the zero-based number of lines[0] in the text whose
    parse made the statements. The result counts lines from the block's first.
    """
    walk = Walk(Place(lines, first_line + 1), _STATEMENTS, expressions)
    walk.suite(statements)
    scope, radon = walk.scope, walk.radon
    own, counts = tally(scope.constructs), distinct(walk, scope)
    kinds = line_kinds(lines, walk.strings)
    operands = scope.distinct_operands.union(map(spelling, scope.distinct_literals))
    return BlockReport(
        digest=digest,
        name=_name(statements),
        physical=len(lines),
        functions=tuple([_function(each, walk.place, kinds) for each in walk.functions]),
        classes=tuple([_class(each, walk.place, kinds) for each in walk.classes]),
        imports=_imports(walk, statements),
        comments=comments_for_us(lines, walk.strings),
        lines=_lines(kinds, 0, len(lines), own.logical + scope.logical),
        cognitive=tuple(sorted(scope.reasons, key=_start)) if scope.reasons else (),
        statements=own.statements,
        c901=own.c901 + scope.outside,
        radon_complexity=own.radon + scope.inner_radon,
        operators=frozenset(scope.distinct_operators),
        operands=frozenset(operands),
        operator_count=counts.operators,
        operand_count=counts.operands,
        radon_halstead_operators=frozenset([each.__name__ for each in radon.operators]),
        radon_halstead_operands=frozenset(starmap(radon_spelling, set(radon.operands))),
        radon_operator_count=len(radon.operators),
        radon_operand_count=len(radon.operands) + radon.unnamed,
        radon_unnamed_operands=radon.unnamed,
    )


def _imports(walk: Walk, statements: list[ast.stmt]) -> tuple[ImportFact, ...]:
    """Return the imports; only where a call might import, the block is walked again to see."""
    if imports.CALLS.isdisjoint(walk.scope.distinct_operands):
        return tuple(walk.imports)
    again = Walk(walk.place, _STATEMENTS, _expressions_that_import)
    again.suite(statements)
    return tuple(sorted(again.imports, key=_start))


def _expressions_that_import(walk: Walk, pending: Pending) -> None:
    known = len(walk.scope.calls)
    expressions(walk, pending)
    for call in walk.scope.calls[known:]:
        imports.called(walk, call)


def _name(statements: list[ast.stmt]) -> str:
    for each in statements:
        if isinstance(each, _DEFINITIONS):
            return each.name
    return ""


def _lines(kinds: bytes, first: int, end: int, logical: int) -> LineCounts:
    physical, count = end - first, kinds.count
    source = count(SOURCE, first, end)
    if source == physical:
        return LineCounts(physical, logical, source)
    comment, blank = count(COMMENT, first, end), count(BLANK, first, end)
    docstring = physical - source - comment - blank
    return LineCounts(physical, logical, source, comment, blank, docstring)


def _first_line(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, first: int) -> int:
    decorators = node.decorator_list
    return (decorators[0].lineno if decorators else node.lineno) - first


def _function(scope: Scope, place: Place, kinds: bytes) -> FunctionReport:
    node, own = scope.node, scope.own
    first_line = _first_line(node, place.first)
    end_line, end_column = place.end(node)
    keyword = "def" if type(node) is ast.FunctionDef else "async def"
    name_line, name_column = place.name(node, keyword, node.name)
    lines = _lines(kinds, first_line, end_line + 1, own.logical + scope.logical + 1)
    return FunctionReport(
        name=node.name,
        qualified_name=scope.name,
        kind=scope.kind,
        first_line=first_line,
        line=node.lineno - place.first,
        column=node.col_offset,
        name_line=name_line,
        name_column=name_column,
        end_line=end_line,
        end_column=end_column,
        c901=own.c901 + scope.c901 + 1,
        cc=own.cc + 1,
        cognitive=scope.cognitive,
        contributions=scope.contributions,
        nesting=scope.nesting,
        deepest=scope.deepest,
        parameters=size.parameters(node, method=scope.in_class),
        statements=own.statements + scope.statements,
        branches=own.branches,
        returns=own.returns,
        local_names=sum([line > 0 for line in scope.names.values()]),
        lines=lines,
        halstead=scope.halstead,
        radon_halstead=scope.radon_halstead,
        maintainability=maintainability(scope.halstead, own.cc + 1, lines.source),
    )


def _class(scope: Scope, place: Place, kinds: bytes) -> ClassReport:
    node = scope.node
    first_line = _first_line(node, place.first)
    end_line, end_column = place.end(node)
    name_line, name_column = place.name(node, "class", node.name)
    groups = cohesion.components(scope.methods)
    return ClassReport(
        name=node.name,
        qualified_name=scope.name,
        first_line=first_line,
        line=node.lineno - place.first,
        column=node.col_offset,
        name_line=name_line,
        name_column=name_column,
        end_line=end_line,
        end_column=end_column,
        methods=len(scope.methods),
        cc=cyclomatic.of_class(scope.own.cc, scope.inner_cc),
        cognitive=scope.cognitive,
        lcom4=len(groups),
        components=groups,
        abstract=cohesion.is_abstract(node, scope.methods),
        lines=_lines(kinds, first_line, end_line + 1, scope.own.logical + scope.logical + 1),
    )
