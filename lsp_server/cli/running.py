"""From arguments to the outcome of a run: which files, with which settings, against which base."""

import argparse
import datetime as dt
import gc
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from lsp_server.checks import linked
from lsp_server.cli.acknowledgements import acknowledged, quieted
from lsp_server.cli.around import Files, around_of, folder_of, others_of
from lsp_server.cli.aside import Aside
from lsp_server.cli.checked import Run, Shared, Task
from lsp_server.cli.chosen import Chosen, inside
from lsp_server.cli.earlier import Earlier, earlier
from lsp_server.cli.failure import FailureError
from lsp_server.cli.gathering import How, Outcome, gather
from lsp_server.cli.places import shown
from lsp_server.cli.recollection import Recollection
from lsp_server.cli.shared_store import results_of
from lsp_server.workspace.files import discover

if TYPE_CHECKING:
    from lsp_server.cli.acknowledged import Acknowledged

STDIN: Final = "-"
EMPTY_ROOT: Final = "named by the setting `source-roots`, but there is no Python module in it"


@contextmanager
def looked(arguments: argparse.Namespace, *, full: bool = False) -> Iterator[Run]:
    """Check the paths that the arguments of `check` or `stats` name; yield the outcome.

    `full` asks for every function, not only those with findings. What was learnt is kept when the
    caller is done with the outcome. Raises FailureError for wrong use.
    """
    paths = arguments.paths or ["."]
    _refuse_missing(paths)
    start = _folder_of(paths[0])
    chosen = Chosen(arguments, start)
    asked = Aside(lambda: earlier(chosen.base, arguments.diff, start))
    acks = _acknowledged(arguments, chosen, start)
    unread: list[tuple[str, str]] = []
    with without_collection():
        tasks = _tasks(arguments, chosen, asked, unread)
        wanted = any(map(linked.wanted, chosen.known))
        others = others_of(chosen, start, arguments.paths or ["."], tasks) if wanted else []
        shared = Shared(tuple(chosen.known), dt.datetime.now().astimezone().date(), full)
        results = None if arguments.no_cache else results_of(arguments)
        with Recollection(results, shared) as recollection:
            digests = recollection.digests(tasks)  # while git is still at work
            before = asked.outcome().relevant(task.path for task in tasks)
            tasks = before.prepared(tasks)
            around = around_of(chosen, start, tasks, Files(others, recollection.digests(others)))
            how = How(before, arguments.jobs, around if wanted else None)
            if wanted:
                unread += [(root, EMPTY_ROOT) for root in around.project.empty]
            outcome = gather(tasks, digests, recollection, how)
            yield _told(outcome, acks.outcome(), before)._replace(
                settings_findings=(*chosen.findings(), *outcome.vain),
                unread=tuple(unread),
                cache=recollection,
            )


def _told(outcome: Outcome, acks: "Sequence[Acknowledged]", before: Earlier) -> Run:
    """Return the outcome with what is acknowledged quiet, and what it is compared with."""
    files, sums, count = quieted(outcome.files, outcome.sums, acks)
    return Run(
        files=files,
        folder=str(Path.cwd()),
        sums=sums,
        compared=before.name,
        commit=before.commit,
        alone=before.why,
        partial=before.partial,
        records=outcome.records,
        acknowledged=count,
    )


def _acknowledged(
    arguments: argparse.Namespace, chosen: Chosen, start: str
) -> "Aside[Sequence[Acknowledged]]":
    folder = folder_of(chosen.configuration, start)
    settings = chosen.configuration.for_path(inside(folder))
    return Aside(partial(acknowledged, folder, settings, arguments.memory))


@contextmanager
def without_collection() -> Iterator[None]:
    """Search for no cycles: records have none, and at the end of the process it would take long."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _tasks(
    arguments: argparse.Namespace,
    chosen: Chosen,
    asked: Aside[Earlier],
    unread: list[tuple[str, str]],
) -> list[Task]:
    """Return the files to look at with their settings; what could not be read goes to `unread`."""
    paths = arguments.paths or ["."]
    if STDIN in paths:
        tasks = [_standard_input(arguments, str(Path.cwd()))]
    else:
        found = discover(paths, chosen.scope, lambda *trouble: unread.append(trouble))
        tasks = [Task(file.path, file.size) for file in found]
    if arguments.diff is not None:
        before = asked.outcome()
        tasks = [task for task in tasks if before.concerns(task.path)]
    return [replace(task, settings=chosen.index(task.path)) for task in tasks]


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


def complain(outcome: Run) -> None:
    """Say on standard error what was wrong with settings and paths."""
    for path, reason in outcome.mishaps():
        sys.stderr.write(f"vitals: {shown(path, outcome.folder)}: {reason}\n")
    for path, finding in outcome.settings_findings:
        line, column = finding.span.start
        place = f"{shown(path, outcome.folder)}:{line + 1}:{column + 1}"
        sys.stderr.write(f"vitals: {place}: {finding.message}\n")
