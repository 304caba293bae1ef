"""Worker processes that share out the files of a run.

A worker that dies (of memory, or of a parser's stack) costs the one file it died of; one that is
killed from outside costs nothing.
"""

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Final, NamedTuple

from lsp_server.cli.checked import CheckedFile, Shared, Task
from lsp_server.cli.scan import Examined, encoded, examined

CHUNK: Final = 250_000
"""Bytes of source given to a worker at once: about 40 ms, against 0.3 ms to send and receive."""
OVERHEAD: Final = 2000
"""Bytes of source that take as long as what any file takes, be it empty."""
DIED: Final = "the process that analysed this file ended; the file was left out"

Chunk = tuple[tuple[int, Task], ...]


def distributed(tasks: Sequence[Task], shared: Shared, jobs: int) -> Iterator[Examined]:
    """Check files in so many processes, which start before this returns."""
    return _collect(_begun(list(_chunks(tasks)), shared, jobs), shared)


class _Round(NamedTuple):
    """Chunks under way in a pool of some size, and those that it could not take any more."""

    pool: ProcessPoolExecutor
    workers: int
    chunks: dict[Future[list[Examined]], Chunk]
    refused: list[Chunk]


def _begun(chunks: Sequence[Chunk], shared: Shared, jobs: int) -> _Round:
    workers = min(jobs, len(chunks))
    with _uninterrupted():
        begun = _Round(_pool(shared, workers), workers, {}, [])
        for chunk in chunks:
            try:
                begun.chunks[begun.pool.submit(_check_chunk, chunk)] = chunk
            except BrokenProcessPool:  # a worker has died already
                begun.refused.append(chunk)
    return begun


def _collect(first: _Round, shared: Shared) -> Iterator[Examined]:
    """Yield results; what is lost when a worker dies is begun once more, then one by one."""
    lost: list[Chunk] = []
    yield from _finished(first, lost)
    if lost:
        again, lost = _begun(lost, shared, first.workers), []
        yield from _finished(again, lost)
    for chunk in lost:
        yield from _retry(chunk, shared)


def _finished(begun: _Round, lost: list[Chunk]) -> Iterator[Examined]:
    """Yield the results of a round and let go of them; note the chunks that have none."""
    complete = False
    lost += begun.refused
    try:
        for future in as_completed(begun.chunks):
            chunk = begun.chunks.pop(future)
            try:
                yield from future.result()
            except BrokenProcessPool:
                lost.append(chunk)
        complete = True
    finally:
        begun.pool.shutdown(wait=complete, cancel_futures=True)  # no thread is left to be forked
        if not complete:  # interrupted: nobody waits for what is still under way
            for worker in multiprocessing.active_children():
                worker.terminate()


def _retry(chunk: Chunk, shared: Shared) -> Iterator[Examined]:
    """Check a chunk in a process of its own; halve it while that process dies."""
    lost: list[Chunk] = []
    yield from _finished(_begun([chunk], shared, 1), lost)
    if not lost:
        return
    if len(chunk) == 1:
        yield encoded(chunk[0][0], b"", CheckedFile(unread=DIED))
        return
    middle = len(chunk) // 2
    yield from _retry(chunk[:middle], shared)
    yield from _retry(chunk[middle:], shared)


def _chunks(tasks: Sequence[Task]) -> Iterator[Chunk]:
    """Part the tasks, the largest first, so that no worker comes late with a large one."""
    chunk: list[tuple[int, Task]] = []
    size = 0
    for number, task in sorted(enumerate(tasks), key=lambda pair: -pair[1].size):
        chunk.append((number, task))
        size += task.size + OVERHEAD
        if size >= CHUNK:
            yield tuple(chunk)
            chunk, size = [], 0
    if chunk:
        yield tuple(chunk)


def _pool(shared: Shared, workers: int) -> ProcessPoolExecutor:
    # Forking is safe here, since no thread runs yet, and four times as quick as spawning.
    method = "fork" if sys.platform == "linux" else "spawn"
    context = multiprocessing.get_context(method)
    return ProcessPoolExecutor(workers, context, initializer=_start_worker, initargs=(shared,))


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold interrupts back while workers start: one that is half a worker would wait for ever."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


class _Worker:
    """What a worker process keeps between chunks."""

    shared: Shared


def _start_worker(shared: Shared) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # an interrupted worker ends without a traceback
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.freeze()
    gc.disable()  # a sixth of the time; trees and records have no cycles
    _Worker.shared = shared


def _end_with_parent() -> None:
    """Wait for the parent to end, however it does, and end this process then."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _check_chunk(chunk: Chunk) -> list[Examined]:
    done = [examined(number, task, _Worker.shared) for number, task in chunk]
    gc.collect()  # the little that has cycles nevertheless, lest it adds up
    return done
