"""Keeps a workspace's records alike here and in Redis: one thread writes, one follows the feed.

After any break both go on where they were. The later write of a record wins wherever two meet, so
that reading or writing anything twice changes nothing.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Final, NamedTuple

from lsp_server.memory.remote.address import OPERATION, AddressError, checked, masked
from lsp_server.memory.remote.feed import FOLLOWING, Feed
from lsp_server.memory.remote.line import Line, Standing, State
from lsp_server.memory.remote.link import Link
from lsp_server.memory.remote.local import Local
from lsp_server.memory.remote.writer import Writer

CALM: Final = 60.0
"""Seconds without a break after which a new one is worth another warning."""


class Health(NamedTuple):
    """How it stands, since when in seconds since 1970, with which server, in whose words.

    `faults` are breaks since the start; `written` and `read` are records.
    """

    state: State
    since: float
    server: str
    detail: str
    faults: int
    written: int
    read: int


class Replication:
    """The two threads of one workspace. `warn` is told once of each break, on one of them."""

    def __init__(
        self,
        url: str,
        workspace: str,
        local: Local,
        warn: Callable[[str], object],
        *,
        read_only: bool = False,
    ) -> None:
        """Take the server, what the workspace is called there, and whether to take only."""
        self._url = url
        self._warn = warn
        self._warned = -CALM
        self._wrong = ""
        self._writer = Writer(local)
        self._feed = Feed(self._writer.own, local.merge)
        waiting, writing = (
            partial(Link, url, workspace, seconds) for seconds in (OPERATION + FOLLOWING, OPERATION)
        )
        self._reading = Line("feed", waiting, self._feed.follow, self._broke)
        self._writing = Line("writer", writing, self._writer.push, self._broke)
        self._feed.line = self._writer.feed = self._reading
        self._writer.line = self._writing
        self._lines = (self._reading,) if read_only else (self._writing, self._reading)
        if not read_only:
            self._feed.caught_up = self._writer.met
            self._feed.expired = self._writer.expired

    @property
    def connected(self) -> bool:
        """Whether what others write is seen."""
        return self._reading.standing.state is State.CONNECTED

    def start(self) -> None:
        """Begin, unless the URL is wrong, which is told."""
        try:
            checked(self._url)
        except AddressError as error:
            self._wrong = str(error)
            self._warn(f"session memory is not shared: {error}")
            return
        for line in self._lines:
            line.start()

    def wake(self) -> None:
        """Take note that something is pending."""
        self._writer.wake()

    def wait(self, seconds: float) -> bool:
        """Wait until the server has confirmed everything; return whether it has."""
        return self._writing in self._lines and not self._wrong and self._writer.wait(seconds)

    def reached(self, seconds: float) -> bool:
        """Wait until all that others wrote has been read; return False as soon as it cannot be."""
        if not self._wrong:
            self._reading.settled.wait(seconds)
        return self.connected

    def health(self) -> Health:
        """Return how it stands: as the worse of the two threads sees it."""
        standing = Standing(State.REFUSED, 0.0, self._wrong)
        if not self._wrong:
            standing = self._reading.standing
            if self._writing.standing.state in {State.DOWN, State.REFUSED}:
                standing = self._writing.standing
        faults = sum(line.breaker.faults for line in self._lines)
        return Health(*_told(standing, self._url), faults, self._writer.written, self._feed.read)

    def close(self, seconds: float) -> None:
        """End the threads, within some seconds."""
        for line in self._lines:
            line.end()
        self._writer.end()
        deadline = time.monotonic() + seconds
        for line in self._lines:
            line.join(max(0.0, deadline - time.monotonic()))

    def _broke(self, standing: Standing) -> None:
        moment = time.monotonic()
        if moment - self._warned > CALM:
            self._warn(
                f"session memory is not shared for now: {masked(self._url)} is "
                f"{standing.state.value}: {standing.detail}; it is kept on this machine "
                "and sent once that works again"
            )
        self._warned = moment


def _told(standing: Standing, url: str) -> tuple[State, float, str, str]:
    return standing.state, standing.since, masked(url), standing.detail
