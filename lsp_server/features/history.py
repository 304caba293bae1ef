"""What became of functions since a session began and over the weeks: values in, words out."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from lsp_server.analysis.report import FileReport, FunctionReport
from lsp_server.features.markdown import code, count
from lsp_server.features.places import measured
from lsp_server.memory.kinds import Figures, Point

POINTS: Final = 64
"""Points that a trend keeps."""
SHOWN: Final = 5
"""Points of a trend that are told."""
LISTED: Final = 10
"""Functions that a summary names."""


class Recalled(NamedTuple):
    """What is remembered of a function: its figures when the session began, and its trend."""

    before: Figures | None = None
    points: Sequence[Point] = ()


class Moved(NamedTuple):
    """A function whose cognitive complexity is another than when the session began; 0: not there."""

    path: str
    symbol: str
    was: int
    now: int


def figures_of(report: FileReport) -> dict[str, Figures]:
    """Return the figures of a text's functions by symbol, but of those that are broken now."""
    return {
        placed.symbol: {"cognitive": placed.item.cognitive, "cyclomatic": placed.item.c901}
        for placed in measured(report)
        if isinstance(placed.item, FunctionReport) and not placed.stale and not placed.provisional
    }


def longer(points: Iterable[Point], at: float, figures: Figures) -> list[Point]:
    """Return a trend with one more point, the oldest given up for it."""
    return [*points, Point(at, figures)][-POINTS:]


def told(recalled: Recalled, now: int) -> Iterator[str]:
    """Yield sentences about a function whose cognitive complexity is `now`."""
    before = (recalled.before or {}).get("cognitive")
    if before is not None and before != now:
        yield f"cognitive {before} → {now} since this session began"
    values = [point.figures.get("cognitive", 0) for point in recalled.points]
    changes = [v for v, last in zip(values, [None, *values], strict=False) if v != last]
    if len(changes) > 1:
        path = " → ".join(map(str, changes[-SHOWN:]))
        yield f"{path} in {_span(recalled.points[0].at, recalled.points[-1].at)}"


def moved(path: str, before: Mapping[str, Figures], now: Mapping[str, Figures]) -> Iterator[Moved]:
    """Yield the functions of a file that are more or less complex than before."""
    for symbol in before.keys() | now.keys():
        was = before.get(symbol, {}).get("cognitive", 0)
        is_ = now.get(symbol, {}).get("cognitive", 0)
        if was != is_:
            yield Moved(path, symbol, was, is_)


def summary(since: float, files: int, changes: Sequence[Moved], acks: int) -> str:
    """Return the summary of a session as Markdown; times in seconds since 1970."""
    when = _local(since).strftime("%Y-%m-%d %H:%M")
    worse = sorted((m for m in changes if m.now > m.was), key=lambda m: m.was - m.now)
    better = sorted((m for m in changes if m.now < m.was), key=lambda m: m.now - m.was)
    total = sum(m.now - m.was for m in changes)
    parts = [
        f"**This session**, since {when}: {count(files, 'file')}, cognitive complexity {total:+d}"
    ]
    parts += _listed("Worse", worse)
    parts += _listed("Better", better)
    if not changes:
        parts.append("No function is more or less complex than when it began.")
    if acks:
        parts.append(f"{count(acks, 'finding')} acknowledged")
    return "\n\n".join(parts)


def _listed(title: str, changes: Sequence[Moved]) -> list[str]:
    if not changes:
        return []
    lines = [f"- {code(m.symbol)} in {m.path}: {m.was} → {m.now}" for m in changes[:LISTED]]
    rest = len(changes) - LISTED
    return [f"{title}:\n" + "\n".join([*lines, *([f"- and {rest} more"] if rest > 0 else [])])]


def _span(start: float, end: float) -> str:
    days = (_local(end).date() - _local(start).date()).days
    if days < 1:
        return "one day"
    if days < 14:  # noqa: PLR2004  two weeks
        return count(days + 1, "day")
    return count(round(days / 7), "week")


def _local(moment: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(moment, tz=dt.UTC).astimezone()
