"""Forbidden import (`forbidden-import`)

## What it does
Reports an import that breaks a rule of the project about which modules may import which: layers,
independence, forbidden and protected modules, from the settings or from an import-linter
configuration. Where a rule is broken by way of other modules, the finding stands at the import that
is new, else at the first one, and the whole chain is told. A module that is in no layer, although the
rule wants each in one, is reported on its first line.

## Why is this bad?
A rule that is broken once is soon broken everywhere: the parts can no longer be understood, tested or
replaced alone.

An import that was there before this change is Information only, a new one a Warning. A rule that
names what does not exist is told where it stands in the settings: it would hold nothing.

## Example
With this rule:
```toml
[layers]
layers = ["shop.web", "shop.domain", "shop.storage"]
reason = "The domain is used without a web server."
```
this is reported:
```python
#- shop/__init__.py
#- shop/web.py
PAGE = 50
#- shop/domain.py
from shop import storage
from shop.web import PAGE

SIZE = PAGE
#- shop/storage.py
ROWS = []
```

## Use instead
```python
#- shop/__init__.py
#- shop/web.py
from shop import domain

PAGE = domain.SIZE
#- shop/domain.py
from shop import storage

SIZE = 50
#- shop/storage.py
ROWS = []
```

## Options
- `layers`: layers from high to low, each of which must not import from those above it.
- `independence`: modules that must not import each other.
- `forbidden`: modules that must not import certain others.
- `protected`: modules that only certain others may import.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise

from lsp_server.checks import invalid_setting
from lsp_server.checks.finding import Change, Finding, Related, Severity
from lsp_server.contract import Contract, kind_of
from lsp_server.graph.breach import Breach, Vain
from lsp_server.graph.graph import Graph
from lsp_server.graph.statement import NEW
from lsp_server.text import Position, Span

CODE = "forbidden-import"

_TOP = Span(Position(0, 0), Position(0, 0))


def findings(graph: Graph, breaches: Iterable[Breach]) -> Iterator[Finding]:
    """Yield a finding for each import of a module that breaks a contract, in lines of its file.

    `breaches` are those for which the module is to blame.
    """
    ordered = sorted(breaches, key=lambda each: _key(graph, each))
    for _, several in groupby(ordered, key=lambda each: _key(graph, each)[:2]):
        yield _finding(graph, list(several))


def vain(each: Vain) -> tuple[str, Finding]:
    """Return where a contract that checks nothing stands, and the finding that says so."""
    path, line, start, end = each.contract.origin
    span = Span(Position(line, start), Position(line, end))
    severity = Severity.WARNING if each.loud else Severity.INFORMATION
    message = f"{_title(each.contract)}: {each.message}"
    return path, Finding(invalid_setting.CODE, span, severity, message)


def _key(graph: Graph, breach: Breach) -> tuple[str, str, bool, int, list[str]]:
    """Return what breaches have in common that are one finding, and what puts the plainest first."""
    chain = [graph.module(of).name for of in breach.chain]
    after = [*chain, breach.outside][breach.at + 1 :]
    step = after[0] if after else ""
    return (
        f"{kind_of(breach.contract)} {breach.contract.name}",
        step,
        not breach.direct,
        len(chain),
        chain,
    )


def _finding(graph: Graph, several: list[Breach]) -> Finding:
    breach = several[0]
    is_new = any(_is_new(graph, each) for each in several)
    at = breach.at
    steps = range(len(breach.chain) - 1 + bool(breach.outside))
    related = [_step(graph, breach, number) for number in steps] if not breach.direct else []
    return Finding(
        code=CODE,
        span=_place(graph, breach, at),
        severity=Severity.WARNING if is_new else Severity.INFORMATION,
        message=_message(graph, breach, len(several) - 1),
        change=Change.NEW if is_new else Change.UNCHANGED,
        symbol=_imported(graph, breach, at) if steps else graph.module(breach.chain[0]).name,
        related=tuple(related),
    )


def _message(graph: Graph, breach: Breach, others: int) -> str:
    """Say what must not be, by which contract, and why."""
    contract = breach.contract
    if not breach.imported:
        said = f"`{breach.importer}` is in no layer"
    elif breach.direct:
        said = f"`{breach.importer}` must not import `{breach.imported}`"
    else:
        between = [graph.module(of).name for of in breach.chain[1:]]
        through = ", ".join(f"`{name}`" for name in (between if breach.outside else between[:-1]))
        said = (
            f"`{breach.importer}` must not import `{breach.imported}`, not even by way of {through}"
        )
    more = f" (and {others} more by this import)" if others else ""
    reason = f". {contract.reason}" if contract.reason else ""
    return f"{said}{more}: {_title(contract)}{reason}"


def _title(contract: Contract) -> str:
    """Return the kind and the name of a contract."""
    kind = kind_of(contract)
    return f"{kind} contract" if contract.name == kind else f"{kind} contract `{contract.name}`"


def _is_new(graph: Graph, breach: Breach) -> bool:
    if not breach.imported:
        return False
    if any(graph.is_new(*step) for step in pairwise(breach.chain)):
        return True
    if not breach.outside:
        return False
    last = breach.chain[-1]
    statements = graph.statements(last)
    return all(statements[number].flags & NEW for number in _outside(graph, breach))


def _outside(graph: Graph, breach: Breach) -> list[int]:
    """Return the numbers of the statements that import what is outside the workspace."""
    name = breach.outside
    return [
        number
        for number, target in graph.targets(breach.chain[-1])
        if target.found is None and f"{target.dotted}.".startswith(f"{name}.")
    ]


def _step(graph: Graph, breach: Breach, number: int) -> Related:
    """Return one import of a chain where it stands."""
    importer = graph.module(breach.chain[number])
    here = graph.module(breach.chain[breach.at]).path
    message = f"`{importer.name}` imports `{_imported(graph, breach, number)}`"
    path = "" if importer.path == here else importer.path
    return Related(_place(graph, breach, number), message, path)


def _imported(graph: Graph, breach: Breach, number: int) -> str:
    after = breach.chain[number + 1 :]
    return graph.module(after[0]).name if after else breach.outside


def _place(graph: Graph, breach: Breach, number: int) -> Span:
    """Return where an import of a chain stands; line 0 if nobody knows, or if there is none."""
    after = breach.chain[number + 1 :]
    if after:
        return graph.place(breach.chain[number], after[0]) or _TOP
    places = graph.places(breach.chain[number])
    standing = [places[at] for at in _outside(graph, breach) if at < len(places)]
    return standing[0] if breach.outside and standing else _TOP
