"""Unused module (`unused-module`)

## What it does
Reports a module of a package that no other module imports. It is a hint only: a module may be
imported by a name that is made when the program runs, or by another project.

Left out are tests, `__init__` and `__main__`, what an installed command or plugin begins with, files
outside of packages (scripts), and what the setting `entry-points` names: files that a framework finds
by itself.

## Why is this bad?
Code that nobody runs is read, changed and tested all the same.

## Example
```python
#- shop/__init__.py
#- shop/order.py
class Order:
    pass
#- shop/invoice.py
from shop.order import Order


def invoice(order: Order):
    return order
```

## Use instead
Remove it, or import it where it is needed:
```python
#- shop/__init__.py
from shop.invoice import invoice
#- shop/order.py
class Order:
    pass
#- shop/invoice.py
from shop.order import Order


def invoice(order: Order):
    return order
```

## Options
`entry-points`.
"""

from collections.abc import Iterator

from lsp_server.checks.finding import Change, Finding, Severity
from lsp_server.graph.graph import Graph
from lsp_server.graph.project import Project
from lsp_server.text import Position, Span

CODE = "unused-module"


def findings(graph: Graph, module: int, project: Project | None) -> Iterator[Finding]:
    """Yield a finding if nothing leads to a module."""
    of = graph.module(module)
    if graph.importers(module) or of.package or of.test or of.entry or not of.inside:
        return
    entries = () if project is None else project.declared.entry_points
    if of.name in entries:
        return
    alone = "" if graph.imports(module) else ", and it imports none"
    yield Finding(
        code=CODE,
        span=Span(Position(0, 0), Position(0, 0)),
        severity=Severity.HINT,
        message=f"no module of the workspace imports `{of.name}`{alone}",
        change=Change.UNCHANGED,
        symbol=of.name,
    )
