"""Build an import graph as one tool does: `graph_build.py ours|grimp PACKAGE`.

Prints the seconds, and the names of the modules that most others import, as JSON.

Runs as a process of its own, whose start and imports are not counted; XDG_CACHE_HOME and the current
folder say what earlier runs have kept. Ours is what the server does: look for the files, read them,
ask for the records of earlier runs, and link these.
"""

import json
import sys
import time
from pathlib import Path
from typing import NamedTuple

SENT = {"base": "none"}
"""The settings that the records of earlier runs were made with."""


BUSY = 20
"""So many names are printed."""


class Built(NamedTuple):
    """Seconds, and the names of the modules that most others import."""

    seconds: float
    busiest: list[str]


def ours(package: str) -> Built:
    """Build our graph from the records of a server that had the package as its folder."""
    from lsp_server.graph.graph import Graph, Item
    from lsp_server.graph.module import Module, named
    from lsp_server.memory.places import cache_folder
    from lsp_server.memory.results import Results
    from lsp_server.workspace.facts import linked_of
    from lsp_server.workspace.jobs import Folder, Survey
    from lsp_server.workspace.shelf import Shelf
    from lsp_server.workspace.surveying import Surveyor

    root = str(Path(package).parent)
    start = time.perf_counter()
    graph, items = Graph([root]), []
    survey = Survey((Folder(package, SENT),), "utf-8")
    for batch in Surveyor(Shelf(Results(cache_folder(), sys.exit), sys.exit)).survey(survey):
        for outcome in batch.outcomes:
            path = outcome.path
            name, number = named(path, [root]) or ("", 0)
            module = Module(name, path, number, path.endswith("/__init__.py"))
            items.append(Item(module, *linked_of(outcome.record)))
    graph.fill(items)
    graph.refresh()
    taken = time.perf_counter() - start
    if len(graph) < sum(1 for _ in Path(package).rglob("*.py")):
        sys.exit("some modules were not known from earlier runs")
    busiest = sorted(graph, key=lambda of: len(graph.importers(of)), reverse=True)
    return Built(taken, [graph.module(of).name for of in busiest[:BUSY]])


def grimp(package: str) -> Built:
    """Build grimp's graph, which keeps what it needs in the current folder."""
    import grimp as tool

    sys.path.insert(0, str(Path(package).parent))
    start = time.perf_counter()
    graph = tool.build_graph(Path(package).name, cache_dir="grimp")
    taken = time.perf_counter() - start
    importers = graph.find_modules_that_directly_import
    busiest = sorted(graph.modules, key=lambda of: len(importers(of)), reverse=True)
    return Built(taken, busiest[:BUSY])


if __name__ == "__main__":
    print(json.dumps({"ours": ours, "grimp": grimp}[sys.argv[1]](sys.argv[2])))
