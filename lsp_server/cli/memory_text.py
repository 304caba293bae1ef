"""Session memory for people: a table of records, one record whole, and where all of it is."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import msgspec

from lsp_server.cli.memory_lines import moment
from lsp_server.cli.styled import Text
from lsp_server.memory import kinds
from lsp_server.memory.entry import Entry
from lsp_server.memory.stamp import milliseconds, now

HASH: Final = 8
"""Digits of the field by which a record without a name is shown and asked for."""
WIDEST: Final = 40
"""Columns of a name; a longer one pushes the others to the right."""
SAID: Final = 60
"""Characters of what is said of a value."""

_UNITS: Final = ((86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))


def called(entry: Entry) -> str:
    """Return a record's name; the beginning of its field where another machine keeps the name."""
    kind, _, digest = entry.field.decode("ascii", "replace").partition(":")
    return entry.name or f"{kind}:{digest[:HASH]}"


def table(entries: Sequence[Entry]) -> Iterator[Text]:
    """Yield a head and one line for each record."""
    if not entries:
        yield Text("Nothing is remembered.")
        return
    rows = [(e.kind, _place(e), _ago(e), _left(e.expires), said(e)) for e in entries]
    head = ("kind", "name", "written", "ends", "what")
    widths = [max(len(cell) for cell in column) for column in zip(head, *rows, strict=True)]
    widths[1] = min(widths[1], WIDEST)
    yield Text(_row(head, widths), "bold")
    for row in rows:
        yield Text.assemble(
            (f"{row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  ", "bold"),
            (f"{row[2]:>{widths[2]}}  {row[3]:>{widths[3]}}  ", "dim"),
            row[4],
        )


def whole(entry: Entry) -> Iterator[Text]:
    """Yield everything about a record."""
    facts = (
        ("kind", entry.kind),
        ("scope", entry.scope),
        ("name", called(entry)),
        ("written", f"{moment(milliseconds(entry.stamp)):%Y-%m-%d %H:%M:%S} UTC, {_ago(entry)}"),
        ("ends", f"{moment(entry.expires):%Y-%m-%d %H:%M:%S} UTC, {_left(entry.expires)}"),
    )
    for name, value in facts:
        if value:
            yield Text.assemble((f"{name:<8}", "dim"), value)
    value = msgspec.json.decode(entry.value or b"null")
    yield Text(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def said(entry: Entry) -> str:
    """Return in a few words what a record says."""
    content = entry.value or b"null"
    describe = _SAID.get(entry.kind)
    text = describe(content) if describe else content.decode()
    return text if len(text) <= SAID else f"{text[: SAID - 1]}…"


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, name, written, left, what = cells
    return (
        f"{first:<{widths[0]}}  {name:<{widths[1]}}  {written:>{widths[2]}}  "
        f"{left:>{widths[3]}}  {what}"
    )


def _place(entry: Entry) -> str:
    return f"{entry.scope}  {called(entry)}".strip()


def _ago(entry: Entry) -> str:
    return f"{_span((now() - milliseconds(entry.stamp)) / 1000)} ago"


def _left(expires: int) -> str:
    return f"in {_span((expires - now()) / 1000)}" if expires else "never"


def _span(seconds: float) -> str:
    whole_ = max(0, int(seconds))
    size, unit = next((one for one in _UNITS if whole_ >= one[0]), _UNITS[-1])
    count = whole_ // size
    return f"{count} {unit}{'' if count == 1 else 's'}"


def day(seconds: float) -> str:
    """Return the day of a time in seconds since 1970, where this machine is."""
    try:
        return dt.datetime.fromtimestamp(seconds).astimezone().date().isoformat()
    except (OverflowError, ValueError, OSError):
        return "no day"


def _ack(content: bytes) -> str:
    ack = msgspec.json.decode(content, type=kinds.Ack)
    by = f" by {ack.by}" if ack.by else ""
    return f"until {day(ack.until)}{by}" + (f": {ack.reason}" if ack.reason else "")


def _trend(content: bytes) -> str:
    points = msgspec.json.decode(content, type=kinds.Trend).points
    if not points:
        return "no points"
    figures = ", ".join(f"{name} {figure}" for name, figure in points[-1].figures.items())
    return f"{len(points)} point{'s' * (len(points) != 1)}, the last: {figures}"


def _baseline(content: bytes) -> str:
    baseline = msgspec.json.decode(content, type=kinds.Baseline)
    count = len(baseline.functions)
    return f"{count} function{'s' * (count != 1)}, {day(baseline.at)}"


def _seen(content: bytes) -> str:
    seen = msgspec.json.decode(content, type=kinds.Seen)
    return f"line {seen.line + 1}, {day(seen.at)}"


def _handoff(content: bytes) -> str:
    handoff = msgspec.json.decode(content, type=kinds.Handoff)
    count = len(handoff.files)
    return f"{count} file{'s' * (count != 1)} in {handoff.editor}, {day(handoff.at)}"


_SAID: Final[dict[str, Callable[[bytes], str]]] = {
    "ack": _ack,
    "trend": _trend,
    "baseline": _baseline,
    "seen": _seen,
    "handoff": _handoff,
}
