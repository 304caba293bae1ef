"""What a function or class is: a scope of its own, walked, summed up and handed to the one around."""

import ast
from collections.abc import Callable
from typing import Any, Final

from lsp_server.analysis import cognitive, cyclomatic, marks
from lsp_server.analysis.cohesion import Method
from lsp_server.analysis.constructs import tally
from lsp_server.analysis.expressions import arguments, expressions
from lsp_server.analysis.halstead import keyword_operators
from lsp_server.analysis.report import Halstead
from lsp_server.analysis.scope import FUNCTION, FUNCTIONS, Pending, Scope, Walk

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _function(walk: Walk, node: Function) -> None:
    outer = walk.scope
    outer.names[node.name] = False
    kind = "nested" if walk.around & FUNCTION else "method" if outer.kind == "class" else "function"
    level, around, context = walk.level, walk.around, walk.radon.context
    walk.level = _level_of(outer, node, level)
    scope = _enter(walk, node, kind)
    walk.around |= FUNCTION
    _header(walk, node)
    walk.radon.context = node.name
    mark = walk.radon.mark()
    walk.suite(node.body)
    scope.radon_halstead = walk.radon.since(mark)
    walk.level, walk.around, walk.radon.context, walk.scope = level, around, context, outer
    _finish_function(walk, scope)
    _hand_over(scope, outer)
    _count_for(scope, outer)
    if outer.kind == "class":
        outer.methods.append(Method(node, _touched(walk, scope)))
    walk.operands.append(node.name)


def _level_of(outer: Scope, node: Function, level: int) -> int:
    if outer.kind not in FUNCTIONS:
        return 0
    return level if cognitive.is_decorator(outer.node.body, node) else level + 1


def _enter(walk: Walk, node: Function | ast.ClassDef, kind: str) -> Scope:
    outer = walk.scope
    name = f"{outer.name}.{node.name}" if outer.name else node.name
    scope = Scope(walk, node, name, kind)
    walk.scope = scope
    (walk.classes if kind == "class" else walk.functions).append(scope)
    return scope


def _header(walk: Walk, node: Function) -> None:
    """Walk decorators, parameters and annotations: radon looks into none of them."""
    pending: Pending = []
    if node.decorator_list:
        walk.operators += ["@"] * len(node.decorator_list)
        pending += node.decorator_list
    arguments(walk, node.args, pending)
    if node.returns is not None:
        walk.operators.append("->")
        pending.append(node.returns)
    pending += getattr(node, "type_params", ())
    if pending:
        _unseen_by_radon(walk, pending)


def _unseen_by_radon(walk: Walk, pending: Pending) -> None:
    constructs = walk.scope.constructs
    start, mark = len(constructs), walk.radon.mark()
    expressions(walk, pending)
    if len(constructs) > start:
        constructs += [marks.UNSEEN] * cyclomatic.unseen(constructs, start)
    walk.radon.forget(mark)


def _finish_function(walk: Walk, scope: Scope) -> None:
    scope.own = tally(scope.constructs)
    operands = set(walk.operands[scope.operands_at :])
    scope.halstead = _halstead(walk, scope, operands)
    node = scope.node
    if node.name in operands:
        call = cognitive.first_recursion(node, method=walk.scope.kind == "class")
        if call is not None:
            walk.reasons.append(cognitive.flat(walk.place.start(call), "recursion"))
    if len(walk.reasons) > scope.reasons_at:
        scope.contributions = tuple(sorted(_reasons(walk, scope), key=_position))


def _halstead(walk: Walk, scope: Scope, operands: set[str]) -> Halstead:
    walk.operators += keyword_operators(scope.constructs)
    operators = walk.operators[scope.operators_at :]
    literals = walk.literals[scope.literals_at :]
    return Halstead(
        len(set(operators)),
        len(operands) + len(set(literals)),
        len(operators),
        len(walk.operands) - scope.operands_at + len(literals),
    )


def _reasons(walk: Walk, scope: Scope) -> list[cognitive.Contribution]:
    """Return the scope's reasons, their nesting counted from its own level."""
    if not scope.level:
        return walk.reasons[scope.reasons_at :]
    found = []
    at = scope.reasons_at
    for start, end in [*walk.resets, (len(walk.reasons),) * 2]:
        if start >= at:
            found += cognitive.from_level(walk.reasons[at:start], scope.level)
            found += walk.reasons[start:end]
            at = end
    return found


def _position(reason: cognitive.Contribution) -> tuple[int, int]:
    return reason.line, reason.column


def _touched(walk: Walk, scope: Scope) -> frozenset[str]:
    owner = cognitive.first_parameter(scope.node)
    return frozenset(
        [access.attr for access in walk.accesses[scope.accesses_at :] if access.value.id == owner]
    )


def _class(walk: Walk, node: ast.ClassDef) -> None:
    outer = walk.scope
    outer.names[node.name] = False
    level, walk.level = walk.level, 0
    scope = _enter(walk, node, "class")
    _bases(walk, node)
    walk.suite(node.body)
    walk.level, walk.scope = level, outer
    scope.own = tally(scope.constructs)
    walk.operators += keyword_operators(scope.constructs)
    if walk.around & FUNCTION:
        walk.resets.append((scope.reasons_at, len(walk.reasons)))
        del walk.accesses[scope.accesses_at :]
    scope.contributions = tuple(walk.reasons[scope.reasons_at :])
    _hand_over(scope, outer)
    walk.operands.append(node.name)


def _bases(walk: Walk, node: ast.ClassDef) -> None:
    pending: Pending = [*node.decorator_list, *node.bases, *getattr(node, "type_params", ())]
    walk.operators += ["@"] * len(node.decorator_list)
    for keyword in node.keywords:
        walk.operators.append("=")
        walk.operands.append(keyword.arg or "**")
        pending.append(keyword.value)
    constructs = walk.scope.constructs
    start = len(constructs)
    expressions(walk, pending)
    constructs += [marks.UNSEEN] * cyclomatic.unseen(constructs, start)


def _hand_over(scope: Scope, outer: Scope) -> None:
    """Add to the scope around what counts there too."""
    own = scope.own
    outer.c901 += own.c901 + scope.c901
    outer.logical += own.logical + scope.logical
    nesting = scope.nesting + scope.depth - outer.depth
    if scope.nesting and nesting > outer.nesting:
        outer.nesting, outer.deepest = nesting, scope.deepest
    if scope.kind == "class":
        outer.outside += own.c901 + scope.outside
        outer.inner_radon += own.radon + scope.inner_radon


def _count_for(scope: Scope, outer: Scope) -> None:
    """Add to the scope around what a function counts there and a class does not."""
    outer.c901 += 1
    outer.statements += scope.own.statements + scope.statements
    outer.inner_cc.append(scope.own.cc + 1)
    outer.inner_radon += scope.own.radon


DEFINITIONS: Final[dict[type, Callable[[Walk, Any], None]]] = {
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.FunctionDef: _function,
}
