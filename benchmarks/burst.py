"""A hundred edits at once, as a formatter or a replacement makes them, until all is settled.

The edits are as many notifications, written in one piece with `vitals/settled` behind them; the clock
starts with the first byte. Each adds a line elsewhere, so that findings move.
"""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import corpus
from benchmarks.budgets import Figure
from benchmarks.client import Change, Client
from benchmarks.peers import OURS, SERVERS
from benchmarks.run import Run
from benchmarks.typist import spots

EDITS = 100
QUIET = 0.4
"""Seconds between bursts: each comes after a pause, when findings go out at once."""


def measure(run: Run) -> Iterator[Figure]:
    """Yield how long bursts took to settle and how often each published."""
    text = corpus.small() if run.quick else corpus.query()
    taken, published = [], []
    with tempfile.TemporaryDirectory() as folder, Client(SERVERS[OURS].command, folder) as client:
        uri = (Path(folder) / "sample.py").as_uri()
        client.initialize(Path(folder).as_uri(), SERVERS[OURS].settings)
        client.open(uri, text)
        for number in range(2 if run.quick else 30):
            run.say(f"burst {number + 1}")
            time.sleep(QUIET)
            before = _publications(client)
            taken.append(_burst(client, uri, text, number * EDITS + 2))
            published.append(float(_publications(client) - before))
        client.close()
    yield Figure("burst", taken)
    yield Figure("burst-publications", published)


def _publications(client: Client) -> int:
    told, _ = client.request("vitals/stats", {})
    count: int = told["publications"]
    return count


def _burst(client: Client, uri: str, text: str, version: int) -> float:
    """Insert lines from the last spot to the first, round and round; return the milliseconds."""
    places = [spot for spot in spots(text) if spot.text == "\n"][::-1]
    changes = []
    for number in range(EDITS):
        spot = places[number % len(places)]
        change = Change((spot.line, spot.column), (spot.line, spot.column), "\n")
        changes.append(client.changed(uri, version + number, change, ""))
    question = client.asked("vitals/settled", {})
    start = client.send(*changes, question)
    client.answered(question)
    return (client.arrived - start) * 1000
