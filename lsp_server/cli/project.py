"""The import graph of the project that a run is about, and what follows from it for its files.

All files of the project are part of it, whichever of them are checked: those that other runs have
met are known by their contents, the others are read now.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from lsp_server.cli import progress
from lsp_server.cli.around import Files
from lsp_server.cli.checked import Task
from lsp_server.cli.imported import NONE, Imports, decoded, item
from lsp_server.cli.recollection import Recollection
from lsp_server.configuration import roles
from lsp_server.graph.graph import Graph
from lsp_server.graph.project import Project
from lsp_server.graph.roots import modules, packages
from lsp_server.settings import Settings
from lsp_server.workspace.insight import Insight


class Known(NamedTuple):
    """The files of a project, each with its imports."""

    project: Project
    tasks: Sequence[Task]
    imports: Sequence[Imports]

    def statements(self) -> dict[str, bytes]:
        """Return the statements of each file as they are now."""
        pairs = zip(self.tasks, self.imports, strict=True)
        return {task.path: bytes(found.statements) for task, found in pairs}


class Linked(NamedTuple):
    """The graph of a project with what follows from it."""

    known: Known
    insight: Insight

    @property
    def graph(self) -> Graph:
        """The import graph."""
        return self.insight.graph


def known(project: Project, files: Files, recollection: Recollection, jobs: int) -> Known:
    """Return the imports of files; those that no other run has met are read and analysed now."""
    tasks, digests = files
    remembered = recollection.imports_of(digests)
    found = [remembered.get(digest) for digest in digests]
    missing = [number for number, imports in enumerate(found) if imports is None]
    if missing:
        from lsp_server.cli.scan import scan

        some = [tasks[number] for number in missing]
        shared = recollection.shared._replace(imports=True)
        examined = scan(some, shared, jobs)
        for done in progress.shown(examined, len(some), "Reading imports"):
            recollection.learn_imports(done.digest, done.imports)
            found[missing[done.number]] = decoded(done.imports)
    return Known(project, tasks, [imports or NONE for imports in found])


def linked_by(of: Known, settings: Settings, before: Callable[[str], bytes | None]) -> Linked:
    """Return the graph of a project; `before` gives the statements of a file's base, None without one."""
    imports = {task.path: found for task, found in zip(of.tasks, of.imports, strict=True)}
    inside = len(of.project.folder) + 1
    paths = imports.keys()
    some = sorted(path for path in paths if path[-1] != "i" or path[:-1] not in paths)

    def of_path(path: str) -> tuple[bool, bool]:
        return roles(path[inside:], settings.entry_points)

    found = modules(some, packages(paths), of.project.roots, of_path)
    graph = Graph(of.project.roots, parents=settings.cycles_include_parents)
    graph.fill(item(module, imports[module.path], before(module.path)) for module in found)
    graph.refresh()
    rules = ((of.project.folder, settings.contracts),)
    return Linked(of, Insight(graph, rules, (of.project,)))


def judged_by(of: Linked) -> Linked:
    """Return the graph once it is known what follows from it."""
    while not of.insight.step():
        pass
    return of
