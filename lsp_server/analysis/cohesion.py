"""LCOM4 (Hitz & Montazeri 1995): into how many unconnected groups the methods of a class fall.

Two methods are connected when both touch the same `self.x`, or one touches the other by
`self.other`. Left out are static methods, which have no self; `__init__`, `__new__`,
`__post_init__` and `__del__`, which touch everything by their nature; and stubs, whose body is
`pass`, `...`, a docstring or `raise NotImplementedError`. A property's getter, setter and deleter
have one name and are one node, as are overloads.
"""

import ast
from collections.abc import Iterable
from typing import Final, NamedTuple

from lsp_server.analysis.size import is_static, last_name

_LIFECYCLE: Final = frozenset(("__init__", "__new__", "__post_init__", "__del__"))
_ABSTRACT_BASES: Final = frozenset(("ABC", "Protocol"))
_ABSTRACT_MARKS: Final = frozenset(
    ("abstractmethod", "abstractproperty", "abstractclassmethod", "abstractstaticmethod")
)


class Method(NamedTuple):
    """A function of a class body and the attributes of its first parameter that it touches."""

    node: ast.FunctionDef | ast.AsyncFunctionDef
    touched: frozenset[str]


def components(methods: Iterable[Method]) -> tuple[tuple[str, ...], ...]:
    """Return the groups of connected methods by name, each and all in the order of the source."""
    touched: dict[str, set[str]] = {}
    for method in methods:
        if _counts(method.node):
            touched.setdefault(method.node.name, set()).update(method.touched)
    group_of = {name: name for name in touched}

    def root(name: str) -> str:
        while group_of[name] != name:
            group_of[name] = name = group_of[group_of[name]]
        return name

    first_with: dict[str, str] = {name: name for name in touched}
    for name, attributes in touched.items():
        for attribute in attributes:
            other = first_with.setdefault(attribute, name)
            group_of[root(name)] = root(other)
    groups: dict[str, list[str]] = {}
    for name in touched:
        groups.setdefault(root(name), []).append(name)
    return tuple(map(tuple, groups.values()))


def is_abstract(node: ast.ClassDef) -> bool:
    """Tell whether a class is abstract: by a base ABC or Protocol, ABCMeta, or an abstract method."""
    bases = [base.value if isinstance(base, ast.Subscript) else base for base in node.bases]
    return (
        any(last_name(base) in _ABSTRACT_BASES for base in bases)
        or any(
            keyword.arg == "metaclass" and last_name(keyword.value) == "ABCMeta"
            for keyword in node.keywords
        )
        or any(
            last_name(decorator) in _ABSTRACT_MARKS
            for member in node.body
            if isinstance(member, ast.FunctionDef | ast.AsyncFunctionDef)
            for decorator in member.decorator_list
        )
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
