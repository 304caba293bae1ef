"""What a workspace is called, so that its clones and worktrees share one memory.

Asks git: never on the event loop.
"""

import re
from pathlib import Path
from typing import Final

from lsp_server.memory.sharing import Name
from lsp_server.workspace.base import NoBaseError, ask_git

_URL: Final = re.compile(
    r"(?:[\w+.-]+://)?(?:[^@/]*@)?(?P<host>[^:/]+)(?::\d+(?=/))?[:/]+(?P<path>.+)"
)


def name_of(folder: Path) -> Name:
    """Return a folder's name: its git remote and the way into it, else where it lies."""
    try:
        inside = ask_git(str(folder), "rev-parse", "--show-prefix").decode().strip()
        common = ask_git(str(folder), "rev-parse", "--git-common-dir").decode().strip()
    except (NoBaseError, UnicodeDecodeError):
        return Name(f"path:{folder.resolve()}", portable=False)
    try:
        remote = ask_git(str(folder), "config", "--get", "remote.origin.url").decode().strip()
    except (NoBaseError, UnicodeDecodeError):
        return Name(f"git:{(folder / common).resolve()}:{inside}", portable=False)
    found = normalised(remote)
    return Name(f"remote:{found}:{inside}", portable=found != remote)


def normalised(url: str) -> str:
    """Return what all spellings of a remote have in common, `//host/owner/name`; a path as it is."""
    match = _URL.fullmatch(url)
    if match is None or url.startswith(("/", ".", "file:")) or "\\" in url:
        return url
    return f"//{match['host'].lower()}/{match['path'].strip('/').removesuffix('.git')}"
