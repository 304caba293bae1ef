"""What an expression adds: operators and operands, decisions, reasons and the attributes of names.

One loop over a list that grows by the parts of each node, so that no depth of nesting exhausts the
stack. The commonest kinds of node are handled in the loop, all others through a table by type.
"""

import ast
from collections.abc import Callable
from typing import Any, Final

from lsp_server.analysis import cognitive, marks
from lsp_server.analysis.halstead import SYMBOLS
from lsp_server.analysis.lines import StringSpan
from lsp_server.analysis.patterns import PATTERNS
from lsp_server.analysis.scope import Pending, Walk

Name, Attribute, Constant, Call = ast.Name, ast.Attribute, ast.Constant, ast.Call


def expressions(walk: Walk, pending: Pending) -> None:
    """Walk the expressions, and None for absent ones; the list grows by their parts."""
    _level(walk, pending, walk.scope.constants)
    if not walk.deeper:
        return
    level, names, formatted = walk.level, walk.scope.names, walk.formatted
    while walk.deeper:
        walk.level, walk.scope.names, walk.formatted, parts = walk.deeper.pop()
        _level(walk, parts, walk.scope.pieces if walk.formatted else walk.scope.constants)
    walk.level, walk.scope.names, walk.formatted = level, names, formatted


def _level(walk: Walk, pending: Pending, constants: list[ast.Constant]) -> None:
    """Walk what is of one cognitive level; what is deeper is put off."""
    scope, others, later = walk.scope, _OTHERS, pending.append
    operator, operand, access, call = scope.note
    constant = constants.append
    for node in pending:
        kind = type(node)
        if kind is Name:
            operand(node.id)
        elif kind is Attribute:
            operator(".")
            operand(node.attr)
            later(node.value)
            access(node)
        elif kind is Constant:
            constant(node)
        elif kind is Call:
            operator("()")
            call(node)
            later(node.func)
            pending += node.args
            if node.keywords:
                keywords(walk, node.keywords, pending)
        else:
            others[kind](walk, node, pending)


def note_string(walk: Walk, node: ast.expr, *, docstring: bool = False) -> None:
    """Remember where a literal stands, for the kinds of lines."""
    span = StringSpan(*walk.place.start(node), *walk.place.end(node), docstring)
    walk.strings.append(span)


def keywords(walk: Walk, given: list[ast.keyword], pending: Pending) -> None:
    """Put the values of keyword arguments on the list; their names are operands."""
    scope = walk.scope
    for keyword in given:
        pending.append(keyword.value)
        name = keyword.arg
        if name is None:
            scope.operators.append("**")
        else:
            scope.operators.append("=")
            scope.operands.append(name)


def _binary(walk: Walk, node: ast.BinOp, pending: Pending) -> None:
    walk.scope.operators.append(SYMBOLS[type(node.op)])
    pending += (node.left, node.right)
    walk.radon.note(type(node.op), (node.left, node.right))


def _unary(walk: Walk, node: ast.UnaryOp, pending: Pending) -> None:
    walk.scope.operators.append(SYMBOLS[type(node.op)])
    pending.append(node.operand)
    walk.radon.note(type(node.op), (node.operand,))


def _compare(walk: Walk, node: ast.Compare, pending: Pending) -> None:
    operands = [node.left, *node.comparators]
    pending += operands
    kinds = list(map(type, node.ops))
    walk.scope.operators += [SYMBOLS[kind] for kind in kinds]
    walk.radon.operators += kinds
    walk.radon.note_operands(operands)


def _boolean(walk: Walk, node: ast.BoolOp, pending: Pending) -> None:
    run = cognitive.run_of(node, None if walk.formatted else walk.place)
    pending += run.operands
    walk.scope.operators += [operator.word for operator in run.operators]
    walk.scope.constructs += [marks.BOOLEAN] * len(run.operators)
    for word, before, after in cognitive.sequences(run.operators):
        place = walk.formatted or walk.place.keyword(word, before, after)
        walk.scope.reasons.append(cognitive.flat(place, word))
    for part in run.nodes:
        walk.radon.note(type(part.op), part.values)


def _ternary(walk: Walk, node: ast.IfExp, _: Pending) -> None:
    walk.scope.constructs.append(marks.TERNARY)
    place = walk.formatted or walk.place.keyword("if", node.body, node.test)
    walk.scope.reasons.append(cognitive.structural(place, "ternary", walk.level))
    parts = [node.test, node.body, node.orelse]
    walk.deeper.append((walk.level + 1, walk.scope.names, walk.formatted, parts))


def _lambda(walk: Walk, node: ast.Lambda, pending: Pending) -> None:
    walk.scope.operators.append("lambda")
    arguments(walk, node.args, pending)
    walk.deeper.append((walk.level + 1, {}, walk.formatted, [node.body]))


def arguments(walk: Walk, node: ast.arguments, pending: Pending) -> None:
    """Put annotations and defaults on the stack; the parameters' names are operands."""
    given = node.args
    if node.kwonlyargs or node.posonlyargs or node.vararg or node.kwarg:
        given = [*node.posonlyargs, *given, *node.kwonlyargs]
        for each, star in ((node.vararg, "*"), (node.kwarg, "**")):
            if each is not None:
                walk.scope.operators.append(star)
                given.append(each)
    walk.scope.operands += [each.arg for each in given]
    annotations = [each.annotation for each in given if each.annotation is not None]
    if annotations:
        walk.scope.operators += [":"] * len(annotations)
        pending += annotations
    defaults = (
        [*node.defaults, *filter(None, node.kw_defaults)] if node.kw_defaults else node.defaults
    )
    if defaults:
        walk.scope.operators += ["="] * len(defaults)
        pending += defaults


def _named(walk: Walk, node: ast.NamedExpr, pending: Pending) -> None:
    walk.scope.operators.append(":=")
    names, name = walk.scope.names, node.target.id
    if abs(names.get(name, 0)) < node.lineno:
        names[name] = -node.lineno
    pending += (node.target, node.value)


def _subscript(walk: Walk, node: ast.Subscript, pending: Pending) -> None:
    walk.scope.operators.append("[]")
    pending += (node.value, node.slice)


def _slice(walk: Walk, node: ast.Slice, pending: Pending) -> None:
    walk.scope.operators.append("[:]")
    pending += (node.lower, node.upper, node.step)


def _display(symbol: str) -> Callable[[Walk, Any, Pending], None]:
    def display(walk: Walk, node: ast.List | ast.Tuple | ast.Set, pending: Pending) -> None:
        walk.scope.operators.append(symbol)
        pending += node.elts

    return display


def _dict(walk: Walk, node: ast.Dict, pending: Pending) -> None:
    walk.scope.operators.append("{:}")
    walk.scope.operators += ["**"] * node.keys.count(None)
    pending += node.keys
    pending += node.values


def _comprehension(symbol: str) -> Callable[[Walk, Any, Pending], None]:
    def comprehension(walk: Walk, node: ast.ListComp, pending: Pending) -> None:
        walk.scope.operators.append(symbol)
        pending.append(node.elt)
        _generators(walk, node.generators, pending)

    return comprehension


def _dict_comprehension(walk: Walk, node: ast.DictComp, pending: Pending) -> None:
    walk.scope.operators.append("{:}")
    pending += (node.key, node.value)
    _generators(walk, node.generators, pending)


def _generators(walk: Walk, generators: list[ast.comprehension], pending: Pending) -> None:
    for each in generators:
        walk.scope.constructs += [marks.GENERATOR, *[marks.FILTER] * len(each.ifs)]
        pending += (each.target, each.iter, *each.ifs)


def _prefix(symbol: str) -> Callable[[Walk, Any, Pending], None]:
    def prefix(walk: Walk, node: ast.Starred | ast.Await | ast.Yield, pending: Pending) -> None:
        walk.scope.operators.append(symbol)
        pending.append(node.value)

    return prefix


def _formatted_string(walk: Walk, node: ast.JoinedStr, pending: Pending) -> None:
    walk.scope.operators.append('f""')
    if walk.formatted is None:
        if node.end_lineno != node.lineno:
            note_string(walk, node)
        where = walk.place.start(node)
        walk.deeper.append((walk.level, walk.scope.names, where, _pieces(node)))
    else:
        pending += _pieces(node)


def _pieces(node: ast.JoinedStr) -> list[ast.expr]:
    """Return the parts of a formatted string; Python 3.12.0 adds an empty one to some."""
    return [each for each in node.values if not (type(each) is Constant and each.value == "")]


def _field(walk: Walk, node: ast.FormattedValue, pending: Pending) -> None:
    walk.scope.operators.append("{}")
    pending += (node.value, node.format_spec)


def _nothing(_walk: Walk, _node: None, _pending: Pending) -> None:
    """Pass over an optional part that is absent."""


def _type_parameter(walk: Walk, node: Any, pending: Pending) -> None:  # noqa: ANN401 - TypeVar, ParamSpec or TypeVarTuple
    walk.scope.operands.append(node.name)
    pending += (getattr(node, "bound", None), getattr(node, "default_value", None))


_TABLE: Final[dict[type, Callable[[Walk, Any, Pending], None]]] = {
    ast.Await: _prefix("await"),
    ast.BinOp: _binary,
    ast.BoolOp: _boolean,
    ast.Compare: _compare,
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
    type(None): _nothing,
}
_NEWER: Final = {
    "TypeVar": _type_parameter,
    "ParamSpec": _type_parameter,
    "TypeVarTuple": _type_parameter,
    "TemplateStr": _formatted_string,
    "Interpolation": _field,
}
_OTHERS: Final = (
    _TABLE
    | PATTERNS
    | {getattr(ast, name): handler for name, handler in _NEWER.items() if hasattr(ast, name)}
)
