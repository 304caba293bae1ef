"""A server on Django: from its start until all files are indexed, and what it holds then.

The restarts find what an earlier server kept; nothing of Django has changed meanwhile. With one file
open and nothing indexed, peers stand beside it.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks import corpus, peers, processes
from benchmarks.budgets import Figure
from benchmarks.client import Client
from benchmarks.run import Run, split


class Indexed(NamedTuple):
    """Seconds from a server's start until it knew every file, and MB that it held with a file open besides."""

    seconds: float
    server_mb: float
    workers_mb: float


def measure(run: Run) -> Iterator[Figure]:
    """Yield the times of a first start and of restarts, and the memory."""
    text = corpus.small() if run.quick else corpus.query()
    with tempfile.TemporaryDirectory() as scratch:
        folder = corpus.package(Path(scratch) / "small") if run.quick else corpus.django()
        run.say("first start")
        first = _indexed(folder, Path(scratch) / "cache", text)
        run.say("restart")
        again = [
            _indexed(folder, Path(scratch) / "cache", text) for _ in range(1 if run.quick else 9)
        ]
    yield Figure("restart-cold", [first.seconds])
    yield Figure("restart", [one.seconds for one in again])
    yield Figure("memory-indexed", [first.server_mb, *(one.server_mb for one in again)])
    yield Figure("memory-workers", [first.workers_mb])
    yield split("memory-open", _opened(run, text))


def _indexed(folder: Path, cache: Path, text: str) -> Indexed:
    with Client(peers.SERVERS[peers.OURS].command, folder, cache) as client:
        client.initialize(folder.as_uri(), {"vitals": {"base": "none", "indexProcesses": 2}})
        client.request("vitals/indexed", {})
        seconds = client.arrived - client.started
        client.open((folder / "sample.py").as_uri(), text)
        mine, *others = (processes.held_mb(pid) for pid in processes.family(client.process.pid))
        client.close()
    return Indexed(seconds, mine, max(others, default=0.0))


def _opened(run: Run, text: str) -> dict[str, list[float]]:
    held = {}
    for name, server in run.servers().items():
        run.say(f"{name} with one file")
        with (
            tempfile.TemporaryDirectory() as scratch,
            Client(server.command, Path(scratch)) as client,
        ):
            client.initialize(Path(scratch).as_uri(), server.settings)
            client.open((Path(scratch) / "sample.py").as_uri(), text)
            held[name] = [processes.held_mb(client.process.pid)]
            client.close()
    return held
