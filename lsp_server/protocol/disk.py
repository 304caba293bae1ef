"""What changes on disk, as batches: a checkout of 500 files is one change of the workspace."""

import time
from typing import TYPE_CHECKING, Final

from lsp_server.protocol.paths import path_of
from lsp_server.protocol.preferences import is_settings_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from lsp_server.protocol.live import Live
    from lsp_server.protocol.loop import Timer

WINDOW: Final = 0.15
"""Seconds without an event after which what has changed is one batch."""

LONGEST: Final = 1.2
"""Seconds after the first event when it is one even if events keep coming."""

HELD: Final = 5.0
"""Seconds for which views are kept from being refreshed while a batch is worked off."""

HEAD: Final = "/.git/HEAD"


class Disk:
    """The files that changed and have not been looked at."""

    def __init__(self, live: "Live") -> None:
        self.batches = 0
        self._live = live
        self._uris: set[str] = set()
        self._latest = 0.0
        self._timer: Timer | None = None
        self._end: Callable[[], None] | None = None
        self._held = 0

    @property
    def unsettled(self) -> bool:
        """Whether more may follow from changes on disk, so that refreshing a view is too early."""
        return bool(self._uris) or bool(self._held)

    def changed(self, uris: set[str]) -> None:
        """Take files that changed, were created, renamed or deleted."""
        if not uris:
            return
        self._uris |= uris
        if self._end is None:
            self._end = self._live.work.begin()
            self._latest = time.monotonic() + LONGEST
        if self._timer is not None:
            if time.monotonic() + WINDOW > self._latest:
                return
            self._timer.cancel()
        attempt = self._live.attempt
        self._timer = self._live.connection.loop.later(WINDOW, lambda: attempt(self.flush))

    def flush(self) -> None:
        """Look at what has changed now."""
        if self._end is None:
            return
        uris, self._uris = self._uris, set()
        end, self._end = self._end, None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.batches += 1
        self._hold()
        self._take(uris)
        end()

    def _take(self, uris: set[str]) -> None:
        live = self._live
        settings = set(filter(is_settings_file, uris))
        heads = {uri for uri in uris if uri.endswith(HEAD)}
        if settings:
            live.preferences.reload()
        if heads:
            live.bases.forget()
        paths = {path_of(uri) for uri in uris - settings - heads}
        live.indexing.look(None if heads else {path for path in paths if path is not None})
        live.indexing.resume()
        live.moved_on()

    # -- views are refreshed once for a batch

    def _hold(self) -> None:
        self._held = number = self.batches
        loop, attempt = self._live.connection.loop, self._live.attempt
        loop.later(HELD, lambda: attempt(lambda: self._release(number)))
        loop.post(lambda: attempt(lambda: self._wait(number)))

    def _wait(self, number: int) -> None:
        """Release the views once all has been done that follows from a batch."""
        live = self._live
        if live.work.count:
            live.work.quiet().then(lambda _: self._wait(number))
        elif live.indexing.busy or live.linking.busy:
            live.moved.then(lambda _: self._wait(number))
        else:
            self._release(number)

    def _release(self, number: int) -> None:
        if self._held == number:
            self._held = 0
            self._live.refresh()
