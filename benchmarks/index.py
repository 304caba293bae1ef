"""A whole package at once: `vitals check` of Django beside `radon cc`, `complexipy` and ruff.

Among them is parsing alone, in two processes, which is what cannot be saved.
Cold, nothing is kept from other runs; warm, everything is. Output goes nowhere.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks import corpus, peers, processes
from benchmarks.budgets import Figure
from benchmarks.processes import Took
from benchmarks.run import Run

CHECK: Final = [sys.executable, "-m", "lsp_server", "check", "--base", "none", "--exit-zero"]
PEERS: Final = {
    "radon": ["radon", "cc"],
    "complexipy": ["complexipy", "--plain", "--ignore-complexity"],
    "ruff": ["ruff", "check", "--isolated", "--no-cache", "--select", "C901"],
}


def measure(run: Run) -> Iterator[Figure]:
    """Yield cold, warm, and the memory of the largest process."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        target = corpus.package(folder / "small") if run.quick else corpus.django()
        cold, others = _cold(run, target, folder), _peers(run, target, folder)
        yield Figure(
            "index-cold",
            [took.seconds for took in cold],
            {name: [took.seconds for took in tooks] for name, tooks in others.items()},
        )
        yield Figure(
            "index-cold-cpu",
            [took.cpu for took in cold],
            {name: [took.cpu for took in tooks] for name, tooks in others.items()},
        )
        yield Figure("index-warm", _warm(run, target, folder))
        run.say("memory")
        both = [str(target)] if run.quick else [str(target), str(corpus.folder_of_library())]
        took = processes.run([*CHECK, "--no-cache", "--jobs", "2", *both], folder)
        yield Figure("memory-scan", [took.most_mb])


def _cold(run: Run, target: Path, folder: Path) -> list[Took]:
    command = [*CHECK, "--no-cache", "--jobs", "2", str(target)]
    return _times(run, "cold check", command, folder, 1 if run.quick else 3)


def _warm(run: Run, target: Path, folder: Path) -> list[float]:
    command = [*CHECK, "--jobs", "2", str(target)]
    _times(run, "check before the warm ones", command, folder, 1)
    warm = _times(run, "warm check", command, folder, 1 if run.quick else 9)
    return [took.seconds for took in warm]


def _peers(run: Run, target: Path, folder: Path) -> dict[str, list[Took]]:
    if run.quick:
        return {}
    found = {}
    for name, (program, *arguments) in PEERS.items():
        if (path := peers.found(program)) is not None:
            found[name] = _times(run, name, [path, *arguments, str(target)], folder, 3)
    least = [sys.executable, str(Path(__file__).parent / "parse_only.py"), str(target)]
    return {**found, "ast.parse": _times(run, "parsing alone", least, folder, 3)}


def _times(run: Run, what: str, command: list[str], folder: Path, count: int) -> list[Took]:
    run.say(what)
    return [processes.run(command, folder, folder / "cache") for _ in range(count)]
