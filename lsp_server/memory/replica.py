"""The first tier: the workspace's records in this process, bounded in bytes.

While it is complete, what it does not hold is nowhere; so misses, too, are answered here.
"""

from collections.abc import Iterator
from typing import Final

from cachetools import LRUCache

from lsp_server.memory.entry import Entry

CAPACITY: Final = 16 * 1024 * 1024
"""Bytes."""


class Replica:
    """Entries by field, deleted ones too; what was not used for longest goes first. Not locked."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        """Take the bytes that the entries may weigh."""
        self.evictions = 0
        self.complete = False
        self._entries = _Entries(self, capacity)

    @property
    def weight(self) -> int:
        """The bytes that the entries weigh."""
        return int(self._entries.currsize)

    @property
    def capacity(self) -> int:
        """The bytes that they may weigh."""
        return int(self._entries.maxsize)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(list(self._entries.values()))

    def get(self, field: bytes) -> Entry | None:
        """Return the entry of a field, if it is here."""
        try:
            return self._entries[field]
        except KeyError:
            return None

    def put(self, entry: Entry) -> None:
        """Hold an entry, in place of another of its field; one larger than everything is not held."""
        if entry.weight <= self._entries.maxsize:
            self._entries[entry.field] = entry
        else:
            self._entries.pop(entry.field, None)
            self.complete = False


class _Entries(LRUCache[bytes, Entry]):
    def __init__(self, replica: Replica, capacity: int) -> None:
        super().__init__(capacity, getsizeof=lambda entry: entry.weight)
        self._replica = replica

    def popitem(self) -> tuple[bytes, Entry]:
        """Evict what was not used for longest."""
        self._replica.evictions += 1
        self._replica.complete = False
        return super().popitem()
