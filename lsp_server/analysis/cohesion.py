"""LCOM4 (Hitz & Montazeri 1995): into how many unconnected groups the methods of a class fall.

Two methods are connected when both touch the same `self.x`, or one touches the other by
`self.other`. Left out are static methods, which have no self; `__init__`, `__new__`,
`__post_init__` and `__del__`, which touch everything by their nature; and stubs, whose body is
`pass`, `...`, a docstring or `raise NotImplementedError`. A property's getter, setter and deleter
have one name and are one node, as are overloads.
"""

import ast
from collections.abc import Iterable
from typing import Final

from lsp_server.analysis.report import Method
from lsp_server.analysis.size import is_static, last_name

_LIFECYCLE: Final = frozenset(("__init__", "__new__", "__post_init__", "__del__"))
_ABSTRACT_BASES: Final = frozenset(("ABC", "Protocol"))
_ABSTRACT_MARKS: Final = frozenset(
    ("abstractmethod", "abstractproperty", "abstractclassmethod", "abstractstaticmethod")
)


def method(node: ast.FunctionDef | ast.AsyncFunctionDef, touched: frozenset[str]) -> Method:
    """Return what a class's figures need of a function in its body."""
    abstract = any(last_name(decorator) in _ABSTRACT_MARKS for decorator in node.decorator_list)
    return Method(node.name, touched, _counts(node), abstract)


def components(methods: Iterable[Method]) -> tuple[tuple[str, ...], ...]:
    """Return the groups of connected methods by name, each and all in the order of the source."""
    touched = _touched(methods)
    if len(touched) <= 1:
        return tuple((name,) for name in touched)
    leader = {name: name for name in touched}
    first_with = dict(leader)
    for name, attributes in touched.items():
        for attribute in attributes:
            other = first_with.setdefault(attribute, name)
            if other is not name:
                leader[_root(leader, name)] = _root(leader, other)
    groups: dict[str, list[str]] = {}
    for name in touched:
        groups.setdefault(_root(leader, name), []).append(name)
    return tuple(map(tuple, groups.values()))


def _touched(methods: Iterable[Method]) -> dict[str, frozenset[str]]:
    """Return the attributes that each method that counts touches; methods of one name are one."""
    touched: dict[str, frozenset[str]] = {}
    for each in methods:
        if each.counts:
            known = touched.get(each.name)
            touched[each.name] = each.touched if known is None else known | each.touched
    return touched


def _root(leader: dict[str, str], name: str) -> str:
    while leader[name] != name:
        leader[name] = name = leader[leader[name]]
    return name


def has_abstract_base(node: ast.ClassDef) -> bool:
    """Tell whether a class is abstract by a base ABC or Protocol, or by ABCMeta."""
    for base in node.bases:
        if last_name(base.value if isinstance(base, ast.Subscript) else base) in _ABSTRACT_BASES:
            return True
    return any(
        keyword.arg == "metaclass" and last_name(keyword.value) == "ABCMeta"
        for keyword in node.keywords
    )


def _counts(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return (
        node.name not in _LIFECYCLE
        and not (node.decorator_list and is_static(node.decorator_list))
        and not (len(node.body) <= 2 and all(map(_is_empty, node.body)))  # noqa: PLR2004
    )


def _is_empty(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Raise):
        return statement.exc is not None and last_name(statement.exc) == "NotImplementedError"
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Pass)
