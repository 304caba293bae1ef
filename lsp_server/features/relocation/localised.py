"""Moving an import into the one function that uses it."""

import ast
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Final

from lsp_server.features.relocation.bindings import FUNCTIONS, Function
from lsp_server.features.relocation.drafts import Draft, told
from lsp_server.features.relocation.layout import indented, inserted
from lsp_server.features.relocation.module import Module, Use, first_line, read
from lsp_server.features.relocation.statement import Import, Part, cut, is_blank
from lsp_server.features.relocation.uses import usage
from lsp_server.graph.statement import Kind

_NAMESPACES: Final = frozenset(("locals", "vars", "eval", "exec"))
"""What would see a new local name."""

_AT_LOAD: Final = frozenset(
    ("__init__", "__new__", "__post_init__", "__init_subclass__", "__set_name__", "__call__")
)
"""Methods that run where their class is used."""


def user(uses: Iterable[Use]) -> Function | None:
    """Return the innermost function that holds all uses, of which one at least needs the value."""
    uses = list(uses)
    if not any(use.runs for use in uses):
        return None
    chains = [use.where.functions for use in uses]
    shared = takewhile(lambda level: len(set(level)) == 1, zip(*chains, strict=False))
    found = [level[0] for level in shared]
    return found[-1] if found else None


def localised(module: Module, part: Part, gone: Part, function: Function) -> Draft | None:
    """Return the move of a part into its user when `gone` leaves; None where it cannot be."""
    leaving, coming = cut(gone, module.lines), cut(part, module.lines)
    line = _top(function, module.lines)
    if leaving is None or coming is None or line is None:
        return None
    if _sees_names(function) or _runs_at_load(module, function):
        return None
    body = _body(function)[0]
    prefix = module.lines[first_line(body) - 1][: body.col_offset]
    text = indented(coming.moved, prefix)
    if not isinstance(body, Import):
        text.append("")
    them = "it" if len(part.numbers) == 1 else "them"
    return Draft(
        f"Import {told(part)} in `{function.name}`, the only function that uses {them}",
        (leaving.edit, inserted(module.lines, line, text)),
        gone,
        ((part, Kind.LAZY),),
        function=function,
    )


def _body(function: Function) -> Sequence[ast.stmt]:
    """Return a function's statements without its docstring."""
    has = ast.get_docstring(function, clean=False) is not None
    return function.body[has:]


def _top(function: Function, lines: Sequence[str]) -> int | None:
    """Return the line above which an import goes, before comments on the first statement."""
    body = _body(function)
    if not body:
        return None
    line = first_line(body[0]) - 1
    if not is_blank(lines[line][: body[0].col_offset]):
        return None  # on the line of the `def` or of the docstring
    while lines[line - 1].lstrip().startswith("#"):
        line -= 1
    return line


def _sees_names(function: Function) -> bool:
    return any(isinstance(node, ast.Name) and node.id in _NAMESPACES for node in ast.walk(function))


def _runs_at_load(module: Module, function: Function) -> bool:
    """Tell whether the module itself, when it is imported, uses the function or its class."""
    owner = next(
        (
            node
            for node in module.statements
            if node.lineno <= function.lineno <= (node.end_lineno or 0)
        ),
    )
    if isinstance(owner, FUNCTIONS) or function.name in _AT_LOAD:
        name = getattr(owner, "name", "_")
        mentioning = read(module.report, module.lines, (name,))
        return mentioning is None or any(use.at_load for use in usage(mentioning, (name,)).uses)
    return False
