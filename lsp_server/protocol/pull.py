"""Diagnostics that the client asks for: of one document, and of the whole workspace.

A result id is the digest of the items, so that an answer is `unchanged` exactly when it would say
the same again.
"""

from hashlib import blake2b

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

BATCH = 50
"""Reports of a workspace that go into one partial result."""


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
        items = [] if diagnosed is None else self._items(diagnosed)
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
        sent, reports = 0, list[Json]()
        seen = set[str]()
        paths = yield from self._project.files()
        for number, uri in enumerate(paths):
            progress.at(number, len(paths))
            seen.add(uri)
            diagnosed = yield from self._project.diagnosed(uri)
            if diagnosed is not None:
                reports += self._changed(uri, diagnosed, held.get(uri))
            if len(reports) >= BATCH and self._partial(params, reports):
                sent, reports = sent + len(reports), []
            yield None
        for uri in held.keys() - seen:
            reports.append({"kind": "full", "uri": uri, "version": None, "items": []})
        if reports and self._partial(params, reports):
            sent, reports = sent + len(reports), []
        return sent, reports

    def _changed(self, uri: str, diagnosed: Diagnosed, previous: str | None) -> list[Json]:
        report = _report(self._items(diagnosed), previous)
        if report["kind"] == "unchanged" or (previous is None and not report["items"]):
            return []
        is_open = self._live.current(uri) is not None
        version = diagnosed.document.version if is_open else None
        return [{**report, "uri": uri, "version": version}]

    def _partial(self, params: messages.WorkspaceDiagnostics, reports: list[Json]) -> bool:
        """Send reports ahead of the answer where the client wants that."""
        token = params.partial_result_token
        if isinstance(token, UnsetType):
            return False
        self._live.connection.notify("$/progress", {"token": token, "value": {"items": reports}})
        return True

    def _items(self, diagnosed: Diagnosed) -> list[Json]:
        document, client = diagnosed.document, self._live.client
        places = Places(document.source, client.encoding)
        return diagnostics(diagnosed.findings, document.uri, places, client)


def _report(items: list[Json], previous: str | None) -> Json:
    result = blake2b(encode(items), digest_size=12).hexdigest()
    if result == previous:
        return {"kind": "unchanged", "resultId": result}
    return {"kind": "full", "resultId": result, "items": items}
