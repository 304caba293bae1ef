"""Paths as people and other programs want to read them."""

import os
import re
from pathlib import Path
from typing import Final
from urllib.parse import quote

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def relative(path: str, folder: str) -> str:
    """Return an absolute path as seen from a folder; unchanged when it is on another drive."""
    inside = path.removeprefix(_opened(folder))
    if inside != path:
        return inside
    try:
        return os.path.relpath(path, folder)
    except ValueError:
        return path


def portable(path: str, folder: str) -> str:
    """Return the relative path with forward slashes."""
    return relative(path, folder).replace(os.sep, "/")


def shown(path: str, folder: str) -> str:
    """Return the relative path with control characters made visible, fit for a terminal."""
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", relative(path, folder))


def uri(path: str, folder: str) -> tuple[str, bool]:
    """Return a URI reference and whether it is relative to the folder.

    A file outside the folder gets an absolute URI. Bytes that are no text are percent-encoded.
    """
    if not path.startswith(_opened(folder)):
        return Path(path).as_uri(), False
    return quote(os.fsencode(portable(path, folder))), True


def _opened(folder: str) -> str:
    return folder if folder.endswith(os.sep) else folder + os.sep
