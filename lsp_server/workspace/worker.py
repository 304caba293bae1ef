"""A worker process of the index: jobs from standard input, answers to standard output.

It yields to everything else that wants the processor, and ends as soon as its input does, even in
the middle of a job. What happens when it is killed is its parent's business.
"""

import contextlib
import gc
import os
import signal
import threading
from collections.abc import Iterator
from queue import SimpleQueue
from typing import IO, Final

from lsp_server.memory.places import cache_folder
from lsp_server.memory.results import Results
from lsp_server.workspace import jobs
from lsp_server.workspace.resident import resident
from lsp_server.workspace.shelf import Shelf
from lsp_server.workspace.surveying import Surveyor

NICE: Final = 10
"""How far the editor and the server go first."""


def work() -> None:
    """Be a worker until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    inbound, outbound = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with contextlib.suppress(OSError, AttributeError):  # Windows has no such thing
        os.nice(NICE)
    gc.disable()  # trees and records have no cycles; a sixth of the time
    waiting: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_read, args=(inbound, waiting), daemon=True).start()
    worker = _Worker()
    with contextlib.suppress(BrokenPipeError):
        while True:
            for reply in worker.answers(jobs.job_of(waiting.get())):
                jobs.send(outbound, jobs.encode(reply))


class _Worker:
    def __init__(self) -> None:
        self._said: list[str] = []
        self._shelf = Shelf(Results(cache_folder(), self._said.append), self._said.append)
        self._surveyor = Surveyor(self._shelf)

    def answers(self, job: jobs.Job) -> Iterator[jobs.Reply]:
        if isinstance(job, jobs.Survey):
            yield from self._surveyor.survey(job)
            store = self._shelf.counts()
        else:
            from lsp_server.workspace.measuring import measure

            yield measure(job, self._shelf)
            store = None
        said = tuple(self._said)
        self._said.clear()
        yield jobs.End(said, self._surveyor.read, resident() or 0, store)


def _read(inbound: IO[bytes], waiting: SimpleQueue[bytes]) -> None:
    """Queue the jobs; end the process when nobody is left to send any."""
    try:
        while True:
            waiting.put(jobs.receive(inbound))
    except (EOFError, OSError):
        os._exit(0)
