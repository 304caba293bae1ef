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


def records_of(kind: str, file: Path, workspaces: Collection[bytes]) -> dict[bytes, list[Entry]]:
    """Return what a file has of a kind, by the workspaces asked for; what is not to be believed it has not.

    Raises storage.MISHAPS.
    """
    first, last = f"{kind}:".encode(), f"{kind};".encode()
    found: dict[bytes, list[Entry]] = {}
    with closing(
        sqlite3.connect(f"{file.as_uri()}?mode=ro", timeout=PATIENCE, uri=True)
    ) as connection:
        for workspace in workspaces:
            rows = connection.execute(
                "SELECT field, frame FROM records WHERE workspace = ? AND field >= ? AND field < ?",
                (workspace, first, last),
            )
            found[workspace] = _live(rows.fetchall())
    return found


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
