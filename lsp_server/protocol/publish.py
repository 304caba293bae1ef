"""What the client should see of each document, and when: pushed diagnostics and refreshes.

A publication is the difference to what the client last saw, with the version it belongs to.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lsp_server.protocol.capabilities import Client
from lsp_server.protocol.connection import Connection
from lsp_server.protocol.convert import Places, diagnostics
from lsp_server.protocol.loop import Call, Timer
from lsp_server.workspace.diagnosis import delay_of
from lsp_server.workspace.snapshot import Diagnosed

if TYPE_CHECKING:
    from lsp_server.checks.finding import Finding

Attempt = Callable[[Call], None]


class Publisher:
    """Diagnostics on their way to one client.

    `current` gives what is known of a document now, or None when it is closed.
    """

    def __init__(
        self,
        connection: Connection,
        client: Client,
        attempt: Attempt,
        current: Callable[[str], Diagnosed | None],
    ) -> None:
        self._connection = connection
        self._client = client
        self._attempt = attempt
        self._current = current
        self._timers: dict[str, Timer] = {}
        self._seen: dict[str, tuple[int | None, tuple[Finding, ...]]] = {}
        self._changed: dict[str, float] = {}
        self.published = 0

    def changed(self, uri: str) -> None:
        """Publish a document now or soon, depending on how fast its changes come."""
        diagnosed = self._current(uri)
        now = time.monotonic()
        last, self._changed[uri] = self._changed.get(uri), now
        if diagnosed is None:
            return
        delay = delay_of(None if last is None else now - last, diagnosed.settings)
        if delay and uri in self._timers:
            return  # typing without a pause must not put off for ever what is due already
        self.later(uri, delay)

    def later(self, uri: str, seconds: float) -> None:
        """Publish a document after a delay, which replaces the one that is running."""
        if (timer := self._timers.pop(uri, None)) is not None:
            timer.cancel()
        if seconds <= 0:
            self.publish(uri)
        else:
            self._timers[uri] = self._connection.loop.later(
                seconds, lambda: self._attempt(lambda: self.publish(uri))
            )

    def flush(self) -> None:
        """Publish whatever waits for its time."""
        for uri in list(self._timers):
            self.later(uri, 0)

    def publish(self, uri: str) -> None:
        """Send a document's findings, unless the client has just these."""
        self._timers.pop(uri, None)
        diagnosed = self._current(uri)
        if diagnosed is None:
            return
        document, findings = diagnosed.document, diagnosed.findings
        version, seen = self._seen.get(uri, (None, ()))
        self._seen[uri] = (document.version, findings)
        same = findings == seen and version is not None
        if self._client.pulls or (
            same and not (self._client.agent and version != document.version)
        ):
            return
        places = Places(document.source, self._client.encoding)
        self._send(uri, document.version, diagnostics(findings, uri, places, self._client))

    def withdraw(self, uri: str) -> None:
        """Forget a document, and let the client forget its diagnostics."""
        if (timer := self._timers.pop(uri, None)) is not None:
            timer.cancel()
        self._changed.pop(uri, None)
        _, findings = self._seen.pop(uri, (None, ()))
        if findings and not self._client.pulls:
            self._send(uri, None, [])

    def push(self, uri: str, found: list[dict[str, Any]]) -> None:
        """Send diagnostics of a file that is no document, such as pyproject.toml."""
        self._send(uri, None, found)

    def _send(self, uri: str, version: int | None, found: list[dict[str, Any]]) -> None:
        self.published += 1
        params: dict[str, Any] = {"uri": uri, "diagnostics": found}
        if version is not None and self._client.versions:
            params["version"] = version
        self._connection.notify("textDocument/publishDiagnostics", params)
