"""What a block imports: statements, and calls that import a literal name.

Calls are `importlib.import_module("a.b")`, `import_module("a.b")` and `__import__("a.b")`; they give
the same fact as `import a.b`, marked dynamic and lazy. A relative name (".b", of a package that only
the run knows) gives module "b" and level 1, without names.
"""

import ast
from typing import Final

from lsp_server.analysis.report import ImportFact
from lsp_server.analysis.scope import (
    CONDITION,
    FUNCTION,
    IMPORT_ERROR,
    ONLY_TYPING,
    Pending,
    Walk,
)
from lsp_server.analysis.size import last_name

Names = tuple[tuple[str, str], ...]

CALLS: Final = frozenset(("import_module", "__import__"))
_CAUGHT: Final = frozenset(("ImportError", "ModuleNotFoundError", "Exception", "BaseException"))


def import_(walk: Walk, node: ast.Import, _: Pending) -> None:
    """Note `import a.b as c, d`."""
    names = _names(walk, node)
    for name, bound in names:
        walk.scope.names[bound or name.partition(".")[0]] = -node.lineno
    _note(walk, node, ("", 0, names))


def import_from(walk: Walk, node: ast.ImportFrom, _: Pending) -> None:
    """Note `from ..a import b as c`."""
    if node.module:
        walk.scope.operands.append(node.module)
    names = _names(walk, node)
    for name, bound in names:
        walk.scope.names[bound or name] = -node.lineno
    _note(walk, node, (node.module or "", node.level, names))


def _names(walk: Walk, node: ast.Import | ast.ImportFrom) -> Names:
    names = tuple([(alias.name, alias.asname or "") for alias in node.names])
    for name, bound in names:
        walk.scope.operands.append(name)
        if bound:
            walk.scope.operators.append("as")
            walk.scope.operands.append(bound)
    return names


def _note(
    walk: Walk,
    node: ast.stmt | ast.Call,
    what: tuple[str, int, Names],
    *,
    dynamic: bool = False,
) -> None:
    around = walk.around
    module, level, names = what
    walk.imports.append(
        ImportFact(
            *walk.place.start(node),
            *walk.place.end(node),
            module,
            level,
            names,
            dynamic or bool(around & FUNCTION),
            bool(around & ONLY_TYPING),
            bool(around & CONDITION),
            bool(around & IMPORT_ERROR),
            dynamic,
        )
    )


def called(walk: Walk, node: ast.Call) -> None:
    """Note a call of import_module or __import__ whose first argument is a literal string."""
    if last_name(node.func) not in CALLS:
        return
    name = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
    if not isinstance(name, str) or not name:
        return
    absolute = name.lstrip(".")
    level = len(name) - len(absolute)
    names = () if level else ((name, ""),)
    _note(walk, node, (absolute if level else "", level, names), dynamic=True)


def catches_import_error(handlers: list[ast.ExceptHandler]) -> bool:
    """Tell whether a handler catches ImportError, by itself or by one of its bases."""
    return any(handler.type is None or _caught(handler.type) for handler in handlers)


def _caught(kind: ast.expr) -> bool:
    if isinstance(kind, ast.Tuple):
        return any(map(_caught, kind.elts))
    name = kind.attr if isinstance(kind, ast.Attribute) else getattr(kind, "id", "")
    return name in _CAUGHT


def around_suites(test: ast.expr) -> tuple[int, int]:
    """Return what stands around the body and the else of an `if` with this test."""
    inverted = isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
    subject = test.operand if isinstance(test, ast.UnaryOp) else test
    name = subject.attr if isinstance(subject, ast.Attribute) else getattr(subject, "id", "")
    if name != "TYPE_CHECKING":
        return CONDITION, CONDITION
    return (CONDITION, ONLY_TYPING) if inverted else (ONLY_TYPING, CONDITION)
