"""The import graph from what earlier runs kept, beside grimp and ruff, and questions to a server.

Nothing of the packages has changed since the earlier runs. Each module is asked about once, so that
no answer is there already.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks import corpus, peers, processes
from benchmarks.budgets import Figure
from benchmarks.client import Client
from benchmarks.graph_build import SENT, Built
from benchmarks.peers import OURS
from benchmarks.run import Run, split

Asked = tuple[str, dict[str, Any]]
Question = Callable[[str], Asked]


def measure(run: Run) -> Iterator[Figure]:
    """Yield the times of building and of answers about the modules that most others import."""
    with tempfile.TemporaryDirectory() as scratch:
        cache = Path(scratch) / "cache"
        cache.mkdir()
        small = corpus.package(Path(scratch) / "small") if run.quick else None
        django = small or next(corpus.django().glob("*/django"))
        large = small or corpus.home_assistant()
        yield _warm(run, "graph-warm", django, cache)
        yield _warm(run, "graph-warm-large", large, cache)
        yield Figure("graph-importers", list(_asked(run, django, cache, _importers)))
        yield Figure("graph-blast", list(_asked(run, large, cache, _blast_radius)))


def _warm(run: Run, budget: str, package: Path, cache: Path) -> Figure:
    with _indexed(run, package, cache) as client:
        client.close()
    count = 1 if run.quick else 9
    taken = {OURS: [_built("ours", package, cache)[0] for _ in range(count)]}
    if not run.quick:
        run.say(f"{package.name}, peers")
        taken["grimp"] = [_built("grimp", package, cache)[0] for _ in range(count + 1)][1:]
        if ruff := peers.found("ruff"):
            command = [ruff, "analyze", "graph", "--isolated", package.name]
            taken["ruff"] = [processes.run(command, package.parent).seconds for _ in range(count)]
    return split(budget, taken)


def _indexed(run: Run, folder: Path, cache: Path) -> Client:
    """Return a server that knows every file of a folder."""
    run.say(f"{folder.name}, indexed")
    client = Client(peers.SERVERS[OURS].command, folder, cache)
    client.initialize(folder.as_uri(), {"vitals": SENT})
    client.request("vitals/indexed", {})
    return client


def _built(tool: str, package: Path, cache: Path) -> Built:
    """Build a graph in a process of its own."""
    script = Path(__file__).parent / "graph_build.py"
    places = {"XDG_CACHE_HOME": str(cache), "PYTHONPATH": str(script.parent.parent)}
    answer = subprocess.run(
        [sys.executable, script, tool, package],
        cwd=cache,
        env=processes.ENVIRONMENT | places,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return Built(*json.loads(answer.stdout))


def _asked(run: Run, package: Path, cache: Path, question: Question) -> Iterator[float]:
    """Yield the milliseconds that each of the busiest modules' answer takes."""
    busiest = _built("ours", package, cache).busiest
    with _indexed(run, package.parent, cache) as client:
        for name in busiest:
            answer, seconds = client.request(*question(name))
            if not answer and not run.quick:  # a small package has no imports
                message = f"nothing about {name}"
                raise RuntimeError(message)
            yield seconds * 1000
        client.close()


def _importers(name: str) -> Asked:
    return "workspace/symbol", {"query": f":importers {name}"}


def _blast_radius(name: str) -> Asked:
    return "vitals/blastRadius", {"modules": [name]}
