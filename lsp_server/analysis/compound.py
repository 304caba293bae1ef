"""What each kind of compound statement adds besides its suites, and a table of them by type."""

import ast
from typing import Final

from lsp_server.analysis import cognitive, cyclomatic, imports, marks
from lsp_server.analysis.scope import BRANCH, CONDITION, IMPORT_ERROR, Handler, Pending, Walk
from lsp_server.analysis.statements import bind


def _if(walk: Walk, node: ast.If, pending: Pending) -> None:
    walk.descend(node)
    walk.structural(node, "if")
    before = 0
    while True:
        pending.append(node.test)
        inside, otherwise = imports.around_suites(node.test)
        walk.nested(node.body, BRANCH | inside | before)
        before |= otherwise
        following = _elif(walk, node)
        if following is None:
            break
        node = following
        walk.scope.constructs.append(ast.If)
        walk.scope.reasons.append(
            cognitive.flat((node.lineno - walk.place.first, node.col_offset), "elif")
        )
    if node.orelse:
        walk.scope.constructs.append(marks.ELSE)
        walk.otherwise(node.body)
        walk.nested(node.orelse, BRANCH | before)
    walk.depth -= 1


def _elif(walk: Walk, node: ast.If) -> ast.If | None:
    if len(node.orelse) == 1:
        following = node.orelse[0]
        if isinstance(following, ast.If) and walk.place.is_elif(following):
            return following
    return None


def _for(walk: Walk, node: ast.For, pending: Pending) -> None:
    walk.descend(node)
    walk.structural(node, "for")
    pending += (node.iter, node.target)
    bind(walk, [node.target], -node.lineno)
    walk.nested(node.body, CONDITION)
    _loop_else(walk, node)


def _while(walk: Walk, node: ast.While, pending: Pending) -> None:
    walk.descend(node)
    walk.structural(node, "while")
    pending.append(node.test)
    walk.nested(node.body, CONDITION | BRANCH)
    _loop_else(walk, node)


def _loop_else(walk: Walk, node: ast.For | ast.While) -> None:
    if node.orelse:
        walk.scope.constructs.append(marks.LOOP_ELSE)
        walk.otherwise(node.body)
        walk.nested(node.orelse, CONDITION | BRANCH)
    walk.depth -= 1


def _with(walk: Walk, node: ast.With, pending: Pending) -> None:
    walk.descend(node)
    for item in node.items:
        pending += (item.context_expr, item.optional_vars)
        if item.optional_vars is not None:
            walk.scope.operators.append("as")
            bind(walk, [item.optional_vars], -node.lineno)
    walk.beside(node.body, CONDITION)
    walk.depth -= 1


def _try(walk: Walk, node: ast.Try, pending: Pending) -> None:
    star = type(node) is not ast.Try
    constructs = walk.scope.constructs
    caught = IMPORT_ERROR if imports.catches_import_error(node.handlers) else 0
    walk.descend(node)
    walk.beside(node.body, CONDITION | caught)
    if len(node.handlers) > 1:
        constructs.append(marks.MANY_HANDLERS)
    for handler in node.handlers:
        constructs.append(marks.STAR_HANDLER if star else marks.HANDLER)
        _handler(walk, handler, caught, pending)
    if node.orelse:
        constructs.append(marks.STAR_ELSE if star else marks.TRY_ELSE)
        walk.otherwise(node.handlers[-1].body)
        walk.nested(node.orelse, CONDITION | BRANCH)
    if node.finalbody:
        constructs.append(marks.FINALLY)
        walk.beside(node.finalbody, CONDITION)
    walk.depth -= 1


def _handler(walk: Walk, handler: ast.ExceptHandler, caught: int, pending: Pending) -> None:
    walk.structural(handler, "except")
    if handler.type is not None:
        pending.append(handler.type)
    walk.nested(handler.body, CONDITION | BRANCH | caught)
    if handler.name is not None:
        walk.scope.operators.append("as")
        walk.scope.operands.append(handler.name)
        walk.scope.names[handler.name] = -handler.lineno


def _match(walk: Walk, node: ast.Match, pending: Pending) -> None:
    walk.structural(node, "match")
    pending.append(node.subject)
    walk.scope.constructs += cyclomatic.marks_of_cases(node.cases)
    for case in node.cases:
        if case.guard is not None:
            walk.scope.operators.append("if")
        pending += (case.guard, case.pattern)
        walk.nested(case.body, CONDITION | BRANCH)


COMPOUND: Final[dict[type, Handler]] = {
    ast.AsyncFor: _for,
    ast.AsyncWith: _with,
    ast.For: _for,
    ast.If: _if,
    ast.Match: _match,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.While: _while,
    ast.With: _with,
}
