"""Every kind of difference between our figures and the tools': an example and both its figures.

`occurs` tells whether a function, given as a tree, holds what the kind is about. A difference in
real code whose function holds none of its oracle's kinds fails the conformance tests.
"""

import ast
from collections.abc import Callable, Iterator
from typing import NamedTuple

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Kind(NamedTuple):
    """A kind of difference: what, and the figures of the example's first function."""

    oracle: str
    name: str
    sentence: str
    example: str
    ours: int
    theirs: int
    occurs: Callable[[Function], bool]


def _inside(function: Function, *kinds: type) -> Iterator[ast.AST]:
    return (node for node in ast.walk(function) if isinstance(node, kinds))


def has(*kinds: type) -> Callable[[Function], bool]:
    """Tell whether a function holds nodes of these kinds, itself aside."""
    return lambda function: any(node is not function for node in _inside(function, *kinds))


def own(function: Function) -> Iterator[ast.AST]:
    """Yield the nodes of a function's body that stand in no nested function or class."""
    pending: list[ast.AST] = list(function.body)
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            pending.extend(ast.iter_child_nodes(node))


def star_clauses(function: Function) -> int:
    """Count the clauses of try statements with except* that radon does not see."""
    return sum(
        len(node.handlers) + bool(node.orelse)
        for node in own(function)
        if isinstance(node, ast.TryStar)
    )


def guarded_catch_alls(function: Function) -> int:
    """Count the match statements that only guarded names and `_` make radon count one too low."""
    return sum(_is_guarded_only(node) for node in own(function) if isinstance(node, ast.Match))


def _is_guarded_only(node: ast.Match) -> bool:
    bare = [
        case.guard
        for case in node.cases
        if isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None
    ]
    return bool(bare) and None not in bare


def is_exempt(function: Function) -> bool:
    """Tell whether ruff spares a function PLR0913 because of @override or @overload."""
    return any(
        ast.unparse(each).split(".")[-1] in {"override", "overload"}
        for each in function.decorator_list
    )


def _else_of_loop_or_try(function: Function) -> bool:
    return any(
        node.orelse
        for node in _inside(function, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.TryStar)
    )


def _nested_boolean(function: Function) -> bool:
    return any(
        isinstance(inner, ast.BoolOp | ast.IfExp) and inner is not node
        for node in _inside(function, ast.BoolOp)
        for inner in ast.walk(node)
    )


def _operator_where_it_does_not_look(function: Function) -> bool:
    """Tell of a boolean operator or ternary inside an expression complexipy passes over."""
    passed_over = (
        ast.keyword, ast.Attribute, ast.Subscript, ast.Await, ast.Yield, ast.YieldFrom, ast.BinOp,
        ast.Starred, ast.NamedExpr, ast.JoinedStr, ast.Delete, ast.Slice,
    )  # fmt: skip
    outside = [
        *function.decorator_list,
        *function.args.defaults,
        *filter(None, function.args.kw_defaults),
    ]
    called = [node.func for node in _inside(function, ast.Call)]
    outside += [
        node.operand
        for node in _inside(function, ast.UnaryOp)
        if isinstance(node.operand, ast.IfExp)
    ]
    outside += [node.type for node in _inside(function, ast.ExceptHandler) if node.type]
    outside += [key for node in _inside(function, ast.Dict) for key in node.keys if key]
    return any(
        isinstance(inner, ast.BoolOp | ast.IfExp)
        for node in [*_inside(function, *passed_over), *outside, *called]
        for inner in ast.walk(node)
    )


def _calls(function: Function) -> bool:
    inside = [function, *_inside(function, ast.FunctionDef, ast.AsyncFunctionDef)]
    names = {each.name for each in inside}
    return any(
        (call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", None))
        in names
        for call in _inside(function, ast.Call)
    )


KINDS = [
    Kind(
        "ruff PLR0913", "override",
        "ruff spares functions with `@override` or `@overload`; we count their parameters.",
        "from typing import overload\n@overload\ndef f(a, b): ...\n", 2, 0, is_exempt,
    ),
    Kind(
        "radon cc", "except*",
        "radon does not see the clauses of a try with `except*`.",
        "def f():\n    try: a()\n    except* E: b()\n    else: c()\n", 3, 1,
        lambda function: star_clauses(function) > 0,
    ),
    Kind(
        "radon cc", "guarded wildcard",
        "radon takes a case with a bare name or `_` for free even when it has a guard.",
        "def f():\n    match a:\n        case 1: b()\n        case _ if c: d()\n", 3, 2,
        lambda function: guarded_catch_alls(function) > 0,
    ),
    Kind(
        "complexipy", "comprehension",
        "complexipy counts each `for` and `if` of a comprehension; the white paper and SonarSource do not.",
        "def f():\n    return [x for x in y if x]\n", 0, 2, has(ast.comprehension),
    ),
    Kind(
        "complexipy", "else of a loop or a try",
        "complexipy takes the `else` of a loop or a try for free; sonar-python counts 1 and nests.",
        "def f():\n    for x in y:\n        a()\n    else:\n        b()\n", 2, 1, _else_of_loop_or_try,
    ),
    Kind(
        "complexipy", "operator not looked at",
        "complexipy does not look for operators and ternaries in keyword arguments, arithmetic, subscripts, f-strings, "
        "await, yield, starred and named expressions, keys of displays, what `except` names, ternaries under `not`, what a call or attribute is of, decorators and defaults.",
        "def f():\n    g(key=a or b)\n", 1, 0, _operator_where_it_does_not_look,
    ),
    Kind(
        "complexipy", "boolean sequence",
        "complexipy reads sequences off the tree: like operators in parentheses are one, `or … and … or` are two, "
        "and of operators and ternaries deeper in the operands it misses some.",
        "def f():\n    return a or b and c or d\n", 3, 2, _nested_boolean,
    ),
    Kind(
        "complexipy", "nested definitions",
        "complexipy takes a decorator only where its body is the inner function and one return, without a docstring, "
        "nests the inner function of others by 1 from the function and not from where it stands, and does not reset in classes.",
        'def f():\n    """Wrap."""\n    def g():\n        if a: b()\n    return g\n', 1, 2,
        has(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef),
    ),
    Kind(
        "complexipy", "recursion",
        "complexipy counts a call of the bare name, in methods too, and no call through `self`.",
        "class A:\n    def f(self):\n        return self.f()\n", 1, 0, _calls,
    ),
]  # fmt: skip


def of(oracle: str) -> list[Kind]:
    """Return the kinds of one oracle."""
    return [kind for kind in KINDS if kind.oracle == oracle]
