"""Descriptors that the loop waits for, among them one through which other threads wake it.

Only where the system has poll, which Windows has not: there a thread reads.
"""

import contextlib
import math
import os
import select
from collections.abc import Callable
from typing import Final

Call = Callable[[], object]

POSSIBLE: Final = hasattr(select, "poll")

_MILLISECONDS: Final = 1000


class Watched:
    """The descriptors of one loop and what to call when there is something to read."""

    def __init__(self) -> None:
        self._poll = select.poll()
        self._calls: dict[int, Call] = {}
        self._woken, self._wake = os.pipe()
        os.set_blocking(self._wake, False)
        self.watch(self._woken, self._slept)

    def watch(self, descriptor: int, call: Call | None) -> None:
        """Call whenever there is something to read, or the other end is closed; None: no longer."""
        if call is None:
            if self._calls.pop(descriptor, None) is not None:
                self._poll.unregister(descriptor)
            return
        self._calls[descriptor] = call
        self._poll.register(descriptor, select.POLLIN)

    def wake(self) -> None:
        """Make `ready` return. Any thread may ask for it."""
        with contextlib.suppress(BlockingIOError):  # full: it will wake anyway
            os.write(self._wake, b"\0")

    def ready(self, seconds: float | None) -> list[Call]:
        """Wait until some descriptors can be read, for at most so long, and return their calls."""
        patience = None if seconds is None else math.ceil(seconds * _MILLISECONDS)
        return [self._calls[descriptor] for descriptor, _ in self._poll.poll(patience)]

    def _slept(self) -> None:
        os.read(self._woken, 4096)


def readable_now(descriptor: int) -> Callable[[], bool]:
    """Return what tells whether reading a descriptor would not wait."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return lambda: bool(poll.poll(0))
