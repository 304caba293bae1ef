"""Which of some names a scope binds, as Python's own compiler decides it."""

import ast
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

Names = frozenset[str]
Function = ast.FunctionDef | ast.AsyncFunctionDef

NONE: Final[Names] = frozenset()
FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)
DEFINITIONS: Final = (*FUNCTIONS, ast.ClassDef)
COMPREHENSIONS: Final = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Scope(NamedTuple):
    """A class, function, lambda or comprehension: which of the names it binds or declares global."""

    node: ast.AST
    bound: Names
    global_: Names = NONE


Concerns = Callable[[ast.stmt], bool]
"""Tells whether one of the names is written in a statement."""


def scope_of(node: ast.ClassDef | Function, names: Names, concerns: Concerns) -> Scope:
    """Return the scope of a definition's body."""
    bound, global_, outer = _bound(node.body, names, concerns)
    if not isinstance(node, ast.ClassDef):
        bound |= parameters(node.args)
    return Scope(node, bound & names - global_ - outer, global_)


def bound_by(statements: Iterable[ast.stmt], names: Names, concerns: Concerns) -> Names:
    """Return which of the names statements bind in their own scope."""
    return _bound(statements, names, concerns)[0] & names


def parameters(arguments: ast.arguments) -> Names:
    """Return the names of parameters."""
    plain = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    packed = (arguments.vararg, arguments.kwarg)
    return frozenset(item.arg for item in (*plain, *packed) if item is not None)


def targets(generators: Iterable[ast.comprehension]) -> Names:
    """Return the names that a comprehension's loops bind."""
    return frozenset(
        node.id
        for generator in generators
        for node in ast.walk(generator.target)
        if isinstance(node, ast.Name)
    )


def bound_names(statement: ast.Import | ast.ImportFrom) -> list[str]:
    """Return the name that each part of an import binds."""
    if isinstance(statement, ast.ImportFrom):
        return [alias.asname or alias.name for alias in statement.names]
    return [alias.asname or alias.name.partition(".")[0] for alias in statement.names]


def _bound(
    statements: Iterable[ast.stmt], names: Names, concerns: Concerns
) -> tuple[Names, Names, Names]:
    """Return the names bound, declared global and declared nonlocal; scopes inside are left out."""
    bound: set[str] = set()
    declared: dict[type, set[str]] = {ast.Global: set(), ast.Nonlocal: set()}
    pending: list[ast.AST] = list(statements)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.stmt) and not concerns(node):
            continue
        if isinstance(node, ast.Global | ast.Nonlocal):
            declared[type(node)].update(names.intersection(node.names))
        elif (binding := _BINDING.get(type(node))) is not None:
            bound.update(binding(node))
        pending += _inside(node)
    return frozenset(bound), frozenset(declared[ast.Global]), frozenset(declared[ast.Nonlocal])


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what of a node is executed in the scope that the node is in."""
    if isinstance(node, DEFINITIONS):
        yield from node.decorator_list
        if isinstance(node, ast.ClassDef):
            yield from (*node.bases, *node.keywords)
        else:
            yield from defaults(node.args)
    elif isinstance(node, ast.Lambda):
        yield from defaults(node.args)
    elif isinstance(node, COMPREHENSIONS):  # binds nothing here but by `:=`
        yield from (item for item in ast.walk(node) if isinstance(item, ast.NamedExpr))
    else:
        yield from ast.iter_child_nodes(node)


def defaults(arguments: ast.arguments) -> list[ast.expr]:
    """Return the default values of parameters."""
    return [*arguments.defaults, *(item for item in arguments.kw_defaults if item is not None)]


def _named(node: ast.AST) -> list[str]:
    name = getattr(node, "name", None) or getattr(node, "rest", None)
    return [name] if name else []


_BINDING: Final[dict[type, Callable[..., list[str]]]] = {
    ast.Name: lambda node: [] if isinstance(node.ctx, ast.Load) else [node.id],
    ast.Import: bound_names,
    ast.ImportFrom: bound_names,
    **dict.fromkeys(
        (*DEFINITIONS, ast.ExceptHandler, ast.MatchAs, ast.MatchStar, ast.MatchMapping), _named
    ),
}
