"""What an expression adds: operators and operands, decisions, reasons and the attributes of names.

One loop with a stack of its own, so that no depth of nesting exhausts Python's. The four commonest
kinds of node are handled in the loop, all others through a table by type.
"""

import ast
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from lsp_server.analysis import cognitive, imports, marks
from lsp_server.analysis.halstead import SYMBOLS
from lsp_server.analysis.lines import StringSpan
from lsp_server.analysis.patterns import PATTERNS
from lsp_server.analysis.scope import Pending, Walk

Name, Attribute, Constant = ast.Name, ast.Attribute, ast.Constant


class Leave(NamedTuple):
    """On the stack below the parts of a node: what holds again once they are done."""

    level: int
    names: dict[str, bool]
    formatted: tuple[int, int] | None


def expressions(walk: Walk, pending: Pending) -> None:
    """Walk all expressions on the stack, which is empty afterwards; None among them is passed over."""
    operator, operand = walk.operators.append, walk.operands.append
    literal, access = walk.literals.append, walk.accesses.append
    others, pop = _OTHERS, pending.pop
    while pending:
        node = pop()
        kind = type(node)
        if kind is Name:
            operand(node.id)
        elif kind is Attribute and type(node.value) is Name:
            operator(".")
            operand(node.attr)
            operand(node.value.id)
            access(node)
        elif kind is Constant and type(node.value) is str and node.lineno == node.end_lineno:
            literal(node.value)
        else:
            others[kind](walk, node, pending)


def _attribute(walk: Walk, node: ast.Attribute, pending: Pending) -> None:
    walk.operators.append(".")
    walk.operands.append(node.attr)
    pending.append(node.value)


def _constant(walk: Walk, node: ast.Constant, _: Pending) -> None:
    value = node.value
    if isinstance(value, str | bytes):
        if node.end_lineno != node.lineno and walk.formatted is None:
            note_string(walk, node)
        walk.literals.append(value)
    elif type(value) is int:
        walk.operands.append(f"{value:#x}")
    else:
        walk.operands.append(repr(value))


def note_string(walk: Walk, node: ast.expr, *, docstring: bool = False) -> None:
    """Remember where a literal stands, for the kinds of lines."""
    span = StringSpan(*walk.place.start(node), *walk.place.end(node), docstring)
    walk.strings.append(span)


def _call(walk: Walk, node: ast.Call, pending: Pending) -> None:
    walk.operators.append("()")
    called = node.func
    pending.append(called)
    pending += node.args
    if (called.attr if type(called) is Attribute else getattr(called, "id", "")) in imports.CALLS:
        imports.called(walk, node)
    for keyword in node.keywords:
        pending.append(keyword.value)
        _keyword(walk, keyword.arg)


def _keyword(walk: Walk, name: str | None) -> None:
    if name is None:
        walk.operators.append("**")
    else:
        walk.operators.append("=")
        walk.operands.append(name)


def _binary(walk: Walk, node: ast.BinOp, pending: Pending) -> None:
    walk.operators.append(SYMBOLS[type(node.op)])
    pending += (node.left, node.right)
    walk.radon.note(type(node.op), (node.left, node.right))


def _unary(walk: Walk, node: ast.UnaryOp, pending: Pending) -> None:
    walk.operators.append(SYMBOLS[type(node.op)])
    pending.append(node.operand)
    walk.radon.note(type(node.op), (node.operand,))


def _compare(walk: Walk, node: ast.Compare, pending: Pending) -> None:
    operands = [node.left, *node.comparators]
    pending += operands
    kinds = list(map(type, node.ops))
    walk.operators += [SYMBOLS[kind] for kind in kinds]
    walk.radon.operators += kinds
    walk.radon.note_operands(operands)


def _boolean(walk: Walk, node: ast.BoolOp, pending: Pending) -> None:
    run = cognitive.run_of(node, None if walk.formatted else walk.place)
    pending += run.operands
    walk.operators += [operator.word for operator in run.operators]
    walk.scope.constructs += [marks.BOOLEAN] * len(run.operators)
    for word, before, after in cognitive.sequences(run.operators):
        place = walk.formatted or walk.place.keyword(word, before, after)
        walk.reasons.append(cognitive.flat(place, word))
    for part in run.nodes:
        walk.radon.note(type(part.op), part.values)


def _ternary(walk: Walk, node: ast.IfExp, pending: Pending) -> None:
    walk.scope.constructs.append(marks.TERNARY)
    place = walk.formatted or walk.place.keyword("if", node.body, node.test)
    walk.reasons.append(cognitive.structural(place, "ternary", walk.level))
    pending.append(_leave(walk))
    pending += (node.test, node.body, node.orelse)
    walk.level += 1


def _lambda(walk: Walk, node: ast.Lambda, pending: Pending) -> None:
    walk.operators.append("lambda")
    arguments(walk, node.args, pending)
    pending += (_leave(walk), node.body)
    walk.level += 1
    walk.scope.names = {}


def _leave(walk: Walk) -> Leave:
    return Leave(walk.level, walk.scope.names, walk.formatted)


def _left(walk: Walk, leave: Leave, _: Pending) -> None:
    walk.level, walk.scope.names, walk.formatted = leave


def arguments(walk: Walk, node: ast.arguments, pending: Pending) -> None:
    """Put annotations and defaults on the stack; the parameters' names are operands."""
    for each in (*node.posonlyargs, *node.args, *node.kwonlyargs):
        walk.operands.append(each.arg)
        if each.annotation is not None:
            walk.operators.append(":")
            pending.append(each.annotation)
    for each, star in ((node.vararg, "*"), (node.kwarg, "**")):
        if each is not None:
            walk.operators.append(star)
            walk.operands.append(each.arg)
            pending.append(each.annotation)
    defaults = [*node.defaults, *filter(None, node.kw_defaults)]
    if defaults:
        walk.operators += ["="] * len(defaults)
        pending += defaults


def _named(walk: Walk, node: ast.NamedExpr, pending: Pending) -> None:
    walk.operators.append(":=")
    walk.scope.names[node.target.id] = False
    pending += (node.target, node.value)


def _subscript(walk: Walk, node: ast.Subscript, pending: Pending) -> None:
    walk.operators.append("[]")
    pending += (node.value, node.slice)


def _slice(walk: Walk, node: ast.Slice, pending: Pending) -> None:
    walk.operators.append("[:]")
    pending += (node.lower, node.upper, node.step)


def _display(symbol: str) -> Callable[[Walk, Any, Pending], None]:
    def display(walk: Walk, node: ast.List | ast.Tuple | ast.Set, pending: Pending) -> None:
        walk.operators.append(symbol)
        pending += node.elts

    return display


def _dict(walk: Walk, node: ast.Dict, pending: Pending) -> None:
    walk.operators.append("{:}")
    walk.operators += ["**"] * node.keys.count(None)
    pending += node.keys
    pending += node.values


def _comprehension(symbol: str) -> Callable[[Walk, Any, Pending], None]:
    def comprehension(walk: Walk, node: ast.ListComp, pending: Pending) -> None:
        walk.operators.append(symbol)
        pending.append(node.elt)
        _generators(walk, node.generators, pending)

    return comprehension


def _dict_comprehension(walk: Walk, node: ast.DictComp, pending: Pending) -> None:
    walk.operators.append("{:}")
    pending += (node.key, node.value)
    _generators(walk, node.generators, pending)


def _generators(walk: Walk, generators: list[ast.comprehension], pending: Pending) -> None:
    for each in generators:
        walk.scope.constructs += [marks.GENERATOR, *[marks.FILTER] * len(each.ifs)]
        pending += (each.target, each.iter, *each.ifs)


def _prefix(symbol: str) -> Callable[[Walk, Any, Pending], None]:
    def prefix(walk: Walk, node: ast.Starred | ast.Await | ast.Yield, pending: Pending) -> None:
        walk.operators.append(symbol)
        pending.append(node.value)

    return prefix


def _formatted_string(walk: Walk, node: ast.JoinedStr, pending: Pending) -> None:
    walk.operators.append('f""')
    if walk.formatted is None:
        if node.end_lineno != node.lineno:
            note_string(walk, node)
        pending.append(_leave(walk))
        walk.formatted = walk.place.start(node)
    pending += node.values


def _field(walk: Walk, node: ast.FormattedValue, pending: Pending) -> None:
    walk.operators.append("{}")
    pending += (node.value, node.format_spec)


def _nothing(_walk: Walk, _node: None, _pending: Pending) -> None:
    """Pass over an optional part that is absent."""


def _type_parameter(walk: Walk, node: Any, pending: Pending) -> None:  # noqa: ANN401 - TypeVar, ParamSpec or TypeVarTuple
    walk.operands.append(node.name)
    pending += (getattr(node, "bound", None), getattr(node, "default_value", None))


_TABLE: Final[dict[type, Callable[[Walk, Any, Pending], None]]] = {
    ast.Attribute: _attribute,
    ast.Await: _prefix("await"),
    ast.BinOp: _binary,
    ast.BoolOp: _boolean,
    ast.Call: _call,
    ast.Compare: _compare,
    ast.Constant: _constant,
    ast.Dict: _dict,
    ast.DictComp: _dict_comprehension,
    ast.FormattedValue: _field,
    ast.GeneratorExp: _comprehension("()"),
    ast.IfExp: _ternary,
    ast.JoinedStr: _formatted_string,
    ast.Lambda: _lambda,
    ast.List: _display("[,]"),
    ast.ListComp: _comprehension("[,]"),
    ast.NamedExpr: _named,
    ast.Set: _display("{,}"),
    ast.SetComp: _comprehension("{,}"),
    ast.Slice: _slice,
    ast.Starred: _prefix("*"),
    ast.Subscript: _subscript,
    ast.Tuple: _display("(,)"),
    ast.UnaryOp: _unary,
    ast.Yield: _prefix("yield"),
    ast.YieldFrom: _prefix("yield from"),
    Leave: _left,
    type(None): _nothing,
}
_NEWER: Final = {
    "TypeVar": _type_parameter,
    "ParamSpec": _type_parameter,
    "TypeVarTuple": _type_parameter,
    "TemplateStr": _formatted_string,
    "Interpolation": _field,
}
_OTHERS: Final = _TABLE | PATTERNS | {
    getattr(ast, name): handler for name, handler in _NEWER.items() if hasattr(ast, name)
}
