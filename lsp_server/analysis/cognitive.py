"""Cognitive complexity, Vitals' specification 1.

After SonarSource's white paper "Cognitive Complexity" (2023) as sonar-python reads it; where that
is silent, after the paper. Each contribution names its place, its construct, its increment and the
nesting that is part of the increment; a function's contributions sum to its score.

Structural, 1 + nesting level each: `if`, a ternary, `for`, `async for`, `while`, each `except` and
`except*`, `match` (once for the whole statement: its cases, `case _` and guards are free).
Flat, 1 each whatever the level: `elif`; the `else` of an if, a loop or a try; each sequence of like
boolean operators; once for a function that calls itself.
Free: `try`, `finally`, `with`, `assert`, jumps, comprehensions and their conditions.

The level rises by 1 in the bodies of if, elif, else, for, while, except and case, in all parts of a
ternary, in a lambda and in a function that stands in a function. It does not rise in with, try and
finally. A class starts again at 0, even inside a function; a function at module level or in a class
body starts at 0, whatever stands around it.

Decorators are free: where a function's body is one function, besides a docstring and returns of a
bare name, the inner function does not raise the level.

Boolean sequences are read as written: a new one begins where the operator changes from one to the
next, and in each parenthesis or operand of another kind. `a and b and c` 1, `a and b or c` 2,
`a or b and c or d` 3, `a or (b and c) or d` 2, `a and not (b and c)` 2. Within an f-string no
parentheses are looked for.

What stands in nested functions and classes counts for the outer function too; a nested function's
own score counts its level from 0. Decorators, defaults and annotations count for their function.
Recursion is a call of `f` in function `f`, or of `self.m` (by its first parameter's name) in method
`m`, outside the functions nested in it; it stands at the first such call.
"""

import ast
from collections.abc import Sequence
from itertools import repeat
from typing import Final, NamedTuple

from lsp_server.analysis.positions import Place
from lsp_server.analysis.report import Contribution

SPECIFICATION: Final = 1


def structural(place: tuple[int, int], construct: str, level: int) -> Contribution:
    """Return the contribution of a construct that costs more the deeper it stands."""
    return Contribution(*place, construct, 1 + level, level)


def flat(place: tuple[int, int], construct: str) -> Contribution:
    """Return the contribution of a construct that costs 1 wherever it stands."""
    return Contribution(*place, construct, 1, 0)


def from_level(contributions: Sequence[Contribution], level: int) -> list[Contribution]:
    """Return the contributions as they are when nesting is counted from `level`, not from 0."""
    return [
        Contribution(c.line, c.column, c.construct, c.increment - level, c.nesting - level)
        if c.nesting
        else c
        for c in contributions
    ]


def is_decorator(outer: list[ast.stmt], inner: ast.stmt) -> bool:
    """Tell whether a function's body `outer` makes it a decorator around the function `inner`."""
    return all(statement is inner or _is_free(statement) for statement in outer)


def _is_free(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Return):
        return isinstance(statement.value, ast.Name)
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


class Operator(NamedTuple):
    """An `and` or `or` as it is written between two operands."""

    word: str
    before: ast.expr
    after: ast.expr


class Run(NamedTuple):
    """Boolean operators written side by side, their operands, and the nodes that they are of."""

    operators: list[Operator]
    operands: list[ast.expr]
    nodes: list[ast.BoolOp]


def run_of(node: ast.BoolOp, place: Place | None) -> Run:
    """Return the operators of a node and of the nodes that stand in it without parentheses.

    Only an `and` directly in an `or` can. Without a place no parentheses are looked for.
    """
    values = node.values
    if ast.BoolOp not in map(type, values):
        word = "and" if type(node.op) is ast.And else "or"
        return Run([*map(Operator, repeat(word), values, values[1:])], values, [node])
    return _joined(node, place)


def _joined(node: ast.BoolOp, place: Place | None) -> Run:
    word = "and" if type(node.op) is ast.And else "or"
    run = Run([], [], [node])
    for index, value in enumerate(node.values):
        if index:
            run.operators.append(Operator(word, node.values[index - 1], value))
        if isinstance(value, ast.BoolOp) and not _enclosed(node, index, place):
            run.operators.extend(map(Operator, repeat("and"), value.values, value.values[1:]))
            run.operands.extend(value.values)
            run.nodes.append(value)
        else:
            run.operands.append(value)
    return run


def sequences(operators: Sequence[Operator]) -> list[Operator]:
    """Return the first operator of each sequence of like ones."""
    return [
        operator
        for index, operator in enumerate(operators)
        if not index or operators[index - 1].word != operator.word
    ]


def _enclosed(node: ast.BoolOp, index: int, place: Place | None) -> bool:
    """Tell whether a boolean operand stands in parentheses of its own."""
    value = node.values[index]
    if not (
        isinstance(node.op, ast.Or)
        and isinstance(value, ast.BoolOp)
        and isinstance(value.op, ast.And)
    ):
        return True
    if place is None:
        return False
    if not index:
        return (value.lineno, value.col_offset) != (node.lineno, node.col_offset)
    return "(" in place.between(node.values[index - 1], value)


def recursion(
    function: ast.FunctionDef | ast.AsyncFunctionDef, calls: list[ast.Call], *, method: bool
) -> ast.Call | None:
    """Return the first of a function's own calls by which it calls itself."""
    owner = first_parameter(function) if method else ""
    found = [call for call in calls if _names(call.func, function.name, owner)]
    return min(found, key=lambda call: (call.lineno, call.col_offset), default=None)


def first_parameter(function: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """Return the name of a function's first positional parameter, or ""."""
    given = function.args.posonlyargs or function.args.args
    return given[0].arg if given else ""


def _names(called: ast.expr, name: str, owner: str) -> bool:
    if owner:
        return (
            isinstance(called, ast.Attribute)
            and called.attr == name
            and isinstance(called.value, ast.Name)
            and called.value.id == owner
        )
    return isinstance(called, ast.Name) and called.id == name
