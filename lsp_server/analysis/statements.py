"""What each kind of simple statement adds, and a table of them by type."""

import ast
from typing import Any, Final

from lsp_server.analysis import cyclomatic, imports, marks
from lsp_server.analysis.expressions import expressions, note_string
from lsp_server.analysis.halstead import SYMBOLS
from lsp_server.analysis.scope import BRANCH, Handler, Pending, Walk


def _expression(walk: Walk, node: ast.Expr, pending: Pending) -> None:
    value = node.value
    if type(value) is ast.Constant and type(value.value) is str:
        note_string(walk, value, docstring=True)
    else:
        pending.append(value)


def _assign(walk: Walk, node: ast.Assign, pending: Pending) -> None:
    targets = node.targets
    pending += targets
    pending.append(node.value)
    if len(targets) > 1:
        walk.scope.operators += ["="] * (len(targets) - 1)
    elif type(targets[0]) is ast.Name:
        walk.scope.names[targets[0].id] = node.lineno
        return
    bind(walk, targets, node.lineno)


def bind(walk: Walk, targets: list[ast.expr], line: int) -> None:
    """Note the names among the targets as bound in a line, negative when not by an assignment."""
    names = walk.scope.names
    pending = list(targets)
    while pending:
        target = pending.pop()
        if isinstance(target, ast.Name):
            names[target.id] = line
        elif isinstance(target, ast.Tuple | ast.List):
            pending += target.elts
        elif isinstance(target, ast.Starred):
            pending.append(target.value)


def _augmented(walk: Walk, node: ast.AugAssign, pending: Pending) -> None:
    walk.scope.operators.append(SYMBOLS[type(node.op)] + "=")
    walk.radon.note(type(node.op), (node.target, node.value))
    pending += (node.target, node.value)
    bind(walk, [node.target], node.lineno)


def _annotated(walk: Walk, node: ast.AnnAssign, pending: Pending) -> None:
    pending += (node.target, node.annotation, node.value)
    if node.value is not None:
        walk.scope.operators.append("=")
        bind(walk, [node.target], node.lineno)
    elif isinstance(node.target, ast.Name):
        walk.scope.names.setdefault(node.target.id, -node.lineno)


def _return(_: Walk, node: ast.Return, pending: Pending) -> None:
    if node.value is not None:
        pending.append(node.value)


def _raise(walk: Walk, node: ast.Raise, pending: Pending) -> None:
    if node.cause is not None:
        walk.scope.operators.append("from")
    pending += (node.exc, node.cause)


def _delete(walk: Walk, node: ast.Delete, pending: Pending) -> None:
    pending += node.targets
    if not walk.around & BRANCH:
        bind(walk, node.targets, -node.lineno)


def _assert(walk: Walk, node: ast.Assert, _: Pending) -> None:
    constructs = walk.scope.constructs
    start = len(constructs)
    expressions(walk, [node.test, node.msg])
    constructs += [marks.UNSEEN] * cyclomatic.unseen(constructs[start:])


def _names(walk: Walk, node: ast.Global, _: Pending) -> None:
    walk.scope.operands += node.names
    for name in node.names:
        walk.scope.names[name] = -node.lineno


def _alias(walk: Walk, node: Any, pending: Pending) -> None:  # noqa: ANN401 - ast.TypeAlias is of Python 3.12
    walk.scope.operators.append("=")
    pending += (node.name, *node.type_params, node.value)
    bind(walk, [node.name], node.lineno)


def _nothing(_walk: Walk, _node: ast.Pass, _pending: Pending) -> None:
    """Add nothing: the statement's type says it all."""


SIMPLE: Final[dict[type, Handler]] = {
    ast.AnnAssign: _annotated,
    ast.Assert: _assert,
    ast.Assign: _assign,
    ast.AugAssign: _augmented,
    ast.Break: _nothing,
    ast.Continue: _nothing,
    ast.Delete: _delete,
    ast.Expr: _expression,
    ast.Global: _names,
    ast.Import: imports.import_,
    ast.ImportFrom: imports.import_from,
    ast.Nonlocal: _names,
    ast.Pass: _nothing,
    ast.Raise: _raise,
    ast.Return: _return,
}
if hasattr(ast, "TypeAlias"):
    SIMPLE[ast.TypeAlias] = _alias
