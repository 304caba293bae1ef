"""One pass over the statements of a block that gathers every figure."""

import ast
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, Final

from lsp_server.analysis import cognitive, cohesion, cyclomatic, halstead, size
from lsp_server.analysis.compound import COMPOUND
from lsp_server.analysis.constructs import tally
from lsp_server.analysis.definitions import DEFINITIONS
from lsp_server.analysis.lines import comments_for_us, line_kinds
from lsp_server.analysis.maintainability import maintainability
from lsp_server.analysis.report import BlockReport, ClassReport, FunctionReport, LineCounts
from lsp_server.analysis.scope import Scope, Walk
from lsp_server.analysis.statements import SIMPLE

_STATEMENTS: Final[dict[type, Callable[[Walk, Any], None]]] = {**SIMPLE, **COMPOUND, **DEFINITIONS}
_DEFINITIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_place: Final = attrgetter("line", "column")


def measure(
    statements: list[ast.stmt], lines: Sequence[str], first_line: int, digest: bytes
) -> BlockReport:
    """Return the report of the statements that stand on `lines`.

    `lines` keep their endings; `first_line` is the zero-based number of lines[0] in the text whose
    parse made the statements. The result counts lines from the block's first.
    """
    walk = Walk(lines, first_line + 1, _STATEMENTS)
    walk.suite(statements)
    scope = walk.scope
    own = tally(scope.constructs)
    walk.operators += halstead.keyword_operators(scope.constructs)
    kinds = line_kinds(lines, walk.strings)
    radon = walk.radon
    spelt = map(halstead.spelling, set(walk.literals))
    return BlockReport(
        digest=digest,
        name=_name(statements),
        physical=len(lines),
        functions=tuple([_function(walk, each, kinds) for each in walk.functions]),
        classes=tuple([_class(walk, each, kinds) for each in walk.classes]),
        imports=tuple(walk.imports),
        comments=comments_for_us(lines, walk.strings),
        lines=_lines(kinds, 0, len(lines), own.logical + scope.logical),
        cognitive=_outside(walk),
        statements=own.statements,
        c901=own.c901 + scope.outside,
        radon_complexity=own.radon + scope.inner_radon,
        operators=frozenset(walk.operators),
        operands=frozenset(walk.operands).union(spelt),
        operator_count=len(walk.operators),
        operand_count=len(walk.operands) + len(walk.literals),
        radon_halstead_operators=frozenset([each.__name__ for each in set(radon.operators)]),
        radon_halstead_operands=frozenset(
            [halstead.radon_spelling(*each) for each in set(radon.operands)]
        ),
        radon_operator_count=len(radon.operators),
        radon_operand_count=len(radon.operands) + radon.unnamed,
        radon_unnamed_operands=radon.unnamed,
    )


def _name(statements: list[ast.stmt]) -> str:
    return next((each.name for each in statements if isinstance(each, _DEFINITIONS)), "")


def _outside(walk: Walk) -> tuple[cognitive.Contribution, ...]:
    """Return the reasons that belong to no function."""
    if not walk.reasons:
        return ()
    inside = {
        id(reason)
        for scope in walk.functions
        if scope.kind != "nested"
        for reason in scope.contributions
    }
    found = [reason for reason in walk.reasons if id(reason) not in inside]
    return tuple(sorted(found, key=_place))


def _lines(kinds: bytes, first: int, end: int, logical: int) -> LineCounts:
    count = kinds.count
    return LineCounts(
        end - first,
        logical,
        count(b"s", first, end),
        count(b"c", first, end),
        count(b"b", first, end),
        count(b"d", first, end),
    )


def _first_line(node: Any, first: int) -> int:  # noqa: ANN401 - a function or class
    decorators = node.decorator_list
    return (decorators[0].lineno if decorators else node.lineno) - first


def _function(walk: Walk, scope: Scope, kinds: bytes) -> FunctionReport:
    node, own, place = scope.node, scope.own, walk.place
    first_line = _first_line(node, place.first)
    end_line, end_column = place.end(node)
    keyword = "def" if type(node) is ast.FunctionDef else "async def"
    lines = _lines(kinds, first_line, end_line + 1, own.logical + scope.logical + 1)
    return FunctionReport(
        node.name,
        scope.name,
        scope.kind,
        first_line,
        node.lineno - place.first,
        node.col_offset,
        *place.name(node, keyword, node.name),
        end_line,
        end_column,
        own.c901 + scope.c901 + 1,
        own.cc + 1,
        sum([reason.increment for reason in scope.contributions]),
        scope.contributions,
        scope.nesting,
        scope.deepest,
        size.parameters(node, method=scope.in_class),
        own.statements + scope.statements,
        own.branches,
        own.returns,
        sum(scope.names.values()),
        lines,
        scope.halstead,
        scope.radon_halstead,
        maintainability(scope.halstead, own.cc + 1, lines.source),
    )


def _class(walk: Walk, scope: Scope, kinds: bytes) -> ClassReport:
    node, place = scope.node, walk.place
    first_line = _first_line(node, place.first)
    end_line, end_column = place.end(node)
    groups = cohesion.components(scope.methods)
    return ClassReport(
        node.name,
        scope.name,
        first_line,
        node.lineno - place.first,
        node.col_offset,
        *place.name(node, "class", node.name),
        end_line,
        end_column,
        len(scope.methods),
        cyclomatic.of_class(scope.own.cc, scope.inner_cc),
        sum([reason.increment for reason in scope.contributions]),
        len(groups),
        groups,
        cohesion.is_abstract(node),
        _lines(kinds, first_line, end_line + 1, scope.own.logical + scope.logical + 1),
    )
