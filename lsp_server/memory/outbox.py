"""What the store offers to whoever replicates it to Redis; called on threads of the replication."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Final

from lsp_server.memory.courier import Courier
from lsp_server.memory.entry import Entry, entry_of, frame_of, leaving
from lsp_server.memory.frame import FrameError, decode, encode
from lsp_server.memory.gently import gently
from lsp_server.memory.stamp import now
from lsp_server.memory.storage import MISHAPS

FRESH: Final = 500
"""Records that are sent without being read from disk again."""


class Outbox:
    """The records of one workspace as they may leave the machine, and the way in for others'.

    While the disk refuses, what waits for it is sent nevertheless.
    """

    def __init__(self, courier: Courier, secret: bytes, level: int) -> None:
        """Take the secret that frames are signed with, and the privacy level."""
        self.secret = secret
        self._courier = courier
        self._level = level
        self._sent: dict[bytes, bytes] = {}
        self._fresh: dict[bytes, Entry] = {}
        self._met = b""

    def written(self, entries: Sequence[Entry]) -> None:
        """Take what has just been written to disk: it need not be read there."""
        if len(self._fresh) + len(entries) <= FRESH:
            self._fresh.update((entry.field, entry) for entry in entries)

    def pending(self, limit: int) -> list[tuple[bytes, bytes]]:
        """Return (field, frame) of what Redis has not confirmed: what is newest, then the oldest."""
        fresh, self._fresh = self._fresh, {}
        entries = list(fresh.values()) or self._stored(limit)
        found, private = [], []
        for entry in gently(entries):
            allowed = None if 0 < entry.expires <= now() else leaving(entry, self._level)
            if allowed is None:
                private.append((entry.field, entry.stamp))
            else:
                content = encode(entry.field, frame_of(allowed), self.secret)
                found.append((entry.field, content))
        if private:
            self.confirmed(private)
            return found or self.pending(limit)
        return found

    def _stored(self, limit: int) -> list[Entry]:
        try:
            entries = self._courier.journal.pending(limit)
        except MISHAPS:
            entries = []
        if not entries and self._courier.trouble:
            waiting = self._courier.tier.unsaved()
            entries = [e for e in waiting if self._sent.get(e.field) != e.stamp][:limit]
        return entries

    def confirmed(self, written: Sequence[tuple[bytes, bytes]]) -> None:
        """Take note that Redis has these (field, stamp)."""
        try:
            self._courier.journal.confirmed(written)
        except MISHAPS:
            self._sent.update(written)
        else:
            self._sent.clear()

    def merge(self, frames: Iterable[tuple[bytes, bytes]]) -> None:
        """Take (field, frame) as read from Redis; what is not to be believed is counted."""
        entries: list[Entry] = []
        for field, content in gently(frames):
            try:
                entries.append(entry_of(field, decode(field, content, self.secret)))
            except FrameError as error:
                self._courier.faults[error.fault] += 1
        if entries:
            self._courier.take(entries)

    def repeat(self) -> None:
        """Let everything be pending again: the server has lost its data."""
        self._sent.clear()
        with suppress(*MISHAPS):
            self._courier.journal.repeat()

    def generation(self) -> bytes:
        """Return what was last told to `met` at this level, b"" for nothing.

        At another level, other records may leave the machine: all are looked at again.
        """
        known = self._met
        with suppress(*MISHAPS):
            known = self._courier.journal.generation()
        level = bytes([self._level])
        return known.removesuffix(level) if known.endswith(level) else b""

    def met(self, generation: bytes) -> None:
        """Remember which data of Redis all that is confirmed went into."""
        self._met = generation + bytes([self._level])
        with suppress(*MISHAPS):
            self._courier.journal.note(self._met)
