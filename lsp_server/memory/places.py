"""Where the user's cache is. Creates nothing."""

import os
import sys
from pathlib import Path
from typing import Final

VARIABLE: Final = "VITALS_CACHE_DIR"
"""The environment variable that names another folder."""


def cache_folder() -> Path:
    """Return the folder for caches: the one that VARIABLE names, else the platform's usual one.

    For a user without a home it is one that cannot be made.
    """
    try:
        return _folder()
    except RuntimeError:  # of Path.home()
        return Path(os.devnull, "vitals")


def _folder() -> Path:
    if named := os.environ.get(VARIABLE):
        return Path(named).absolute()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
        return Path(local, "vitals", "Cache")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "vitals"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "vitals")
