"""The first tier with what has yet to reach the disk, for all threads; whoever is later wins."""

import threading
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Final

from lsp_server.memory.entry import Entry
from lsp_server.memory.replica import CAPACITY, Replica
from lsp_server.memory.stamp import NEVER, now

WAITING: Final = CAPACITY
"""Bytes of records that may wait for the disk; beyond, no more are taken."""
CHANGED: Final = "it was changed meanwhile"
FULL: Final = "too much waits for the disk; try again once that has been written"
WANTED: Final = 10_000
"""Fields that may wait to be read from the disk."""
ABSENT: Final = 30_000
"""Milliseconds for which a field that is nowhere is known to be absent while not all fits."""


class State(Enum):
    """What the first tier knows of a record."""

    HIT = "hit"
    MISS = "miss"
    PENDING = "pending"


class FirstTier:
    """What the process knows. Each method takes some microseconds and waits for nothing else."""

    def __init__(self, capacity: int = CAPACITY, time: Callable[[], int] = now) -> None:
        """Take the bytes that the replica may weigh, and what tells the time in milliseconds."""
        self.hits = 0
        self.misses = 0
        self.unknown = 0
        self.refused = 0
        self._time = time
        self._lock = threading.Lock()
        self._replica = Replica(capacity)
        self._waiting: dict[bytes, Entry] = {}
        self._weight = 0
        self._wanted: dict[bytes, None] = {}

    @property
    def complete(self) -> bool:
        """Whether what is not here is nowhere on this machine."""
        return self._replica.complete

    # -- for callers

    def look(self, field: bytes) -> Entry | State:
        """Return the entry of a field, MISS when there is none, PENDING when it must be read first."""
        with self._lock:
            entry = self._known(field)
            expired = entry is not None and 0 < entry.expires <= self._time()
            if entry is not None and entry.value is not None and not expired:
                self.hits += 1
                return entry
            noted = entry is not None and not (expired and entry.stamp == NEVER)
            if noted or self._replica.complete:
                self.misses += 1
                return State.MISS
            self.unknown += 1
            if len(self._wanted) < WANTED:
                self._wanted[field] = None
            return State.PENDING

    def stamp_of(self, field: bytes) -> bytes:
        """Return the stamp of what is there, NEVER for nothing."""
        with self._lock:
            return self._stamp(field)

    def put(self, entry: Entry, instead: bytes | None = None) -> str:
        """Take a write of this process, which has yet to reach the disk; return why not, or "".

        With `instead`, only in place of what has that stamp.
        """
        with self._lock:
            if instead is not None and self._stamp(entry.field) != instead:
                return CHANGED
            before = self._waiting.get(entry.field)
            more = entry.weight - (0 if before is None else before.weight)
            if more > 0 and self._weight + more > WAITING:
                self.refused += 1
                return FULL
            self._replica.put(entry)
            self._wait(entry)
            return ""

    def live(self) -> list[Entry]:
        """Return everything here that is neither deleted nor expired."""
        time = self._time()
        with self._lock:
            found = {entry.field: entry for entry in self._replica} | self._waiting
        return [e for e in found.values() if e.value is not None and not 0 < e.expires <= time]

    # -- for the tiers behind

    def take(self, entries: Iterable[Entry]) -> list[Entry]:
        """Take what others wrote; return what was later than what was here."""
        changed = []
        with self._lock:
            for entry in entries:
                known = self._known(entry.field)
                if known is not None and known.stamp >= entry.stamp:
                    continue
                if known is not None and not entry.name:
                    entry = entry._replace(scope=known.scope, name=known.name)  # noqa: PLW2901
                self._replica.put(entry)
                if (waiting := self._waiting.pop(entry.field, None)) is not None:
                    self._weight -= waiting.weight
                changed.append(entry)
        return changed

    def named(self, entry: Entry) -> Entry:
        """Return an entry with scope and name if only we know them."""
        if entry.name:
            return entry
        with self._lock:
            known = self._known(entry.field)
        return entry if known is None else entry._replace(scope=known.scope, name=known.name)

    def absent(self, fields: Iterable[bytes]) -> None:
        """Note that no tier has these fields."""
        until = self._time() + ABSENT
        with self._lock:
            for field in fields:
                if self._known(field) is None:
                    self._replica.put(Entry(field, "", "", "", None, NEVER, until))

    def loaded(self, *, complete: bool) -> None:
        """Note that all that the disk had was put here."""
        with self._lock:
            self._replica.complete = complete and not self._replica.evictions

    def unsaved(self) -> list[Entry]:
        """Return what waits for the disk."""
        with self._lock:
            return list(self._waiting.values())

    def saved(self, entries: Iterable[Entry]) -> None:
        """Note that these, if they are still the latest, wait no longer."""
        with self._lock:
            for entry in entries:
                if self._waiting.get(entry.field) is entry:
                    del self._waiting[entry.field]
                    self._weight -= entry.weight

    def keep_again(self) -> None:
        """Let everything here wait for the disk, which lost it: no more than the replica may weigh."""
        with self._lock:
            for entry in self._replica:
                if entry.stamp != NEVER:
                    self._wait(entry)

    def wanted(self) -> list[bytes]:
        """Return the fields to be read, which are then no longer asked for."""
        with self._lock:
            fields, self._wanted = list(self._wanted), {}
        return fields

    def measures(self) -> tuple[int, int, int, bool, int, int]:
        """Return entries, bytes, capacity, whether all is here, evictions, and what waits."""
        with self._lock:
            replica = self._replica
            return (
                len(replica), replica.weight, replica.capacity, replica.complete,
                replica.evictions, len(self._waiting),
            )  # fmt: skip

    def _known(self, field: bytes) -> Entry | None:
        return self._waiting.get(field) or self._replica.get(field)

    def _stamp(self, field: bytes) -> bytes:
        entry = self._known(field)
        gone = entry is None or entry.value is None or 0 < entry.expires <= self._time()
        return NEVER if entry is None or gone else entry.stamp

    def _wait(self, entry: Entry) -> None:
        before = self._waiting.pop(entry.field, None)
        self._weight += entry.weight - (0 if before is None else before.weight)
        self._waiting[entry.field] = entry
