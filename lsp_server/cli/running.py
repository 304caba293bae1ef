"""From arguments to the outcome of a run: which files, with which settings, against which base."""

import argparse
import datetime as dt
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from lsp_server.cli import progress
from lsp_server.cli.checked import CheckedFile, Run, Task
from lsp_server.cli.checking import Shared
from lsp_server.cli.chosen import Chosen
from lsp_server.cli.earlier import earlier
from lsp_server.cli.failure import FailureError
from lsp_server.cli.places import shown
from lsp_server.cli.scan import scan
from lsp_server.workspace.files import discover

STDIN: Final = "-"


def look(arguments: argparse.Namespace) -> Run:
    """Check the paths that the arguments of `check` or `stats` name.

    Raises FailureError for wrong use.
    """
    folder = str(Path.cwd())
    paths = arguments.paths or ["."]
    _refuse_missing(paths)
    start = _folder_of(paths[0])
    chosen = Chosen(arguments, start)
    before = earlier(chosen.base, arguments.diff, start)
    unread: list[tuple[str, str]] = []
    if STDIN in paths:
        tasks = [_standard_input(arguments, folder)]
    else:
        found = discover(paths, chosen.scope, lambda *trouble: unread.append(trouble))
        tasks = [Task(file.path, file.size) for file in found if before.concerns(file.path)]
    before = before.relevant(task.path for task in tasks)
    tasks = [replace(task, settings=chosen.index(task.path)) for task in before.prepared(tasks)]
    shared = Shared(tuple(chosen.known), dt.datetime.now().astimezone().date())
    results = scan(tasks, shared, arguments.jobs)
    return Run(
        files=_in_order(progress.shown(results, len(tasks), "Checking"), tasks),
        folder=folder,
        compared=before.name,
        commit=before.commit,
        alone=before.why,
        partial=before.partial,
        settings_findings=tuple(chosen.findings()),
        unread=tuple(unread),
    )


def _standard_input(arguments: argparse.Namespace, folder: str) -> Task:
    if len(arguments.paths) > 1 or arguments.diff is not None:
        message = "standard input (-) goes with no other path and not with --diff"
        raise FailureError(message)
    text = sys.stdin.buffer.read()
    path = Path(folder, arguments.stdin_filename or "<stdin>")
    return Task(os.path.normpath(path), len(text), text=text)


def _folder_of(path: str) -> str:
    place = os.path.abspath("." if path == STDIN else path)  # noqa: PTH100  links stay as they are
    return place if Path(place).is_dir() else str(Path(place).parent)


def _refuse_missing(paths: Iterable[str]) -> None:
    for path in paths:
        if path == STDIN:
            continue
        try:
            Path(path).stat()
        except OSError as error:
            message = f"{path}: {(error.strerror or str(error)).lower()}"
            raise FailureError(message) from None
        except ValueError:
            message = f"{path!r} is no path"
            raise FailureError(message) from None


def _in_order(results: Iterable[CheckedFile], tasks: Iterable[Task]) -> tuple[CheckedFile, ...]:
    by_path = {result.path: result for result in results}
    return tuple(by_path[task.path] for task in tasks)


def complain(outcome: Run) -> None:
    """Say on standard error what was wrong with settings and paths."""
    for path, reason in outcome.mishaps():
        sys.stderr.write(f"vitals: {shown(path, outcome.folder)}: {reason}\n")
    for path, finding in outcome.settings_findings:
        line, column = finding.span.start
        place = f"{shown(path, outcome.folder)}:{line + 1}:{column + 1}"
        sys.stderr.write(f"vitals: {place}: {finding.message}\n")
