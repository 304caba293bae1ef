"""What a session has changed, for `vitals/session`: functions, trends and acknowledgements.

Each has the place to open it at. Deliberately absent: what is stashed, and when.
"""

import time
from collections.abc import Iterator, Mapping
from heapq import nlargest
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from lsp_server.features import history
from lsp_server.features.places import measured
from lsp_server.memory.kinds import Ack, Baseline, Figures, Trend
from lsp_server.protocol.convert import Json
from lsp_server.protocol.paths import path_of, uri_of
from lsp_server.workspace.facts import figures_of

if TYPE_CHECKING:
    from lsp_server.memory.entry import Entry
    from lsp_server.memory.store import Store
    from lsp_server.protocol.live import Live

LISTED: Final = 50
"""Trends, and acknowledgements, that are told."""


class _File(NamedTuple):
    """The figures of a file's functions, and the lines of their names, by symbol."""

    figures: dict[str, Figures]
    lines: dict[str, int]


_NOTHING: Final = _File({}, {})


def session(live: "Live", begun: Mapping[str, float]) -> Json:
    """Return what the session that began in each folder at a time has changed."""
    since = min(begun.values(), default=time.time())
    moved: list[history.Moved] = []
    changes: list[Json] = []
    files = acks = 0
    for folder, store in live.memory.stores().items():
        start = begun.get(folder, since)
        for name, before in _begun_with(store, live.memory.user, start):
            now = _file(live, f"{folder}/{name}")
            if now is None:
                continue
            files += 1
            found = list(history.moved(name, before, now.figures))
            moved += found
            changes += [{**one._asdict(), **_place(folder, one, now)} for one in found]
        acks += sum(_ack(entry.value).at >= start for entry in store.list("ack"))
    return {
        "since": since,
        "files": files,
        "acknowledged": acks,
        "changes": changes,
        "acknowledgements": list(_acknowledgements(live))[:LISTED],
        "trends": _trends(live),
        "markdown": history.summary(since, files, moved, acks),
    }


def _begun_with(
    store: "Store", user: str, start: float
) -> Iterator[tuple[str, dict[str, Figures]]]:
    """Yield the files that the session has met, with their figures then."""
    for entry in store.list("baseline", user):
        baseline = msgspec.json.decode(entry.value or b"", type=Baseline)
        if entry.name and baseline.at >= start:
            yield entry.name, baseline.functions


def _acknowledgements(live: "Live") -> Iterator[Json]:
    """Yield what is acknowledged now."""
    now = time.time()
    for folder, store in live.memory.stores().items():
        for entry in store.list("ack"):
            path, _, identity = entry.name.partition("::")
            ack = _ack(entry.value)
            if not path or ack.until <= now:
                continue
            file = _file(live, f"{folder}/{path}") or _NOTHING
            yield {
                "path": path,
                "identity": identity,
                "uri": uri_of(f"{folder}/{path}"),
                "line": file.lines.get(identity.partition(" ")[0], 0),
                "until": ack.until,
                "by": ack.by,
                "reason": ack.reason,
            }


def _trends(live: "Live") -> list[Json]:
    """Return the cognitive complexity of functions over time, those that changed last first."""
    found = [
        (entry, folder)
        for folder, store in live.memory.stores().items()
        for entry in store.list("trend")
        if "::" in entry.name
    ]
    latest = nlargest(LISTED, found, key=lambda one: one[0].stamp)
    return [_trend(live, folder, entry) for entry, folder in latest]


def _trend(live: "Live", folder: str, entry: "Entry") -> Json:
    trend = msgspec.json.decode(entry.value or b"", type=Trend)
    path, _, symbol = entry.name.partition("::")
    file = _file(live, f"{folder}/{path}") or _NOTHING
    return {
        "path": path,
        "symbol": symbol,
        "uri": uri_of(f"{folder}/{path}"),
        "line": file.lines.get(symbol, 0),
        "points": [[point.at, point.figures.get("cognitive", 0)] for point in trend.points],
    }


def _place(folder: str, moved: history.Moved, now: _File) -> Json:
    uri = uri_of(f"{folder}/{moved.path}")
    return {"uri": uri, "line": now.lines.get(moved.symbol, 0)}


def _file(live: "Live", path: str) -> _File | None:
    """Return a file as it is: as the document, else as the index knows it."""
    for uri, diagnosed in live.session.snapshot.files.items():
        if path_of(uri) == path:
            report = diagnosed.report
            lines = {placed.symbol: placed.name.start.line for placed in measured(report)}
            return _File(history.figures_of(report), lines)
    entry = live.indexing.index.get(path)
    if entry is None or not entry.record:
        return None
    functions = figures_of(entry.record).functions
    figures = {one.name: {"cognitive": one.cognitive, "cyclomatic": one.c901} for one in functions}
    return _File(figures, {one.name: one.line for one in functions})


def _ack(value: Any) -> Ack:  # noqa: ANN401
    return msgspec.json.decode(value or b"", type=Ack)
