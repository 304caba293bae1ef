"""What a workspace is called, so that its clones and worktrees share one memory.

Asks git: never on the event loop.
"""

import re
from pathlib import Path
from typing import Final

from lsp_server.memory.sharing import Name
from lsp_server.workspace.base import NoBaseError, ask_git

_URL: Final = r"(?:[\w+.-]+://)?(?:[^@/]*@)?(?P<host>[^:/]+)(?::\d+(?=/))?[:/]+(?P<path>.+)"


def name_of(folder: Path) -> Name:
    """Return a folder's name: its git remote and the way into it, else where it lies."""
    return names_around(folder)[0][1]


def names_around(folder: Path) -> list[tuple[Path, Name]]:
    """Return a folder and those above it in its repository, with their names, the innermost first."""
    try:
        asked = ask_git(str(folder), "rev-parse", "--git-common-dir", "--show-prefix").decode()
    except (NoBaseError, UnicodeDecodeError):
        return [(folder, Name(f"path:{folder.resolve()}", portable=False))]
    common, inside, _ = asked.split("\n", 2)
    try:
        remote = ask_git(str(folder), "config", "--get", "remote.origin.url").decode().strip()
    except (NoBaseError, UnicodeDecodeError):
        repository, portable = f"git:{(folder / common).resolve()}", False
    else:
        found = normalised(remote)
        repository, portable = f"remote:{found}", found != remote
    parts = inside.strip("/").split("/") if inside.strip("/") else []
    above = [folder, *folder.parents][: len(parts) + 1]
    ways = ["".join(f"{part}/" for part in parts[:end]) for end in range(len(parts), -1, -1)]
    return [
        (place, Name(f"{repository}:{way}", portable))
        for place, way in zip(above, ways, strict=False)
    ]


def author(folder: Path) -> str:
    """Return what the user is called: by git in a folder, else by the system, "" by nobody."""
    import getpass

    try:
        named = ask_git(str(folder), "config", "--get", "user.name").decode("utf-8", "replace")
    except NoBaseError:
        named = ""
    try:
        return named.strip() or getpass.getuser()
    except (OSError, KeyError):
        return ""


def normalised(url: str) -> str:
    """Return what all spellings of a remote have in common, `//host/owner/name`; a path as it is."""
    match = re.fullmatch(_URL, url)
    if match is None or url.startswith(("/", ".", "file:")) or "\\" in url:
        return url
    return f"//{match['host'].lower()}/{match['path'].strip('/').removesuffix('.git')}"
