"""What the import graph knows of a module whose import is to be moved."""

from collections.abc import Callable
from itertools import groupby
from typing import Final, NamedTuple

from lsp_server.features.relocation.bindings import NONE, Names
from lsp_server.features.relocation.drafts import Unit
from lsp_server.graph.graph import Graph
from lsp_server.graph.statement import Statement

STAR: Final = "*"


def written(unit: Unit) -> str:
    """Return what a unit leads to as far as its own text tells: the module that it names."""
    module, level, name, _, _ = unit
    return "." * level + (module or name)


class Surroundings(NamedTuple):
    """What is known of a module besides its text.

    `taken` are the names that other modules import from it ("*" for all), `package` says that it is
    an `__init__.py`, and `origin` what a unit leads to: the name of a module.
    """

    taken: Names = NONE
    package: bool = False
    origin: Callable[[Unit], str] = written


ALONE: Final = Surroundings()
"""A module of which only the text is known."""


def known(graph: Graph, module: int, names: Names) -> Surroundings:
    """Return what a graph knows of a module, as far as some names are concerned."""
    found = _origins(graph, module)

    def origin(unit: Unit) -> str:
        return found.get(unit[:3]) or written(unit)

    return Surroundings(_taken(graph, module, names), graph.module(module).package, origin)


def _origins(graph: Graph, module: int) -> dict[tuple[str, int, str], str]:
    """Return the name of the module that each name of each statement leads to."""
    statements = graph.statements(module)
    found: dict[tuple[str, int, str], str] = {}
    for number, targets in groupby(graph.targets(module), key=lambda item: item[0]):
        said = statements[number]
        leads = [target.found for _, target in targets]
        if len(leads) == len(said.names):
            for name, lead in zip(said.names, leads, strict=True):
                if lead is not None:
                    found[said.module, said.level, name] = graph.module(lead).name
    return found


def _taken(graph: Graph, module: int, names: Names) -> Names:
    """Return which of the names, or "*", other modules import from a module."""
    wanted = names | {STAR}
    last = graph.module(module).name.rpartition(".")[2]
    taken: set[str] = set()
    for importer in graph.importers(module):
        statements = graph.statements(importer)
        if not any(_asks(said, wanted, last) for said in statements):
            continue
        for number, target in graph.targets(importer):
            said = statements[number]
            if target.found == module and _asks(said, wanted, last):
                taken |= wanted.intersection(said.names)
    return frozenset(taken)


def _asks(said: Statement, wanted: Names, last: str) -> bool:
    """Tell whether a statement takes a name from a module whose name ends so, or from its package."""
    told = said.module.rpartition(".")[2]
    return (told == last if told else said.level > 0) and not wanted.isdisjoint(said.names)
