"""Our own requests about session memory, `vitals/memory/…`; `editors/README.md` documents them.

Each names a workspace folder by a URI inside it, the first one by none. Nothing here waits for disk or
network on the loop: what is pending is waited for by a thread of the store, for a bounded time.
"""

import threading
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import msgspec

from lsp_server.memory.kinds import KINDS
from lsp_server.protocol import messages
from lsp_server.protocol.convert import Json
from lsp_server.protocol.dispatch import Eventual, Steps
from lsp_server.protocol.errors import INVALID_PARAMS, REQUEST_FAILED, RequestFailedError
from lsp_server.protocol.live import Live
from lsp_server.protocol.paths import path_of, uri_of

if TYPE_CHECKING:
    from lsp_server.memory.entry import Entry
    from lsp_server.memory.store import Found, Receipt, Store

PATIENCE: Final = 2.0
"""Seconds that a question waits for a store that is being opened or reads; then it says pending."""
LONGEST: Final = 10.0
"""Seconds for which a flush may wait."""


class MemoryRequests:
    """The requests of one client."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._subscribed = False
        live.memory.changed.append(self._changed)

    def stash(self, params: messages.Stash) -> Steps[Json]:
        """Answer vitals/memory/stash."""
        store = yield from self._store(params.uri)
        return _receipt(store.stash(_item(params)))

    def stash_batch(self, params: messages.StashBatch) -> Steps[Json]:
        """Answer vitals/memory/stashBatch."""
        store = yield from self._store(params.uri)
        return {"receipts": [_receipt(store.stash(_item(item))) for item in params.items]}

    def retrieve(self, params: messages.Retrieve) -> Steps[Json]:
        """Answer vitals/memory/retrieve."""
        store = yield from self._store(params.uri)
        (found,) = yield from self._found(store, [params])
        return found

    def retrieve_batch(self, params: messages.RetrieveBatch) -> Steps[Json]:
        """Answer vitals/memory/retrieveBatch."""
        store = yield from self._store(params.uri)
        return {"items": (yield from self._found(store, params.items))}

    def list(self, params: messages.ListRecords) -> Steps[Json]:
        """Answer vitals/memory/list."""
        store = yield from self._store(params.uri)
        _known(params.kind)
        found = store.list(params.kind, params.scope, params.prefix)
        return {"items": [_entry(entry) for entry in found[: params.limit]], "total": len(found)}

    def forget(self, params: messages.Retrieve) -> Steps[Json]:
        """Answer vitals/memory/forget."""
        store = yield from self._store(params.uri)
        return _receipt(store.forget(params.kind, params.key, params.scope))

    def flush(self, params: messages.Flush) -> Steps[Json]:
        """Answer vitals/memory/flush: how far everything has come, at the latest after a time."""
        store = yield from self._store(params.uri)
        seconds = min(params.timeout_ms / 1000, LONGEST)
        durability = yield from self._apart(partial(store.flush, seconds))
        return {"durability": durability.value}

    def stats(self, params: messages.InFolder) -> Steps[Json]:
        """Answer vitals/memory/stats."""
        store = yield from self._store(params.uri)
        return status(store)

    def subscribe(self, params: messages.Subscribe) -> None:
        """Answer vitals/memory/subscribe: from now on, or no longer, changes are told."""
        self._subscribed = params.on

    def session(self, _: messages.Nothing) -> Steps[Json]:
        """Answer vitals/session: what this session has changed."""
        yield from self._live.remembered()
        return self._live.history.session()

    # -- inside

    def _store(self, uri: str) -> "Steps[Store]":
        """Return the store of a folder, waiting a little for one that is being opened."""
        memory = self._live.memory
        path = path_of(uri) if uri else None
        if uri and path is None:
            message = f"`{uri}` is not the URI of a file"
            raise RequestFailedError(INVALID_PARAMS, message)
        while True:
            memory.open_now()
            stores = memory.stores()
            store = memory.store_of(path) if path else next(iter(stores.values()), None)
            if store is None and path:
                store = stores.get(path.rstrip("/"))
            if store is not None:
                return store
            if not memory.opening:
                message = "nothing is remembered here: no workspace folder, or `memory` is off"
                raise RequestFailedError(REQUEST_FAILED, message)
            yield self._live.work.quiet()

    def _found(self, store: "Store", asked: Sequence[messages.Asked]) -> Steps[Sequence[Json]]:
        for one in asked:
            _known(one.kind)
        keys = [(one.kind, one.key, one.scope) for one in asked]
        found = store.retrieve_batch(keys)
        if any(one.state.value == "pending" for one in found):
            yield from self._apart(partial(_read, store))
            found = store.retrieve_batch(keys)
        return [_answer(one) for one in found]

    def _apart(self, call: Any) -> Steps[Any]:  # noqa: ANN401
        """Return what a call returns that a thread makes."""
        outcome: list[Any] = []
        done = Eventual()

        def finished(result: Any) -> None:  # noqa: ANN401
            outcome.append(result)
            done.resolve(None)

        self._live.background.apart(call, finished)
        while not outcome:
            yield done
        return outcome[0]

    def _changed(self, folder: str, entries: "Sequence[Entry]") -> None:
        if self._subscribed:
            changes = [_entry(entry) for entry in entries]
            params = {"folder": uri_of(folder), "changes": changes}
            self._live.connection.notify("vitals/memory/changed", params)


def status(store: "Store") -> Json:
    """Return the counts and the health of a store."""
    health = store.health()
    return {**store.statistics()._asdict(), **health}


def _read(store: "Store") -> None:
    """Wait until a store has read what was asked for."""
    read = threading.Event()
    store.known(read.set)
    read.wait(PATIENCE)


def _known(kind: str) -> None:
    if kind and kind not in KINDS:
        message = f"there is no kind `{kind}`; there are {', '.join(KINDS)}"
        raise RequestFailedError(INVALID_PARAMS, message)


def _item(params: messages.StashItem) -> Any:  # noqa: ANN401
    from lsp_server.memory.store import Item

    _known(params.kind)
    try:
        stamp = None if params.if_stamp is None else bytes.fromhex(params.if_stamp)
    except ValueError as error:
        message = "`ifStamp` is a stamp as it was answered, in hexadecimal"
        raise RequestFailedError(INVALID_PARAMS, message) from error
    return Item(params.kind, params.key, params.value, params.scope, params.ttl, stamp)


def _receipt(receipt: "Receipt") -> Json:
    if receipt.refused and not receipt.stamp:
        raise RequestFailedError(REQUEST_FAILED, receipt.refused)
    told: Json = {"stamp": receipt.stamp.hex(), "durability": receipt.durability.value}
    return {**told, "refused": receipt.refused} if receipt.refused else told


def _answer(found: "Found") -> Json:
    if not found.stamp:
        return {"state": found.state.value, "stale": found.stale}
    return {
        "state": found.state.value,
        "value": msgspec.Raw(found.value),
        "stamp": found.stamp.hex(),
        "age": found.age,
        "stale": found.stale,
    }


def _entry(entry: "Entry") -> Json:
    told: Json = {
        "kind": entry.kind, "scope": entry.scope, "key": entry.name,
        "stamp": entry.stamp.hex(), "expires": entry.expires,
    }  # fmt: skip
    return told if entry.value is None else {**told, "value": msgspec.Raw(entry.value)}
