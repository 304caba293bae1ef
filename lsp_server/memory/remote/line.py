"""One thread with one connection: it works until something breaks, rests, and begins again."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from typing import Final, NamedTuple

from lsp_server.memory.remote.breaker import Breaker
from lsp_server.memory.remote.link import Link

REFUSALS: Final = frozenset(
    {"AuthenticationError", "AuthorizationError", "NoPermissionError", "ReadOnlyError",
     "OutOfMemoryError", "ResponseError", "AddressError", "AuthenticationWrongNumberOfArgsError"}
)  # fmt: skip
"""Errors by which a server that is well declines; the others mean that it cannot be reached."""


class State(Enum):
    """How it stands with the server."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    DOWN = "not reachable"
    REFUSED = "refusing"
    ENDED = "ended"


class Standing(NamedTuple):
    """A state, since when in seconds since 1970, and the server's words."""

    state: State
    since: float
    detail: str


class Line:
    """The thread. `opened` makes a connection; `broke` is told of a break that lasts.

    `settled` is set once it is known whether the server can be worked with.
    """

    def __init__(
        self,
        name: str,
        opened: Callable[[], Link],
        work: Callable[[Link], None],
        broke: Callable[[Standing], object],
    ) -> None:
        """Take what to do with a connection: until it raises, or `closing` is set."""
        self.closing = threading.Event()
        self.settled = threading.Event()
        self.breaker = Breaker()
        self.standing = Standing(State.CONNECTING, time.time(), "")
        self._opened = opened
        self._work = work
        self._broke = broke
        self._link: Link | None = None
        self._thread = threading.Thread(target=self._run, name=f"vitals-{name}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def succeeded(self) -> None:
        """Note that the server has done what it was asked for."""
        self.breaker.succeeded()
        self._became(State.CONNECTED, "")

    def again(self) -> None:
        """Let the thread connect anew, even if it waits for an answer now."""
        if (link := self._link) is not None:
            with suppress(Exception):
                link.close()

    def end(self) -> None:
        """Let the thread end."""
        self.closing.set()
        self.again()

    def join(self, seconds: float) -> None:
        """Wait until it has ended."""
        if self._thread.is_alive():
            self._thread.join(seconds)
        self._became(State.ENDED, "")

    def _run(self) -> None:
        while not self.closing.wait(self.breaker.pause):
            try:
                self._link = self._opened()
                self._work(self._link)
            except Exception as error:  # noqa: BLE001  redis-py raises its own, the system's and more
                if not self.closing.is_set():
                    self._failed(error)
            finally:
                self.again()
                self._link = None

    def _failed(self, error: Exception) -> None:
        self.breaker.failed()
        if self.breaker.open:
            refused = type(error).__name__ in REFUSALS
            said = str(error).strip(" .\n") or type(error).__name__
            self._became(State.REFUSED if refused else State.DOWN, said)
            self._broke(self.standing)

    def _became(self, state: State, detail: str) -> None:
        if (state, detail) != (self.standing.state, self.standing.detail):
            since = self.standing.since if state is self.standing.state else time.time()
            self.standing = Standing(state, since, detail)
            self.settled.set()
