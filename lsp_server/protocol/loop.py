"""The event loop: one thread, a queue of calls, a heap of timers and descriptors to read.

Not asyncio, whose import costs a third of the time to the first diagnostics, and whose handlers
would have to be coroutines; ours are plain functions and generators.
"""

import heapq
import time
from collections.abc import Callable, Iterator
from itertools import count
from queue import Empty, SimpleQueue
from threading import get_ident
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lsp_server.protocol.polling import Watched

Call = Callable[[], object]

_ORDER: Final[Iterator[int]] = count()


class Timer:
    """A call in the future. Cancelling it twice, or after it ran, does nothing."""

    __slots__ = ("_order", "call", "due")

    def __init__(self, due: float, call: Call) -> None:
        self.due = due
        self.call: Call | None = call
        self._order = next(_ORDER)

    def __lt__(self, other: "Timer") -> bool:
        return (self.due, self._order) < (other.due, other._order)

    def cancel(self) -> None:
        """Never make the call."""
        self.call = None


class Loop:
    """Runs calls one after another in the thread that calls run.

    `attempt` is what runs each call: the place where a failing one is reported and survived.
    """

    def __init__(self, attempt: Callable[[Call], object]) -> None:
        self._attempt = attempt
        self._calls: SimpleQueue[Call] = SimpleQueue()
        self._timers: list[Timer] = []
        self._code: int | None = None
        self._watched: Watched | None = None
        self._thread: int | None = None

    def post(self, call: Call) -> None:
        """Run a call soon, after those posted before. Any thread may post."""
        self._calls.put(call)
        if self._watched is not None and get_ident() != self._thread:
            self._watched.wake()

    def later(self, seconds: float, call: Call) -> Timer:
        """Run a call after a delay. For the loop's thread only."""
        timer = Timer(time.monotonic() + seconds, call)
        heapq.heappush(self._timers, timer)
        return timer

    def watch(self, descriptor: int, call: Call | None) -> None:
        """Run a call whenever there is something to read; None: no longer. For the loop's thread."""
        if self._watched is None:
            from lsp_server.protocol.polling import Watched

            self._watched = Watched()
        self._watched.watch(descriptor, call)

    def stop(self, code: int) -> None:
        """Make run return the code after the present call."""
        if self._code is None:
            self._code = code
        self.post(_nothing)

    def run(self) -> int:
        """Run calls until stop."""
        self._thread = get_ident()
        while self._code is None:
            for call in self._next():
                self._attempt(call)
            if self._timers:
                self._fire()
        return self._code

    def _next(self) -> list[Call]:
        """Wait for the next calls; nobody is starved who has posted one or written to us."""
        if self._watched is None:
            try:
                return [self._calls.get(timeout=self._patience())]
            except Empty:
                return []
        ready = self._watched.ready(0 if not self._calls.empty() else self._patience())
        if not self._calls.empty():
            ready.append(self._calls.get_nowait())
        return ready

    def _patience(self) -> float | None:
        if not self._timers:
            return None
        return max(0.0, self._timers[0].due - time.monotonic())

    def _fire(self) -> None:
        while self._timers and self._timers[0].due <= time.monotonic():
            timer = heapq.heappop(self._timers)
            if timer.call is not None:
                self._attempt(timer.call)


def _nothing() -> None:
    """Wake the loop."""
