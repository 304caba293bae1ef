"""The two-tier store of one workspace: this process, and behind it SQLite and, where set up, Redis.

Callers meet the first tier only; threads of the store carry what they stash to the disk and to Redis,
and bring what other processes wrote. Deliberately absent: what the records mean.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from lsp_server.memory.courier import Courier
from lsp_server.memory.entry import Entry, RefusedError, check_key, field_of, valid
from lsp_server.memory.first_tier import FirstTier, State
from lsp_server.memory.journal import Journal
from lsp_server.memory.kinds import KINDS
from lsp_server.memory.outbox import Outbox
from lsp_server.memory.places import FILE
from lsp_server.memory.replica import CAPACITY
from lsp_server.memory.sharing import Identity, Sharing
from lsp_server.memory.stamp import Clock, milliseconds, now

if TYPE_CHECKING:
    from lsp_server.memory.remote.replication import Replication


class Durability(Enum):
    """How far a record has come."""

    MEMORY = "memory"
    JOURNAL = "journal"
    SHARED = "shared"


class Item(NamedTuple):
    """A record to stash: `value` is JSON as Python has it, `ttl` in seconds.

    With `if_stamp`, only in place of the record of that stamp; stamp.NEVER stands for none.
    """

    kind: str
    name: str
    value: Any = None
    scope: str = ""
    ttl: float | None = None
    if_stamp: bytes | None = None


class Receipt(NamedTuple):
    """What became of an item: `refused` says why it was not taken."""

    stamp: bytes = b""
    durability: Durability = Durability.MEMORY
    refused: str = ""


class Found(NamedTuple):
    """An answer: `value` is JSON, `age` in seconds; `stale` while Redis cannot be reached."""

    state: State
    value: bytes = b"null"
    stamp: bytes = b""
    age: float = 0.0
    stale: bool = False


class Statistics(NamedTuple):
    """What the first tier holds, and what became of questions and records since the start.

    `pending` questions had to be read first; `taken` were written by others; `waiting` for the disk
    are some now; `refused` were some as too many did. `faults` counts what was not believed, by reason.
    """

    entries: int
    bytes: int
    capacity: int
    complete: bool
    evictions: int
    waiting: int
    hits: int
    misses: int
    pending: int
    stashed: int
    taken: int
    refused: int
    faults: dict[str, int]


class Store:
    """The memory of one workspace. Any thread may call; only flush and close wait.

    `warn` is told, on a thread of the store, of each kind of trouble once.
    """

    def __init__(
        self,
        folder: Path,
        identity: Identity,
        sharing: Sharing,
        warn: Callable[[str], object],
        capacity: int = CAPACITY,
    ) -> None:
        """Take the user's state folder, the workspace, what may be shared, and bytes in memory."""
        self.clock: Final = Clock()
        self.stashed = 0
        self._secret = identity.secret
        self._tier = FirstTier(capacity)
        self._journal = Journal(folder / FILE, identity.local, identity.secret)
        self._courier = Courier(self._tier, self._journal, self.clock, warn)
        self._courier.listener = self._changed
        self._listeners: dict[object, Callable[[Sequence[Entry]], object]] = {}
        self._listening = threading.Lock()
        self._outbox = outbox = Outbox(self._courier, identity.secret, sharing.level)
        self._replication = _replication(sharing, identity, outbox, warn) if sharing.url else None
        if (replication := self._replication) is not None and not sharing.read_only:

            def outgoing(entries: Sequence[Entry]) -> None:
                outbox.written(entries)
                replication.wake()

            self._courier.outgoing = outgoing

    def start(self) -> None:
        """Begin to read what is there; until that is done, unknown records are pending."""
        self._courier.start()
        if self._replication is not None:
            self._replication.start()

    # -- reading and writing

    def stash(self, item: Item) -> Receipt:
        """Take a record; it is read back from now on."""
        field = self._field(item.kind, item.name, item.scope)
        try:
            check_key(item.kind, item.name, item.scope)
            value = valid(item.kind, item.value)
        except RefusedError as error:
            return Receipt(refused=str(error))
        return self._put(item, field, value)

    def stash_batch(self, items: Iterable[Item]) -> list[Receipt]:
        """Take many records."""
        return [self.stash(item) for item in items]

    def retrieve(self, kind: str, name: str, scope: str = "") -> Found:
        """Return what is known of a record."""
        entry = self._tier.look(self._field(kind, name, scope))
        if entry is State.PENDING:
            self._courier.wake()
        if isinstance(entry, State) or entry.value is None:
            return Found(State.MISS if isinstance(entry, Entry) else entry, stale=self._stale())
        age = max(0.0, (now() - milliseconds(entry.stamp)) / 1000)
        return Found(State.HIT, entry.value, entry.stamp, age, self._stale())

    def retrieve_batch(self, asked: Iterable[tuple[str, str, str]]) -> list[Found]:
        """Return what is known of many records, given by (kind, name, scope)."""
        return [self.retrieve(*one) for one in asked]

    def list(self, kind: str = "", scope: str | None = None, prefix: str = "") -> list[Entry]:
        """Return the records of a kind, a scope and names that begin so, by kind, scope and name.

        Of more than the first tier can hold, it returns what that has.
        """
        return sorted(
            (
                entry
                for entry in self._tier.live()
                if kind in {"", entry.kind}
                and scope in {None, entry.scope}
                and entry.name.startswith(prefix)
            ),
            key=lambda entry: (entry.kind, entry.scope, entry.name, entry.field),
        )

    def forget(self, kind: str, name: str, scope: str = "") -> Receipt:
        """Delete a record, in every tier."""
        try:
            check_key(kind, name, scope)
        except RefusedError as error:
            return Receipt(refused=str(error))
        return self._put(Item(kind, name, scope=scope), self._field(kind, name, scope), None)

    def clear(self) -> None:
        """Delete everything that this process knows of the workspace, in every tier."""
        for entry in self._tier.live():
            self._put(Item(entry.kind, entry.name, scope=entry.scope), entry.field, None)

    # -- waiting and being told

    def flush(self, seconds: float) -> Durability:
        """Wait until all that was stashed has come as far as it can; return how far that is."""
        if not self._courier.wait(seconds):
            return Durability.MEMORY
        if self._replication is not None and self._replication.wait(seconds):
            return Durability.SHARED
        return Durability.JOURNAL

    def known(self, callback: Callable[[], object]) -> None:
        """Call back, on a thread of the store, when all that is pending now has been read."""
        self._courier.errand(callback)

    def subscribe(self, callback: Callable[[Sequence[Entry]], object]) -> Callable[[], None]:
        """Have a callback told, on threads of the store, what was written; return how to end that.

        Own writes are told once they are on disk.
        """
        key = object()
        with self._listening:
            self._listeners[key] = callback

        def end() -> None:
            with self._listening:
                self._listeners.pop(key, None)

        return end

    def close(self, seconds: float) -> None:
        """Bring what was stashed to the disk and end; what Redis lacks then, it gets next time."""
        self._courier.wait(seconds)
        if self._replication is not None:
            if self._replication.connected:
                self._replication.wait(seconds)
            self._replication.close(seconds)
        self._courier.close(seconds)

    # -- what one wants to know

    def statistics(self) -> Statistics:
        """Return counts since the start."""
        tier, courier = self._tier, self._courier
        entries, weight, capacity, complete, evictions, waiting = tier.measures()
        return Statistics(
            entries, weight, capacity, complete, evictions, waiting,
            tier.hits, tier.misses, tier.unknown, self.stashed, courier.taken, tier.refused,
            {fault.value: count for fault, count in sorted(courier.faults.items(), key=str)},
        )  # fmt: skip

    def health(self) -> dict[str, Any]:
        """Return how it stands, as JSON: `state` in a word, `detail` in a sentence, `remote` if any.

        `state` is "local", "shared", "connecting", "apart" (Redis is away) or "memory" (the disk is).
        """
        trouble = self._courier.trouble
        told: dict[str, Any] = {"state": "local", "detail": "kept on this machine", "remote": None}
        if self._replication is not None:
            remote = self._replication.health()
            told["remote"] = {**remote._asdict(), "state": remote.state.value}
            states = {"connected": "shared", "connecting": "connecting"}
            told["state"] = states.get(remote.state.value, "apart")
            words = f"{remote.server} is {remote.state.value}"
            told["detail"] = f"{words}: {remote.detail}" if remote.detail else words
        if trouble:
            told |= {"state": "memory", "detail": f"the disk refuses: {trouble}"}
        return told

    @property
    def replication(self) -> "Replication | None":
        """The way to Redis, if there is one."""
        return self._replication

    # -- inside

    def _field(self, kind: str, name: str, scope: str) -> bytes:
        return field_of(kind, scope, name, self._secret)

    def _put(self, item: Item, field: bytes, value: bytes | None) -> Receipt:
        longest = KINDS[item.kind].ttl
        seconds = longest if item.ttl is None else min(max(item.ttl, 0.0), longest)
        if value is None:
            seconds = longest  # a tombstone outlives whatever it stands on
        stamp = self.clock.stamp()
        expires = now() + int(seconds * 1000)
        entry = Entry(field, item.kind, item.scope, item.name, value, stamp, expires)
        refused = self._tier.put(entry, item.if_stamp)
        self._courier.wake()
        if refused:
            return Receipt(self._tier.stamp_of(field), refused=refused)
        self.stashed += 1
        return Receipt(stamp)

    def _stale(self) -> bool:
        return self._replication is not None and not self._replication.connected

    def _changed(self, entries: Sequence[Entry]) -> None:
        with self._listening:
            listeners = list(self._listeners.values())
        for listener in listeners:
            listener(entries)


def _replication(
    sharing: Sharing, identity: Identity, outbox: Outbox, warn: Callable[[str], object]
) -> "Replication":
    from lsp_server.memory.remote.replication import Replication

    return Replication(sharing.url, identity.shared, outbox, warn, read_only=sharing.read_only)
