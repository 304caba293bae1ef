"""From the process' start to the answer and to the first diagnostics; and opening a file later.

Each time is that of a fresh process with an empty cache, so that nothing is known of the file.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks import corpus
from benchmarks.budgets import Figure
from benchmarks.client import Client
from benchmarks.peers import OURS, Server
from benchmarks.run import Run, split

PLAIN: Final = Server([sys.executable, str(Path(__file__).parent / "plain_pygls.py")])
ANOTHER: Final = corpus.small().replace("limit", "most")


class Start(NamedTuple):
    """Milliseconds of one process."""

    initialize: float
    first: float
    open: float


def measure(run: Run) -> Iterator[Figure]:
    """Yield the figures of ours, of peers, and of a server that is nothing but pygls."""
    text = corpus.small() if run.quick else corpus.query()
    starts: dict[str, list[Start]] = {}
    for name, server in {**run.servers(), **({} if run.quick else {"pygls": PLAIN})}.items():
        run.say(name)
        count = 2 if run.quick else 20 if name == OURS else 5
        starts[name] = [_start(server, text) for _ in range(count)]
    for budget in Start._fields:
        values = {name: [getattr(one, budget) for one in taken] for name, taken in starts.items()}
        if budget != "initialize":
            values.pop("pygls", None)
        yield split(budget, values)


def _start(server: Server, text: str) -> Start:
    with tempfile.TemporaryDirectory() as folder:
        initialize, first = _first(server, Path(folder), text)
        return Start(initialize, first, _later(server, Path(folder), text))


def _first(server: Server, folder: Path, text: str) -> tuple[float, float]:
    with Client(server.command, folder) as client:
        initialize = client.initialize(folder.as_uri(), server.settings)
        client.open((folder / "sample.py").as_uri(), text)
        first = client.arrived - client.started
        client.close()
    return initialize * 1000, first * 1000


def _later(server: Server, folder: Path, text: str) -> float:
    with Client(server.command, folder) as client:
        client.initialize(folder.as_uri(), server.settings)
        client.open((folder / "other.py").as_uri(), ANOTHER)
        taken = client.open((folder / "sample.py").as_uri(), text)
        client.close()
    return taken * 1000
