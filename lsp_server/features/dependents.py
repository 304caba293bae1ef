"""What the import graph says of a module, as Markdown: who depends on it, and on what it depends.

While the workspace is not known as a whole, it says so.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from lsp_server.features.imports import Name
from lsp_server.features.markdown import code, count
from lsp_server.graph.coupling import Coupling, Size, of_counts
from lsp_server.graph.graph import External, Graph
from lsp_server.graph.statement import NEW, OPTIONAL, Kind
from lsp_server.workspace.linkage import Linkage
from lsp_server.workspace.reach import Reached

SO_FAR: Final = "*So far: not all files of the workspace have been read.*"
WHEN: Final = {
    Kind.LOAD: "executed when this module is loaded",
    Kind.CONDITIONAL: "executed when this module is loaded, under a condition",
    Kind.LAZY: "executed when the function around it is called",
    Kind.TYPING: "for type checkers only, never executed",
}
ORIGINS: Final = {
    "stdlib": "standard library",
    "third-party": "third-party",
    "unresolved": "not found: the workspace has no such module",
}


class About(NamedTuple):
    """A module, how far it reaches, and its size."""

    module: int
    reached: Reached
    size: Size


def of_module(linkage: Linkage, about: About) -> list[str]:
    """Return paragraphs about a module."""
    module, reached, size = about
    graph = linkage.graph
    lines = [_importers(graph, module, reached), *_reach(graph, reached), *_cycle(linkage, module)]
    lines += _coupling(of_counts(*reached.fans, size), size)
    paragraphs = ["\n".join(f"- {line}" for line in lines)]
    return paragraphs if known(linkage) else [*paragraphs, SO_FAR]


def of_name(linkage: Linkage, name: Name, about: About) -> list[str]:
    """Return paragraphs about the module that a name in an import leads to."""
    found = code(linkage.graph.module(about.module).name)
    head = f"**Module** {found}: in this workspace; {_when(name)}"
    return [head, *of_module(linkage, about)]


def of_absent(graph: Graph, module: int, name: Name) -> list[str]:
    """Return paragraphs about a name in an import of a module that leads to none of the workspace."""
    external = _external(graph, module, name)
    if external is None:
        return []
    importers = len(graph.importers_of_external(external.name))
    head = f"**Module** {code(name.target.dotted)}: {ORIGINS[external.origin]}; {_when(name)}"
    if external.origin == "unresolved":
        return [head]
    return [head, f"{code(external.name)} is imported by {count(importers, 'module')} here"]


def known(linkage: Linkage) -> bool:
    """Tell whether what the graph says is true of the workspace as a whole."""
    return linkage.complete and not linkage.busy


def cycle_of(linkage: Linkage, module: int) -> tuple[frozenset[int], bool] | None:
    """Return the cycle that a module is in and whether it is one at load; None while not known."""
    if not linkage.insight.settled:
        return None
    for view, load in ((linkage.graph.load, True), (linkage.graph.all, False)):
        group = view.of(module)
        if group is not None:
            return group, load
    return None


def _importers(graph: Graph, module: int, reached: Reached) -> str:
    importers = len(graph.importers(module))
    if not importers:
        return "imported by no module of the workspace"
    names = _named(graph, reached.foremost, importers)
    return f"imported by {count(importers, 'module')}: {names}"


def _reach(graph: Graph, reached: Reached) -> Iterator[str]:
    if reached.modules:
        yield f"a change of it can affect {count(reached.modules, 'module')}"
    if reached.tests:
        names = _named(graph, reached.nearest, reached.tests)
        yield f"{count(reached.tests, 'test module')} among these, nearest first: {names}"
    if reached.closure:
        yield f"importing it executes {count(reached.closure, 'other module')}"


def _cycle(linkage: Linkage, module: int) -> Iterator[str]:
    found = cycle_of(linkage, module)
    if found is None:
        return
    group, load = found
    when = "when loaded" if load else "by imports that are not all executed when loaded"
    yield f"in a cycle of {len(group)} modules {when}{_cut(linkage, group, load=load)}"


def _cut(linkage: Linkage, group: frozenset[int], *, load: bool) -> str:
    cuts = [c for c in linkage.insight.all_cuts() if c.importer in group and c.load is load]
    if not cuts:
        return ""
    cut = min(cuts, key=lambda cut: cut.cost)
    importer, imported = (code(_name(linkage.graph, of)) for of in (cut.importer, cut.imported))
    others = f", the first of {len(cuts)} to cut" if len(cuts) > 1 else ""
    return f"; cheapest to cut: {importer} imports {imported} ({cut.why}){others}"


def _coupling(of: Coupling, size: Size) -> Iterator[str]:
    if not of.fan_in + of.fan_out:
        return
    parts = [f"fan-in {of.fan_in}", f"fan-out {of.fan_out}", f"instability {of.instability:.2f}"]
    if size.classes:
        parts += [f"abstractness {of.abstractness:.2f}", f"distance {of.distance:.2f}"]
    yield ", ".join(parts)


def _when(name: Name) -> str:
    optional = name.said.flags & OPTIONAL and name.said.kind is Kind.CONDITIONAL
    when = f"{WHEN[name.said.kind]}{' (its absence is caught)' if optional else ''}"
    return f"{when}; *new*" if name.said.flags & NEW else when


def _external(graph: Graph, module: int, name: Name) -> External | None:
    """Return what a name leads to outside the workspace; a mere folder of modules is not outside."""
    top = name.target.dotted.partition(".")[0]
    for external in graph.external(module):
        if external.statement == name.statement and external.name == top:
            return external
    return None


def _named(graph: Graph, modules: Iterable[int], total: int) -> str:
    shown = [code(_name(graph, module)) for module in modules if module in graph]
    rest = total - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")


def _name(graph: Graph, module: int) -> str:
    return graph.module(module).name
