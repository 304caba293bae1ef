"""One pass over the statements of a block that gathers every figure."""

import ast
from collections.abc import Callable, Sequence
from itertools import starmap
from operator import attrgetter
from typing import Final

from lsp_server.analysis import cohesion, cyclomatic, imports, size
from lsp_server.analysis.compound import COMPOUND
from lsp_server.analysis.constructs import tally
from lsp_server.analysis.definitions import DEFINITIONS, body, distinct
from lsp_server.analysis.expressions import expressions
from lsp_server.analysis.halstead import radon_spelling, spelling
from lsp_server.analysis.lines import BLANK, COMMENT, SOURCE, comments_for_us, line_kinds
from lsp_server.analysis.maintainability import maintainability
from lsp_server.analysis.positions import Place
from lsp_server.analysis.report import (
    BlockReport,
    ClassPart,
    ClassReport,
    FunctionReport,
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
    walk = _walked(lambda walk: walk.suite(statements), lines, first_line)
    kinds = line_kinds(lines, walk.strings)
    classes = [_class(each, walk.place, kinds) for each in walk.classes]
    return _report(walk, kinds, digest, name=_name(statements), classes=classes)


def measure_header(
    node: ast.ClassDef, lines: Sequence[str], first_line: int, digest: bytes
) -> BlockReport:
    """Return the report of a class whose body is cut off early: as the header of the whole.

    The class is not among the report's classes, since it is made of all its parts.
    """
    walk = _walked(lambda walk: walk.suite([node]), lines, first_line)
    kinds = line_kinds(lines, walk.strings)
    own, *nested = [_class(each, walk.place, kinds) for each in walk.classes]
    part = _part(walk, walk.classes[0], kinds, own)
    return _report(walk, kinds, digest, name=node.name, classes=nested, part=part)


def measure_member(
    owner: str, statements: list[ast.stmt], lines: Sequence[str], first_line: int, digest: bytes
) -> BlockReport:
    """Return the report of statements in the body of the top-level class `owner`."""
    walk = _walked(lambda walk: body(walk, owner, statements), lines, first_line)
    kinds = line_kinds(lines, walk.strings)
    classes = [_class(each, walk.place, kinds) for each in walk.classes]
    part = _part(walk, walk.scope.inner[0], kinds)
    return _report(walk, kinds, digest, name=_name(statements), classes=classes, part=part)


def _walked(traversal: Callable[[Walk], object], lines: Sequence[str], first_line: int) -> Walk:
    """Walk; only where a call might import, once more to see."""
    walk = Walk(Place(lines, first_line + 1), _STATEMENTS, expressions)
    traversal(walk)
    walk.scope.own = tally(walk.scope.constructs)
    walk.scope.halstead = distinct(walk, walk.scope)
    if not imports.CALLS.isdisjoint(walk.scope.distinct_operands):
        again = Walk(walk.place, _STATEMENTS, _expressions_that_import)
        traversal(again)
        walk.imports = sorted(again.imports, key=_start)
    return walk


def _report(  # noqa: PLR0913 - what three kinds of block differ in
    walk: Walk,
    kinds: bytes,
    digest: bytes,
    *,
    name: str,
    classes: list[ClassReport],
    part: ClassPart | None = None,
) -> BlockReport:
    scope, radon, lines = walk.scope, walk.radon, walk.place.lines
    own, counts = scope.own, scope.halstead
    operands = scope.distinct_operands.union(map(spelling, scope.distinct_literals))
    return BlockReport(
        digest=digest,
        name=name,
        physical=len(lines),
        functions=tuple([_function(each, walk.place, kinds) for each in walk.functions]),
        classes=tuple(classes),
        imports=tuple(walk.imports),
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
        part=part,
    )


def _part(walk: Walk, scope: Scope, kinds: bytes, own: ClassReport | None = None) -> ClassPart:
    """Return what the walked part of a class body adds to the class; `own` is that of a header."""
    end = walk.place.end(scope.node)
    first = 0 if own is None else own.first_line
    logical = scope.own.logical + scope.logical + (own is not None)
    return ClassPart(
        own,
        "" if own is None else walk.place.indent(scope.node.body[0]),
        scope.own.cc,
        len(scope.inner_cc),
        sum(scope.inner_cc),
        scope.cognitive,
        tuple(scope.methods),
        _lines(kinds, first, end[0] + 1, logical),
        end,
    )


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
        cc=cyclomatic.of_class(scope.own.cc, sum(scope.inner_cc), len(scope.inner_cc)),
        cognitive=scope.cognitive,
        lcom4=len(groups),
        components=groups,
        abstract=cohesion.has_abstract_base(node) or any(each.abstract for each in scope.methods),
        lines=_lines(kinds, first_line, end_line + 1, scope.own.logical + scope.logical + 1),
    )
