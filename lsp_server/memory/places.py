"""Where the user's cache is, and what must outlive a cleared cache. Creates nothing."""

import os
import sys
from pathlib import Path
from typing import Final

VARIABLE: Final = "VITALS_CACHE_DIR"
"""The environment variable that names another folder for the cache."""
FILE: Final = "memory.sqlite"
"""In the folder for session memory: all records of the user."""
STATE_VARIABLE: Final = "VITALS_STATE_DIR"
"""The environment variable that names another folder for session memory."""


def cache_folder() -> Path:
    """Return the folder for caches: the one that VARIABLE names, else the platform's usual one.

    For a user without a home it is one that cannot be made.
    """
    return _folder(VARIABLE, "XDG_CACHE_HOME", ".cache", "Caches", "Cache")


def state_folder() -> Path:
    """Return the folder for session memory: the one that STATE_VARIABLE names, else the usual one."""
    return _folder(STATE_VARIABLE, "XDG_STATE_HOME", ".local/state", "Application Support", "State")


def _folder(variable: str, xdg: str, usual: str, mac: str, windows: str) -> Path:
    if named := os.environ.get(variable):
        return Path(named).absolute()
    try:
        if sys.platform == "win32":
            local = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
            return Path(local, "vitals", windows)
        if sys.platform == "darwin":
            return Path.home() / "Library" / mac / "vitals"
        return Path(os.environ.get(xdg) or Path.home() / usual, "vitals")
    except RuntimeError:  # of Path.home()
        return Path(os.devnull, "vitals")
