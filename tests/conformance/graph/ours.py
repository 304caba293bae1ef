"""Our graphs of real packages, with every file analysed as the server would."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from lsp_server.analysis import survey
from lsp_server.graph.graph import Graph, Item
from lsp_server.graph.module import Module, named
from lsp_server.graph.statement import DYNAMIC, Kind, encoded, statement
from lsp_server.text import Source
from tests.conformance import packages

GRAPHED = {
    "Django==5.2.4": "django",
    "SQLAlchemy==2.0.41": "sqlalchemy",
    "sympy==1.13.3": "sympy",
    "Twisted==24.11.0": "twisted",
}
"""The package that is looked at in each corpus."""


def root(corpus: str) -> Path:
    """Return the folder that the package stands in."""
    name = GRAPHED[corpus]
    place = packages.folder(corpus)
    return place if (place / name).is_dir() else next(place.glob(f"*/{name}")).parent


@cache
def items(corpus: str) -> tuple[Item, ...]:
    """Return the modules of a corpus with their statements."""
    above = root(corpus)
    files = sorted((above / GRAPHED[corpus]).rglob("*.py"))
    return tuple(item(path, above) for path in files)


def item(path: Path, above: Path) -> Item:
    """Analyse a file."""
    name, number = named(str(path), [str(above)])
    module = Module(name, str(path), number, path.name == "__init__.py")
    report = survey(Source.of(path.read_bytes().decode("utf-8-sig")))
    statements = tuple(statement(fact) for _, fact in report.imports())
    return Item(module, encoded(statements))


def graph(corpus: str, *, parents: bool = False) -> Graph:
    """Return the graph of a corpus."""
    made = Graph([str(root(corpus))], parents=parents)
    made.fill(items(corpus))
    made.refresh()
    return made


def edges(made: Graph, *, least: Kind = Kind.TYPING, calls: bool = True) -> set[tuple[str, str]]:
    """Return the edges by name of at least a kind, with or without what calls import."""
    return {
        (made.module(importer).name, made.module(edge.imported).name)
        for importer in made
        for edge in made.edges(importer)
        if any(kind >= least for kind in _kinds(made, importer, edge.statements, calls=calls))
    }


def _kinds(made: Graph, importer: int, numbers: Iterable[int], *, calls: bool) -> Iterator[Kind]:
    written = made.statements(importer)
    for number in numbers:
        if calls or not written[number].flags & DYNAMIC:
            yield written[number].kind
