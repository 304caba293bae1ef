"""A server on Django: what it holds with one file open."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import corpus, processes
from benchmarks.budgets import Figure
from benchmarks.client import Client
from benchmarks.run import Run, split


def measure(run: Run) -> Iterator[Figure]:
    """Yield the memory of each server with one file open."""
    text = corpus.small() if run.quick else corpus.query()
    held = {}
    for name, server in run.servers().items():
        run.say(name)
        with tempfile.TemporaryDirectory() as folder, Client(server.command, folder) as client:
            client.initialize(Path(folder).as_uri(), server.settings)
            client.open((Path(folder) / "sample.py").as_uri(), text)
            held[name] = [processes.held_mb(client.process.pid)]
            client.close()
    yield split("memory-open", held)
