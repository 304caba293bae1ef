"""Every use of some module-level names in a module: by what code, in which annotation, how bound.

Only the statements on whose lines a name is written are walked. What Python itself decides only at
run time (a class body that binds the name too) makes the name unclear.
"""

import ast
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Final

from lsp_server.analysis.imports import around_suites
from lsp_server.analysis.scope import ONLY_TYPING
from lsp_server.analysis.size import last_name
from lsp_server.features.relocation.bindings import (
    COMPREHENSIONS,
    FUNCTIONS,
    Function,
    Names,
    Scope,
    bound_by,
    defaults,
    parameters,
    scope_of,
    targets,
)
from lsp_server.features.relocation.module import (
    Module,
    Usage,
    Use,
    Where,
    first_line,
    mentions,
    read,
)
from lsp_server.features.relocation.readers import (
    Classes,
    reads_fields,
    reads_function,
    reads_methods,
)

_TYPE_ARGUMENT: Final = {"cast": 0, "NewType": 1, "assert_type": 1}
"""Which argument of a call of `typing` is a type."""


def usage(module: Module, names: Iterable[str], but: ast.stmt | None = None) -> Usage:
    """Return the uses of module-level names, leaving out the statement that binds them."""
    walk = _Walk(module, frozenset(names), but)
    walk.run()
    return Usage(tuple(walk.uses), frozenset(walk.unclear))


Pending = tuple[ast.AST, Where]


class _Walk:
    def __init__(self, module: Module, names: Names, but: ast.stmt | None) -> None:
        self.names = names
        self.module = module
        self.but = but
        self.lines = mentions(module.lines, names)
        self.uses: list[Use] = []
        self.unclear: set[str] = set()

    @cached_property
    def classes(self) -> Classes:
        """All classes at the top level, for which the whole text is read."""
        everything = read(self.module.report, self.module.lines, None)
        return {} if everything is None else everything.classes

    def run(self) -> None:
        others = [node for node in self.module.statements if node is not self.but]
        self.unclear |= bound_by(others, self.names, self.concerns)
        self.unclear.update(*map(self.exported, others))
        pending: list[Pending] = [(node, Where()) for node in others]
        while pending:
            node, where = pending.pop()
            if isinstance(node, ast.stmt) and not self.concerns(node):
                continue
            handler = _HANDLERS.get(type(node))
            if handler is not None:
                pending += handler(self, node, where)
            else:
                pending += [(child, where) for child in ast.iter_child_nodes(node)]

    def concerns(self, node: ast.stmt) -> bool:
        at = bisect_left(self.lines, first_line(node))
        return at < len(self.lines) and self.lines[at] <= (node.end_lineno or node.lineno)

    def exported(self, node: ast.stmt) -> set[str]:
        """Return the names among the strings of a statement about `__all__`."""
        exporting = isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Expr)
        if not exporting or not self.concerns(node):
            return set()
        inside = list(ast.walk(node))
        if not any(isinstance(item, ast.Name) and item.id == "__all__" for item in inside):
            return set()
        constants = {item.value for item in inside if isinstance(item, ast.Constant)}
        return {name for name in self.names if name in constants}

    def bound_in(self, where: Where, name: str) -> bool | None:
        """Tell whether a scope around binds a name; None when only the run knows."""
        in_class = True
        for scope in reversed(where.scopes):
            if name in scope.global_:
                return False
            if not isinstance(scope.node, ast.ClassDef):
                if name in scope.bound:
                    return True
            elif in_class and name in scope.bound:
                return None
            in_class = in_class and isinstance(scope.node, COMPREHENSIONS)
        return False


def _name(walk: _Walk, node: ast.Name, where: Where) -> Iterator[Pending]:
    if node.id in walk.names and isinstance(node.ctx, ast.Load):
        bound = walk.bound_in(where, node.id)
        if bound is None:
            walk.unclear.add(node.id)
        elif not bound:
            walk.uses.append(Use(node.id, where))
    return iter(())


def _global(walk: _Walk, node: ast.Global, _: Where) -> Iterator[Pending]:
    walk.unclear |= walk.names.intersection(node.names)
    return iter(())


def _constant(_: _Walk, node: ast.Constant, where: Where) -> Iterator[Pending]:
    """Read a string in an annotation."""
    if where.annotation is None or where.literal or not isinstance(node.value, str):
        return
    try:
        inner = ast.parse(node.value.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    yield inner, where._replace(quoted=True, evaluated=False)


def _function(walk: _Walk, node: Function, where: Where) -> Iterator[Pending]:
    yield from ((item, where) for item in (*node.decorator_list, *defaults(node.args)))
    yield from _type_parameters(walk, node, where)
    class_ = where.scopes[-1].node if where.scopes else None
    read = reads_function(node) or (isinstance(class_, ast.ClassDef) and reads_methods(class_))
    annotations = [item.annotation for item in ast.walk(node.args) if isinstance(item, ast.arg)]
    for annotation in (*annotations, node.returns):
        if annotation is not None:
            yield annotation, _annotated(where, annotation, evaluated=True, read=read)
    scopes = (*where.scopes, scope_of(node, walk.names, walk.concerns))
    within = where._replace(scopes=scopes, functions=(*where.functions, node), main=False)
    yield from ((item, within) for item in node.body)


def _annotated(where: Where, annotation: ast.expr, *, evaluated: bool, read: bool) -> Where:
    evaluated = evaluated and not where.typing
    return where._replace(
        annotation=annotation, evaluated=evaluated, read=read and not where.typing
    )


def _class(walk: _Walk, node: ast.ClassDef, where: Where) -> Iterator[Pending]:
    yield from ((item, where) for item in (*node.decorator_list, *node.bases, *node.keywords))
    yield from _type_parameters(walk, node, where)
    within = where._replace(scopes=(*where.scopes, scope_of(node, walk.names, walk.concerns)))
    yield from ((item, within) for item in node.body)


def _type_parameters(walk: _Walk, node: ast.AST, where: Where) -> Iterator[Pending]:
    for parameter in getattr(node, "type_params", ()):
        if parameter.name in walk.names:
            walk.unclear.add(parameter.name)
        yield parameter, where


def _lambda(_: _Walk, node: ast.Lambda, where: Where) -> Iterator[Pending]:
    yield from ((item, where) for item in defaults(node.args))
    scope = Scope(node, parameters(node.args))
    yield node.body, where._replace(scopes=(*where.scopes, scope))


def _comprehension(
    _: _Walk,
    node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp,
    where: Where,
) -> Iterator[Pending]:
    outermost = node.generators[0].iter
    yield outermost, where
    scope = Scope(node, targets(node.generators))
    within = where._replace(scopes=(*where.scopes, scope))
    for child in ast.iter_child_nodes(node):
        if child is node.generators[0]:
            yield node.generators[0].target, within
            yield from ((part, within) for part in node.generators[0].ifs)
        else:
            yield child, within


def _annotation(walk: _Walk, node: ast.AnnAssign, where: Where) -> Iterator[Pending]:
    """Take a variable's annotation: nobody evaluates it in a function."""
    around = where.scopes[-1].node if where.scopes else None
    read = isinstance(around, ast.ClassDef) and reads_fields(around, walk.classes)
    evaluated = not isinstance(around, FUNCTIONS)
    typed = _annotated(where, node.annotation, evaluated=evaluated, read=read)
    yield node.annotation, typed
    yield node.target, where
    if node.value is not None:
        alias = last_name(node.annotation) == "TypeAlias" and isinstance(node.value, ast.Constant)
        yield node.value, where._replace(annotation=node.value) if alias else where


def _subscript(_: _Walk, node: ast.Subscript, where: Where) -> Iterator[Pending]:
    yield node.value, where
    name = last_name(node.value) if where.annotation is not None else ""
    if name == "Literal":
        yield node.slice, where._replace(literal=True)
    elif name == "Annotated" and isinstance(node.slice, ast.Tuple):
        first, *rest = node.slice.elts
        yield first, where
        yield from ((item, where._replace(read=True, literal=True)) for item in rest)
    else:
        yield node.slice, where


def _call(_: _Walk, node: ast.Call, where: Where) -> Iterator[Pending]:
    """Take a string where `typing` expects a type for an annotation that nobody evaluates."""
    name = last_name(node.func)
    yield node.func, where
    for number, item in enumerate(node.args):
        typed = _TYPE_ARGUMENT.get(name) == number or (name == "TypeVar" and number > 0)
        yield item, _if_string(item, where) if typed else where
    for keyword in node.keywords:
        typed = name == "TypeVar" and keyword.arg == "bound"
        yield keyword.value, _if_string(keyword.value, where) if typed else where


def _if_string(node: ast.expr, where: Where) -> Where:
    return where._replace(annotation=node) if isinstance(node, ast.Constant) else where


def _if(_: _Walk, node: ast.If, where: Where) -> Iterator[Pending]:
    body, otherwise = around_suites(node.test)
    main = not where.functions and _is_main(node.test)
    yield node.test, where
    inside = where._replace(typing=where.typing or body == ONLY_TYPING, main=where.main or main)
    yield from ((item, inside) for item in node.body)
    beside = where._replace(typing=where.typing or otherwise == ONLY_TYPING)
    yield from ((item, beside) for item in node.orelse)


def _is_main(test: ast.expr) -> bool:
    match test:
        case ast.Compare(ast.Name("__name__"), [ast.Eq()], [ast.Constant("__main__")]):
            return True
    return False


_HANDLERS: Final[dict[type, Callable[..., Iterator[Pending]]]] = {
    ast.Name: _name,
    ast.Global: _global,
    ast.Constant: _constant,
    ast.ClassDef: _class,
    ast.Lambda: _lambda,
    ast.AnnAssign: _annotation,
    ast.Subscript: _subscript,
    ast.Call: _call,
    ast.If: _if,
    **dict.fromkeys(FUNCTIONS, _function),
    **dict.fromkeys(COMPREHENSIONS, _comprehension),
}
