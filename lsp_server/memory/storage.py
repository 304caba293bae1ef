"""The SQLite files: how one is opened, and what its errors mean."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Final, NamedTuple

OURS: Final = 0x56544C53
"""Marks the file as one of ours, as SQLite's application_id."""
LOG: Final = 4 * 1024 * 1024
"""Bytes to which the log of writes shrinks again."""

_PAUSE: Final = 0.01
_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL})
_REFUSED: Final = frozenset(
    {
        sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_NOLFS,
    }
)  # fmt: skip


MISHAPS: Final = (sqlite3.Error, OSError, UnicodeDecodeError)
"""What using the file may raise; the last is of a damaged schema that SQLite's message quotes."""


class Layout(NamedTuple):
    """What a file is to hold: a number that is raised when the tables change, and the tables.

    `synchronous` is SQLite's: what is written survives the process in any case, with NORMAL the
    file is also sound after the power has failed.
    """

    schema: int
    tables: tuple[str, ...]
    synchronous: str


class DamagedError(sqlite3.DatabaseError):
    """The file holds what we have not written."""


class OutdatedError(sqlite3.DatabaseError):
    """The file is ours, of another schema."""


class Trouble(Enum):
    """What an error asks for: wait for another time, do without, begin again."""

    BUSY = "another process is using it"
    REFUSED = "the file system refuses"
    DAMAGED = "it was damaged"
    OUTDATED = "it is of another version"


def trouble(error: Exception, file: Path) -> Trouble:
    """Tell what an error of the file asks for."""
    if isinstance(error, OutdatedError):
        return Trouble.OUTDATED
    code = getattr(error, "sqlite_errorcode", 0)
    if is_busy(error):
        return Trouble.BUSY
    writable = os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)
    if code & 0xFF == sqlite3.SQLITE_READONLY and writable:
        return Trouble.DAMAGED  # SQLite takes it for the work of a later SQLite
    short = code == sqlite3.SQLITE_IOERR_SHORT_READ
    if isinstance(error, OSError) or (code & 0xFF in _REFUSED and not short):
        return Trouble.REFUSED
    return Trouble.DAMAGED


def is_busy(error: Exception) -> bool:
    """Tell whether another process has the file."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _BUSY


def connect(file: Path, layout: Layout, patience: float) -> sqlite3.Connection:
    """Open a file and its tables, made when there are none; wait `patience` seconds for others.

    Raises MISHAPS.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    connection = sqlite3.connect(
        file, timeout=patience, isolation_level=None, check_same_thread=False
    )
    try:
        _write_to_log(connection, patience)
        connection.execute(f"PRAGMA synchronous = {layout.synchronous}")
        _begin(connection, layout)
    except MISHAPS:
        connection.close()
        raise
    return connection


def _write_to_log(connection: sqlite3.Connection, patience: float) -> None:
    """Let readers go on while one process writes."""
    deadline = time.monotonic() + patience
    while True:  # SQLite does not wait by itself for others that begin the same file
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            break
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() >= deadline:
                raise
        time.sleep(_PAUSE)
    connection.execute(f"PRAGMA journal_size_limit = {LOG}")


def _begin(connection: sqlite3.Connection, layout: Layout) -> None:
    if _marks(connection) == (OURS, layout.schema):
        return
    with transaction(connection):  # another process may be beginning the same file
        mark, schema = _marks(connection)
        if (mark, schema) == (OURS, layout.schema):
            return
        if mark == OURS:
            raise OutdatedError
        if mark or schema or _number(connection, "SELECT count(*) FROM sqlite_master"):
            message = "it is another program's"
            raise DamagedError(message)
        for statement in layout.tables:
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {OURS}")
        connection.execute(f"PRAGMA user_version = {layout.schema}")


def _marks(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return whose file it is, and its schema."""
    return (
        _number(connection, "PRAGMA application_id"),
        _number(connection, "PRAGMA user_version"),
    )


def _number(connection: sqlite3.Connection, question: str) -> int:
    number: int = connection.execute(question).fetchone()[0]
    return number


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Do all of what is within, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        yield


def occupied(connection: sqlite3.Connection) -> int:
    """Return the bytes of the file that are in use."""
    pages = _number(connection, "PRAGMA page_count") - _number(connection, "PRAGMA freelist_count")
    return pages * _number(connection, "PRAGMA page_size")


def remove(file: Path) -> None:
    """Delete the file and what SQLite keeps beside it. Raises OSError."""
    for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
        file.with_name(name).unlink(missing_ok=True)
