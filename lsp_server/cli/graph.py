"""`vitals graph`: the import graph of a project, and questions about it.

Questions are answered by `graph_answers.py`; there is a file for each form of the graph as a whole.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any, TextIO

from lsp_server.cli import graph_answers as answers
from lsp_server.cli import graph_text, styled
from lsp_server.cli.earlier import earlier
from lsp_server.cli.failure import FailureError
from lsp_server.cli.graph_reading import Read, in_vain, read
from lsp_server.cli.running import without_collection
from lsp_server.cli.streams import output_to
from lsp_server.features.focus import around
from lsp_server.features.graph import document

Json = dict[str, Any]


def run(arguments: argparse.Namespace) -> int:
    """Write what is asked for and return the exit code; raises FailureError for wrong use."""
    folder = os.path.abspath(arguments.path)  # noqa: PTH100  links stay as they are
    if not Path(folder).is_dir():
        message = f"{arguments.path}: no such folder"
        raise FailureError(message)
    question = _question(arguments)
    with without_collection():
        of = read(arguments, folder, judged=question in {"", "--cycles"})
        vain = list(in_vain(of))
        with output_to(arguments.output) as stream:
            answer = _asked(arguments, question, of)
            if answer is None:
                _draw(_shown(arguments, of), arguments, stream)
            elif arguments.format == "json":
                _dump(answer.data, stream)
            else:
                styled.write(answer.lines, stream)
    sys.stderr.writelines(f"vitals: {said}\n" for said in vain)
    if vain:
        return 2
    return int(question == "--cycles" and answer is not None and bool(answer.data["fails"]))


def _question(arguments: argparse.Namespace) -> str:
    """Return the option that asks something, "" without one; raises FailureError for contradictions."""
    given = {
        "--cycles": arguments.cycles,
        "--importers": arguments.importers,
        "--blast-radius": arguments.blast_radius or arguments.diff,
        "--path": arguments.between,
    }
    asked = [option for option, value in given.items() if value]
    if len(asked) > 1:
        message = f"{' and '.join(asked)} are two questions: ask them one by one"
        raise FailureError(message)
    question = asked[0] if asked else ""
    if question and arguments.focus is not None:
        message = f"--focus chooses what is shown of the graph; it does not go with {question}"
        raise FailureError(message)
    if question and arguments.format not in ("text", "json"):
        message = f"{question} is answered as text or json, not as {arguments.format}"
        raise FailureError(message)
    return question


def _asked(arguments: argparse.Namespace, question: str, of: Read) -> answers.Answer | None:
    """Return the answer to a question; None when there is none and the graph is to be shown."""
    graph, folder = of.graph, str(Path.cwd())
    if question == "--importers":
        return answers.importers(graph, arguments.importers, folder)
    if question == "--path":
        return answers.path(graph, arguments.between, folder)
    if question == "--cycles":
        return answers.cycles(of.insight, folder, compared=of.compared)
    if question:
        changed = list(arguments.blast_radius or ())
        if arguments.diff is not None:
            changed += _changed(arguments.diff, of)
        return answers.blast_radius(graph, changed, folder)
    return None


def _changed(since: str, of: Read) -> list[str]:
    """Return the files of the graph that git says were touched since a revision."""
    before = earlier("auto", since, of.project.folder)
    graph = of.graph
    return [
        graph.module(module).path for module in graph if before.concerns(graph.module(module).path)
    ]


def _shown(arguments: argparse.Namespace, of: Read) -> Json:
    """Return the document, or the part of it around a module."""
    whole = _document(of)
    if arguments.focus is None:
        return whole
    focus = answers.module_of(of.graph, arguments.focus, str(Path.cwd()))
    return around(whole, of.graph.module(focus).path, arguments.depth)


def _document(of: Read) -> Json:
    sizes, graph = of.sizes(), of.graph
    slices = document(of.insight, of.project.folder, lambda one: sizes[graph.module(one).path])
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
