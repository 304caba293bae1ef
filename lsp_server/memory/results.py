"""Results by key in one SQLite file, bounded in bytes; what was not used for longest goes first.

Nothing here raises for the state of the disk: a damaged or foreign file is begun again, a full,
locked or read-only one is done without; the first such event is told. Each value carries a checksum
over its key and itself. Deliberately absent: what keys and values mean, and any notion of a path.
"""

import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from lsp_server.memory.storage import (
    MISHAPS,
    DamagedError,
    Layout,
    Trouble,
    connect,
    occupied,
    remove,
    transaction,
    trouble,
)

FILE: Final = "results.sqlite"
LIMIT: Final = 256 * 1024 * 1024
"""Bytes that the file may take."""
AFTER_EVICTION: Final = 0.75
"""The share of the limit to which eviction goes down, so that it is seldom needed."""
PATIENCE: Final = 1.0
"""Seconds to wait for another process that is writing."""
AGE: Final = 3600
"""Seconds by which the time of the last use may be wrong: so, reading seldom writes."""

LAYOUT: Final = Layout(
    schema=1,
    tables=(
        """CREATE TABLE IF NOT EXISTS results (
            id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, used INTEGER NOT NULL,
            value BLOB NOT NULL
        )""",
        "CREATE TABLE IF NOT EXISTS counts (name TEXT PRIMARY KEY, number INTEGER NOT NULL)",
    ),
    synchronous="OFF",  # what the power takes of a cache, checksums or SQLite find
)

_TOGETHER: Final = 500
"""Keys in one query."""
_CHECKSUM: Final = 4
"""Bytes before each value."""
_COUNT: Final = (
    "INSERT INTO counts (name, number) VALUES (?, ?)"
    " ON CONFLICT (name) DO UPDATE SET number = number + excluded.number"
)

_Outcome = TypeVar("_Outcome")


class Counts(NamedTuple):
    """What became of questions and results."""

    hits: int = 0
    misses: int = 0
    evictions: int = 0


class Statistics(NamedTuple):
    """What the file holds, in bytes what it takes, and what became of it since it was cleared."""

    entries: int = 0
    bytes: int = 0
    limit: int = 0
    hits: int = 0
    misses: int = 0
    evictions: int = 0


class Results:
    """The results of one user, opened at the first question.

    Any thread may ask; processes share the file, never this object. `counts` tells of this object
    alone.
    """

    gives_all: Final = False

    def __init__(self, folder: Path, warn: Callable[[str], object], limit: int = LIMIT) -> None:
        """Take the folder, made when needed, and what to do with a sentence about the first mishap."""
        self.file = folder / FILE
        self.limit = limit
        self.counts = Counts()
        self._warn: Callable[[str], object] | None = warn
        self._usable = True
        self._connection: sqlite3.Connection | None = None
        self._lock = threading.Lock()
        self._used: set[bytes] = set()
        self._written = Counts()

    @property
    def may_know(self) -> bool:
        """Whether there is any use in asking."""
        return self.file.exists()

    def get_many(self, keys: Collection[bytes]) -> dict[bytes, bytes]:
        """Return the results that are known, by key."""
        found = self._attempt(lambda connection: self._read(connection, keys)) or {}
        with self._lock:
            self._count(hits=len(found), misses=len(keys) - len(found))
        return found

    def put_many(self, results: Mapping[bytes, bytes]) -> None:
        """Keep all these results; none of them when that fails or the process ends meanwhile.

        Results that would take more than a quarter of the limit together are kept in part.
        """
        if results:
            self._attempt(lambda connection: self._write(connection, results))

    def clear(self) -> None:
        """Forget everything, for all processes that share the file."""
        self._attempt(_empty)
        self.counts = self._written = Counts()
        self._used.clear()

    def statistics(self) -> Statistics:
        """Return what the file holds and has done, this object's part included."""
        return self._attempt(self._statistics) or Statistics(limit=self.limit)

    def close(self) -> None:
        """Write down what was used and let go of the file; the next question opens it again."""
        if self._connection is not None and (self._used or self.counts != self._written):
            self._attempt(self._remember)
        with self._lock:
            self._let_go()

    def _attempt(self, work: Callable[[sqlite3.Connection], _Outcome]) -> _Outcome | None:
        """Do some work with the file, twice when it had to be begun again; None if it cannot be."""
        with self._lock:
            for _ in range(2):
                if not self._usable:
                    break
                try:
                    if self._connection is None:
                        self._connection = connect(self.file, LAYOUT, PATIENCE)
                    return work(self._connection)
                except MISHAPS as error:
                    if not self._mended(error):
                        break
            return None

    def _mended(self, error: Exception) -> bool:
        """Do what an error asks for; tell whether another attempt makes sense."""
        kind = trouble(error, self.file)
        if kind is not Trouble.OUTDATED and self._warn is not None:
            what = "is begun again" if kind is Trouble.DAMAGED else "is not used"
            self._warn(f"the cache {self.file} {what}: {str(error) or kind.value}")
            self._warn = None
        if kind is Trouble.BUSY:
            return False
        self._let_go()
        if kind is not Trouble.REFUSED:
            try:
                remove(self.file)
            except OSError:
                kind = Trouble.REFUSED
        self._usable = kind is not Trouble.REFUSED
        return self._usable

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _count(self, hits: int = 0, misses: int = 0, evictions: int = 0) -> None:
        known = self.counts
        self.counts = Counts(known.hits + hits, known.misses + misses, known.evictions + evictions)

    def _read(self, connection: sqlite3.Connection, keys: Collection[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        fresh = _now() - AGE
        for some in _batches(keys):
            marks = ",".join("?" * len(some))
            query = f"SELECT key, value, CAST(used AS INTEGER) FROM results WHERE key IN ({marks})"  # noqa: S608  marks only
            for key, value, used in connection.execute(query, some):
                found[key] = _opened(key, value)
                if used < fresh:
                    self._used.add(key)
        return found

    def _write(self, connection: sqlite3.Connection, results: Mapping[bytes, bytes]) -> None:
        now = _now()
        rows = ((key, now, _sealed(key, value)) for key, value in self._fitting(results))
        with transaction(connection):
            connection.executemany(
                "INSERT OR REPLACE INTO results (key, used, value) VALUES (?, ?, ?)", rows
            )
            self._tidy(connection)

    def _fitting(self, results: Mapping[bytes, bytes]) -> Iterator[tuple[bytes, bytes]]:
        room = self.limit // 4
        for key, value in results.items():
            room -= len(value)
            if room < 0:
                return
            yield key, value

    def _remember(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA busy_timeout = 0")
        with suppress(sqlite3.OperationalError), transaction(connection):  # not worth a word
            self._tidy(connection)

    def _tidy(self, connection: sqlite3.Connection) -> None:
        """Note what was used and counted, then evict what is too much."""
        now = _now()
        used = ((now, key) for key in self._used)
        connection.executemany("UPDATE results SET used = ? WHERE key = ?", used)
        self._used.clear()
        if occupied(connection) > self.limit:
            self._count(evictions=_evict(connection, int(self.limit * AFTER_EVICTION)))
        pairs = zip(Counts._fields, self.counts, self._written, strict=True)
        news = ((name, count - written) for name, count, written in pairs if count != written)
        connection.executemany(_COUNT, news)
        self._written = self.counts

    def _statistics(self, connection: sqlite3.Connection) -> Statistics:
        entries: int = connection.execute("SELECT count(*) FROM results").fetchone()[0]
        written = dict(connection.execute("SELECT name, CAST(number AS INTEGER) FROM counts"))
        counted = {
            name: written.get(name, 0) + count - known
            for name, count, known in zip(Counts._fields, self.counts, self._written, strict=True)
        }
        return Statistics(entries, occupied(connection), self.limit, **counted)


def _evict(connection: sqlite3.Connection, goal: int) -> int:
    """Delete the results not used for longest until `goal` bytes are in use; return how many."""
    excess = occupied(connection) - goal
    oldest = []
    for row, size in connection.execute(
        "SELECT id, length(value) + length(key) FROM results ORDER BY used, id"
    ):
        oldest.append((row,))
        excess -= size
        if excess <= 0:
            break
    connection.executemany("DELETE FROM results WHERE id = ?", oldest)
    return len(oldest)


def _empty(connection: sqlite3.Connection) -> None:
    with transaction(connection):
        connection.execute("DELETE FROM results")
        connection.execute("DELETE FROM counts")
    connection.execute("VACUUM")


def _sealed(key: bytes, value: bytes) -> bytes:
    return _checksum(key, value) + value


def _opened(key: object, sealed: object) -> bytes:
    if isinstance(key, bytes) and isinstance(sealed, bytes):
        value = sealed[_CHECKSUM:]
        if sealed[:_CHECKSUM] == _checksum(key, value):
            return value
    message = "a checksum is wrong"
    raise DamagedError(message)


def _checksum(key: bytes, value: bytes) -> bytes:
    return zlib.crc32(value, zlib.crc32(key)).to_bytes(_CHECKSUM, "little")


def _batches(keys: Collection[bytes]) -> Iterator[tuple[bytes, ...]]:
    iterator = iter(keys)
    while some := tuple(islice(iterator, _TOGETHER)):
        yield some


def _now() -> int:
    return int(time.time())
