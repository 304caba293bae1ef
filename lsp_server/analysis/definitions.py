"""What a function or class is: a scope of its own, walked, summed up and handed to the one around."""

import ast
from operator import attrgetter
from typing import Final

from lsp_server.analysis import cognitive, cyclomatic, marks
from lsp_server.analysis.cohesion import method
from lsp_server.analysis.constructs import tally
from lsp_server.analysis.expressions import arguments, expressions, keywords, note_string
from lsp_server.analysis.halstead import keyword_operators
from lsp_server.analysis.report import Halstead
from lsp_server.analysis.scope import FUNCTION, FUNCTIONS, Handler, Pending, Scope, Walk

Function = ast.FunctionDef | ast.AsyncFunctionDef
_place: Final = attrgetter("line", "column")
_increment: Final = attrgetter("increment")


def _function(walk: Walk, node: Function, _: Pending) -> None:
    outer, radon = walk.scope, walk.radon
    level, around, context = walk.level, walk.around, radon.context
    scope = _enter(walk, node, _kind_of(walk))
    walk.level = scope.level = _level_of(outer, node, level)
    walk.around |= FUNCTION
    _header(walk, node)
    radon.context = node.name
    mark = radon.mark()
    walk.suite(node.body)
    scope.radon_halstead = radon.since(mark)
    walk.level, walk.around, radon.context, walk.scope = level, around, context, outer
    _finish_function(walk, scope)
    _hand_over(scope, outer)
    _hand_over_function(scope, outer)


def _kind_of(walk: Walk) -> str:
    if walk.around & FUNCTION:
        return "nested"
    return "method" if walk.scope.kind == "class" else "function"


def _level_of(outer: Scope, node: Function, level: int) -> int:
    if outer.kind not in FUNCTIONS:
        return 0
    return level if cognitive.is_decorator(outer.node.body, node) else level + 1


def _enter(walk: Walk, node: Function | ast.ClassDef, kind: str) -> Scope:
    outer = walk.scope
    outer.names[node.name] = -node.lineno
    name = f"{outer.name}.{node.name}" if outer.name else node.name
    scope = Scope(node, name, kind, 0, walk.depth)
    scope.in_class = outer.kind == "class"
    walk.scope = scope
    (walk.classes if kind == "class" else walk.functions).append(scope)
    return scope


def _header(walk: Walk, node: Function) -> None:
    """Walk decorators, parameters and annotations: radon looks into none of them."""
    pending: Pending = []
    walk.scope.operators.append("def" if type(node) is ast.FunctionDef else "async def")
    if node.decorator_list:
        walk.scope.operators += ["@"] * len(node.decorator_list)
        pending += node.decorator_list
    arguments(walk, node.args, pending)
    if node.returns is not None:
        walk.scope.operators.append("->")
        pending.append(node.returns)
    pending += getattr(node, "type_params", ())
    if pending:
        _unseen_by_radon(walk, pending)


def _unseen_by_radon(walk: Walk, pending: Pending) -> None:
    constructs = walk.scope.constructs
    mark = walk.radon.mark()
    expressions(walk, pending)
    if constructs:
        constructs += [marks.UNSEEN] * cyclomatic.unseen(constructs)
    walk.radon.forget(mark)


def _finish_function(walk: Walk, scope: Scope) -> None:
    scope.own = tally(scope.constructs)
    node = scope.node
    calls_its_name = node.name in scope.operands
    scope.operands.append(node.name)
    scope.halstead = distinct(walk, scope)
    if calls_its_name:
        call = cognitive.recursion(node, scope.calls, method=scope.in_class)
        if call is not None:
            scope.reasons.append(cognitive.flat(walk.place.start(call), "recursion"))
    if scope.reasons or scope.settled:
        level = scope.level
        own = cognitive.from_level(scope.reasons, level) if level else scope.reasons
        scope.contributions = tuple(sorted([*own, *scope.settled], key=_place))
        scope.cognitive = sum(map(_increment, scope.contributions))


def distinct(walk: Walk, scope: Scope) -> Halstead:
    """Count the operators and operands of a scope and those inside it; keep one of each."""
    scope.operators += keyword_operators(scope.constructs)
    if scope.constants or scope.pieces:
        _note_literals(walk, scope)
    operators, operands, literals = set(scope.operators), set(scope.operands), set(scope.literals)
    all_operators = len(scope.operators)
    all_operands = len(scope.operands) + len(scope.literals)
    for inner in scope.inner:
        operators |= inner.distinct_operators
        operands |= inner.distinct_operands
        literals |= inner.distinct_literals
        all_operators += inner.halstead.operators
        all_operands += inner.halstead.operands
    scope.distinct_operators = operators
    scope.distinct_operands = operands
    scope.distinct_literals = literals
    return Halstead(len(operators), len(operands) + len(literals), all_operators, all_operands)


def _note_literals(walk: Walk, scope: Scope) -> None:
    """Turn constants into literals, and remember where those over several lines stand.

    Numbers go with their types: 1, 1.0 and True are equal to Python and written differently.
    """
    scope.literals += [
        each.value if type(each.value) is str else (type(each.value), each.value)
        for each in scope.constants + scope.pieces
    ]
    for each in scope.constants:
        if each.end_lineno != each.lineno:
            note_string(walk, each)


def _touched(scope: Scope) -> frozenset[str]:
    if not scope.accesses:
        return frozenset()
    owner = cognitive.first_parameter(scope.node)
    return frozenset(
        [
            access.attr
            for access in scope.accesses
            if type(access.value) is ast.Name and access.value.id == owner
        ]
    )


def _class(walk: Walk, node: ast.ClassDef, _: Pending) -> None:
    outer, level = walk.scope, walk.level
    scope = _enter(walk, node, "class")
    walk.level = 0
    _bases(walk, node)
    walk.suite(node.body)
    walk.level, walk.scope = level, outer
    scope.operands.append(node.name)
    _finish_class(walk, scope)


def body(walk: Walk, owner: str, statements: list[ast.stmt]) -> None:
    """Walk statements of the body of the top-level class `owner`, in a scope that stands for it."""
    outer = walk.scope
    scope = walk.scope = Scope(statements[-1], owner, "class", 0, 0)
    walk.suite(statements)
    walk.scope = outer
    _finish_class(walk, scope)


def _finish_class(walk: Walk, scope: Scope) -> None:
    outer = walk.scope
    scope.own = tally(scope.constructs)
    scope.halstead = distinct(walk, scope)
    reasons = [*scope.reasons, *scope.settled]
    if walk.around & FUNCTION:
        outer.settled = [*outer.settled, *reasons]
    else:
        outer.reasons += reasons
    scope.cognitive += sum(map(_increment, reasons))
    _hand_over(scope, outer)
    outer.outside += scope.own.c901 + scope.outside
    if outer.kind == "block":  # radon drops classes inside classes and functions
        outer.inner_radon += scope.own.radon + scope.inner_radon


def _bases(walk: Walk, node: ast.ClassDef) -> None:
    pending: Pending = [*node.decorator_list, *node.bases, *getattr(node, "type_params", ())]
    walk.scope.operators += ["class", *["@"] * len(node.decorator_list)]
    keywords(walk, node.keywords, pending)
    expressions(walk, pending)
    constructs = walk.scope.constructs
    constructs += [marks.UNSEEN] * cyclomatic.unseen(constructs)


def _hand_over(scope: Scope, outer: Scope) -> None:
    """Add to the scope around what counts there too, of functions and classes."""
    own = scope.own
    outer.c901 += own.c901 + scope.c901
    outer.logical += own.logical + scope.logical
    outer.inner.append(scope)
    nesting = scope.nesting + scope.depth - outer.depth
    if scope.nesting and nesting > outer.nesting:
        outer.nesting, outer.deepest = nesting, scope.deepest


def _hand_over_function(scope: Scope, outer: Scope) -> None:
    """Add to the scope around what counts there too, of functions only."""
    own = scope.own
    outer.c901 += 1
    outer.statements += own.statements + scope.statements
    outer.inner_cc.append(own.cc + 1)
    outer.inner_radon += own.radon + (outer.kind == "class")
    if outer.kind == "class":
        outer.methods.append(method(scope.node, _touched(scope)))
    if scope.kind == "nested":
        outer.reasons += scope.reasons
        outer.settled = [*outer.settled, *scope.settled]
        outer.accesses += scope.accesses
    else:
        outer.cognitive += scope.cognitive


DEFINITIONS: Final[dict[type, Handler]] = {
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.FunctionDef: _function,
}
