"""`vitals cache push`: everything that can be known of a tree goes to the shared store.

That is what `vitals check` asks for and what the index of an editor asks for, which are not the same.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from lsp_server.cli import progress
from lsp_server.cli.failure import FailureError
from lsp_server.cli.recollection import NO_SQLITE
from lsp_server.cli.running import complain, looked
from lsp_server.cli.shared_store import results_of, shared_store
from lsp_server.cli.streams import say
from lsp_server.memory.remote.address import masked
from lsp_server.memory.shared import Shared, SharedResults
from lsp_server.workspace.jobs import Folder, Measure, Survey
from lsp_server.workspace.measuring import measure
from lsp_server.workspace.shelf import Shelf
from lsp_server.workspace.surveying import Surveyor

ENCODINGS: Final = ("utf-16", "utf-8")
"""How editors count columns: VS Code and most others, Neovim and Helix."""


def push(arguments: argparse.Namespace) -> int:
    """Give everything, say how much it was, and return 2 when the store did not take it all."""
    store = shared_store(arguments)
    if store is None:
        message = "which store? Say --cache URL, or set VITALS_REDIS_URL and VITALS_SHARING"
        raise FailureError(message)
    if store.read_only:
        message = "nothing can be pushed with --read-only or VITALS_READ_ONLY"
        raise FailureError(message)
    arguments.push = True
    with looked(arguments) as outcome:
        complain(outcome)
    results = results_of(arguments)
    if outcome.cache is None or results is None:
        raise FailureError(NO_SQLITE)
    _index(arguments.paths or ["."], Shelf(results, say))
    results.close()
    told = [
        one.shared for one in (outcome.cache.results, results) if isinstance(one, SharedResults)
    ]
    given, failed = sum(one.given for one in told), any(map(_failed, told))
    sys.stdout.write(
        f"{outcome.sums.files:,} files: {given:,} results given to {masked(store.url)}\n"
    )
    return 2 if failed else 0


def _index(paths: Sequence[str], shelf: Shelf) -> None:
    """Make the records of an editor's index, as far as they are not known."""
    folders = tuple(Folder(str(Path(path).resolve())) for path in paths if Path(path).is_dir())
    for encoding in ENCODINGS:
        batches = list(Surveyor(shelf).survey(Survey(folders, encoding)))
        words = f"Indexing ({encoding})"
        for batch in progress.shown(batches, len(batches), words):
            if batch.tasks:
                measure(Measure(encoding, dict(batch.settings), batch.tasks), shelf)


def _failed(shared: Shared) -> bool:
    return shared.faults > 0
