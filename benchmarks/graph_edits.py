"""An import comes or goes in an open file: how long until the diagnostics of all open files are there.

A whole line that imports another open file is added and taken back, 0.35 s apart. Ours is asked
whether all is diagnosed and sent, and the clock stops with the answer; a peer's stops with the
diagnostics of the edited file alone.
"""

import itertools
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks import corpus, peers
from benchmarks.budgets import Figure
from benchmarks.client import Change, Client
from benchmarks.peers import OURS, Server
from benchmarks.run import Run, split
from benchmarks.typist import applied

PAUSE: Final = 0.35
CYCLE: Final = (
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
"""Files of Django that are in its largest cycle."""
IMPORT: Final = ("import ", "from ")
SETTINGS: Final = {"diagnosticSeverityOverrides": {"reportImportCycles": "error"}}
SERVERS: Final = {
    OURS: peers.SERVERS[OURS],
    "basedpyright": Server(
        ["basedpyright-langserver", "--stdio"], {"basedpyright": {"analysis": SETTINGS}}
    ),
}


class Edit(NamedTuple):
    """An edit of a file, and its whole text afterwards."""

    path: Path
    change: Change
    whole: str


def measure(run: Run) -> Iterator[Figure]:
    """Yield the times with files open from all over Django, and with files of one cycle."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        if run.quick:
            (folder / "top").mkdir()
            package = corpus.package(folder / "top" / "small")
        else:
            package = next(corpus.django().glob("*/django"))
        found = [path for path in map(package.joinpath, CYCLE) if path.exists()]
        of_cycle = {path: path.read_text("utf-8") for path in found}
        yield _edited(run, "graph-edit", package, _all_over(package))
        yield _edited(run, "graph-edit-cycle", package, of_cycle or _all_over(package))


def _all_over(package: Path) -> dict[Path, str]:
    """Return the texts of files from all over a package that import something."""
    texts = {path: path.read_text("utf-8") for path in sorted(package.rglob("*.py"))}
    found = [path for path, text in texts.items() if f"\n{IMPORT[0]}" in text]
    return {path: texts[path] for path in found[:: max(1, len(found) // len(CYCLE))]}


def _edited(run: Run, budget: str, package: Path, texts: dict[Path, str]) -> Figure:
    taken = {}
    for name in [OURS] if run.quick else SERVERS:
        command, settings = SERVERS[name]
        if (program := peers.found(command[0])) is None:
            run.say(f"{name} is not installed")
            continue
        run.say(f"{name}, {budget}")
        with (
            tempfile.TemporaryDirectory() as scratch,
            Client([program, *command[1:]], package.parent, Path(scratch)) as client,
        ):
            client.initialize(package.parent.as_uri(), settings)
            for path, text in texts.items():
                client.open(path.as_uri(), text)
            if name == OURS:
                client.request("vitals/indexed", {})
            count = 4 if run.quick else 240 if name == OURS else 24
            edits = enumerate(itertools.islice(_edits(package.parent, texts), count), 2)
            taken[name] = [_taken(client, name, version, edit) for version, edit in edits]
            client.close()
    return split(budget, taken)


def _edits(root: Path, texts: dict[Path, str]) -> Iterator[Edit]:
    """Yield edits of which every second one takes the one before back."""
    paths = list(texts)
    for turn in itertools.count():
        path, other = paths[turn % len(paths)], paths[(turn * 2 + 5) % len(paths)]
        name = ".".join(other.relative_to(root).with_suffix("").parts)
        lines = texts[path].split("\n")
        at = next(number for number, line in enumerate(lines) if line.startswith(IMPORT))
        there = Change((at, 0), (at, 0), f"import {name}\n")
        yield Edit(path, there, "\n".join(applied(lines, there)))
        yield Edit(path, Change((at, 0), (at + 1, 0), ""), texts[path])


def _taken(client: Client, name: str, version: int, edit: Edit) -> float:
    """Return the milliseconds from an edit to the diagnostics."""
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
