"""What is known of every file of the workspace, as bytes, and where the files are that one imports.

Bounded: what finds no room is not kept, and counted. Deliberately absent: processes, and whoever
waits; `protocol/indexing.py` drives it.
"""

import os
from collections.abc import Collection, Iterable, Iterator
from typing import Final, NamedTuple

from lsp_server.analysis.report import ImportFact

CAPACITY: Final = 64 * 1024 * 1024
"""Bytes of records kept."""


class Entry(NamedTuple):
    """The record of a file with its key, or why there is none; `revision` is that of the change."""

    revision: int
    key: bytes
    record: bytes
    why: str


class Index:
    """The entry of each path; those changed last stand last."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.revision = 0
        self.size = 0
        self.failed = 0
        self.capacity = capacity
        self._entries: dict[str, Entry] = {}

    def put(self, path: str, key: bytes, record: bytes, why: str = "") -> None:
        """Take the record of a file, or why there is none."""
        self.drop(path)
        if self.size + len(record) > self.capacity:
            record, why = b"", "the index is full"
        self.revision += 1
        self._entries[path] = Entry(self.revision, key, record, why)
        self.size += len(record)
        self.failed += bool(why)

    def drop(self, path: str) -> bool:
        """Forget a file; return whether it was known."""
        entry = self._entries.pop(path, None)
        if entry is None:
            return False
        self.revision += 1
        self.size -= len(entry.record)
        self.failed -= bool(entry.why)
        return True

    def get(self, path: str) -> Entry | None:
        """Return the entry of a file."""
        return self._entries.get(path)

    def paths(self) -> Collection[str]:
        """Return the paths of all files."""
        return self._entries.keys()

    def since(self, revision: int) -> list[tuple[str, Entry]]:
        """Return the files whose entries changed after a revision, oldest change first."""
        found = []
        for path in reversed(self._entries):
            entry = self._entries[path]
            if entry.revision <= revision:
                break
            found.append((path, entry))
        return found[::-1]

    def __len__(self) -> int:
        return len(self._entries)


def imported(path: str, facts: Iterable[ImportFact], root: str) -> Iterator[str]:
    """Yield where the modules that a file imports would be, from any folder between it and a root."""
    folders = list(_between(os.path.dirname(path), root))
    for fact in facts:
        names = [name for name, _ in fact.names]
        if fact.level:
            origin = folders[fact.level - 1 : fact.level]
        else:
            origin = [*folders, os.path.join(root, "src")]
        modules = [fact.module, *(f"{fact.module}.{name}".lstrip(".") for name in names)]
        for folder in origin:
            for module in filter(None, modules if fact.module or fact.level else names):
                place = os.path.join(folder, *module.split("."))
                yield f"{place}.py"
                yield os.path.join(place, "__init__.py")


def _between(folder: str, root: str) -> Iterator[str]:
    while folder.startswith(root):
        yield folder
        if folder == root:
            return
        folder = os.path.dirname(folder)
