"""Hub module (`hub-module`)

## What it does
Reports a module that many others import and that imports many others itself. The figure is the
smaller one of the two. Imports for type checking only do not count.

## Why is this bad?
Whatever changes in one of the imported modules can reach all that import the hub, and no part of the
project can be understood or tested without nearly all of it. Hubs are what cycles grow around.

## Example
```toml
hub = [1, 2, 3]
```
```python
#- low.py
one = 1
#- lower.py
two = 2
#- hub.py
import low
import lower
#- high.py
import hub
#- higher.py
import hub
```

## Use instead
Part it, so that each importer needs only what it uses:
```python
#- low.py
one = 1
#- lower.py
two = 2
#- high.py
import low
#- higher.py
import lower
```

## Options
`hub`.
"""

from collections.abc import Iterator

from lsp_server.checks.finding import Change, Finding, Severity
from lsp_server.graph.coupling import Size, coupling
from lsp_server.graph.graph import Graph
from lsp_server.settings import Settings
from lsp_server.text import Position, Span

CODE = "hub-module"


def findings(graph: Graph, module: int, settings: Settings) -> Iterator[Finding]:
    """Yield a finding if a module is a hub."""
    limits = settings.hub
    if limits is None or len(graph.imports(module)) <= limits.notable:
        return
    figures = coupling(graph, module, Size())
    figure = min(figures.fan_in, figures.fan_out)
    tier = limits.tier(figure)
    if not tier:
        return
    name = graph.module(module).name
    yield Finding(
        code=CODE,
        span=Span(Position(0, 0), Position(0, 0)),
        severity=Severity.HINT if tier == 1 else Severity.INFORMATION,
        message=(
            f"`{name}` is a hub: {figures.fan_in} modules import it and it imports "
            f"{figures.fan_out} (limit {limits.notable} of both)"
        ),
        tier=tier,
        change=Change.UNCHANGED,
        symbol=name,
    )
