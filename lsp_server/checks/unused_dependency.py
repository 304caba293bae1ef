"""Unused dependency (`unused-dependency`)

## What it does
Reports a dependency in `pyproject.toml` that everybody gets who installs the project, and of which no
module imports anything. It is a hint only: plugins and commands are used without being imported.

Only distributions are judged of which it is known under what names they are imported: those that are
installed in the project's environment (`.venv` or `venv`), and some well-known ones.

## Why is this bad?
Each dependency is downloaded, updated, audited, and can conflict with others. Nobody dares to
remove one later, as nobody knows what it was for.

## Example
```python
#- pyproject.toml
[project]
name = "shop"
dependencies = ["attrs", "PyYAML"]
#- shop.py
import attr


def read(item):
    return attr.asdict(item)
```

## Use instead
```python
#- pyproject.toml
[project]
name = "shop"
dependencies = ["attrs"]
#- shop.py
import attr


def read(item):
    return attr.asdict(item)
```

## Options
None.
"""

from collections.abc import Iterator

from lsp_server.checks.finding import Change, Finding, Severity
from lsp_server.graph.distributions import imported_as
from lsp_server.graph.graph import Graph
from lsp_server.graph.project import MAIN, Project

CODE = "unused-dependency"


def findings(graph: Graph, project: Project) -> Iterator[Finding]:
    """Yield a finding for each unused dependency, in lines of the project's pyproject.toml."""
    imported = set(graph.externals())
    for need in project.declared.requirements:
        names = imported_as(need.name, project.installed)
        if need.group == MAIN and names is not None and not names & imported:
            told = ", ".join(f"`{name}`" for name in sorted(names))
            yield Finding(
                code=CODE,
                span=need.place,
                severity=Severity.HINT,
                message=f"no module imports {told}, which the dependency `{need.name}` provides",
                change=Change.UNCHANGED,
                symbol=need.name,
                unnecessary=True,
            )
