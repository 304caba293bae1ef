"""Twenty thousand files, six million lines: whether it stays linear.

The files are cut from Django's own at their tops, each with a first line of its own, so that no two
are the same.
"""

import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import corpus, processes
from benchmarks.budgets import Figure
from benchmarks.index import CHECK
from benchmarks.run import Run

FILES = 20_000
LINES = 250


def measure(run: Run) -> Iterator[Figure]:
    """Yield the processor time per file of a tenth and of all, and the memory of the largest process."""
    files = 20 if run.quick else FILES
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        run.say(f"writing {files:,} files")
        _write(folder, files, [corpus.small()] if run.quick else _texts())
        run.say(f"{files // 10:,} files")
        tenth = processes.run([*CHECK, "--no-cache", "--jobs", "2", "0"], folder)
        run.say(f"{files:,} files")
        whole = processes.run([*CHECK, "--no-cache", "--jobs", "2", "."], folder)
    yield Figure("huge-tenth", [tenth.cpu * 1000 / (files / 10)])
    yield Figure("huge", [whole.cpu * 1000 / files])
    yield Figure("huge-memory", [whole.most_mb])


def _texts() -> list[str]:
    """Return LINES lines and somewhat more from the top of every long module of Django's."""
    found = []
    for path in sorted(corpus.django().rglob("*.py")):
        lines = path.read_text("utf-8").splitlines(keepends=True)
        ends = (n for n in range(LINES, len(lines)) if lines[n].startswith(("def ", "class ")))
        if (end := next(ends, None)) is not None and end < LINES * 2:
            found.append("".join(lines[:end]))
    return found


def _write(folder: Path, files: int, texts: list[str]) -> None:
    for number, text in zip(range(files), itertools.cycle(texts), strict=False):
        place = folder / str(number % 10) / f"package{number // 10 % 100}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"module{number}.py").write_text(f"number = {number}\n{text}", "utf-8")
