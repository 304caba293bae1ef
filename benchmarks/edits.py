"""What a keystroke costs inside the process, without protocol: `Session.change` beside `analyse`.

`Session.change` is edit, analysis, checks and the new snapshot; the peer is the analysis from
scratch of the same state.
"""

import datetime as dt
import itertools
import time
from collections.abc import Iterator

from benchmarks import corpus
from benchmarks.budgets import Figure
from benchmarks.client import Change
from benchmarks.run import Run
from benchmarks.typist import raw, visible
from lsp_server.analysis import analyse
from lsp_server.settings import DEFAULT
from lsp_server.text import Edit, Position, Source, Span
from lsp_server.workspace.document import Document
from lsp_server.workspace.session import Session

URI = "file:///sample.py"


def measure(run: Run) -> Iterator[Figure]:
    """Yield the figures of a small file, of query.py and of 50,000 lines."""
    text = corpus.query() if not run.quick else corpus.small()
    sizes = {"edit-small": 450, "edit": 0, "edit-large": 0 if run.quick else 50_000}
    for budget, lines in sizes.items():
        sample = corpus.of_length(lines) if budget == "edit-small" and not run.quick else text
        if budget == "edit-large" and lines:
            sample = corpus.repeated(text, lines)
        run.say(f"{sample.count(chr(10)):,} lines")
        whole = [_scratch(sample) for _ in range(1 if run.quick else 3)]
        yield Figure(budget, changed(sample, 20 if run.quick else 600), {"from scratch": whole})


def edit_of(change: Change) -> Edit:
    """Return a keystroke as the server's edit."""
    return Edit(Span(Position(*change.start), Position(*change.end)), change.text)


def changed(text: str, count: int) -> list[float]:
    """Return the milliseconds of each of as many keystrokes, half of them of a method typed."""
    session = Session(today=lambda: dt.date(2026, 1, 1), settings_of=lambda _: DEFAULT)
    source = Source.of(text)
    session.accept(URI, analyse(source))
    session.open(Document(URI, "python", 1, source))
    keystrokes = itertools.chain(visible(text, count // 2), itertools.islice(raw(text), count // 2))
    taken = []
    for version, keystroke in enumerate(keystrokes, 2):
        edit = edit_of(keystroke.change)
        start = time.perf_counter()
        source = source.edited(edit)
        session.change(Document(URI, "python", version, source))
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def _scratch(text: str) -> float:
    source = Source.of(text)
    start = time.perf_counter()
    analyse(source)
    return (time.perf_counter() - start) * 1000
