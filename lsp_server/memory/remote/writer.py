"""Writes what is pending, in batches, each confirmed before the next."""

import threading
from typing import TYPE_CHECKING, Final

from lsp_server.memory.frame import STAMP
from lsp_server.memory.remote.link import Generation, Link, Pair
from lsp_server.memory.remote.local import Local

if TYPE_CHECKING:
    from lsp_server.memory.remote.line import Line

BATCH: Final = 500
"""Records that are written at once."""
BATCH_BYTES: Final = 256 * 1024
"""Bytes of such a batch, about."""
OWN: Final = 5_000
"""Own writes that are recognised when the feed tells of them."""


class Writer:
    """What the writing thread does."""

    def __init__(self, local: Local) -> None:
        """Take whose records these are."""
        self.line: Line
        self.feed: Line
        self.written = 0
        self.own: dict[bytes, bytes] = {}
        self._local = local
        self._token = b""
        self._gone: list[bytes] = []
        self._news = threading.Event()
        self._known = threading.Event()
        self._drained = threading.Condition()
        self._empty = False

    def wake(self) -> None:
        """Take note that something is pending."""
        self._empty = False
        self._news.set()

    def wait(self, seconds: float) -> bool:
        """Wait until all is confirmed; return whether it is."""
        self.wake()
        with self._drained:
            return self._drained.wait_for(lambda: self._empty, seconds)

    def end(self) -> None:
        """Let nobody wait any more."""
        self._known.set()
        self._news.set()

    def met(self, found: Generation) -> None:
        """Take note of which data the server holds; what is not in it is written."""
        self._token = found.token
        if found.token:
            self._remember(found.run + found.token)
        else:
            self._local.repeat()
            self.wake()
        self._known.set()

    def expired(self, fields: list[bytes]) -> None:
        """Take note of records on the server that have expired: they are deleted there."""
        if len(self._gone) + len(fields) <= BATCH:
            self._gone += fields
            self._news.set()

    def push(self, link: Link) -> None:
        """Write what is pending, then what comes to be."""
        self._known.wait()
        link.generation()  # the first record should not wait for the connection
        while not self.line.closing.is_set():
            self._news.clear()
            batch = self._batch()
            if batch:
                self._write(link, batch)
                continue
            if self._gone:
                gone, self._gone = self._gone, []
                link.write([(field, b"") for field in gone])
                continue
            with self._drained:
                self._empty = not self._news.is_set()
                self._drained.notify_all()
            self._news.wait()

    def _batch(self) -> list[Pair]:
        found: list[Pair] = []
        size = 0
        for field, frame in self._local.pending(BATCH):
            found.append((field, frame))
            size += len(frame)
            if size > BATCH_BYTES:
                break
        return found

    def _write(self, link: Link, batch: list[Pair]) -> None:
        written = [(field, frame[STAMP]) for field, frame in batch]
        self._note(written)
        token = link.write(batch)
        self.line.succeeded()
        self.written += len(batch)
        if token == self._token:
            self._local.confirmed(written)
            return
        known, self._token = self._token, token
        self._local.confirmed(written)
        if known:
            self.feed.again()  # it waits for news of data that are gone
        else:
            self._remember(link.generation().run + token)

    def _remember(self, generation: bytes) -> None:
        """Write everything into data that we have not yet written everything into."""
        if self._local.generation() != generation:
            self._local.repeat()
            self._local.met(generation)
            self.wake()

    def _note(self, written: list[Pair]) -> None:
        for field, stamp in written:
            self.own.pop(field, None)
            self.own[field] = stamp
        while len(self.own) > OWN:
            self.own.pop(next(iter(self.own)))
