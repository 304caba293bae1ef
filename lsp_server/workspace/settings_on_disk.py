"""What a Configuration asks of the disk: the texts of settings files, and where to stop searching."""

import os
from collections.abc import Callable, Iterable
from functools import cache
from typing import Final

LARGEST: Final = 1_000_000
"""Bytes; what is larger is no settings file."""


def text_of(path: str) -> str | None:
    """Return the text of a settings file, None where there is none that can be read."""
    try:
        if not os.access(path, os.R_OK):  # as with most: a fifth of what failing to open one takes
            return None
        with open(path, "rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, ValueError):
        return None
    return content.decode("utf-8-sig", "replace") if len(content) <= LARGEST else None


def tops(roots: Iterable[str]) -> Callable[[str], bool]:
    """Tell of a folder whether the search upwards ends there.

    It ends at the top of a repository, and at a root (a folder of the workspace) that is in none.
    What was told of a folder stays.
    """
    lonely = {root for root in roots if not any(map(_holds_repository, _upwards(root)))}
    return cache(lambda folder: folder in lonely or _holds_repository(folder))


def _upwards(folder: str) -> Iterable[str]:
    while True:
        yield folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent


def _holds_repository(folder: str) -> bool:
    return os.path.exists(os.path.join(folder, ".git"))
