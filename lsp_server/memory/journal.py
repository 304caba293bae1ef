"""The user's records on disk: what every process of the user shares, and what Redis has yet to get.

One row for each field of a workspace; a row is replaced only by a later stamp. Threads but the event
loop's call it, one at a time. Deliberately absent: what is done about a file that cannot be used.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from lsp_server.memory.entry import Entry, entry_of, field_of, frame_of
from lsp_server.memory.frame import Fault, FrameError, decode, encode
from lsp_server.memory.gently import gently
from lsp_server.memory.storage import MISHAPS, Layout, connect, transaction

PATIENCE: Final = 1.0
"""Seconds to wait for another process that is writing."""
LAYOUT: Final = Layout(
    schema=1,
    tables=(
        """CREATE TABLE IF NOT EXISTS records (
            id INTEGER PRIMARY KEY AUTOINCREMENT, workspace BLOB NOT NULL, field BLOB NOT NULL,
            stamp BLOB NOT NULL, expires INTEGER NOT NULL, pending INTEGER NOT NULL,
            frame BLOB NOT NULL, UNIQUE (workspace, field)
        )""",
        "CREATE INDEX IF NOT EXISTS pending ON records (workspace, id) WHERE pending",
        """CREATE TABLE IF NOT EXISTS workspaces (
            workspace BLOB PRIMARY KEY, digest BLOB NOT NULL, generation BLOB NOT NULL
        )""",
    ),
    synchronous="NORMAL",
)

_WRITE: Final = """INSERT OR REPLACE INTO records (workspace, field, stamp, expires, pending, frame)
    SELECT :workspace, :field, :stamp, :expires, :pending, :frame WHERE NOT EXISTS
    (SELECT 1 FROM records WHERE workspace = :workspace AND field = :field AND stamp >= :stamp)"""


class Read(NamedTuple):
    """Entries, the mark after the last of them, and what was wrong with others."""

    entries: list[Entry]
    mark: int
    faults: list[Fault]


class Journal:
    """The rows of one workspace. Each method may raise storage.MISHAPS.

    `opened` counts the files met: another process may have set a damaged one aside.
    """

    def __init__(self, file: Path, workspace: bytes, secret: bytes) -> None:
        """Take the file, what names the workspace in it, and what fields are keyed with."""
        self.file = file
        self._workspace = workspace
        self._secret = secret
        self.opened = 0
        self._connection: sqlite3.Connection | None = None
        self._number = 0
        self._lock = threading.Lock()

    def write(
        self,
        entries: Iterable[Entry],
        *,
        pending: bool,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> list[Entry]:
        """Write all entries or none; return those that were later than what the file had.

        What others do about what is called `meanwhile` finds them written.
        """
        with self._using() as connection:
            meanwhile()
            return self._written(connection, entries, pending=pending)

    def _written(
        self, connection: sqlite3.Connection, entries: Iterable[Entry], *, pending: bool
    ) -> list[Entry]:
        with transaction(connection):
            return [
                entry
                for entry in gently(entries)
                if connection.execute(_WRITE, self._row(entry, pending=pending)).rowcount
            ]

    def since(self, mark: int) -> Read:
        """Return what was written after a mark, 0 for everything, by whatever process."""
        with self._using() as connection:
            rows = connection.execute(
                "SELECT id, field, frame FROM records WHERE workspace = ? AND id > ? ORDER BY id",
                (self._workspace, mark),
            ).fetchall()
        return _read(rows, mark)

    def read(self, fields: Sequence[bytes]) -> Read:
        """Return what the file has of some fields."""
        rows = []
        with self._using() as connection:
            for field in fields:
                rows += connection.execute(
                    "SELECT id, field, frame FROM records WHERE workspace = ? AND field = ?",
                    (self._workspace, field),
                ).fetchall()
        return _read(rows, 0)

    def pending(self, limit: int) -> list[Entry]:
        """Return what Redis has yet to get, what was written first before."""
        with self._using() as connection:
            rows = connection.execute(
                "SELECT id, field, frame FROM records WHERE workspace = ? AND pending ORDER BY id LIMIT ?",
                (self._workspace, limit),
            ).fetchall()
        return _read(rows, 0).entries

    def confirmed(self, written: Iterable[tuple[bytes, bytes]]) -> None:
        """Take note that Redis has these (field, stamp)."""
        with self._using() as connection, transaction(connection):
            connection.executemany(
                "UPDATE records SET pending = 0 WHERE workspace = ? AND field = ? AND stamp = ?",
                ((self._workspace, field, stamp) for field, stamp in written),
            )

    def measures(self) -> tuple[int, int]:
        """Return how many rows Redis has not confirmed, and the bytes of all frames."""
        with self._using() as connection:
            waiting, size = connection.execute(
                "SELECT total(pending), total(length(frame)) FROM records WHERE workspace = ?",
                (self._workspace,),
            ).fetchone()
        return int(waiting), int(size)

    def repeat(self) -> None:
        """Make everything pending again."""
        with self._using() as connection, transaction(connection):
            connection.execute(
                "UPDATE records SET pending = 1 WHERE workspace = ?", (self._workspace,)
            )

    def generation(self) -> bytes:
        """Return what was last noted."""
        with self._using() as connection:
            return bytes(
                connection.execute(
                    "SELECT generation FROM workspaces WHERE workspace = ?", (self._workspace,)
                ).fetchone()[0]
            )

    def note(self, generation: bytes) -> None:
        """Note which data of Redis all that is not pending went into."""
        with self._using() as connection, transaction(connection):
            connection.execute(
                "UPDATE workspaces SET generation = ? WHERE workspace = ?",
                (generation, self._workspace),
            )

    def sweep(self, now: int) -> None:
        """Delete what has expired, of every workspace."""
        with self._using() as connection, transaction(connection):
            connection.execute("DELETE FROM records WHERE expires AND expires <= ?", (now,))

    def close(self) -> None:
        """Let go of the file; the next call opens it again."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.close()

    def set_aside(self) -> Path:
        """Move a damaged file out of the way and return where it is now. Raises OSError."""
        self.close()
        aside = self.file.with_name(f"{self.file.name}.damaged")
        for suffix in ("-wal", "-shm"):
            self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)
        self.file.replace(aside)
        return aside

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if self._connection is not None and _number(self.file) != self._number:
                self._connection.close()
                self._connection = None
            if self._connection is None:
                self._connection = self._open()
            yield self._connection

    def _open(self) -> sqlite3.Connection:
        connection = connect(self.file, LAYOUT, PATIENCE)
        try:
            self._rekey(connection)
            number = _number(self.file)
        except MISHAPS:
            connection.close()
            raise
        if number != self._number:
            self._number = number
            self.opened += 1
        return connection

    def _row(self, entry: Entry, *, pending: bool) -> dict[str, object]:
        return {
            "workspace": self._workspace,
            "field": entry.field,
            "stamp": entry.stamp,
            "expires": entry.expires,
            "pending": pending,
            "frame": encode(entry.field, frame_of(entry)),
        }

    def _rekey(self, connection: sqlite3.Connection) -> None:
        """Give all rows the fields that follow from the present secret, if it is another one."""
        digest = field_of("", "", "", self._secret)
        known = connection.execute(
            "SELECT digest FROM workspaces WHERE workspace = ?", (self._workspace,)
        ).fetchone()
        if known == (digest,):
            return
        with transaction(connection):
            rows = connection.execute(
                "SELECT id, field, frame FROM records WHERE workspace = ?", (self._workspace,)
            ).fetchall()
            connection.execute("DELETE FROM records WHERE workspace = ?", (self._workspace,))
            for entry in _read(rows, 0).entries:
                if entry.name:
                    field = field_of(entry.kind, entry.scope, entry.name, self._secret)
                    row = self._row(entry._replace(field=field), pending=True)
                    connection.execute(_WRITE, row)
            connection.execute(
                "INSERT OR REPLACE INTO workspaces (workspace, digest, generation) VALUES (?, ?, x'')",
                (self._workspace, digest),
            )


def _number(file: Path) -> int:
    """Return what tells a file from another one of its name."""
    try:
        return file.stat().st_ino
    except FileNotFoundError:
        return 0


def _read(rows: Sequence[tuple[int, bytes, bytes]], mark: int) -> Read:
    entries, faults = [], []
    for number, field, content in gently(rows):
        mark = max(mark, number)
        try:
            entries.append(entry_of(field, decode(field, content)))
        except FrameError as error:
            faults.append(error.fault)
        except TypeError:  # SQLite lets any type into a column
            faults.append(Fault.CORRUPT)
    return Read(entries, mark, faults)
