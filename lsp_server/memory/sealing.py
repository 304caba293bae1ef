"""How a result leaves the machine: so that only who has the same source can find and read it.

A result is known by the digest of its recipe, of which the source's digest is a part. From that digest,
and the team's secret where there is one, follow by BLAKE2b, with another person for each, the name under
which the result is stored, and two keys: one that it is encrypted with, and one for its tag. Encryption
is by SHAKE-256 as a keystream over its key and a fresh nonce of 16 bytes; the tag is keyed BLAKE2b
over everything else (encrypt, then authenticate).

What that gives, and what not: the store's owner learns sizes and times. Who can guess a source to
the byte can find out that somebody has analysed it, read what can be worked out from it anyway, and
put a false result in its place; the team's secret takes all of that from whoever lacks it.
"""

import hashlib
import hmac
import os
import zlib
from typing import Final

VERSION: Final = 1
HEADER: Final = 34
"""Bytes before the text: version, flags, nonce, tag."""
LARGEST: Final = 8 * 1024 * 1024
"""Bytes of the largest result that is sealed or believed."""
COMPRESSED_FROM: Final = 4096
"""Bytes from which a result is compressed."""

_PACKED: Final = 1
_KEY: Final = 32
_NONCE: Final = 16
_TAG: Final = 16


class SealError(ValueError):
    """Bytes that were not sealed for this key."""


def name_of(key: bytes, secret: bytes) -> bytes:
    """Return the name under which the result of a key is stored."""
    return _derived(key, secret, b"vitals name", 20)


def sealed(key: bytes, value: bytes, secret: bytes) -> bytes:
    """Return a result as it leaves the machine."""
    flags = 0
    if len(value) >= COMPRESSED_FROM:
        value, flags = zlib.compress(value, 1), _PACKED
    head = bytes((VERSION, flags)) + os.urandom(_NONCE)
    keys = _derived(key, secret, b"vitals seal", 2 * _KEY)
    text = _crypted(keys, head, value)
    return head + _tag(keys, head, text) + text


def opened(key: bytes, content: bytes, secret: bytes) -> bytes:
    """Return the result that was sealed. Raises SealError."""
    if not HEADER <= len(content) <= HEADER + LARGEST or content[0] != VERSION:
        message = "not of this form"
        raise SealError(message)
    head, tag, text = content[:18], content[18:HEADER], content[HEADER:]
    keys = _derived(key, secret, b"vitals seal", 2 * _KEY)
    if not hmac.compare_digest(tag, _tag(keys, head, text)):
        message = "not sealed for this key"
        raise SealError(message)
    value = _crypted(keys, head, text)
    return _unpacked(value) if content[1] & _PACKED else value


def _derived(key: bytes, secret: bytes, person: bytes, size: int) -> bytes:
    return hashlib.blake2b(key, digest_size=size, key=secret, person=person).digest()


def _crypted(keys: bytes, head: bytes, text: bytes) -> bytes:
    stream = hashlib.shake_256(keys[:_KEY] + head[2:]).digest(len(text))
    mixed = int.from_bytes(text, "little") ^ int.from_bytes(stream, "little")
    return mixed.to_bytes(len(text), "little")


def _tag(keys: bytes, head: bytes, text: bytes) -> bytes:
    return hashlib.blake2b(head + text, digest_size=_TAG, key=keys[_KEY:]).digest()


def _unpacked(packed: bytes) -> bytes:
    stream = zlib.decompressobj()
    try:
        value = stream.decompress(packed, LARGEST)
    except zlib.error as error:
        raise SealError(str(error)) from error
    if stream.unconsumed_tail or not stream.eof:
        message = "larger than any result"
        raise SealError(message)
    return value
