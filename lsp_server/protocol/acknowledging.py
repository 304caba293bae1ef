"""Acknowledgements of findings: who has made which, applied to documents as they come and go."""

import time
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import msgspec

from lsp_server.checks.acknowledged import Acks, figures_of, identity_of
from lsp_server.checks.finding import Finding
from lsp_server.memory.kinds import DAY, Ack
from lsp_server.protocol.errors import INVALID_PARAMS, REQUEST_FAILED, RequestFailedError
from lsp_server.protocol.paths import path_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lsp_server.memory.entry import Entry
    from lsp_server.memory.store import Store
    from lsp_server.protocol.live import Live

KIND: Final = "ack"
LONGEST: Final = 180
"""Days for which a finding can be acknowledged."""
EXPIRY: Final = 3600.0
"""Seconds after which one looks at the latest whether something has expired."""

_decoder: Final = msgspec.json.Decoder(Ack)


class Acknowledging:
    """What is acknowledged in the workspace of one client. For the loop's thread only."""

    def __init__(self, live: "Live") -> None:
        self._live = live
        self._revision = 0
        self._some = False
        self._expiring = False
        live.memory.opened.append(self._opened)
        live.memory.changed.append(self._changed)

    def of(self, uri: str) -> Acks | None:
        """Return what gives the acknowledgements of a document; None when there are none at all."""
        path = path_of(uri) if self._some else None
        return None if path is None else self.of_path(path)

    def of_path(self, path: str) -> Acks | None:
        """Return what gives the acknowledgements of a file."""
        store = self._live.memory.store_of(path) if self._some else None
        if store is None:
            return None
        relative = self._live.memory.relative(path)
        return Acks(self._revision, partial(_found, store, relative))

    def acknowledge(self, uri: str, identity: str, days: float, reason: str) -> None:
        """Acknowledge a finding of a document. Raises RequestFailedError."""
        store, relative = self._place(uri)
        finding = self._finding(uri, identity)
        if not 0 < days <= LONGEST:
            message = f"a finding can be acknowledged for 1 to {LONGEST} days"
            raise RequestFailedError(INVALID_PARAMS, message)
        now = time.time()
        figures = figures_of(finding)
        ack = Ack(now, now + days * DAY, self._live.memory.user, reason, figures)
        self._stash(store, f"{relative}::{identity}", ack, days)

    def withdraw(self, uri: str, identity: str) -> None:
        """Take back the acknowledgement of a finding. Raises RequestFailedError."""
        store, relative = self._place(uri)
        store.forget(KIND, f"{relative}::{identity}")
        self._apply()

    def _stash(self, store: "Store", name: str, ack: Ack, days: float) -> None:
        from lsp_server.memory.store import Item

        receipt = store.stash(Item(KIND, name, ack, ttl=days * DAY))
        if receipt.refused:
            raise RequestFailedError(REQUEST_FAILED, receipt.refused)
        self._some = True
        self._apply()

    def _place(self, uri: str) -> tuple["Store", str]:
        path = path_of(uri)
        store = None if path is None else self._live.memory.store_of(path)
        if path is None or store is None:
            message = (
                "nothing is remembered here: the file is in no workspace folder, or `memory` is off"
            )
            raise RequestFailedError(REQUEST_FAILED, message)
        return store, self._live.memory.relative(path)

    def _finding(self, uri: str, identity: str) -> Finding:
        diagnosed = self._live.current(uri)
        for finding in () if diagnosed is None else diagnosed.findings:
            if identity_of(finding) == identity:
                return finding
        message = f"there is no finding `{identity}` here any more"
        raise RequestFailedError(REQUEST_FAILED, message)

    # -- told by the stores

    def _opened(self, _: str, store: "Store") -> None:
        if store.list(KIND):
            self._some = True
            self._apply()

    def _changed(self, _: str, entries: "Sequence[Entry]") -> None:
        if any(entry.kind == KIND for entry in entries):
            self._some = True
            self._apply()

    def _apply(self) -> None:
        """Look at the findings of all documents again, and once more when something expires."""
        self._revision += 1
        live = self._live
        outcome = live.session.acknowledge()
        live.act(outcome)
        live.refresh("diagnostic", "codeLens")
        if not self._expiring:
            self._expire()

    def _expire(self) -> None:
        moment = time.time()
        stores = self._live.memory.stores().values()
        times = [_decoder.decode(e.value or b"").until for s in stores for e in s.list(KIND)]
        due = min((until - moment for until in times if until > moment), default=None)
        self._expiring = due is not None
        if due is not None:
            call = partial(self._live.attempt, self._expired)
            self._live.connection.loop.later(min(due + 0.05, EXPIRY), call)

    def _expired(self) -> None:
        self._expiring = False
        self._apply()


def _found(store: "Store", relative: str, identity: str) -> Ack | None:
    found = store.retrieve(KIND, f"{relative}::{identity}")
    if not found.stamp:
        return None
    ack = _decoder.decode(found.value)
    return ack if ack.until > time.time() else None


def arguments(given: list[Any]) -> tuple[str, str, float, str]:
    """Return uri, identity, days and reason from the arguments of a command."""
    match given:
        case [str(uri), str(identity), int() | float() as days]:
            return uri, identity, days, ""
        case [str(uri), str(identity), int() | float() as days, str(reason)]:
            return uri, identity, days, reason
    message = "`vitals.acknowledge` wants a URI, a finding's identity, days, and maybe a reason"
    raise RequestFailedError(INVALID_PARAMS, message)
