"""What a contract names that is not there: a rule that holds nothing must not look kept."""

from collections.abc import Iterator

from lsp_server.contract import Ignored, Layers
from lsp_server.graph.breach import Vain
from lsp_server.graph.ruling import Ruling, is_in
from lsp_server.graph.scheme import TARGET, Expected, expectations, matches


def vain(ruling: Ruling) -> Iterator[Vain]:
    """Yield why a contract, or a part of it, checks nothing; the ruling has taken all modules."""
    contract = ruling.contract
    if not ruling.within:
        where = " or ".join(f"`{name}`" for name in contract.packages) or "this folder"
        yield _nothing(ruling, f"no module of {where} was found")
    elif not any(ruling.graph.imports(module) for module in ruling.within):
        yield _nothing(ruling, "no module imports another one of the workspace")
    else:
        yield from _missing(ruling)
    for outer, inner in sorted(ruling.overlaps):
        message = f"`{inner}` is a part of `{outer}`; what is in both counts as `{inner}` alone"
        yield Vain(contract, message)
    alerting = contract.unmatched_ignore_imports_alerting
    if alerting != "none":
        for item, pairs in ruling.matched.items():
            if not pairs and not _leads_outside(ruling, item):
                loud = alerting == "error"
                yield Vain(contract, f"no import is ignored by `{item}`: there is none", loud)


def _nothing(ruling: Ruling, why: str) -> Vain:
    return Vain(ruling.contract, f"this contract checks nothing: {why}")


def _missing(ruling: Ruling) -> Iterator[Vain]:
    """Yield what should be a module, and is none."""
    contract = ruling.contract
    containers: list[str] = []
    if isinstance(contract, Layers):
        for expression in contract.containers:
            found = sorted(_containers(ruling, expression))
            containers += found
            if not found:
                yield Vain(contract, f"there is no package `{expression}`; it is not checked")
        if contract.containers and not containers:
            return
    here = {(group.name, group.side) for group in ruling.members}
    expected = list(expectations(contract, containers))
    present = {each.side for each in expected if _is_here(ruling, each, here)}
    absent: dict[str, list[str]] = {}
    for each in expected:
        if not each.missing and not _is_here(ruling, each, here):
            absent.setdefault(each.side, []).append(each.name)
    for side, names in absent.items():
        yield from _absent(ruling, names, alone=side not in present)


def _absent(ruling: Ruling, names: list[str], *, alone: bool) -> Iterator[Vain]:
    """Say of some names that there are no such modules; `alone` when there is nothing besides."""
    if alone:
        yield _nothing(ruling, f"there is no module {', '.join(map('`{}`'.format, names))}")
        return
    for name in names:
        if "*" not in name:
            yield Vain(ruling.contract, f"there is no module `{name}`; it is not checked")


def _containers(ruling: Ruling, expression: str) -> set[str]:
    found: set[str] = set()
    for module in ruling.within:
        name = ruling.graph.module(module).name
        if "*" not in expression:
            if is_in(name, expression):
                return {expression}
        elif ruling.graph.module(module).package and matches(expression, name):
            found.add(name)
    return found


def _is_here(ruling: Ruling, each: Expected, here: set[tuple[str, str]]) -> bool:
    if "*" in each.name:
        return any(side == each.side and matches(each.name, name) for name, side in here)
    if (each.name, each.side) in here:
        return True
    if each.side != TARGET:
        return False
    return not ruling.tops[each.name.partition(".")[0]]


def _leads_outside(ruling: Ruling, item: Ignored) -> bool:
    """Tell whether an ignored import is one of something outside the workspace."""
    importers = ruling.graph.importers_of_external(item.imported.partition(".")[0])
    return any(matches(item.importer, ruling.graph.module(of).name) for of in importers)
