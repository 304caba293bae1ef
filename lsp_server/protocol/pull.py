"""Diagnostics that the client asks for: of one document, and of the whole workspace.

A result id is the digest of the items, so that an answer is `unchanged` exactly when it would say
the same again.
"""

from collections.abc import Collection, Sequence
from hashlib import blake2b
from typing import Final, NamedTuple

from msgspec import UnsetType

from lsp_server.protocol import messages
from lsp_server.protocol.codec import encode
from lsp_server.protocol.connection import Connection
from lsp_server.protocol.convert import Json, Places, diagnostics
from lsp_server.protocol.dispatch import Steps
from lsp_server.protocol.errors import SERVER_CANCELLED, RequestFailedError
from lsp_server.protocol.live import Live
from lsp_server.protocol.paths import uri_of
from lsp_server.protocol.progress import Progress, Token
from lsp_server.protocol.project import Folder, Project
from lsp_server.workspace.snapshot import Diagnosed

BATCH: Final = 64
"""Files that are read at once, and reports that go into one partial result."""


class Result(NamedTuple):
    """The diagnostics of one text and the id that stands for them."""

    id: str
    items: list[Json]


class Pull:
    """The pulled diagnostics of one client.

    Results of files that are not open are kept until something says that they may have changed; a
    client that does not watch files for us has them looked at again at each request.
    """

    def __init__(self, live: Live) -> None:
        self._live = live
        self._project = Project(live)
        self._folders: tuple[Folder, ...] | None = None
        self._closed: dict[str, Result] = {}
        live.forget_files = self._forget

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
            self._forget(None)
        progress = Progress(live.connection, token, "Vitals: workspace", live.cancelled)
        try:
            while True:
                moved = live.moved
                batch = Batch(live.connection, params.partial_result_token, held)
                yield from self._all(batch, progress)
                if batch.sent or batch.reports or not held:
                    return {"items": batch.reports}
                yield moved
                progress.check()
        finally:
            progress.end()

    def _all(self, batch: "Batch", progress: Progress) -> Steps[None]:
        """Look at every document and file."""
        for uri in list(self._live.session.snapshot.files):
            diagnosed = yield from self._project.diagnosed(uri, None)
            if diagnosed is not None:
                batch.add(uri, self._result(diagnosed), diagnosed.document.version)
        if self._folders is None:
            self._folders = yield from self._project.folders()
        parts = [
            (folder, folder.paths[first : first + BATCH])
            for folder in self._folders
            for first in range(0, len(folder.paths), BATCH)
        ]
        for number, (folder, paths) in enumerate(parts, 1):
            yield from self._look(folder, paths)
            self._add(batch, paths)
            progress.at(number, len(parts))
        batch.finish()

    def _add(self, batch: "Batch", paths: Sequence[str]) -> None:
        opened = self._live.open_paths()
        for path in paths:
            uri = uri_of(path)
            if uri in self._closed and path not in opened:
                batch.add(uri, self._closed[uri], None)

    def _look(self, folder: Folder, paths: Sequence[str]) -> Steps[None]:
        """Diagnose those of a folder's files of which nothing is known."""
        unknown = [path for path in paths if uri_of(path) not in self._closed]
        yield None
        if not unknown:
            return
        read = yield from self._project.read(folder, unknown)
        for uri, one in read.items():
            diagnosed = yield from self._project.diagnosed(uri, one)
            if diagnosed is not None:
                self._closed[uri] = self._result(diagnosed)
            yield None

    def _forget(self, uris: Collection[str] | None) -> None:
        """Look again at some files, or at all."""
        self._folders = None
        if uris is None:
            self._closed.clear()
        else:
            for uri in uris:
                self._closed.pop(uri, None)

    def _result(self, diagnosed: Diagnosed | None) -> Result:
        items: list[Json] = []
        if diagnosed is not None:
            document, client = diagnosed.document, self._live.client
            places = Places(document.source, client.encoding)
            items = diagnostics(diagnosed.findings, document.uri, places, client)
        return Result(blake2b(encode(items), digest_size=12).hexdigest(), items)


class Batch:
    """Reports of a workspace on their way, sent ahead of the answer where the client wants that.

    `reports` are those not sent, `sent` counts the others; `held` is what the client has.
    """

    def __init__(self, connection: Connection, token: Token, held: dict[str, str]) -> None:
        self._connection = connection
        self._token = token
        self._held = held
        self._seen: set[str] = set()
        self.sent = 0
        self.reports: list[Json] = []

    def add(self, uri: str, result: Result, version: int | None) -> None:
        """Report a file, unless the client holds just that, or nothing is all there is to say."""
        if uri in self._seen:
            return
        self._seen.add(uri)
        previous = self._held.get(uri)
        if result.id == previous or (previous is None and not result.items):
            return
        self.reports.append({**_report(result, None), "uri": uri, "version": version})
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
        params = {"token": self._token, "value": {"items": self.reports}}
        self._connection.notify("$/progress", params)
        self.sent += len(self.reports)
        self.reports = []


def _report(result: Result, previous: str | None) -> Json:
    if result.id == previous:
        return {"kind": "unchanged", "resultId": result.id}
    return {"kind": "full", "resultId": result.id, "items": result.items}
