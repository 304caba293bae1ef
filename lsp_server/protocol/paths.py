"""File URIs and paths, as editors spell them."""

import os
from pathlib import PurePosixPath, PureWindowsPath
from urllib.parse import quote, unquote, urlsplit

_WINDOWS = os.name == "nt"


def path_of(uri: str) -> str | None:
    """Return the path of a file URI; None for any other, such as an untitled buffer."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme != "file":
        return None
    path = unquote(parts.path)
    if _WINDOWS:
        path = path.lstrip("/") if path[2:3] == ":" else path
        return str(PureWindowsPath(f"//{parts.netloc}{path}" if parts.netloc else path))
    return path or "/"


def uri_of(path: str) -> str:
    """Return the file URI of an absolute path."""
    if _WINDOWS:
        return PureWindowsPath(path).as_uri()
    return "file://" + quote(str(PurePosixPath(path)).encode("utf-8", "surrogateescape"))
