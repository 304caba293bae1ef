"""Stores for tests: real ones, on a folder of their own, closed at the end."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event
from typing import Any

from lsp_server.memory.sharing import Name, Sharing, identify
from lsp_server.memory.store import Durability, Item, Store

PATIENCE = 20.0
"""Seconds after which a test gives up."""
ALONE = Sharing()
FOREVER = 4_000_000_000.0


@contextmanager
def opened(
    state: Path,
    name: str = "project",
    sharing: Sharing = ALONE,
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


@contextmanager
def together(
    folder: Path, url: str, count: int = 2, level: int = 2, **more: Any
) -> Iterator[list[Store]]:
    """Yield connected stores of one workspace that share nothing but a server and a secret."""
    secret = folder / "secret"
    secret.write_text("a secret of the team")
    sharing = Sharing(url, level, str(secret))
    with ExitStack() as stack:
        stores = [
            stack.enter_context(opened(folder / f"user{number}", sharing=sharing, **more))
            for number in range(count)
        ]
        for store in stores:
            connected(store)
        yield stores


def connected(store: Store) -> None:
    """Wait until a store sees what others write."""
    deadline = time.monotonic() + PATIENCE
    while store.replication is None or not store.replication.connected:
        assert time.monotonic() < deadline, store.replication and store.replication.health()
        time.sleep(0.002)


def shared(store: Store) -> None:
    """Wait until the server has everything."""
    assert store.flush(PATIENCE) is Durability.SHARED


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


def damage(store: Store) -> None:
    """Turn a store's file to noise while nobody has it open."""
    journal = store._journal
    with journal._lock:
        if journal._connection is not None:
            journal._connection.close()
            journal._connection = None
        journal.file.write_bytes(os.urandom(8192))


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
