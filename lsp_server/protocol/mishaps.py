"""What went wrong with files in the background, told in one line for many, and each thing once."""

from collections.abc import Callable
from typing import Final

NAMED: Final = 3
"""Files named in a line; the others are counted."""

REMEMBERED: Final = 10_000
"""Mishaps that are not told again."""


class Mishaps:
    """Collects mishaps until they are told."""

    def __init__(self, warn: Callable[[str], object]) -> None:
        self._warn = warn
        self._new: dict[str, str] = {}
        self._told: set[tuple[str, str]] = set()

    def add(self, path: str, why: str) -> None:
        """Take note of a file that is left out."""
        if (path, why) not in self._told and len(self._told) < REMEMBERED:
            self._told.add((path, why))
            self._new[path] = why

    def say(self, line: str) -> None:
        """Tell something at once, unless it was told before."""
        if ("", line) not in self._told:
            self._told.add(("", line))
            self._warn(line)

    def tell(self) -> None:
        """Tell what was collected."""
        if not self._new:
            return
        named = [f"{path} ({why})" for path, why in self._new.items()]
        others = len(named) - NAMED
        more = f" and {others:,} more" if others > 0 else ""
        files = "1 file is" if len(named) == 1 else f"{len(named):,} files are"
        self._warn(f"{files} not indexed: {', '.join(named[:NAMED])}{more}")
        self._new.clear()
