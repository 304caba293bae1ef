"""Undeclared dependency (`undeclared-dependency`)

## What it does
Reports an import of a third-party package that no dependency in `pyproject.toml` provides. Tests, and
imports for type checking only, may be provided by any extra or dependency group.

An import in a `try` that catches `ImportError` is left out, and so is a project that declares no
dependencies or has them made when it is built. Which distribution gives which name is read from the
project's environment (`.venv` or `venv`); without one a table of well-known differences is used.

## Why is this bad?
It works where the package happens to be installed, often because something else needs it, and fails
elsewhere: at your user's, in production, or when that other package stops needing it.

## Example
```python
#- pyproject.toml
[project]
name = "shop"
dependencies = ["attrs"]
#- shop.py
import attr
import yaml


def read(text):
    return attr.asdict(yaml.safe_load(text))
```

## Use instead
```python
#- pyproject.toml
[project]
name = "shop"
dependencies = ["attrs", "PyYAML"]
#- shop.py
import attr
import yaml


def read(text):
    return attr.asdict(yaml.safe_load(text))
```

## Options
None.
"""

from collections.abc import Iterator

from lsp_server.checks.finding import Change, Finding, Severity
from lsp_server.graph.distributions import distributions
from lsp_server.graph.graph import External, Graph
from lsp_server.graph.project import MAIN, Project
from lsp_server.graph.statement import NEW, OPTIONAL, Kind

CODE = "undeclared-dependency"


def findings(graph: Graph, module: int, project: Project | None) -> Iterator[Finding]:
    """Yield a finding for each undeclared name that a module imports, once, where it is first."""
    if project is None or not project.declared.complete:
        return
    statements, places = graph.statements(module), graph.places(module)
    seen = set()
    for item in graph.external(module):
        said = statements[item.statement]
        if item.origin != "third-party" or said.flags & OPTIONAL or item.name in seen:
            continue
        lenient = graph.module(module).test or item.kind is Kind.TYPING
        if _declared(item, project, lenient=lenient) or item.statement >= len(places):
            continue
        seen.add(item.name)
        new = bool(said.flags & NEW)
        known = distributions(item.name, project.installed)
        yield Finding(
            code=CODE,
            span=places[item.statement],
            severity=Severity.WARNING if new else Severity.INFORMATION,
            message=_message(item.name, known),
            change=Change.NEW if new else Change.UNCHANGED,
            symbol=item.name,
        )


def _message(name: str, known: tuple[str, ...]) -> str:
    provider = " or ".join(f"`{distribution}`" for distribution in known)
    return (
        f"`{name}` is imported, but pyproject.toml does not declare {provider}, which provides it"
    )


def _declared(item: External, project: Project, *, lenient: bool) -> bool:
    """Tell whether a dependency provides an imported name; a namespace's part counts as its name."""
    of = project.declared
    names = {need.name for need in of.requirements if lenient or _needed(need.group)}
    parts = item.dotted.lower().replace("_", "-").split(".")
    prefixes = {"-".join(parts[:length]) for length in range(1, len(parts) + 1)}
    provided = {*distributions(item.name, project.installed), *prefixes}
    return bool(provided & names) or of.name in provided


def _needed(group: str) -> bool:
    """Tell whether what is in a group may be there when the code runs: extras are somebody's choice."""
    return group == MAIN or group not in {"build", "dev", "test", "tests", "docs", "lint"}
