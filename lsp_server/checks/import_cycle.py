"""Import cycle (`import-cycle`)

## What it does
Reports an import that closes a cycle: the imported module leads back to the one that imports it. Of
all imports of the cycle it is reported on the one that is cheapest to give up; the walk around the
shortest cycle stands beside it. Many modules that import each other in many cycles are explained by
few imports, which together break all of them.

A cycle that is executed when its modules are loaded is a warning where this change closed it, else
an information. One that needs an import under `if TYPE_CHECKING` or inside a function is a hint.

## Why is this bad?
Whichever module of the cycle is loaded first sees another one half made: names are missing, and
whether that hurts depends on who was imported first. None of the modules can be understood, tested
or reused without all the others.

## Example
```python
#- shop/customer.py
from shop.order import Order


class Customer:
    def order(self, what):
        return Order(self, what)
#- shop/order.py
from shop.customer import Customer


class Order:
    def __init__(self, customer: Customer, what):
        self.customer = customer
        self.what = what
```

## Use instead
What both need goes where neither is in the way:
```python
#- shop/customer.py
from shop.order import Order


class Customer:
    def order(self, what):
        return Order(self.name, what)
#- shop/order.py
class Order:
    def __init__(self, customer, what):
        self.customer = customer
        self.what = what
```

An import that only annotations need can stand under `if TYPE_CHECKING`, one that a single function
needs inside it; quick fixes move it there. The cycle is then no longer executed at load, and a hint
remains.

## Options
None.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from lsp_server.checks.finding import Change, Finding, Related, Severity
from lsp_server.graph.cuts import Cut
from lsp_server.graph.graph import Graph
from lsp_server.graph.statement import Kind
from lsp_server.text import Position, Span

CODE = "import-cycle"

_WHEN: Final = {
    Kind.TYPING: " for type checking",
    Kind.LAZY: " in a function",
    Kind.CONDITIONAL: " under a condition",
    Kind.LOAD: "",
}


def findings(graph: Graph, module: int, cuts: Iterable[Cut]) -> Iterator[Finding]:
    """Yield a finding for each import of a module that had better be cut, in lines of its file."""
    for cut in cuts:
        if cut.importer == module:
            yield _finding(graph, cut)


def _finding(graph: Graph, cut: Cut) -> Finding:
    is_new = any(graph.is_new(*step) for step in pairwise(cut.chain))
    severity = Severity.WARNING if is_new else Severity.INFORMATION
    return Finding(
        code=CODE,
        span=_place(graph, cut.importer, cut.imported),
        severity=severity if cut.load else Severity.HINT,
        message=_message(graph, cut),
        change=Change.NEW if is_new else Change.UNCHANGED,
        symbol=graph.module(cut.imported).name,
        related=tuple(_step(graph, cut, *step) for step in pairwise(cut.chain)),
    )


def _message(graph: Graph, cut: Cut) -> str:
    """Say which cycle it is, how it is executed, and what speaks for cutting this import."""
    importer, imported = (graph.module(of).name for of in (cut.importer, cut.imported))
    others = len(cut.chain) - 3
    through = f"leads back to it through {others} other{'s' * (others > 1)}"
    when = "executed at load" if cut.load else "not executed at load"
    cycle = f"`{importer}` imports `{imported}`, which {through if others else 'imports it'}"
    if len(cut.chain) - 1 == cut.size:
        return f"{cycle}: a cycle {when}. This import is the cheapest to cut: {cut.why}"
    alone = "Cutting it breaks them all"
    if cut.together > 1:
        alone = f"It is one of {cut.together} imports that together break them all"
    return (
        f"{cycle}: one of the cycles among {cut.size} modules, {when}. {alone}, the cheapest way: "
        f"{cut.why}"
    )


def _step(graph: Graph, cut: Cut, importer: int, imported: int) -> Related:
    """Return one import of the cycle where it stands."""
    kind = graph.kind(importer, imported)
    names = (graph.module(importer).name, graph.module(imported).name)
    message = f"`{names[0]}` imports `{names[1]}`{_WHEN[kind] if kind is not None else ''}"
    path = "" if importer == cut.importer else graph.module(importer).path
    return Related(_place(graph, importer, imported), message, path)


def _place(graph: Graph, importer: int, imported: int) -> Span:
    """Return where an import stands; line 0 if nobody knows."""
    return graph.place(importer, imported) or Span(Position(0, 0), Position(0, 0))
