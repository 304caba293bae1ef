"""`python -m benchmarks.profiling`: where the time goes, as pictures in `benchmarks/profile/`.

Three: a server into which methods are typed, one whose every keystroke changes a finding, both from
the first keystroke on; and a cold check of Django in one process. `sampler.py` says how they are taken; what is drawn is processor time.
"""

import argparse
import itertools
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from benchmarks import corpus, icicle, sampler, typist
from benchmarks.client import Client
from benchmarks.typed import SETTINGS
from benchmarks.typist import Keystroke
from lsp_server.version import VERSION

FOLDER: Final = Path(__file__).parent / "profile"
SAMPLED: Final = [sys.executable, "-m", "benchmarks.sampler"]


def keystrokes(text: str, typed: Iterable[Keystroke]) -> icicle.Node:
    """Let a server see keystrokes, each as soon as the one before is settled; return the calls."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, stacks = Path(scratch), Path(scratch) / "stacks"
        command = [*SAMPLED, f"later:{stacks}", "serve"]
        with Client(command, Path.cwd(), folder / "cache") as client:
            client.initialize(folder.as_uri(), SETTINGS)
            uri = (folder / "sample.py").as_uri()
            client.open(uri, text)
            client.process.send_signal(sampler.START)
            _type(client, uri, typed)
            client.close()
        return _read(stacks)


def _type(client: Client, uri: str, typed: Iterable[Keystroke]) -> None:
    for version, keystroke in enumerate(typed, 2):
        question = client.asked("vitals/stats", {})
        client.send(client.changed(uri, version, keystroke.change, ""), question)
        client.answered(question)


def check(target: Path) -> icicle.Node:
    """Check a package in one process without a cache; return the calls."""
    with tempfile.TemporaryDirectory() as scratch:
        stacks = Path(scratch) / "stacks"
        options = ["--no-cache", "--jobs", "1", "--base", "none", "--output", f"{scratch}/report"]
        command = [*SAMPLED, f"now:{stacks}", "check", *options, str(target)]
        subprocess.run(command, check=True, capture_output=True)
        return _read(stacks)


def _read(stacks: Path) -> icicle.Node:
    seen: dict[tuple[str, ...], float] = {}
    for line in stacks.read_text("utf-8").splitlines():
        stack, _, seconds = line.rpartition(" ")
        calls = _without_imports(stack.split(";"))
        seen[calls] = seen.get(calls, 0.0) + float(seconds)
    return icicle.tree(seen)


def _without_imports(calls: list[str]) -> tuple[str, ...]:
    """Return the calls down to the first import, whatever it goes on to import."""
    importing = (place for place, call in enumerate(calls) if call.startswith("<frozen importlib"))
    place = next(importing, None)
    return tuple(calls) if place is None else (*calls[:place], "importlib:import")


def main() -> None:
    """Make the pictures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profiling", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small texts, to see that it works")
    parser.add_argument("--into", type=Path, default=FOLDER, help="the folder of the pictures")
    arguments = parser.parse_args()
    text = corpus.small() if arguments.quick else corpus.query()
    rounds = 1 if arguments.quick else 25
    arguments.into.mkdir(exist_ok=True)
    methods = list(itertools.chain.from_iterable(typist.methods(text, rounds)))
    what = f"{rounds} methods typed into query.py, {len(methods):,} keystrokes"
    _save(arguments.into / "typing.svg", keystrokes(text, methods), what)
    visible = list(typist.visible(text, rounds * 200))
    what = f"{len(visible):,} keystrokes in query.py that each change a finding"
    _save(arguments.into / "publishing.svg", keystrokes(text, visible), what)
    target = Path(__file__).parent if arguments.quick else corpus.django()
    _save(
        arguments.into / "check.svg", check(target), "a cold check of Django 5.2.4 in one process"
    )


def _save(file: Path, root: icicle.Node, what: str) -> None:
    title = f"Vitals: {what}, {root.seconds:.2f} s of processor time"
    version = f"Vitals {VERSION}, CPython {platform.python_version()}, {time.strftime('%Y-%m-%d')}"
    about = f"{version}. Each box is a call, as wide as the time spent in it and what it calls."
    file.write_text(icicle.draw(root, title, about), "utf-8")
    print(f"{file}: {root.seconds:.2f} s")


if __name__ == "__main__":
    main()
