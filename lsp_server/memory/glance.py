"""Reads records of a kind from the user's file at once: it writes nothing and wakes nobody."""

import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path
from typing import Final

from lsp_server.memory.entry import Entry, entry_of
from lsp_server.memory.frame import FrameError, decode
from lsp_server.memory.stamp import FUTURE, milliseconds, now

PATIENCE: Final = 0.25
"""Seconds to wait for a process that has the file to itself."""


def any_of(kind: str, file: Path) -> bool:
    """Tell whether a file has a record of a kind, of whatever workspace. Raises storage.MISHAPS."""
    with closing(_opened(file)) as connection:
        question = "SELECT 1 FROM records WHERE field >= ? AND field < ? LIMIT 1"
        return connection.execute(question, _range(kind)).fetchone() is not None


def records_of(kind: str, file: Path, workspaces: Collection[bytes]) -> dict[bytes, list[Entry]]:
    """Return what a file has of a kind, by the workspaces asked for; what is not to be believed it has not.

    Raises storage.MISHAPS.
    """
    found: dict[bytes, list[Entry]] = {}
    question = "SELECT field, frame FROM records WHERE field >= ? AND field < ? AND workspace = ?"
    with closing(_opened(file)) as connection:
        for workspace in workspaces:
            rows = connection.execute(question, (*_range(kind), workspace)).fetchall()
            found[workspace] = _live(rows)
    return found


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.as_uri()}?mode=ro", timeout=PATIENCE, uri=True)


def _range(kind: str) -> tuple[bytes, bytes]:
    """Return what the fields of a kind are between."""
    return f"{kind}:".encode(), f"{kind};".encode()


def _live(rows: list[tuple[bytes, bytes]]) -> list[Entry]:
    time = now()
    entries = []
    for field, content in rows:
        try:
            entry = entry_of(field, decode(field, content))
        except (FrameError, TypeError):  # SQLite lets any type into a column
            continue
        ended = entry.value is None or 0 < entry.expires <= time
        if not ended and milliseconds(entry.stamp) <= time + FUTURE:
            entries.append(entry)
    return entries
