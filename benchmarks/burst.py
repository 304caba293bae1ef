"""A hundred edits at once, until all is settled: a line typed, and a replacement all over the file.

The edits are as many notifications, written in one piece with `vitals/settled` behind them; the clock
starts with the first byte. Both bursts move findings.
"""

import itertools
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks import corpus
from benchmarks.budgets import Figure
from benchmarks.client import Change, Client
from benchmarks.peers import OURS, SERVERS
from benchmarks.run import Run
from benchmarks.typist import spots, typed_at

EDITS: Final = 100
TYPED: Final = "\n# what is typed while the editor was busy with something else comes at once when it is done".ljust(
    EDITS, "."
)
QUIET: Final = 0.4
"""Seconds between bursts: each comes after a pause, when findings go out at once."""


def measure(run: Run) -> Iterator[Figure]:
    """Yield how long bursts took to settle and how often each published."""
    text = corpus.small() if run.quick else corpus.query()
    places = [(spot.line, spot.column) for spot in spots(text) if spot.kind == "body"]
    lines = [Change(place, place, "\n") for place in reversed(places)]
    spread = list(itertools.islice(itertools.cycle(lines), EDITS))
    count = 2 if run.quick else 30
    typed = [typed_at(places[n % len(places)], TYPED) for n in range(count)]
    run.say("typed")
    taken, published = _settled(text, typed)
    yield Figure("burst", taken)
    yield Figure("burst-publications", published)
    run.say("all over the file")
    yield Figure("burst-spread", _settled(text, [spread] * count)[0])


def _settled(text: str, bursts: list[list[Change]]) -> tuple[list[float], list[float]]:
    """Return the milliseconds of each burst and its publications; the text is restored between."""
    taken, published = [], []
    version = itertools.count(2)
    with tempfile.TemporaryDirectory() as folder, Client(SERVERS[OURS].command, folder) as client:
        uri = (Path(folder) / "sample.py").as_uri()
        client.initialize(Path(folder).as_uri(), SERVERS[OURS].settings)
        client.open(uri, text)
        for burst in bursts:
            time.sleep(QUIET)
            before = _publications(client)
            changes = [client.changed(uri, next(version), change, "") for change in burst]
            question = client.asked("vitals/settled", {})
            start = client.send(*changes, question)
            client.answered(question)
            taken.append((client.arrived - start) * 1000)
            published.append(float(_publications(client) - before))
            whole = Change((0, 0), (1_000_000, 0), text)
            client.send(client.changed(uri, next(version), whole, text))
            client.request("vitals/settled", {})
        client.close()
    return taken, published


def _publications(client: Client) -> int:
    told, _ = client.request("vitals/stats", {})
    count: int = told["publications"]
    return count
