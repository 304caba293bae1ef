"""The findings of a module that follow from the import graph: in file lines, suppressions applied.

A comment on the lines of an import, or alone just above it, speaks of that import; one that names a
code about modules as a whole may stand anywhere.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from lsp_server.analysis.report import Comment
from lsp_server.checks import (
    forbidden_import,
    hub_module,
    import_cycle,
    undeclared_dependency,
    unused_dependency,
    unused_module,
)
from lsp_server.checks.catalogue import NAMES
from lsp_server.checks.finding import Finding
from lsp_server.checks.suppression import parse
from lsp_server.graph.breach import Breach
from lsp_server.graph.cuts import Cut
from lsp_server.graph.graph import Graph
from lsp_server.graph.project import Project
from lsp_server.settings import Settings
from lsp_server.text import Position, Span


class Seen(NamedTuple):
    """A module as the checks see it: the graph, its number there, and what follows for it."""

    graph: Graph
    module: int
    settings: Settings
    cuts: Sequence[Cut] = ()
    breaches: Sequence[Breach] = ()
    project: Project | None = None


Check = Callable[[Seen], Iterable[Finding]]

CHECKS: Final[dict[str, Check]] = {
    import_cycle.CODE: lambda seen: import_cycle.findings(seen.graph, seen.module, seen.cuts),
    forbidden_import.CODE: lambda seen: forbidden_import.findings(seen.graph, seen.breaches),
    hub_module.CODE: lambda seen: hub_module.findings(seen.graph, seen.module, seen.settings),
    unused_module.CODE: lambda seen: unused_module.findings(seen.graph, seen.module, seen.project),
    undeclared_dependency.CODE: lambda seen: undeclared_dependency.findings(
        seen.graph, seen.module, seen.project
    ),
}
"""By its code what finds something in a module."""


def of_project(graph: Graph, project: Project, settings: Settings) -> tuple[Finding, ...]:
    """Return what is found in the pyproject.toml of a project, in its lines."""
    if not project.declaration or not _enabled(unused_dependency.CODE, settings):
        return ()
    return tuple(unused_dependency.findings(graph, project))


WHOLE: Final = Span(Position(0, 0), Position(0, 0))
"""Where a finding about a module as a whole stands."""


def run(seen: Seen, comments: Sequence[Comment], today: dt.date) -> tuple[Finding, ...]:
    """Return the findings of a module, in the order of its lines."""
    settings = seen.settings
    found = [
        finding
        for code, check in CHECKS.items()
        if _enabled(code, settings)
        for finding in check(seen)
    ]
    if comments:
        found = [finding for finding in found if not _silenced(finding, comments, today)]
    return tuple(sorted(found, key=lambda finding: finding.span))


def wanted(settings: Settings) -> bool:
    """Tell whether any of these checks is enabled."""
    return any(_enabled(code, settings) for code in CHECKS)


def _enabled(code: str, settings: Settings) -> bool:
    return code not in settings.ignore and (not settings.select or code in settings.select)


def _silenced(finding: Finding, comments: Sequence[Comment], today: dt.date) -> bool:
    for comment in _addressed(comments, finding.span):
        suppression = parse(comment.text, NAMES)
        names = any(
            item.name == finding.code and item.ceiling is None for item in suppression.items
        )
        if names and not suppression.problem and not suppression.expired(today):
            return True
    return False


def _addressed(comments: Sequence[Comment], span: Span) -> list[Comment]:
    """Return the comments that speak of a span."""
    if span == WHOLE:
        return list(comments)
    first = span.start.line
    alone = {comment.line for comment in comments if comment.alone}
    while first - 1 in alone:
        first -= 1
    return [comment for comment in comments if first <= comment.line <= span.end.line]
