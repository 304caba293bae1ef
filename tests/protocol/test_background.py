"""The worker process: it may die, and is started again once for a text, and said once."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from lsp_server.analysis import analyse
from lsp_server.protocol import background
from lsp_server.protocol.background import Background
from lsp_server.protocol.dispatch import survive
from lsp_server.protocol.loop import Loop
from lsp_server.text import Source

DIES = "import sys; sys.stdin.buffer.read(1); sys.exit(3)"
DIES_ONCE = """
import os, sys
marker = sys.argv[1]
if not os.path.exists(marker):
    open(marker, "w").close()
    sys.stdin.buffer.read(1)
    os._exit(3)
from lsp_server.protocol.background import work
work()
"""


@contextmanager
def running() -> Iterator[tuple[Background, list[str], Callable[[str], Any]]]:
    """Yield a Background on a loop, what it said, and a way to have a text analysed."""
    loop, said = Loop(survive), list[str]()
    made = Background(loop, said.append)
    thread = threading.Thread(target=loop.run, daemon=True)
    thread.start()

    def analysed(text: str) -> Any:
        done, results = threading.Event(), list[Any]()

        def keep(report: Any) -> None:
            results.append(report)
            done.set()

        loop.post(lambda: made.analyse(Source.of(text), keep))
        assert done.wait(60)
        return results[0]

    yield made, said, analysed
    loop.post(made.close)
    loop.post(lambda: loop.stop(0))
    thread.join(60)


def test_the_report_is_that_of_the_text():
    """What comes back equals what analysing here gives, and carries its source."""
    with running() as (_, said, analysed):
        report = analysed("def f(a):\n    return a\n")
        assert report == analyse(Source.of("def f(a):\n    return a\n"))
        assert report.source is not None
        assert said == []


def test_the_users_files_are_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A project whose folder holds a pickle.py of its own does not run in the worker."""
    (tmp_path / "pickle.py").write_text("raise SystemExit(9)\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    with running() as (made, said, analysed):
        assert analysed("x = 1\n") is not None
        assert (made.restarts, said) == (0, [])


def test_a_worker_that_dies_is_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The first worker dies on its text, a second one analyses it; the user reads of it once."""
    command = (sys.executable, "-c", DIES_ONCE, str(tmp_path / "marker"))
    monkeypatch.setattr(background, "_COMMAND", command)
    with running() as (made, said, analysed):
        assert analysed("x = 1\n") is not None
        assert analysed("x = 2\n") is not None
        assert (made.restarts, len(said)) == (1, 1)


def test_a_text_that_kills_every_worker_is_given_up(monkeypatch: pytest.MonkeyPatch):
    """After the second death the text is given up; the death is said once, however many texts."""
    monkeypatch.setattr(background, "_COMMAND", (sys.executable, "-c", DIES))
    with running() as (made, said, analysed):
        assert analysed("x = 1\n") is None
        assert analysed("x = 2\n") is None
        assert (made.restarts, len(said)) == (4, 1)


def test_a_call_that_fails_in_a_thread_is_said():
    """The callback gets None and the log the reason."""
    with running() as (made, said, _):
        done = threading.Event()
        made.apart(lambda: 1 // 0, lambda result: done.set() if result is None else None)
        assert done.wait(60)
        assert said == ["ZeroDivisionError: integer division or modulo by zero"]


def test_the_worker_ends_with_its_client():
    """Closing kills the process."""
    with running() as (made, _, analysed):
        analysed("x = 1\n")
        process = made._worker
        assert process is not None
    assert process.poll() is not None
