"""The session of a user: figures when it began, their trend, where the user was, what is open.

A session goes on over restarts of the server until the user has been away for some hours.
"""

import time
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from lsp_server.features import history
from lsp_server.memory.kinds import Baseline, Figures, Handoff, Seen, Trend
from lsp_server.protocol.convert import Json
from lsp_server.protocol.paths import path_of, uri_of
from lsp_server.protocol.retrospect import session
from lsp_server.text import Position

if TYPE_CHECKING:
    from lsp_server.memory.store import Store
    from lsp_server.protocol.live import Live
    from lsp_server.protocol.loop import Timer

AWAY: Final = 4 * 3600.0
"""Seconds without a trace of the user after which a new session begins."""
CALM: Final = 1.0
"""Seconds after the last change of what is open before it is noted."""
FILES: Final = 200
"""Open files that are noted."""

_T = TypeVar("_T")


class History:
    """What is remembered of the documents of one client. For the loop's thread only."""

    def __init__(self, live: "Live") -> None:
        self._live = live
        self._begun: dict[str, float] = {}
        self._met: set[str] = set()
        self._first: dict[str, dict[str, Figures]] = {}
        self._before: dict[str, dict[str, Figures]] = {}
        self._saved: dict[str, dict[str, Figures]] = {}
        self._active: tuple[str, Position] | None = None
        self._timer: Timer | None = None
        live.memory.opened.append(self._opened)

    # -- what happens

    def diagnosed(self, uri: str) -> None:
        """Take note of a document's figures when the session first sees them whole."""
        if uri not in self._met:
            self._meet(uri)

    def closed(self, uri: str) -> None:
        """Forget a document here; the store goes on knowing it."""
        self._seen(uri)
        for of_document in (self._first, self._before, self._saved):
            of_document.pop(uri, None)
        self._met.discard(uri)
        self._note()

    def saved(self, uri: str) -> None:
        """Add to the trends of the functions that have changed since the last time."""
        diagnosed = self._live.current(uri)
        place = self._place(uri)
        if diagnosed is None or place is None or uri not in self._met or diagnosed.pending:
            return
        store, relative = place
        now, last = history.figures_of(diagnosed.report), self._saved.get(uri, {})
        for symbol in now.keys() & last.keys():
            if now[symbol] != last[symbol]:
                self._trend(store, f"{relative}::{symbol}", last[symbol], now[symbol])
        if _sum(now) != _sum(last):
            self._trend(store, relative, _sum(last), _sum(now))
        self._saved[uri] = now
        self._seen(uri)

    def at(self, uri: str, position: Position) -> None:
        """Take note of where the user is."""
        self._active = (uri, position)

    # -- what is known

    def of(self, uri: str, symbol: str) -> history.Recalled:
        """Return what is remembered of a function."""
        place = self._place(uri)
        if place is None:
            return history.Recalled()
        store, relative = place
        trend = _read(store, "trend", f"{relative}::{symbol}", "", Trend)
        return history.Recalled(
            self._before.get(uri, {}).get(symbol), trend.points if trend else ()
        )

    def session(self) -> Json:
        """Return what this session has changed, as plain data and as Markdown."""
        return session(self._live, self._begun)

    def handoff(self) -> tuple[str, Handoff] | None:
        """Return what this user had open in another editor, the latest, and in which folder."""
        found = [
            (folder, msgspec.json.decode(entry.value or b"", type=Handoff))
            for folder, store in self._live.memory.stores().items()
            for entry in store.list("handoff", self._live.memory.user)
            if entry.name != self._editor
        ]
        return max(found, key=lambda one: one[1].at, default=None)

    def resumed(self) -> list[tuple[str, Json | None]]:
        """Return what to open: URIs, the active one last, with the place where the user was."""
        latest = self.handoff()
        if latest is None:
            return []
        folder, handoff = latest
        others = [name for name in handoff.files if name != handoff.active]
        found: list[tuple[str, Json | None]] = [
            (uri_of(f"{folder}/{name}"), None) for name in others
        ]
        if handoff.active:
            place = {"line": handoff.line, "character": handoff.character}
            found.append((uri_of(f"{folder}/{handoff.active}"), place))
        return found

    # -- inside

    @property
    def _editor(self) -> str:
        return self._live.client.name or "editor"

    def _opened(self, folder: str, store: "Store") -> None:
        user, now = self._live.memory.user, time.time()
        begun = _read(store, "baseline", "", user, Baseline)
        seen = _read(store, "seen", "", user, Seen)
        if begun is None or seen is None or now - seen.at > AWAY:
            begun = Baseline(now, {})
            _stash(store, "baseline", "", user, begun)
        self._begun[folder] = begun.at
        _stash(store, "seen", "", user, Seen(now, 0))
        for uri in list(self._live.session.snapshot.files):
            self._meet(uri)
        self._note()

    def _meet(self, uri: str) -> None:
        diagnosed, place = self._live.current(uri), self._place(uri)
        if diagnosed is None or diagnosed.pending or diagnosed.report.problems:
            return
        if diagnosed.report.source is None:
            return
        if uri not in self._first:  # a user may type before the store is open
            self._first[uri] = history.figures_of(diagnosed.report)
        if place is None:
            return
        self._met.add(uri)
        store, relative = place
        user = self._live.memory.user
        known = _read(store, "baseline", relative, user, Baseline)
        first = self._first.pop(uri)
        if known is None or known.at < self._begun_of(uri):
            known = Baseline(time.time(), first)
            _stash(store, "baseline", relative, user, known)
        self._before[uri] = known.functions
        self._saved[uri] = first
        self._note()

    def _trend(self, store: "Store", name: str, last: Figures, now: Figures) -> None:
        moment = time.time()
        trend = _read(store, "trend", name, "", Trend)
        points = trend.points if trend else history.longer((), moment, last)
        _stash(store, "trend", name, "", Trend(history.longer(points, moment, now)))

    def _seen(self, uri: str) -> None:
        diagnosed, place = self._live.current(uri), self._place(uri)
        if place is None:
            return
        store, relative = place
        user, now = self._live.memory.user, time.time()
        _stash(store, "seen", "", user, Seen(now, 0))
        if diagnosed is not None and self._active is not None and self._active[0] == uri:
            line, character = self._active[1]
            report, found = diagnosed.report, len(diagnosed.findings)
            seen = Seen(now, line, character, report.cognitive, found)
            _stash(store, "seen", relative, user, seen)

    def _note(self) -> None:
        """Note soon what is open."""
        loop, attempt = self._live.connection.loop, self._live.attempt
        if self._timer is not None:
            self._timer.cancel()
        self._timer = loop.later(CALM, partial(attempt, self.hand_over))

    def hand_over(self) -> None:
        """Note now what is open, for another editor to go on with."""
        files: dict[str, list[str]] = {}
        memory = self._live.memory
        for uri in self._live.session.snapshot.files:
            if (path := path_of(uri)) is not None and (folder := memory.folder_of(path)):
                files.setdefault(folder, []).append(memory.relative(path))
        for folder, store in memory.stores().items():
            opened = files.get(folder, [])[:FILES]
            if opened:
                handoff = self._handoff(folder, opened)
                _stash(store, "handoff", self._editor, memory.user, handoff)

    def _handoff(self, folder: str, files: list[str]) -> Handoff:
        handoff = Handoff(time.time(), self._editor, files)
        path = None if self._active is None else path_of(self._active[0])
        if self._active is None or path is None or self._live.memory.folder_of(path) != folder:
            return handoff
        active = self._live.memory.relative(path)
        line, character = self._active[1]
        return msgspec.structs.replace(handoff, active=active, line=line, character=character)

    def _place(self, uri: str) -> "tuple[Store, str] | None":
        path = path_of(uri)
        store = None if path is None else self._live.memory.store_of(path)
        if path is None or store is None:
            return None
        return store, self._live.memory.relative(path)

    def _begun_of(self, uri: str) -> float:
        path = path_of(uri)
        return self._begun.get(self._live.memory.folder_of(path or ""), 0.0)


def _read(store: "Store", kind: str, name: str, scope: str, type_: type[_T]) -> _T | None:
    found = store.retrieve(kind, name, scope)
    return msgspec.json.decode(found.value, type=type_) if found.stamp else None


def _stash(store: "Store", kind: str, name: str, scope: str, value: Any) -> None:  # noqa: ANN401
    from lsp_server.memory.store import Item

    store.stash(Item(kind, name, value, scope))


def _sum(figures: dict[str, Figures]) -> Figures:
    return {"cognitive": sum(one["cognitive"] for one in figures.values())}
