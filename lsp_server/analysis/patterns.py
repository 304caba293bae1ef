"""What the patterns of a match statement add: operators, operands and the names they capture."""

import ast
from typing import Final

from lsp_server.analysis.scope import Handler, Pending, Walk


def _match_value(_: Walk, node: ast.MatchValue, pending: Pending) -> None:
    pending.append(node.value)


def _match_singleton(walk: Walk, node: ast.MatchSingleton, _: Pending) -> None:
    walk.scope.literals.append((type(node.value), node.value))


def _match_sequence(walk: Walk, node: ast.MatchSequence, pending: Pending) -> None:
    walk.scope.operators.append("[,]")
    pending += node.patterns


def _match_mapping(walk: Walk, node: ast.MatchMapping, pending: Pending) -> None:
    walk.scope.operators.append("{:}")
    pending += (*node.keys, *node.patterns)
    if node.rest is not None:
        walk.scope.operators.append("**")
        _capture(walk, node.rest, node.lineno)


def _match_class(walk: Walk, node: ast.MatchClass, pending: Pending) -> None:
    walk.scope.operators.append("()")
    walk.scope.operands += node.kwd_attrs
    walk.scope.operators += ["="] * len(node.kwd_attrs)
    pending += (node.cls, *node.patterns, *node.kwd_patterns)


def _match_star(walk: Walk, node: ast.MatchStar, _: Pending) -> None:
    walk.scope.operators.append("*")
    _capture(walk, node.name, node.lineno)


def _match_as(walk: Walk, node: ast.MatchAs, pending: Pending) -> None:
    pending.append(node.pattern)
    _capture(walk, node.name, node.lineno)


def _match_or(walk: Walk, node: ast.MatchOr, pending: Pending) -> None:
    walk.scope.operators += ["|"] * (len(node.patterns) - 1)
    pending += node.patterns


def _capture(walk: Walk, name: str | None, line: int) -> None:
    walk.scope.operands.append(name or "_")
    if name is not None:
        walk.scope.names[name] = line


PATTERNS: Final[dict[type, Handler]] = {
    ast.MatchAs: _match_as,
    ast.MatchClass: _match_class,
    ast.MatchMapping: _match_mapping,
    ast.MatchOr: _match_or,
    ast.MatchSequence: _match_sequence,
    ast.MatchSingleton: _match_singleton,
    ast.MatchStar: _match_star,
    ast.MatchValue: _match_value,
}
