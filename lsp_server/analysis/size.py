"""How large a function is, by pylint's rules as ruff has them: weights of a function's constructs.

Statements (PLR0915): each, elif, else, except, finally (twice) and case too, but not `for` and
`return`; those of nested functions count, those of nested classes do not. Branches (PLR0912) and
returns (PLR0911): of the function alone. Parameters (PLR0913): all but `*args`, `**kwargs`, those
that begin with an underscore, and the first of a method. Local names (PLR0914): names whose last
binding is an assignment or a capture by match, not a loop's, a with's, an import's or a def's.
Logical lines: each statement of the tree, docstrings and definitions included.
"""

import ast
import re
from collections.abc import Iterable
from typing import Any, Final

from lsp_server.analysis import marks

_STATEMENTS: Final = tuple(ast.stmt.__subclasses__())

LOGICAL: Final[dict[Any, int]] = dict.fromkeys(_STATEMENTS, 1)

STATEMENTS: Final[dict[Any, int]] = {
    **LOGICAL,
    ast.For: 0,
    ast.AsyncFor: 0,
    ast.Return: 0,
    marks.ELSE: 1,
    marks.TRY_ELSE: 1,
    marks.STAR_ELSE: 1,
    marks.HANDLER: 1,
    marks.STAR_HANDLER: 1,
    marks.MANY_HANDLERS: 1,
    marks.FINALLY: 2,
    marks.CASE: 1,
}

BRANCHES: Final[dict[Any, int]] = {
    ast.If: 1,
    marks.ELSE: 1,
    ast.For: 1,
    ast.AsyncFor: 1,
    ast.While: 1,
    marks.LOOP_ELSE: 1,
    marks.HANDLER: 1,
    marks.STAR_HANDLER: 1,
    marks.TRY_ELSE: 1,
    marks.STAR_ELSE: 1,
    marks.FINALLY: 1,
    marks.CASE: 1,
}

RETURNS: Final[dict[Any, int]] = {ast.Return: 1}

_DUMMY: Final = re.compile(r"_+|_+[a-zA-Z0-9_]*[a-zA-Z0-9]+?")
_STATIC: Final = frozenset(("staticmethod", "abstractstaticmethod"))


def parameters(node: ast.FunctionDef | ast.AsyncFunctionDef, *, method: bool) -> int:
    """Count the parameters of a function; `method` says that it stands in a class body."""
    given = node.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    count = len([each for each in named if each.arg[0] != "_" or not _DUMMY.fullmatch(each.arg)])
    if method and count and not is_static(node.decorator_list):
        return count - 1
    return count


def is_static(decorators: Iterable[ast.expr]) -> bool:
    """Tell whether the decorators make a static method."""
    return any(last_name(decorator) in _STATIC for decorator in decorators)


def last_name(expression: ast.expr) -> str:
    """Return the last part of a dotted name, of the called one for a call, "" for anything else."""
    while isinstance(expression, ast.Call):
        expression = expression.func
    if isinstance(expression, ast.Name):
        return expression.id
    return expression.attr if isinstance(expression, ast.Attribute) else ""
