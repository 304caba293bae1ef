"""Stamps that order writes: a hybrid logical clock, so that a write made after seeing another is later.

Kulkarni et al., "Logical Physical Clocks" (2014): the time in milliseconds while it grows, a count
where it does not. Deliberately absent: any trust in other machines' clocks beyond FUTURE.
"""

import os
import threading
import time
from collections.abc import Callable
from typing import Final

SIZE: Final = 12
"""Bytes of a stamp: 6 of milliseconds since 1970, 2 of count, 4 of node; stamps order as bytes do."""
FUTURE: Final = 5 * 60_000
"""Milliseconds by which a stamp may be ahead of our clock; one further ahead is not believed."""
NEVER: Final = bytes(SIZE)
"""Earlier than every stamp."""

_COUNTS: Final = 1 << 16


def milliseconds(stamp: bytes) -> int:
    """Return when a stamp was made, in milliseconds since 1970, by the clock of who made it."""
    return int.from_bytes(stamp[:6], "big")


def now() -> int:
    """Return the time in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


class Clock:
    """Makes stamps, each later than all that it made or was shown. For any thread."""

    def __init__(self, node: bytes = b"", time: Callable[[], int] = now) -> None:
        """Take four bytes that no other clock has, made up when empty, and what tells the time."""
        self._node = node or os.urandom(4)
        self._time = time
        self._last = 0
        self._lock = threading.Lock()

    def stamp(self) -> bytes:
        """Return the next stamp."""
        with self._lock:
            self._last = max(self._last + 1, self._time() * _COUNTS)
            return self._last.to_bytes(8, "big") + self._node

    def believes(self, stamp: bytes) -> bool:
        """Tell whether a stamp is not too far ahead of the time."""
        return milliseconds(stamp) <= self._time() + FUTURE

    def saw(self, stamp: bytes) -> None:
        """Make all later stamps later than this one, which must be believed."""
        with self._lock:
            self._last = max(self._last, int.from_bytes(stamp[:8], "big"))
