"""The manual pages as files that an editor can open: written once per version, kept in the cache."""

import os
import sys
from functools import cache
from pathlib import Path

from lsp_server.checks.catalogue import CODES, manual
from lsp_server.protocol.paths import uri_of
from lsp_server.version import VERSION


@cache
def href(code: str) -> str | None:
    """Return the URI of a check's manual page; None for an unknown code or where nothing can be written."""
    if code not in CODES:
        return None
    path = _folder() / f"{code}.md"
    page = manual(code)
    try:
        if not path.is_file() or path.read_text("utf-8") != page:
            path.parent.mkdir(parents=True, exist_ok=True)
            whole = path.with_suffix(f".{os.getpid()}")
            whole.write_text(page, "utf-8")
            whole.replace(path)
    except OSError:
        return None
    return uri_of(str(path))


def _folder() -> Path:
    if configured := os.environ.get("XDG_CACHE_HOME"):
        caches = Path(configured)
    elif sys.platform == "win32":
        caches = Path(os.environ.get("LOCALAPPDATA", Path.home()))
    else:
        caches = Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")
    return caches.absolute() / "vitals" / VERSION / "manual"
