"""`vitals cache`: where the results kept between runs are, how many, how useful; and their end.

`vitals cache push` gives them to a shared store: those of the command and of the editors' index.
"""

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from lsp_server.cli.failure import FailureError
from lsp_server.cli.recollection import NO_SQLITE, user_results

if TYPE_CHECKING:
    from lsp_server.cli.recollection import AnyResults


def run(arguments: argparse.Namespace) -> int:
    """Tell about the results, forget them all, or give them to a shared store."""
    if arguments.action == "push":
        from lsp_server.cli.pushing import push

        return push(arguments)
    results = user_results()
    if results is None:
        raise FailureError(NO_SQLITE)
    if arguments.action == "clear":
        if results.file.exists():
            results.clear()
    elif arguments.format == "json":
        sys.stdout.write(json.dumps(facts(results), indent=1) + "\n")
    else:
        sys.stdout.write(f"{results.file}\n{sentence(results)}\n")
    results.close()
    return 0


def facts(results: "AnyResults") -> dict[str, Any]:
    """Return the file, what it holds and what was asked of it since it was begun or cleared."""
    return {"file": str(results.file), **results.statistics()._asdict()}


def sentence(results: "AnyResults") -> str:
    """Say the same for people."""
    told = results.statistics()
    asked = told.hits + told.misses
    rate = f"{told.hits / asked:.0%} of {asked:,} questions answered" if asked else "never asked"
    return (
        f"{told.entries:,} results, {told.bytes / 1e6:.1f} of at most {told.limit / 1e6:.0f} MB; "
        f"{rate}, {told.evictions:,} results evicted"
    )
