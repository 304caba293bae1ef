"""A new method typed character by character into the largest class; most states do not parse.

Each keystroke is followed by a request, in turn `vitals/stats`, hover, code lenses and symbols, whose
answer tells that the keystroke is analysed and published: the time is that of both. Nothing holds
publications back (`quiet-ms` 0). A server without these requests answers with its publication.
"""

import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from benchmarks import corpus
from benchmarks.budgets import Figure
from benchmarks.client import Client, Message
from benchmarks.peers import OURS, SERVERS, Server, server
from benchmarks.run import Run
from benchmarks.typist import METHOD, applied, raw

LARGE: Final = 50_000
SETTINGS: Final = {"vitals": {"base": "none", "quietMs": 0, "documentSymbols": True}}
REQUESTS: Final = {
    "keystroke-raw": "vitals/stats",
    "hover": "textDocument/hover",
    "code-lens": "textDocument/codeLens",
    "symbols": "textDocument/documentSymbol",
}
_WHERE: Final = (
    "cognitive",
    "c901",
    "kind",
    "statements",
    "nesting",
    "parameters",
    "maintainability",
)


def measure(run: Run) -> Iterator[Figure]:
    """Yield the figures of typing in the file as it is and repeated to 50,000 lines."""
    text = corpus.small() if run.quick else corpus.query()
    run.say(f"{OURS} at {text.count(chr(10)):,} lines")
    taken, unchanged = typed(text)
    peer = {} if run.quick else {"ruff": _published(run, "ruff", text)}
    for budget in REQUESTS:
        yield Figure(budget, taken[budget], peer if budget == "keystroke-raw" else {})
    yield Figure("unchanged", unchanged)
    large = text * 2 if run.quick else corpus.repeated(text, LARGE)
    run.say(f"{OURS} at {large.count(chr(10)):,} lines")
    peer = {} if run.quick else {"ruff": _published(run, "ruff", large)}
    yield Figure("keystroke-raw-large", typed(large)[0]["keystroke-raw"], peer)


def typed(text: str) -> tuple[dict[str, list[float]], list[float]]:
    """Return milliseconds by budget, and how many figures of other functions changed, and when."""
    server_of_ours = Server(SERVERS[OURS].command, SETTINGS)
    taken: dict[str, list[float]] = {budget: [] for budget in REQUESTS}
    changed = []
    with tempfile.TemporaryDirectory() as folder, Client(server_of_ours.command, folder) as client:
        uri = _opened(client, server_of_ours, Path(folder), text)
        before = _figures(client, uri)
        keystrokes = zip(raw(text), itertools.cycle(REQUESTS.items()), strict=False)
        for version, (keystroke, (budget, method)) in enumerate(keystrokes, 2):
            question = client.asked(method, _params(method, uri, keystroke.change.start[0]))
            start = client.send(client.changed(uri, version, keystroke.change, ""), question)
            client.answered(question)
            taken[budget].append((client.arrived - start) * 1000)
            if version % 50 == 0:
                now = _figures(client, uri)
                changed.append(float(sum(now.get(name) != then for name, then in before.items())))
        client.close()
    return taken, changed


def _opened(client: Client, chosen: Server, folder: Path, text: str) -> str:
    path = folder / "sample.py"
    path.write_text(text, "utf-8")
    client.initialize(folder.as_uri(), chosen.settings)
    client.open(path.as_uri(), text)
    return path.as_uri()


def _params(method: str, uri: str, line: int) -> Message:
    if method == "vitals/stats":
        return {}
    where = {"position": {"line": line, "character": 8}} if method.endswith("hover") else {}
    return {"textDocument": {"uri": uri}, **where}


def _figures(client: Client, uri: str) -> dict[str, Any]:
    """Return the figures of every function but the one that is typed, by symbol."""
    found, _ = client.request("vitals/metrics", {"textDocument": {"uri": uri}})
    return {
        each["symbol"]: [each[name] for name in _WHERE]
        for each in found["functions"]
        if not each["name"].startswith("narrowed")
    }


def _published(run: Run, name: str, text: str) -> list[float]:
    """Return milliseconds from keystroke to publication for a server that publishes at each."""
    chosen = server(name)
    if chosen is None:
        return []
    run.say(f"{name} at {text.count(chr(10)):,} lines")
    lines, taken = text.split("\n"), []
    with tempfile.TemporaryDirectory() as folder, Client(chosen.command, folder) as client:
        uri = _opened(client, chosen, Path(folder), text)
        few = len(METHOD) if len(lines) < LARGE // 2 else 100
        for version, keystroke in enumerate(itertools.islice(raw(text), few), 2):
            lines = applied(lines, keystroke.change)
            message = client.changed(uri, version, keystroke.change, "\n".join(lines))
            start = client.send(message)
            client.published(uri, version)
            taken.append((client.arrived - start) * 1000)
        client.close()
    return taken
