"""Many files through the analyser: in worker processes when that pays, in this one when it does not."""

import os
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import msgspec

from lsp_server.cli.checked import CheckedFile, Shared, Task, decoded
from lsp_server.cli.checking import check_file, imports_of_file

WORTHWHILE: Final = 1_000_000
"""Bytes of source from which starting workers takes less time than they save."""

NO_MEMORY: Final = "there is not enough memory to analyse this file; it was left out"


class Examined(NamedTuple):
    """What became of the task of some number: digest of the content, encoded outcome and imports."""

    number: int
    digest: bytes
    content: bytes
    imports: bytes = b""

    def file(self) -> CheckedFile:
        """Return the outcome, without its path."""
        return decoded(self.content)


def scan(tasks: Sequence[Task], shared: Shared, jobs: int = 0) -> Iterator[Examined]:
    """Check files; yield results as they come, in any order.

    `jobs` is the number of processes, 0 for one per core. Workers start before this returns, so
    that no thread of the caller's is forked.
    """
    jobs = jobs or _cores()
    if jobs == 1 or sum(task.size for task in tasks) < WORTHWHILE:
        return (examined(number, task, shared) for number, task in enumerate(tasks))
    from lsp_server.cli import pool

    return pool.distributed(tasks, shared, jobs)


def examined(number: int, task: Task, shared: Shared) -> Examined:
    """Check a file in this process; one that does not fit into memory is left out."""
    try:
        if shared.imports:
            return Examined(number, *imports_of_file(task, shared))
        return encoded(number, *check_file(task, shared))
    except MemoryError:
        return encoded(number, b"", CheckedFile(unread=NO_MEMORY))


def encoded(number: int, digest: bytes, file: CheckedFile, imports: bytes = b"") -> Examined:
    """Return an outcome as it travels and is kept."""
    return Examined(number, digest, msgspec.msgpack.encode(file), imports)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
