"""What the client should see of each document, and when: pushed diagnostics and refreshes.

A publication is the difference to what the client last saw, with the version it belongs to.
"""

import time
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from lsp_server.checks.finding import Finding
from lsp_server.checks.findings import Findings, shifted
from lsp_server.protocol.capabilities import Client
from lsp_server.protocol.codec import encode
from lsp_server.protocol.connection import Connection
from lsp_server.protocol.convert import Json, Places, diagnostics
from lsp_server.protocol.loop import Call, Timer
from lsp_server.protocol.wording import Wording
from lsp_server.workspace.diagnosis import delay_of
from lsp_server.workspace.snapshot import Diagnosed

Attempt = Callable[[Call], None]

_NOTIFICATION: Final = (
    b'{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics",'
    b'"params":{"uri":%b,"diagnostics":%b%b}}'
)


class _Seen(NamedTuple):
    """What the client last saw of a document."""

    version: int
    findings: Findings
    wording: Wording[Finding]


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
        self._seen: dict[str, _Seen] = {}
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
        version, source = diagnosed.document.version, diagnosed.document.source
        seen = self._seen.get(uri)
        wording = self._wording(uri) if seen is None else seen.wording
        self._seen[uri] = _Seen(version, diagnosed.findings, wording)
        same = seen is not None and diagnosed.findings == seen.findings
        later = seen is not None and version != seen.version
        if self._client.pulls or (same and not (self._client.every_version and later)):
            return
        self._send(uri, version, wording.array(diagnosed.findings.groups, source))

    def _wording(self, uri: str) -> Wording[Finding]:
        def make(found: tuple[Finding, ...], line: int, places: Places) -> list[Json]:
            return diagnostics(shifted(found, line), uri, places, self._client)

        return Wording(make, self._client.encoding)

    def withdraw(self, uri: str) -> None:
        """Forget a document, and let the client forget its diagnostics."""
        if (timer := self._timers.pop(uri, None)) is not None:
            timer.cancel()
        self._changed.pop(uri, None)
        seen = self._seen.pop(uri, None)
        if seen is not None and seen.findings and not self._client.pulls:
            self._send(uri, None, b"[]")

    def push(self, uri: str, found: list[dict[str, Any]]) -> None:
        """Send diagnostics of a file that is no document, such as pyproject.toml."""
        self._send(uri, None, encode(found))

    def _send(self, uri: str, version: int | None, found: bytes) -> None:
        self.published += 1
        told = b"" if version is None or not self._client.versions else b',"version":%d' % version
        self._connection.outbox.put(_NOTIFICATION % (encode(uri), found, told))
