"""One record of session memory as the process holds it, and the field under which all tiers know it.

Names leave a process only inside the bodies of frames; fields are keyed hashes.
"""

import hashlib
import sys
from typing import Any, Final, NamedTuple

import msgspec

from lsp_server.memory.frame import Fault, Frame, FrameError
from lsp_server.memory.kinds import KINDS, NAMED, outgoing

_OVERHEAD: Final = 600
"""Bytes of an entry in the replica besides its texts: measured, and held by a test."""


class RefusedError(ValueError):
    """A value that is not taken; the message says why."""


class Entry(NamedTuple):
    """A record: `value` is JSON, None when it was deleted; `expires` in ms since 1970.

    Scope and name are "" where another machine keeps them to itself; `field` still tells them.
    """

    field: bytes
    kind: str
    scope: str
    name: str
    value: bytes | None
    stamp: bytes
    expires: int

    @property
    def weight(self) -> int:
        """The bytes of memory it takes."""
        return (
            _OVERHEAD
            + len(self.value or b"")
            + sys.getsizeof(self.name)
            + sys.getsizeof(self.scope)
        )


class _Body(msgspec.Struct, omit_defaults=True):
    """What a frame holds: kind, scope, name, value."""

    k: str
    v: msgspec.Raw
    s: str = ""
    n: str = ""


_decoder: Final = msgspec.json.Decoder(_Body)
_NOTHING: Final = msgspec.Raw(b"null")
_VALUES: Final = {kind.name: msgspec.json.Decoder(kind.type) for kind in KINDS.values()}


def field_of(kind: str, scope: str, name: str, secret: bytes) -> bytes:
    """Return the field of a record; who lacks the secret cannot tell what it stands for."""
    told = f"{kind}\0{scope}\0{name}".encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(told, digest_size=16, key=secret).hexdigest()
    return f"{kind}:{digest}".encode()


def frame_of(entry: Entry) -> Frame:
    """Return an entry as a frame."""
    value = _NOTHING if entry.value is None else msgspec.Raw(entry.value)
    body = msgspec.json.encode(_Body(entry.kind, value, entry.scope, entry.name))
    return Frame(entry.stamp, entry.expires, body, entry.value is None)


def leaving(entry: Entry, level: int) -> Entry | None:
    """Return what of an entry may leave the machine at a privacy level; None: nothing."""
    if level < KINDS[entry.kind].level:
        return None
    value = outgoing(entry.kind, entry.value, level)
    if level < NAMED:
        return entry._replace(value=value, scope="", name="")
    return entry._replace(value=value)


def entry_of(field: bytes, frame: Frame) -> Entry:
    """Return what a frame says about a field. Raises FrameError when it is not one of ours."""
    try:
        body = _decoder.decode(frame.body)
        kind = KINDS[body.k]
        value = None if frame.deleted else bytes(body.v)
        if value is not None:
            _VALUES[body.k].decode(value)
    except (msgspec.MsgspecError, KeyError, UnicodeDecodeError) as error:
        raise FrameError(Fault.FOREIGN) from error
    if not field.startswith(f"{body.k}:".encode()):
        raise FrameError(Fault.FOREIGN)
    if len(value or b"") > kind.largest:
        raise FrameError(Fault.OVERSIZED)
    return Entry(field, body.k, body.s, body.n, value, frame.stamp, frame.expires)


def check_key(kind: str, name: str, scope: str = "") -> None:
    """Raise RefusedError for no kind, or a name that is no text, as that of a file may be."""
    if kind not in KINDS:
        message = f"there is no kind `{kind}`; there are {', '.join(KINDS)}"
        raise RefusedError(message)
    try:
        f"{scope}{name}".encode()
    except UnicodeEncodeError as error:
        message = "its name is not in UTF-8, so it cannot be kept"
        raise RefusedError(message) from error


def valid(kind: str, value: Any) -> bytes:  # noqa: ANN401  JSON is anything
    """Return a value of a kind as JSON. Raises RefusedError with a sentence for people."""
    check_key(kind, "")
    try:
        content = msgspec.json.encode(value)
        _VALUES[kind].decode(content)
    except (msgspec.MsgspecError, TypeError, ValueError, RecursionError, OverflowError) as error:
        message = f"not a value of the kind `{kind}`: {error}"
        raise RefusedError(message) from error
    if len(content) > KINDS[kind].largest:
        message = f"{len(content):,} bytes; a {kind} may have {KINDS[kind].largest:,}"
        raise RefusedError(message)
    return content
