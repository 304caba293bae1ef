"""Keys: a result is known by the digest of everything that it was made from, never by its path.

What the ingredients are is the caller's business; the analyser and the interpreter, whose grammar
decides what parses, are in every recipe.
"""

import hashlib
import sys
from typing import Final

from lsp_server.version import ANALYSER

SIZE: Final = 20
"""Bytes of a key."""

_KITCHEN: Final = f"vitals {ANALYSER} python {sys.version_info[0]}.{sys.version_info[1]}".encode()


def content_digest(content: bytes) -> bytes:
    """Return the digest of the bytes of a file."""
    return hashlib.blake2b(content, digest_size=SIZE).digest()


def key_of(kind: str, *ingredients: bytes) -> bytes:
    """Return the key of the result of some kind that was made from the ingredients.

    `kind` names the form of the result and its version. Neither order nor lengths are confused.
    """
    digest = hashlib.blake2b(digest_size=SIZE)
    for part in (_KITCHEN, kind.encode(), *ingredients):
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(part)
    return digest.digest()
