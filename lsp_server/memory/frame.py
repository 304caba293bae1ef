"""How a record looks outside this process: a header, a tag over everything, and JSON.

Whoever reads one checks it whole before believing any of it. Never pickle or marshal. Deliberately
absent: where frames are kept or sent.
"""

import hashlib
import hmac
import zlib
from enum import Enum
from typing import Final, NamedTuple

VERSION: Final = 1
HEADER: Final = 36
"""Bytes before the payload: version, flags, 12 of stamp, 6 of expiry, 16 of tag."""
STAMP: Final = slice(2, 14)
"""Where the stamp is; frames of one field order by it, the tag deciding between equal ones."""
EXPIRES: Final = slice(14, 20)
"""Where the expiry is."""
LARGEST: Final = 256 * 1024
"""Bytes of the largest payload that is believed, compressed or not."""
COMPRESSED_FROM: Final = 4096
"""Bytes from which a payload is compressed."""

_PACKED: Final = 1
_DELETED: Final = 2
_TAG: Final = 16


class Fault(Enum):
    """Why a frame is not believed."""

    CORRUPT = "corrupt"
    VERSION = "of another version"
    OVERSIZED = "oversized"
    FUTURE = "stamped in the future"
    FOREIGN = "not of its kind"


class FrameError(ValueError):
    """A frame that is not to be believed."""

    def __init__(self, fault: Fault) -> None:
        """Take the reason, for counting."""
        super().__init__(fault.value)
        self.fault = fault


class Frame(NamedTuple):
    """A body with its stamp and expiry, in milliseconds since 1970, 0 for never."""

    stamp: bytes
    expires: int
    body: bytes
    deleted: bool = False


def encode(field: bytes, frame: Frame, secret: bytes = b"") -> bytes:
    """Return the frame of a field as bytes; with a secret, only who has it can make such a frame."""
    payload, flags = frame.body, _DELETED if frame.deleted else 0
    if len(payload) >= COMPRESSED_FROM:
        payload, flags = zlib.compress(payload, 1), flags | _PACKED
    head = bytes((VERSION, flags)) + frame.stamp + frame.expires.to_bytes(6, "big")
    return head + _tag(field, head, payload, secret) + payload


def decode(field: bytes, content: bytes, secret: bytes = b"") -> Frame:
    """Return what a frame says. Raises FrameError for one that was not made for this field by us."""
    if len(content) < HEADER:
        raise FrameError(Fault.CORRUPT)
    if content[0] != VERSION:
        raise FrameError(Fault.VERSION)
    if len(content) > HEADER + LARGEST:
        raise FrameError(Fault.OVERSIZED)
    head, tag, payload = content[:20], content[20:HEADER], content[HEADER:]
    if not hmac.compare_digest(tag, _tag(field, head, payload, secret)):
        raise FrameError(Fault.CORRUPT)
    flags = content[1]
    expires = int.from_bytes(content[14:20], "big")
    body = _unpacked(payload) if flags & _PACKED else payload
    return Frame(content[STAMP], expires, body, bool(flags & _DELETED))


def _tag(field: bytes, head: bytes, payload: bytes, secret: bytes) -> bytes:
    digest = hashlib.blake2b(key=secret, digest_size=_TAG)
    digest.update(len(field).to_bytes(2, "big") + field + head)
    digest.update(payload)
    return digest.digest()


def _unpacked(payload: bytes) -> bytes:
    packed = zlib.decompressobj()
    try:
        body = packed.decompress(payload, LARGEST)
    except zlib.error as error:
        raise FrameError(Fault.CORRUPT) from error
    if packed.unconsumed_tail or not packed.eof:
        raise FrameError(Fault.OVERSIZED)
    return body
