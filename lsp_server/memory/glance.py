"""Reads records of a kind from the user's file at once: it writes nothing and wakes nobody."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Final

from lsp_server.memory.entry import Entry, entry_of
from lsp_server.memory.frame import FrameError, decode
from lsp_server.memory.stamp import FUTURE, milliseconds, now

Row = tuple[bytes, bytes]
"""A field and its frame."""
PATIENCE: Final = 0.25
"""Seconds to wait for a process that has the file to itself."""


def rows_of(kind: str, file: Path) -> dict[bytes, list[Row]]:
    """Return what a file has of a kind by workspace, unread. Raises storage.MISHAPS."""
    found: dict[bytes, list[Row]] = {}
    with closing(
        sqlite3.connect(f"{file.as_uri()}?mode=ro", timeout=PATIENCE, uri=True)
    ) as connection:
        for workspace, *row in connection.execute(
            "SELECT workspace, field, frame FROM records WHERE field >= ? AND field < ?",
            (f"{kind}:".encode(), f"{kind};".encode()),
        ):
            found.setdefault(workspace, []).append((row[0], row[1]))
    return found


def entries(rows: Iterable[Row]) -> list[Entry]:
    """Return what rows say; what is deleted, has expired or is not to be believed is left out."""
    time = now()
    found = []
    for field, content in rows:
        try:
            entry = entry_of(field, decode(field, content))
        except (FrameError, TypeError):  # SQLite lets any type into a column
            continue
        ended = entry.value is None or 0 < entry.expires <= time
        if not ended and milliseconds(entry.stamp) <= time + FUTURE:
            found.append(entry)
    return found
