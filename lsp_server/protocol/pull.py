"""Diagnostics that the client asks for: of one document, and of the whole workspace.

A result id is the digest of the items, so that an answer is `unchanged` exactly when it would say
the same again. What is open is answered by the session, all else by the index.
"""

import datetime as dt
from hashlib import blake2b
from typing import Final, NamedTuple

from msgspec import UnsetType

from lsp_server.checks.acknowledged import quieted
from lsp_server.protocol import messages
from lsp_server.protocol.codec import encode
from lsp_server.protocol.connection import Connection
from lsp_server.protocol.convert import Converted, Json, Places, diagnostics
from lsp_server.protocol.dispatch import Steps
from lsp_server.protocol.errors import SERVER_CANCELLED, RequestFailedError
from lsp_server.protocol.live import Live
from lsp_server.protocol.paths import uri_of
from lsp_server.protocol.progress import Progress, Token
from lsp_server.workspace.facts import findings_of
from lsp_server.workspace.snapshot import Diagnosed

BATCH: Final = 64
"""Reports that go into one partial result."""


class Result(NamedTuple):
    """The diagnostics of one text and the id that stands for them."""

    id: str
    items: list[Json]


class Pull:
    """The pulled diagnostics of one client.

    A client that does not watch files for us has them looked at again at each request.
    """

    def __init__(self, live: Live) -> None:
        self._live = live

    def document(self, params: messages.DocumentDiagnostics) -> Steps[Json]:
        """Answer textDocument/diagnostic; a document that is not open has none."""
        uri = params.text_document.uri
        asked = self._live.current(uri)
        while (diagnosed := self._live.current(uri)) is not None and diagnosed.pending:
            yield self._live.moved
        if asked is not None and diagnosed is not None and diagnosed.document != asked.document:
            message = "the document has changed"
            raise RequestFailedError(SERVER_CANCELLED, message, {"retriggerRequest": True})
        return _report(self._result(diagnosed), params.previous_result_id)

    def workspace(self, params: messages.WorkspaceDiagnostics) -> Steps[Json]:
        """Answer workspace/diagnostic, held open while the client has everything already."""
        held = {item.uri: item.value for item in params.previous_result_ids}
        live, token = self._live, params.work_done_token
        if not live.client.watch_registration:
            live.indexing.look(None)
        live.disk.flush()
        live.indexing.start()
        progress = Progress(live.connection, token, "Vitals: workspace", live.cancelled)
        seen: tuple[object, ...] = ()
        try:
            while True:
                moved = live.moved
                batch = Batch(live.connection, params.partial_result_token, held)
                yield from self._opened(batch)
                state = (
                    live.indexing.index.revision,
                    live.linkage.revision,
                    frozenset(live.session.snapshot.files),
                )
                if state != seen or self._busy():
                    yield from self._others(batch, progress)
                    seen = state
                    batch.finish(complete=live.indexing.complete)
                if batch.sent or batch.reports or not held:
                    return {"items": batch.reports}
                yield moved
                progress.check()
        finally:
            progress.end()

    def _opened(self, batch: "Batch") -> Steps[None]:
        """Look at every document."""
        for uri in list(self._live.session.snapshot.files):
            while (current := self._live.current(uri)) is not None and current.pending:
                yield self._live.moved
            if current is not None:
                batch.add(uri, self._result(current), current.document.version)

    def _others(self, batch: "Batch", progress: Progress) -> Steps[None]:
        """Look at every other file of the workspace, as the index comes to know it."""
        indexing, linkage = self._live.indexing, self._live.linkage
        revision, linked = 0, linkage.revision
        while True:
            moved = self._live.moved
            opened = self._live.open_paths()
            if linked != linkage.revision and not self._busy():
                revision, linked = 0, linkage.revision
            news = indexing.index.since(revision)
            for path, entry in news:
                revision = entry.revision
                if path not in opened:
                    uri = uri_of(path)
                    batch.add(uri, self._of_record(uri, path, entry.record), None)
                yield None
            progress.at(*indexing.counts())
            if not news and not self._busy():
                return
            if not news:
                batch.send()
                yield moved

    def _busy(self) -> bool:
        return self._live.indexing.busy or self._live.linking.busy

    def _result(self, diagnosed: Diagnosed | None) -> Result:
        if diagnosed is None:
            return _identified([])
        document, client = diagnosed.document, self._live.client
        places = Places(document.source, client.encoding)
        return _identified(diagnostics(diagnosed.findings, document.uri, places, client))

    def _of_record(self, uri: str, path: str, record: bytes) -> Result:
        live = self._live
        settings = live.preferences.settings_of(uri)
        linked = live.linkage.found(path, settings, dt.date.today())  # noqa: DTZ011  the user's day
        found = (*linked, *(findings_of(record) if record else ()))
        if (acks := live.acknowledging.of_path(path)) is not None:
            found = quieted(found, acks.find)
        return _identified(diagnostics(found, uri, Converted(), self._live.client))


class Batch:
    """Reports of a workspace on their way, sent ahead of the answer where the client wants that.

    `reports` are those not sent, `sent` counts the others; `held` is what the client has.
    """

    def __init__(self, connection: Connection, token: Token, held: dict[str, str]) -> None:
        self._connection = connection
        self._token = token
        self._held = held
        self._seen: dict[str, str] = {}
        self.sent = 0
        self.reports: list[Json] = []

    def add(self, uri: str, result: Result, version: int | None) -> None:
        """Report a file, unless the client holds just that, or nothing is all there is to say."""
        previous = self._seen.get(uri, self._held.get(uri))
        self._seen[uri] = result.id
        if result.id == previous or (previous is None and not result.items):
            return
        self.reports.append({**_report(result, None), "uri": uri, "version": version})
        if len(self.reports) >= BATCH:
            self.send()

    def finish(self, *, complete: bool) -> None:
        """Send the rest; when all is known, take back what the client holds of files that are gone."""
        gone = self._held.keys() - self._seen.keys() if complete else ()
        self.reports += [{"kind": "full", "uri": uri, "version": None, "items": []} for uri in gone]
        self.send()

    def send(self) -> None:
        """Send what there is as a partial result, where the client wants that."""
        if isinstance(self._token, UnsetType) or not self.reports:
            return
        params = {"token": self._token, "value": {"items": self.reports}}
        self._connection.notify("$/progress", params)
        self.sent += len(self.reports)
        self.reports = []


def _identified(items: list[Json]) -> Result:
    return Result(blake2b(encode(items), digest_size=12).hexdigest(), items)


def _report(result: Result, previous: str | None) -> Json:
    if result.id == previous:
        return {"kind": "unchanged", "resultId": result.id}
    return {"kind": "full", "resultId": result.id, "items": result.items}
