"""Stores for tests: real ones, on a folder of their own, closed at the end."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

from lsp_server.memory.sharing import Name, Sharing, identify
from lsp_server.memory.store import Durability, Item, Store

PATIENCE = 20.0
"""Seconds after which a test gives up."""
FOREVER = 4_000_000_000.0


@contextmanager
def opened(
    state: Path,
    name: str = "project",
    sharing: Sharing = Sharing(),
    capacity: int = 1_000_000,
    said: list[str] | None = None,
) -> Iterator[Store]:
    """Yield a started store that has read what there was; it is closed at the end."""
    warn = print if said is None else said.append
    identity = identify(Name(name, portable=True), sharing, state)
    store = Store(state, identity, sharing, warn, capacity)
    store.start()
    try:
        read = Event()
        store.known(read.set)
        assert read.wait(PATIENCE)
        yield store
    finally:
        store.close(PATIENCE)


def ack(name: str, reason: str = "", **more: Any) -> Item:
    """Return an acknowledgement to stash."""
    return Item("ack", name, {"at": 1.0, "until": FOREVER, "reason": reason}, **more)


def reason(store: Store, name: str) -> str | None:
    """Return the reason of an acknowledgement as the store has it, None if it has none."""
    found = store.retrieve("ack", name)
    return json.loads(found.value)["reason"] if found.state.value == "hit" else None


def kept(store: Store) -> None:
    """Wait until everything is on disk."""
    assert store.flush(PATIENCE) is not Durability.MEMORY


class Heard:
    """What a store tells a subscriber; `until` waits for something to hold."""

    def __init__(self, store: Store) -> None:
        self.news = Event()
        self.end = store.subscribe(lambda _: self.news.set())

    def until(self, condition: Any) -> None:
        """Wait until a condition holds, looking again at each change."""
        while not condition():
            assert self.news.wait(PATIENCE), "nothing more was heard"
            self.news.clear()
