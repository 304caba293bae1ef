"""The import graph beside what others have: built from what earlier runs kept, and live in a server.

An import edit is a whole line that comes or goes, 0.35 s apart, in one of the open files, all of
which are in cycles; it is over when the diagnostics of all open files are there.
"""

import itertools
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks import corpus, peers, processes
from benchmarks.budgets import Figure
from benchmarks.client import Change, Client
from benchmarks.graph_build import SENT
from benchmarks.peers import OURS, Server
from benchmarks.run import Run, split
from benchmarks.typist import applied

PAUSE: Final = 0.35
OPEN: Final = (
    "apps/registry.py",
    "db/models/base.py",
    "db/models/expressions.py",
    "db/models/fields/related.py",
    "db/models/lookups.py",
    "db/models/query.py",
    "db/models/sql/query.py",
    "forms/models.py",
    "http/response.py",
    "template/base.py",
    "urls/resolvers.py",
    "utils/functional.py",
)
"""Of Django, the files that are open; each imports another one of them for a moment."""
CYCLES: Final = {"reportImportCycles": "error"}
LIVE: Final = {
    OURS: peers.SERVERS[OURS],
    "basedpyright": Server(
        ["basedpyright-langserver", "--stdio"],
        {"basedpyright": {"analysis": {"diagnosticSeverityOverrides": CYCLES}}},
    ),
}


class Edit(NamedTuple):
    """An edit of a file, and its whole text afterwards."""

    path: Path
    change: Change
    whole: str


def measure(run: Run) -> Iterator[Figure]:
    """Yield the times of building, of edits, and of answers."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        small = corpus.package(folder / "small") if run.quick else None
        django = small or next(corpus.django().glob("*/django"))
        large = small or corpus.home_assistant()
        yield _built(run, "graph-warm", django, folder)
        yield _built(run, "graph-warm-large", large, folder)
        yield _edited(run, django, folder)


def _built(run: Run, budget: str, package: Path, folder: Path) -> Figure:
    """Measure a build from what earlier runs kept, nothing of the package having changed since."""
    run.say(f"{package.name}, indexed")
    cache = folder / "cache"
    with Client(LIVE[OURS].command, package, cache) as client:
        client.initialize(package.as_uri(), {"vitals": SENT})
        client.request("vitals/indexed", {})
        client.close()
    count = 1 if run.quick else 9
    taken = {OURS: [_seconds("ours", package, cache) for _ in range(count)]}
    if not run.quick:
        run.say(f"{package.name}, peers")
        taken["grimp"] = [_seconds("grimp", package, cache) for _ in range(count + 1)][1:]
        if ruff := peers.found("ruff"):
            command = [ruff, "analyze", "graph", "--isolated", package.name]
            taken["ruff"] = [processes.run(command, package.parent).seconds for _ in range(count)]
    return split(budget, taken)


def _seconds(tool: str, package: Path, cache: Path) -> float:
    script = Path(__file__).parent / "graph_build.py"
    answer = subprocess.run(
        [sys.executable, script, tool, package],
        cwd=cache,
        env=processes.ENVIRONMENT
        | {"XDG_CACHE_HOME": str(cache), "PYTHONPATH": str(script.parent.parent)},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return float(answer.stdout)


def _edited(run: Run, package: Path, folder: Path) -> Figure:
    """Measure import edits in a running server that knows the whole package."""
    taken = {}
    for name in [OURS] if run.quick else LIVE:
        command, settings = LIVE[name]
        if (program := peers.found(command[0])) is None:
            run.say(f"{name} is not installed")
            continue
        run.say(f"{name}, import edits")
        with Client([program, *command[1:]], package.parent, folder / "cache") as client:
            client.initialize(package.parent.as_uri(), settings)
            paths = [path for path in map(package.joinpath, OPEN) if path.exists()]
            texts = {path: path.read_text("utf-8") for path in paths or package.glob("*.py")}
            for path, text in texts.items():
                client.open(path.as_uri(), text)
            if name == OURS:
                client.request("vitals/indexed", {})
            count = 4 if run.quick else 120 if name == OURS else 24
            edits = itertools.islice(_edits(package, texts), count)
            taken[name] = [
                _taken(client, name, number, edit) for number, edit in enumerate(edits, 2)
            ]
            client.close()
    return split("graph-edit", taken)


def _edits(package: Path, texts: dict[Path, str]) -> Iterator[Edit]:
    """Yield edits of which every second one takes the one before back."""
    paths = list(texts)
    for turn in itertools.count():
        path, other = paths[turn % len(paths)], paths[(turn + 5) % len(paths)]
        name = ".".join(other.relative_to(package.parent).with_suffix("").parts)
        lines = texts[path].split("\n")
        at = next(
            number for number, line in enumerate(lines) if line.startswith(("import ", "from "))
        )
        there = Change((at, 0), (at, 0), f"import {name}\n")
        yield Edit(path, there, "\n".join(applied(lines, there)))
        yield Edit(path, Change((at, 0), (at + 1, 0), ""), texts[path])


def _taken(client: Client, name: str, version: int, edit: Edit) -> float:
    """Return the milliseconds from an edit to the diagnostics of all open files, a peer's to its own."""
    uri = edit.path.as_uri()
    change = client.changed(uri, version, edit.change, edit.whole)
    settled = client.asked("vitals/settled", {})
    time.sleep(PAUSE)
    if name == OURS:
        start = client.send(change, settled)
        client.answered(settled)
    else:
        start = client.send(change)
        client.published(uri, version)
    return (client.arrived - start) * 1000
