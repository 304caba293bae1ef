"""Tells a client that asks for it that what it shows beside the text may be another: `vitals/changed`.

Deliberately absent: what it is now. The client asks for what it shows.
"""

from functools import partial
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lsp_server.protocol.live import Live

REST: Final = 0.3
"""Seconds between two notifications."""


class Tidings:
    """The notifications of one client. For the loop's thread only."""

    def __init__(self, live: "Live") -> None:
        self._live = live
        self._due = False

    def noticed(self) -> None:
        """Tell soon that something has changed."""
        if self._due or not self._live.client.told_of_changes:
            return
        self._due = True
        self._live.connection.loop.later(REST, partial(self._live.attempt, self._tell))

    def _tell(self) -> None:
        self._due = False
        live = self._live
        params = {"graph": live.linkage.graph.revision, "session": live.session.snapshot.revision}
        live.connection.notify("vitals/changed", params)
