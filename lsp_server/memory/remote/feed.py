"""Reads what others write: everything at first, then what the feed tells of.

Read again is everything after a break that may have hidden something: a server that is another or
has begun anew, a feed that was cut short before we had read it.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from lsp_server.memory.frame import EXPIRES, STAMP
from lsp_server.memory.remote.link import SLICE, Generation, Link, Pair
from lsp_server.memory.stamp import SIZE, now

if TYPE_CHECKING:
    from lsp_server.memory.remote.line import Line

FOLLOWING: Final = 5.0
"""Seconds after which one asks whether the server still holds the same data."""

NONE: Final = Generation(b"", b"", 0)
NEVER: Final = bytes(6)
"""The expiry of what does not expire."""


class Feed:
    """What the reading thread does; `own` are writes of ours that need not be read back."""

    def __init__(self, own: Mapping[bytes, bytes], merge: Callable[[list[Pair]], object]) -> None:
        """Take what to do with records."""
        self.line: Line
        self.read = 0
        self.caught_up: Callable[[Generation], object] = _nobody
        self.expired: Callable[[list[bytes]], object] = _nobody
        self._own = own
        self._merge = merge
        self._met = NONE

    def follow(self, link: Link) -> None:
        """Read what there is, then what comes."""
        found = link.generation()
        since = self._begin(link, found)
        self._met = found._replace(number=since)
        self.caught_up(found)
        self.line.succeeded()
        while not self.line.closing.is_set():
            since = self._step(link, since)
            self._met = self._met._replace(number=since)
            self.line.succeeded()

    def _begin(self, link: Link, found: Generation) -> int:
        """Return the number to follow from, once nothing of before can have been missed."""
        met = self._met
        same = (found.run, found.token) == (met.run, met.token) and found.token
        if same and found.number >= met.number and link.last() >= met.number:
            return met.number
        return self._everything(link)

    def _step(self, link: Link, since: int) -> int:
        news = link.news(since, FOLLOWING)
        if not news.fields:
            found = link.generation()
            if found.token == (self._met.token or found.token) and found.number >= since:
                self._met = found
                return since
            self._met = found
            self.caught_up(found)
            return self._everything(link)
        if news.gap:
            self._met = link.generation()
            self.caught_up(self._met)
            return self._everything(link)
        others = {f: told for f, told in news.fields.items() if self._own.get(f) != _stamp(told)}
        self._take([pair for pair in others.items() if len(pair[1]) > SIZE])
        large = [field for field, told in others.items() if len(told) <= SIZE]
        for start in range(0, len(large), SLICE):
            self._take(link.some(large[start : start + SLICE]))
        return news.number

    def _everything(self, link: Link) -> int:
        number = link.last()
        moment = now().to_bytes(6, "big")
        for some in link.all():
            if gone := [field for field, frame in some if NEVER < frame[EXPIRES] < moment]:
                self.expired(gone)
            self._take(some)
        return number

    def _take(self, frames: list[Pair]) -> None:
        self.read += len(frames)
        if frames:
            self._merge(frames)


def _stamp(told: bytes) -> bytes:
    """Return the stamp of what the feed told: of a frame, or itself."""
    return told[STAMP] if len(told) > SIZE else told


def _nobody(_: object) -> None:
    """Tell nobody."""
