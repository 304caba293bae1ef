"""Cycles are looked for when nobody waits: a full collection takes longer than a keystroke may.

What is loaded once and for all is left out of every collection.
"""

import gc
import time
from typing import Final

from lsp_server.protocol.loop import Loop

QUIET: Final = 2.0
"""Seconds without a message after which all is collected."""

_THRESHOLDS: Final = (5000, 10, 1000)
"""Young objects are collected as they come, old ones as good as never but in the quiet."""


class Collection:
    """Collects once after each time of activity."""

    def __init__(self, loop: Loop) -> None:
        self.collected = 0
        self._loop = loop
        self._active = 0.0
        self._due = False

    def begin(self) -> None:
        """Take all that there is now for permanent."""
        gc.freeze()
        gc.set_threshold(*_THRESHOLDS)
        gc.enable()

    def noticed(self) -> None:
        """Take note of activity."""
        self._active = time.monotonic()
        if not self._due:
            self._due = True
            self._loop.later(QUIET, self._collect)

    def _collect(self) -> None:
        quiet = time.monotonic() - self._active
        if quiet < QUIET:
            self._loop.later(QUIET - quiet, self._collect)
            return
        self._due = False
        self.collected += 1
        gc.collect()
