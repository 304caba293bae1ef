"""Whose annotations somebody reads at run time, so that their values must be there.

What is not known to leave annotations alone is taken to read them.
"""

import ast
import builtins
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from lsp_server.analysis.size import last_name
from lsp_server.features.relocation.bindings import DEFINITIONS, Function

Classes = Mapping[str, ast.ClassDef]

LIBRARIES: Final = frozenset(
    (
        "aiogram", "beartype", "cyclopts", "dagster", "dependency_injector", "dishka", "fastapi",
        "fire", "hug", "injector", "jsonargparse", "lagom", "litestar", "multipledispatch", "ninja",
        "plum", "prefect", "punq", "rodi", "simple_parsing", "starlite", "strawberry", "svcs",
        "typeguard", "typer", "tyro",
    )
)  # fmt: skip
"""Libraries that read the annotations of functions handed to them, decorated or not."""

READING: Final = re.compile(
    r"\b(?:get_type_hints|get_annotations|__annotations__|__annotate__|eval_str)\b|\.annotation\b"
)
"""Text that reads annotations by itself."""

_SPARING: Final = frozenset(
    (
        "abstractmethod", "asynccontextmanager", "cache", "cached_property", "classmethod",
        "contextmanager", "deleter", "deprecated", "final", "fixture", "getter", "lru_cache",
        "no_type_check", "overload", "override", "property", "setter", "staticmethod", "wraps",
    )
)  # fmt: skip
_SPARING_CLASSES: Final = frozenset(
    (
        "attrs", "dataclass", "define", "deprecated", "final", "frozen", "mutable", "runtime_checkable",
        "s", "total_ordering", "unique", "verify",
    )
)  # fmt: skip
"""Decorators that read fields at most, never the annotations of methods."""

_PLAIN_BASES: Final = frozenset(
    ("ABC", "Enum", "Flag", "Generic", "IntEnum", "Protocol", "StrEnum")
)
_BUILTINS: Final = frozenset(dir(builtins))


def reads_function(function: Function) -> bool:
    """Tell whether a decorator may read a function's annotations."""
    return not all(map(_spares, function.decorator_list))


def reads_methods(class_: ast.ClassDef) -> bool:
    """Tell whether a decorator of a class may read the annotations of its methods."""
    return not {last_name(item) for item in class_.decorator_list} <= _SPARING_CLASSES


def reads_fields(class_: ast.ClassDef, classes: Classes) -> bool:
    """Tell whether a decorator, base or metaclass may read the annotations in a class's body."""
    pending, seen = [class_], {class_.name}
    while pending:
        one = pending.pop()
        if one.decorator_list or one.keywords:
            return True
        for base in map(_generic, one.bases):
            name = base.id if isinstance(base, ast.Name) else ""
            if name in classes and name not in seen:
                seen.add(name)
                pending.append(classes[name])
            elif name not in classes and last_name(base) not in _PLAIN_BASES | _BUILTINS:
                return True
    return False


def reads_any(statements: Iterable[ast.stmt], classes: Classes) -> bool:
    """Tell whether somebody may read any annotation of a module."""
    return any(_reads(node, classes) for node in _definitions(statements))


def _reads(node: ast.ClassDef | Function, classes: Classes) -> bool:
    if not isinstance(node, ast.ClassDef):
        return _annotated(node) and reads_function(node)
    annotated = any(isinstance(item, ast.AnnAssign) for item in node.body)
    return reads_methods(node) or (annotated and reads_fields(node, classes))


def _definitions(statements: Iterable[ast.stmt]) -> Iterator[ast.ClassDef | Function]:
    pending: list[ast.AST] = list(statements)
    while pending:
        node = pending.pop()
        if isinstance(node, DEFINITIONS):
            yield node
        for suite in ("body", "orelse", "finalbody", "handlers", "cases"):
            inner = getattr(node, suite, ())
            pending += inner if isinstance(inner, list) else ()


def _annotated(function: Function) -> bool:
    return function.returns is not None or any(
        isinstance(node, ast.arg) and node.annotation for node in ast.walk(function.args)
    )


def _spares(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    is_mark = isinstance(called, ast.Attribute) and last_name(called.value) == "mark"
    return is_mark or last_name(called) in _SPARING


def _generic(base: ast.expr) -> ast.expr:
    return base.value if isinstance(base, ast.Subscript) else base
