"""A worker process of the index as the loop sees it: one job at a time, its answers as calls.

Each has a thread that writes the jobs, reads and decodes the answers, and starts the process when
it is needed. Deliberately absent: what the jobs are for, and what to do when a worker dies.
"""

import threading
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final

import msgspec

from lsp_server.protocol import spawning
from lsp_server.protocol.loop import Loop, Timer
from lsp_server.workspace import jobs

if TYPE_CHECKING:
    import subprocess

TIMEOUT: Final = 120.0
"""Seconds after which the process of a job that says nothing is killed."""


class Worker:
    """A worker process, which may die and is then started again with the next job.

    `took` gets each answer with its job, `died` the job of which the process died; both run on the
    loop.
    """

    def __init__(
        self,
        loop: Loop,
        took: Callable[["Worker", jobs.Job, jobs.Reply], object],
        died: Callable[["Worker", jobs.Job], object],
        process: "subprocess.Popen[bytes] | None" = None,
    ) -> None:
        """Take over a process that waits for its first job, if there is one."""
        self.job: jobs.Job | None = None
        self.resident = 0
        self._loop = loop
        self._took = took
        self._died = died
        self._given: SimpleQueue[jobs.Job | None] = SimpleQueue()
        self._process = process
        self._lock = threading.Lock()
        self._patience: Timer | None = None
        self._closed = False
        threading.Thread(target=self._run, name="index", daemon=True).start()

    @property
    def process(self) -> int | None:
        """The process id while it runs."""
        process = self._process
        return None if process is None else process.pid

    def give(self, job: jobs.Job) -> None:
        """Begin a job; there must be none."""
        self.job = job
        self._wait()
        self._given.put(job)

    def retire(self) -> None:
        """End the process; the next job starts another."""
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            threading.Thread(target=process.wait, name="reaper", daemon=True).start()

    def close(self) -> None:
        """End the process and the thread."""
        self._closed = True
        self._given.put(None)
        self.retire()

    # -- in the thread

    def _run(self) -> None:
        while (job := self._given.get()) is not None:
            try:
                self._serve(job)
            except (OSError, EOFError, msgspec.MsgspecError):
                self.retire()
                self._loop.post(partial(self._over, job))

    def _serve(self, job: jobs.Job) -> None:
        process = self._started()
        if process.stdin is None or process.stdout is None:
            raise EOFError
        jobs.send(process.stdin, jobs.encode(job))
        while True:
            reply = jobs.reply_of(jobs.receive(process.stdout))
            self._loop.post(partial(self._answered, job, reply))
            if isinstance(reply, jobs.End):
                return

    def _started(self) -> "subprocess.Popen[bytes]":
        with self._lock:
            if self._closed:
                raise EOFError
            if self._process is None:
                self._process = spawning.worker()
            return self._process

    # -- on the loop

    def _answered(self, job: jobs.Job, reply: jobs.Reply) -> None:
        if self._closed:
            return
        if isinstance(reply, jobs.End):
            self._rest()
            self.resident = reply.resident
        else:
            self._wait()
        self._took(self, job, reply)

    def _over(self, job: jobs.Job) -> None:
        if not self._closed:
            self._rest()
            self._died(self, job)

    def _wait(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
        self._patience = self._loop.later(TIMEOUT, self.retire)

    def _rest(self) -> None:
        self.job = None
        if self._patience is not None:
            self._patience.cancel()
