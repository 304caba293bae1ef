"""Putting off what is evaluated at load in annotations: by quoting some, or by deferring all."""

import ast
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from lsp_server.analysis.size import last_name
from lsp_server.features.relocation.drafts import Unit
from lsp_server.features.relocation.layout import inserted
from lsp_server.features.relocation.module import Module, Use, read
from lsp_server.features.relocation.readers import reads_any
from lsp_server.features.relocation.statement import end, start
from lsp_server.graph.statement import Kind
from lsp_server.text import Edit, Span

_FUTURE: Final = "from __future__ import annotations"
_UNIT: Final[Unit] = ("__future__", 0, "annotations", "", Kind.LOAD)


class Deferral(NamedTuple):
    """How annotations are put off, what it takes and what a title says of it."""

    told: str = ""
    edits: tuple[Edit, ...] = ()
    added: tuple[Unit, ...] = ()


def deferred(module: Module, uses: Iterable[Use]) -> Deferral | None:
    """Return how to keep uses in annotations from being evaluated; None if there is no safe way.

    Quotes concern nobody else. From the second line on that would need them, deferring all
    annotations changes less, if nobody reads any of them.
    """
    evaluated = {
        id(use.where.annotation): use.where.annotation
        for use in uses
        if use.where.annotation is not None and use.where.evaluated and not use.where.quoted
    }
    if not evaluated or any(map(_defers, module.statements)):
        return Deferral()
    quotes = [_quoted(node, module.lines) for node in evaluated.values()]
    edits = tuple(edit for edit in quotes if edit is not None)
    quotable = len(edits) == len(quotes)
    if quotable and len({node.lineno for node in evaluated.values()}) == 1:
        return _quoting(edits)
    everything = read(module.report, module.lines, None)
    if everything is not None and not reads_any(everything.statements, everything.classes):
        return Deferral(f", with `{_FUTURE}`", (_future(module),), (_UNIT,))
    return _quoting(edits) if quotable else None


def _quoting(edits: tuple[Edit, ...]) -> Deferral:
    count = len(edits)
    return Deferral(f", quoting {count} annotation{'s' * (count > 1)}", edits)


def _defers(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(alias.name == "annotations" for alias in node.names)
    )


def _quoted(node: ast.expr, lines: Sequence[str]) -> Edit | None:
    """Return the edit that quotes an annotation; None where quotes would change what it says."""
    span = Span(start(node, lines), end(node, lines))
    text = lines[span.start.line][span.start.column : span.end.column]
    if span.start.line != span.end.line or "\\" in text or isinstance(node, ast.Starred):
        return None
    if _has_forward_reference(node):
        return None
    mark = "'" if '"' in text else '"'
    return None if mark in text else Edit(span, f"{mark}{text}{mark}")


def _has_forward_reference(node: ast.expr) -> bool:
    """Tell whether a string in an annotation is a type, not a value of Literal or Annotated."""
    pending: list[ast.AST] = [node]
    while pending:
        inner = pending.pop()
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            return True
        is_literal = isinstance(inner, ast.Subscript) and last_name(inner.value) == "Literal"
        pending += () if is_literal else ast.iter_child_nodes(inner)
    return False


def _future(module: Module) -> Edit:
    """Return the insertion below the docstring, and the comments that no statement follows."""
    statements = module.statements
    with_docstring = _is_docstring(statements[0])
    first = statements[1 if with_docstring else 0]
    line = first.lineno - 1
    if with_docstring:
        line = _above_comments(line, module.lines)
    is_future = isinstance(first, ast.ImportFrom) and first.module == "__future__"
    return inserted(module.lines, line, (_FUTURE,) if is_future else (_FUTURE, ""))


def _above_comments(line: int, lines: Sequence[str]) -> int:
    while lines[line - 1].startswith("#"):
        line -= 1
    return line


def _is_docstring(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
