"""What each kind of simple statement adds, and a table of them by type."""

import ast
from collections.abc import Callable
from typing import Any, Final

from lsp_server.analysis import cyclomatic, imports, marks
from lsp_server.analysis.expressions import expressions, note_string
from lsp_server.analysis.halstead import SYMBOLS
from lsp_server.analysis.scope import BRANCH, Walk


def _expression(walk: Walk, node: ast.Expr) -> None:
    value = node.value
    if type(value) is ast.Constant and type(value.value) is str:
        note_string(walk, value, docstring=True)
    else:
        expressions(walk, [value])


def _assign(walk: Walk, node: ast.Assign) -> None:
    targets = node.targets
    if len(targets) > 1:
        walk.operators += ["="] * (len(targets) - 1)
    expressions(walk, [node.value, *targets])
    bind(walk, targets, assigned=True)


def bind(walk: Walk, targets: list[ast.expr], *, assigned: bool) -> None:
    """Note the names among the targets as bound, by an assignment or otherwise."""
    names = walk.scope.names
    pending = list(targets)
    while pending:
        target = pending.pop()
        if isinstance(target, ast.Name):
            names[target.id] = assigned
        elif isinstance(target, ast.Tuple | ast.List):
            pending += target.elts
        elif isinstance(target, ast.Starred):
            pending.append(target.value)


def _augmented(walk: Walk, node: ast.AugAssign) -> None:
    walk.operators.append(SYMBOLS[type(node.op)] + "=")
    walk.radon.note(type(node.op), (node.target, node.value))
    expressions(walk, [node.target, node.value])
    bind(walk, [node.target], assigned=True)


def _annotated(walk: Walk, node: ast.AnnAssign) -> None:
    expressions(walk, [node.target, node.annotation, node.value])
    if node.value is not None:
        walk.operators.append("=")
        bind(walk, [node.target], assigned=True)
    elif isinstance(node.target, ast.Name):
        walk.scope.names.setdefault(node.target.id, False)


def _value(walk: Walk, node: ast.Return) -> None:
    if node.value is not None:
        expressions(walk, [node.value])


def _raise(walk: Walk, node: ast.Raise) -> None:
    if node.cause is not None:
        walk.operators.append("from")
    expressions(walk, [node.exc, node.cause])


def _delete(walk: Walk, node: ast.Delete) -> None:
    expressions(walk, list(node.targets))
    if not walk.around & BRANCH:
        bind(walk, node.targets, assigned=False)


def _assert(walk: Walk, node: ast.Assert) -> None:
    constructs = walk.scope.constructs
    start = len(constructs)
    expressions(walk, [node.test, node.msg])
    constructs += [marks.UNSEEN] * cyclomatic.unseen(constructs, start)


def _names(walk: Walk, node: ast.Global) -> None:
    walk.operands += node.names
    for name in node.names:
        walk.scope.names[name] = False


def _alias(walk: Walk, node: Any) -> None:  # noqa: ANN401 - ast.TypeAlias is of Python 3.12
    walk.operators.append("=")
    expressions(walk, [node.name, *node.type_params, node.value])
    bind(walk, [node.name], assigned=True)


def _nothing(_walk: Walk, _node: ast.Pass) -> None:
    """Add nothing: the statement's type says it all."""


SIMPLE: Final[dict[type, Callable[[Walk, Any], None]]] = {
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
    ast.Return: _value,
}
if hasattr(ast, "TypeAlias"):
    SIMPLE[ast.TypeAlias] = _alias
