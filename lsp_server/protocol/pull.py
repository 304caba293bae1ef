"""Diagnostics that the client asks for: of one document, and of the whole workspace.

A result id is the digest of the items, so that an answer is `unchanged` exactly when it would say
the same again.
"""

from hashlib import blake2b
from typing import Final

from msgspec import UnsetType

from lsp_server.protocol import messages
from lsp_server.protocol.codec import encode
from lsp_server.protocol.convert import Json, Places, diagnostics
from lsp_server.protocol.dispatch import Steps
from lsp_server.protocol.errors import SERVER_CANCELLED, RequestFailedError
from lsp_server.protocol.live import Live
from lsp_server.protocol.progress import Progress
from lsp_server.protocol.project import Project
from lsp_server.workspace.snapshot import Diagnosed

BATCH: Final = 64
"""Files that are read at once, and reports that go into one partial result."""


class Pull:
    """The pulled diagnostics of one client."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._project = Project(live)

    def document(self, params: messages.DocumentDiagnostics) -> Steps[Json]:
        """Answer textDocument/diagnostic; a document that is not open has none."""
        uri = params.text_document.uri
        asked = self._live.current(uri)
        while (diagnosed := self._live.current(uri)) is not None and diagnosed.pending:
            yield self._live.moved
        if asked is not None and diagnosed is not None and diagnosed.document != asked.document:
            message = "the document has changed"
            raise RequestFailedError(SERVER_CANCELLED, message, {"retriggerRequest": True})
        items = [] if diagnosed is None else _items(diagnosed, self._live)
        return _report(items, params.previous_result_id)

    def workspace(self, params: messages.WorkspaceDiagnostics) -> Steps[Json]:
        """Answer workspace/diagnostic, held open while the client has everything already."""
        held = {item.uri: item.value for item in params.previous_result_ids}
        progress = Progress(self._live.connection, params.work_done_token, "Vitals: workspace")
        try:
            while True:
                moved = self._live.moved
                sent, rest = yield from self._all(params, held, progress)
                if sent or rest or not held:
                    return {"items": rest}
                yield moved
        finally:
            progress.end()

    def _all(
        self, params: messages.WorkspaceDiagnostics, held: dict[str, str], progress: Progress
    ) -> Steps[tuple[int, list[Json]]]:
        """Look at every file; return how many reports were sent and those that were not."""
        batch = _Batch(self._live, params, held)
        for uri in list(self._live.session.snapshot.files):
            batch.add(uri, (yield from self._project.diagnosed(uri, None)))
        folders = yield from self._project.folders()
        total, seen = sum(len(folder.paths) for folder in folders), 0
        for folder in folders:
            for first in range(0, len(folder.paths), BATCH):
                paths = folder.paths[first : first + BATCH]
                read = yield from self._project.read(folder, paths)
                for uri, one in read.items():
                    batch.add(uri, (yield from self._project.diagnosed(uri, one)))
                    yield None
                seen += len(paths)
                progress.at(seen, total)
        batch.finish()
        return batch.sent, batch.reports


class _Batch:
    """Reports of a workspace on their way, sent ahead of the answer where the client wants that."""

    def __init__(
        self, live: Live, params: messages.WorkspaceDiagnostics, held: dict[str, str]
    ) -> None:
        self._live = live
        self._token = params.partial_result_token
        self._held = held
        self._seen: set[str] = set()
        self.sent = 0
        self.reports: list[Json] = []

    def add(self, uri: str, diagnosed: Diagnosed | None) -> None:
        """Report a file, unless the client holds just that, or nothing is all there is to say."""
        if diagnosed is None or uri in self._seen:
            return
        self._seen.add(uri)
        previous = self._held.get(uri)
        report = _report(_items(diagnosed, self._live), previous)
        if report["kind"] == "unchanged" or (previous is None and not report["items"]):
            return
        is_open = self._live.current(uri) is not None
        version = diagnosed.document.version if is_open else None
        self.reports.append({**report, "uri": uri, "version": version})
        if len(self.reports) >= BATCH:
            self._send()

    def finish(self) -> None:
        """Take back what the client holds of files that are gone, and send the rest."""
        gone = self._held.keys() - self._seen
        self.reports += [{"kind": "full", "uri": uri, "version": None, "items": []} for uri in gone]
        if self.reports:
            self._send()

    def _send(self) -> None:
        if isinstance(self._token, UnsetType):
            return
        value = {"items": self.reports}
        self._live.connection.notify("$/progress", {"token": self._token, "value": value})
        self.sent += len(self.reports)
        self.reports = []


def _items(diagnosed: Diagnosed, live: Live) -> list[Json]:
    document, client = diagnosed.document, live.client
    places = Places(document.source, client.encoding)
    return diagnostics(diagnosed.findings, document.uri, places, client)


def _report(items: list[Json], previous: str | None) -> Json:
    result = blake2b(encode(items), digest_size=12).hexdigest()
    if result == previous:
        return {"kind": "unchanged", "resultId": result}
    return {"kind": "full", "resultId": result, "items": items}
