"""The processes that measure files: as many as are allowed, let go when there is nothing to do."""

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from lsp_server.protocol.workers import Worker
from lsp_server.workspace.jobs import Measure

if TYPE_CHECKING:
    from lsp_server.protocol.loop import Loop, Timer

IDLE: Final = 5.0
"""Seconds without work after which the processes are let go."""


class Pool:
    """Workers, each made by `make` when it is first needed."""

    def __init__(self, loop: "Loop", make: Callable[[], Worker]) -> None:
        self._loop = loop
        self._make = make
        self._workers: list[Worker] = []
        self._idle: Timer | None = None

    @property
    def begun(self) -> int:
        """How many files are being measured."""
        jobs = [worker.job for worker in self._workers]
        return sum(len(job.tasks) for job in jobs if isinstance(job, Measure))

    def processes(self) -> Iterator[int]:
        """Yield the ids of the processes that run."""
        for worker in self._workers:
            if worker.process is not None:
                yield worker.process

    def free(self, allowed: int) -> Worker | None:
        """Return a worker without a job; None when `allowed`, or one for each core, have one."""
        for worker in self._workers:
            if worker.job is None:
                return worker
        if len(self._workers) >= min(allowed, os.cpu_count() or 1):
            return None
        self._workers.append(self._make())
        return self._workers[-1]

    def rest(self) -> None:
        """Let the processes go, unless there is work again soon."""
        if self._idle is None and self._workers:
            self._idle = self._loop.later(IDLE, self._let_go)

    def close(self) -> None:
        """End all processes."""
        for worker in self._workers:
            worker.close()

    def _let_go(self) -> None:
        self._idle = None
        for worker in self._workers:
            if worker.job is None:
                worker.retire()
