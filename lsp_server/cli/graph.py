"""`vitals graph`: the import graph of a project, and questions about it."""

import argparse
import datetime as dt
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TextIO

from lsp_server.cli import graph_answers as answers
from lsp_server.cli import graph_text, styled
from lsp_server.cli.around import Files
from lsp_server.cli.checked import Shared, Task
from lsp_server.cli.chosen import Chosen, inside
from lsp_server.cli.earlier import earlier
from lsp_server.cli.failure import FailureError
from lsp_server.cli.project import Linked, known, linked_by
from lsp_server.cli.recollection import Recollection, user_results
from lsp_server.cli.streams import output_to
from lsp_server.features.focus import around
from lsp_server.features.graph import document
from lsp_server.graph.coupling import Size
from lsp_server.workspace.files import discover
from lsp_server.workspace.project import project_of

Json = dict[str, Any]

NO_MODULES: Final = "there is no Python module below {}: nothing was looked at"
NO_IMPORTS: Final = (
    "none of the {} modules below {} imports another one, so nothing was checked; are the source "
    "roots right? The setting `source-roots` names them, they are now: {}"
)


def run(arguments: argparse.Namespace) -> int:
    """Write what is asked for and return the exit code; raises FailureError for wrong use."""
    folder = str(Path(arguments.path).absolute())
    if not Path(folder).is_dir():
        message = f"{arguments.path}: no such folder"
        raise FailureError(message)
    of = linked(arguments, folder)
    vain = _in_vain(of)
    with output_to(arguments.output) as stream:
        answer = _asked(arguments, of)
        if answer is None:
            _draw(_shown(arguments, of), arguments, stream)
        elif arguments.format == "json":
            _dump(answer.data, stream)
        else:
            styled.write(answer.lines, stream)
    if vain:
        sys.stderr.write(f"vitals: {vain}\n")
        return 2
    return int(arguments.cycles and any(cut.load for cut in of.insight.all_cuts()))


def linked(arguments: argparse.Namespace, folder: str) -> Linked:
    """Return the graph of all files below a folder; nothing in it counts as new."""
    chosen = Chosen(arguments, folder)
    tasks = [
        Task(file.path, file.size, settings=chosen.index(file.path))
        for file in discover([folder], chosen.scope, lambda *_: None)
    ]
    settings = chosen.configuration.for_path(inside(folder))
    project = project_of(folder, [task.path for task in tasks], settings.source_roots)
    shared = Shared(tuple(chosen.known), dt.datetime.now().astimezone().date())
    with Recollection(None if arguments.no_cache else user_results(), shared) as recollection:
        files = Files(tasks, recollection.digests(tasks))
        of = known(project, files, recollection, arguments.jobs)
    statements = {
        task.path: bytes(found.statements) for task, found in zip(tasks, of.imports, strict=True)
    }
    return linked_by(of, settings, statements.__getitem__)


def _in_vain(of: Linked) -> str:
    """Say why there is nothing to look at, "" when there is something."""
    graph, project = of.graph, of.known.project
    if not len(graph):
        return NO_MODULES.format(project.folder)
    if not any(graph.imports(module) for module in graph) and len(graph) > 1:
        return NO_IMPORTS.format(len(graph), project.folder, ", ".join(project.roots))
    return ""


def _asked(arguments: argparse.Namespace, of: Linked) -> answers.Answer | None:
    """Return the answer to the question that the arguments ask; None when they ask for a picture."""
    graph, folder = of.graph, str(Path.cwd())
    if arguments.importers is not None:
        return answers.importers(graph, arguments.importers, folder)
    if arguments.blast_radius is not None or arguments.diff is not None:
        changed = list(arguments.blast_radius or ())
        if arguments.diff is not None:
            changed += _changed(arguments.diff, of)
        return answers.blast_radius(graph, changed, folder)
    if arguments.between is not None:
        return answers.path(graph, arguments.between, folder)
    if arguments.cycles:
        return answers.cycles(of.insight, folder)
    return None


def _changed(since: str, of: Linked) -> list[str]:
    """Return the files of the graph that git says were touched since a revision."""
    before = earlier("auto", since, of.known.project.folder)
    graph = of.graph
    return [
        graph.module(module).path for module in graph if before.concerns(graph.module(module).path)
    ]


def _shown(arguments: argparse.Namespace, of: Linked) -> Json:
    """Return the document, or the part of it around a module."""
    sizes = {
        task.path: found.size for task, found in zip(of.known.tasks, of.known.imports, strict=True)
    }
    whole = _document(of, sizes)
    if arguments.focus is None:
        return whole
    focus = answers.module_of(of.graph, arguments.focus, str(Path.cwd()))
    return around(whole, of.graph.module(focus).path, arguments.depth)


def _document(of: Linked, sizes: Mapping[str, Size]) -> Json:
    graph = of.graph
    slices = document(
        of.insight, of.known.project.folder, lambda module: sizes[graph.module(module).path]
    )
    while True:
        try:
            next(slices)
        except StopIteration as end:
            made: Json = end.value
            return made


def _draw(shown: Json, arguments: argparse.Namespace, stream: TextIO) -> None:
    if arguments.format == "text":
        styled.write(graph_text.lines(shown, str(Path.cwd())), stream)
    elif arguments.format == "json":
        _dump(shown, stream)
    elif arguments.format == "html":
        from lsp_server.web.page import LinkFormError, page

        try:
            stream.write(page(shown, arguments.editor))
        except LinkFormError as error:
            raise FailureError(str(error)) from error
    else:
        from lsp_server.cli import graph_drawing

        stream.write(getattr(graph_drawing, arguments.format)(shown))


def _dump(data: object, stream: TextIO) -> None:
    json.dump(data, stream, indent=1)
    stream.write("\n")
