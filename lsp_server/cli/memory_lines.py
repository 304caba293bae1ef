"""Records as lines of JSON: what `vitals memory export` writes and `import` reads, whole and exact.

Stamps are in hexadecimal, times in ISO 8601. A record whose name another machine keeps to itself is
known by its field, which only those make out who have the same secret.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, NamedTuple

import msgspec

from lsp_server.memory.entry import Entry, RefusedError, field_of, valid
from lsp_server.memory.kinds import KINDS
from lsp_server.memory.stamp import SIZE

_STAMP: Final = re.compile(rf"[0-9a-f]{{{2 * SIZE}}}")
_HASH: Final = re.compile(r"[0-9a-f]{32}")


class Line(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A record as it is written; `field` only where there is no name."""

    kind: str
    scope: str
    name: str
    value: Any
    stamp: str
    expires: dt.datetime
    field: str = ""


class Read(NamedTuple):
    """A line's number from 1, and what it holds or what is wrong with it."""

    number: int
    entry: Entry | None
    wrong: str = ""


class WrongLineError(ValueError):
    """A line that is no record; the message says why."""


_decode: Final = msgspec.json.Decoder(Line).decode


def line_of(entry: Entry) -> bytes:
    """Return a record as one line, without its end."""
    return msgspec.json.encode(document(entry))


def document(entry: Entry) -> Line:
    """Return a record as data."""
    return Line(
        entry.kind,
        entry.scope,
        entry.name,
        msgspec.json.decode(entry.value or b"null"),
        entry.stamp.hex(),
        moment(entry.expires),
        "" if entry.name else entry.field.decode("ascii", "replace"),
    )


def moment(milliseconds: int) -> dt.datetime:
    """Return a time in milliseconds since 1970; what is beyond the calendar is its last moment."""
    try:
        return dt.datetime.fromtimestamp(0, dt.UTC) + dt.timedelta(milliseconds=milliseconds)
    except OverflowError:
        return dt.datetime.max.replace(tzinfo=dt.UTC)


def read(
    lines: Iterable[bytes], secret: bytes, believes: Callable[[bytes], bool], time: int
) -> Iterator[Read]:
    """Read lines, empty ones aside, given the secret of the fields, which stamps count, and the time."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield Read(number, _entry(line, secret, believes, time))
            except WrongLineError as error:
                yield Read(number, None, str(error))


def _entry(line: bytes, secret: bytes, believes: Callable[[bytes], bool], time: int) -> Entry:
    try:
        told = _decode(line)
        value = valid(told.kind, told.value)
    except (msgspec.MsgspecError, RefusedError, UnicodeDecodeError, RecursionError) as error:
        raise WrongLineError(_plain(error)) from error
    if not _STAMP.fullmatch(told.stamp):
        message = f"`stamp` must be {2 * SIZE} hexadecimal digits"
        raise WrongLineError(message)
    stamp = bytes.fromhex(told.stamp)
    if not believes(stamp):
        message = "it was written in the future: is this machine's clock right?"
        raise WrongLineError(message)
    if told.expires.tzinfo is None:
        message = "`expires` must say its time zone, as 2027-01-31T12:00:00Z"
        raise WrongLineError(message)
    longest = time + int(KINDS[told.kind].ttl * 1000)
    expires = min(round(told.expires.timestamp() * 1000), longest)
    return Entry(_field(told, secret), told.kind, told.scope, told.name, value, stamp, expires)


def _field(told: Line, secret: bytes) -> bytes:
    if told.name:
        return field_of(told.kind, told.scope, told.name, secret)
    kind, _, digest = told.field.partition(":")
    if kind != told.kind or not _HASH.fullmatch(digest):
        message = "without a `name` it needs the `field` that `export` writes"
        raise WrongLineError(message)
    return told.field.encode()


def _plain(error: Exception) -> str:
    said = str(error) or type(error).__name__
    return said if said[1:2].isupper() else said[:1].lower() + said[1:]
