"""Keystroke to published diagnostics, on the same edits for every server.

Each edit changes a finding, so that every server has to publish: a newline in a docstring, a body
or at module level moves what follows, a letter in a complex function's name renames its finding.
Between keystrokes there are 0.35 s, as between a slow typist's; no server is asked while it works.
"""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks import corpus, processes
from benchmarks.budgets import Figure
from benchmarks.client import Client
from benchmarks.peers import OURS, Server
from benchmarks.run import Run, split
from benchmarks.typist import applied, visible

LARGE = 50_000
PAUSE = 0.35
HASTY = {OURS: {"vitals": {"base": "none", "quietMs": 0}}, "ruff": None}
"""Who publishes at once whenever it is asked to, and with which settings, None: as ever."""
LONGEST = 18.0
"""Seconds after which a slow peer has typed enough."""


class Typed(NamedTuple):
    """Milliseconds from each keystroke to its publication, and of processors for each on average."""

    taken: list[float]
    cpu: float


def measure(run: Run) -> Iterator[Figure]:
    """Yield the figures of the file as it is and repeated to 50,000 lines."""
    text = corpus.small() if run.quick else corpus.query()
    large = text * 2 if run.quick else corpus.repeated(text, LARGE)
    for budget, sample in {"keystroke": text, "keystroke-large": large}.items():
        found = _all(run, sample)
        yield split(budget, {name: typed.taken for name, typed in found.items()})
        yield split(f"{budget}-cpu", {name: [typed.cpu] for name, typed in found.items()})
    yield split("keystroke-hasty", _at_once(run, text))


def _all(run: Run, text: str) -> dict[str, Typed]:
    found = {}
    for name, server in run.servers().items():
        run.say(f"{name} at {text.count(chr(10)):,} lines")
        found[name] = typed(server, text, 4 if run.quick else 120 if name == OURS else 40)
    return found


def _at_once(run: Run, text: str) -> dict[str, list[float]]:
    """Measure without pauses, between which processor and caches grow cold."""
    found = {}
    for name, server in run.servers().items():
        if name not in HASTY:
            continue
        run.say(f"{name} without pauses")
        hasty = server._replace(settings=HASTY[name] or server.settings)
        found[name] = typed(hasty, text, 4 if run.quick else 400, pause=0).taken
    return found


def typed(server: Server, text: str, count: int, pause: float = PAUSE) -> Typed:
    """Make at most `count` keystrokes, fewer if that takes long."""
    lines = text.split("\n")
    taken: list[float] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        Client(server.command, folder) as client,
    ):
        path = Path(folder) / "sample.py"
        path.write_text(text, "utf-8")
        client.initialize(Path(folder).as_uri(), server.settings)
        client.open(path.as_uri(), text)
        before = processes.cpu_ms(client.process.pid)
        end = time.perf_counter() + LONGEST * (2 if count > 100 else 1)
        for version, keystroke in enumerate(visible(text, count), 2):
            lines = applied(lines, keystroke.change)
            message = client.changed(path.as_uri(), version, keystroke.change, "\n".join(lines))
            time.sleep(pause)
            start = client.send(message)
            client.published(path.as_uri(), version)
            taken.append((client.arrived - start) * 1000)
            if time.perf_counter() > end:
                break
        cpu = processes.cpu_ms(client.process.pid) - before
        client.close()
    return Typed(taken, cpu / len(taken))
