"""From arguments to the import graph of a folder, and what of it was read in vain.

A source root without modules, or whose modules have nothing to do with any other, is most likely a
mistake that would make every answer worthless.
"""

import argparse
import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from lsp_server.cli.around import Files, folder_of
from lsp_server.cli.aside import Aside
from lsp_server.cli.checked import Shared, Task
from lsp_server.cli.chosen import Chosen, inside
from lsp_server.cli.earlier import Earlier, earlier
from lsp_server.cli.linking import before_of
from lsp_server.cli.places import shown
from lsp_server.cli.project import Linked, judged_by, known, linked_by
from lsp_server.cli.recollection import Recollection
from lsp_server.cli.shared_store import results_of
from lsp_server.graph.coupling import Size
from lsp_server.graph.graph import Graph
from lsp_server.graph.project import Project
from lsp_server.settings import Settings
from lsp_server.workspace.files import discover
from lsp_server.workspace.insight import Insight
from lsp_server.workspace.project import project_of

NO_MODULES: Final = "there is no Python module below {}: nothing was looked at"
NO_IMPORTS: Final = (
    "none of the {} modules below {} imports another one, so nothing was checked; are the source "
    "roots right? The setting `source-roots` names them, they are now: {}"
)
IDLE_ROOT: Final = (
    "none of the {} modules of the source root {} imports or is imported by another one; is it a "
    "source root? The setting `source-roots` names them"
)


class Read(NamedTuple):
    """The graph of a folder, with its settings and what it is compared with, "" for nothing."""

    linked: Linked
    settings: Settings
    compared: str

    @property
    def insight(self) -> Insight:
        """What follows from the graph."""
        return self.linked.insight

    @property
    def graph(self) -> Graph:
        """The import graph."""
        return self.linked.insight.graph

    @property
    def project(self) -> Project:
        """The folder with its source roots."""
        return self.linked.known.project

    def sizes(self) -> dict[str, Size]:
        """Return the size of each file."""
        files, imports = self.linked.known.tasks, self.linked.known.imports
        return {task.path: of.size for task, of in zip(files, imports, strict=True)}


def read(arguments: argparse.Namespace, folder: str, *, judged: bool) -> Read:
    """Return the graph of all files below a folder, under the names that the project around gives.

    With `judged`, cycles and contracts are known, and imports that the base lacks are marked as new;
    without a base none is.
    """
    chosen = Chosen(arguments, folder)
    asked = Aside(lambda: earlier(chosen.base, None, folder) if judged else Earlier())
    tasks = [
        Task(file.path, file.size, settings=chosen.index(file.path))
        for file in discover([folder], chosen.scope, _complain)
    ]
    top = folder_of(chosen.configuration, folder)
    settings = chosen.configuration.for_path(inside(top))
    project = project_of(top, [task.path for task in tasks], settings.source_roots)
    shared = Shared(tuple(chosen.known), dt.datetime.now().astimezone().date())
    results = None if arguments.no_cache else results_of(arguments)
    with Recollection(results, shared) as recollection:
        files = Files(tasks, recollection.digests(tasks))
        base = asked.outcome().relevant(task.path for task in tasks)  # before any process starts
        of = known(project, files, recollection, arguments.jobs)
        before = before_of(base, of, recollection) if base.base else of.statements().__getitem__
        linked = linked_by(of, settings, before)
    return Read(judged_by(linked) if judged else linked, settings, base.name)


def _complain(path: str, why: str) -> None:
    sys.stderr.write(f"vitals: {shown(path, str(Path.cwd()))}: {why}\n")


def in_vain(of: Read) -> Iterator[str]:
    """Say why nothing was looked at, in the folder or in one of its source roots."""
    graph, folder, roots = of.graph, of.project.folder, of.project.roots
    if not len(graph):
        yield NO_MODULES.format(folder)
    elif len(graph) > 1 and not any(graph.imports(module) for module in graph):
        yield NO_IMPORTS.format(len(graph), folder, ", ".join(roots))
    else:
        yield from map(NO_MODULES.format, of.project.empty)
        yield from _idle_roots(of)


def _idle_roots(of: Read) -> Iterator[str]:
    """Name the roots of modules that stand alone; in the folder itself setup.py and scripts may."""
    graph = of.graph
    modules: dict[int, list[int]] = {}
    for module in graph:
        modules.setdefault(graph.module(module).root, []).append(module)
    for number, root in enumerate(of.project.roots):
        found = modules.get(number, [])
        alone = not any(graph.imports(one) or graph.importers(one) for one in found)
        if root != of.project.folder and alone and len(found) > 1:
            yield IDLE_ROOT.format(len(found), root)
