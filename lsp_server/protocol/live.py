"""Drives the session of one client: what the client does goes in, what it should see comes out.

Everything runs on the loop's thread; what takes long is handed to the background and comes back.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from lsp_server.analysis import confirm
from lsp_server.analysis.report import FileReport
from lsp_server.protocol import messages
from lsp_server.protocol.acknowledging import Acknowledging
from lsp_server.protocol.background import Background
from lsp_server.protocol.bases import Bases
from lsp_server.protocol.capabilities import Client
from lsp_server.protocol.connection import Connection
from lsp_server.protocol.disk import Disk
from lsp_server.protocol.dispatch import Eventual, Steps
from lsp_server.protocol.history import History
from lsp_server.protocol.indexing import Indexing
from lsp_server.protocol.linking import Linking
from lsp_server.protocol.loop import Call, Timer
from lsp_server.protocol.paths import path_of
from lsp_server.protocol.picture import Picture
from lsp_server.protocol.preferences import Preferences
from lsp_server.protocol.progress import Cancelled
from lsp_server.protocol.publish import Publisher
from lsp_server.protocol.remembering import Remembering
from lsp_server.protocol.sync import Sync
from lsp_server.protocol.tidings import Tidings
from lsp_server.protocol.work import Work
from lsp_server.text import Source
from lsp_server.workspace.document import Document, is_cold
from lsp_server.workspace.linkage import Linkage
from lsp_server.workspace.reach import Reach
from lsp_server.workspace.session import Outcome, Pending, Session
from lsp_server.workspace.snapshot import Diagnosed

if TYPE_CHECKING:
    import subprocess

    from lsp_server.features.symbols import Symbol
    from lsp_server.protocol.wording import Wording

VIEWS: Final = ("codeLens", "inlayHint", "diagnostic")
"""What the client shows of ours and can be told to ask for again."""

CALM: Final = 1.0
"""Seconds without a change after which a text that does not parse is read as a whole."""


class Live:
    """One client's session, documents, publications and work under way.

    `moved` resolves at the next change of anything that a client could ask for.
    """

    def __init__(
        self,
        connection: Connection,
        client: Client,
        attempt: Callable[[Call], None],
        process: "subprocess.Popen[bytes] | None" = None,
    ) -> None:
        """Take over a worker process for the index that was started ahead, if there is one."""
        self.connection = connection
        self.client = client
        self.attempt = attempt
        self.work = Work()
        self.tidings = Tidings(self)
        self.moved = Eventual()
        self.cancelled = Cancelled()
        self.folders = client.folders
        self.preferences = Preferences(self)
        self.linkage = Linkage(self._record_of, path_of)
        self.linking = Linking(self, self.linkage)
        self.reach = Reach(self.linkage)
        self.memory = Remembering(self)
        self.acknowledging = Acknowledging(self)
        self.history = History(self)
        self.session = Session(
            settings_of=self.preferences.settings_of,
            linkage=self.linkage,
            acks_of=self.acknowledging.of,
        )
        self.background = Background(connection.loop, self.warn)
        self.sync = Sync(client.encoding, self, self.warn)
        self.publisher = Publisher(connection, client, attempt, self.current)
        self.bases = Bases(self)
        self.outlines: dict[str, Wording[Symbol]] = {}
        self.indexing = Indexing(self, process)
        self.disk = Disk(self)
        self.picture = Picture(self)
        self._calm: dict[str, Timer] = {}
        self._stale_views: set[str] = set()

    def warn(self, line: str) -> None:
        """Write a warning to the client's log."""
        self.connection.log(line, 2)

    def current(self, uri: str) -> Diagnosed | None:
        """Return what is known of an open document."""
        return self.session.snapshot.files.get(uri)

    def open_paths(self) -> set[str]:
        """Return the paths of the open documents, however the client spells their URIs."""
        return {path for uri in self.session.snapshot.files if (path := path_of(uri)) is not None}

    def _record_of(self, path: str) -> bytes:
        entry = self.indexing.index.get(path)
        return b"" if entry is None else entry.record

    # -- what sync tells

    def opened(self, document: Document) -> None:
        """Take a new document."""
        self.act(self.session.open(document))
        self.bases.want(document.uri)
        self.preferences.tell()

    def changed(self, document: Document) -> None:
        """Take a document's new text."""
        self.act(self.session.change(document))

    def closed(self, uri: str) -> None:
        """Forget a document."""
        self.history.closed(uri)
        self.act(self.session.close(uri))
        self.publisher.withdraw(uri)
        self.outlines.pop(uri, None)

    def saved(self, params: messages.OfDocument) -> None:
        """Take note that a document was written to disk; its text is known already."""
        self.act(self.session.saved(params.text_document.uri))
        self.disk.changed({params.text_document.uri})
        self.history.saved(params.text_document.uri)
        if not self.client.watch_registration:
            self.preferences.reload()

    # -- outcomes

    def act(self, outcome: Outcome) -> None:
        """Do what a change of the session asks for."""
        for uri in outcome.diagnosed:
            self.publisher.changed(uri)
            self.history.diagnosed(uri)
            self._calm_down(uri)
        for pending in outcome.pending:
            self._analyse_elsewhere(pending)
        for line in outcome.said:
            self.connection.log(line)
        self.linking.go_on()
        self.moved_on()

    def moved_on(self) -> None:
        """Wake whoever waits for a change of anything."""
        moved, self.moved = self.moved, Eventual()
        moved.resolve(None)
        self.tidings.noticed()

    def _analyse_elsewhere(self, pending: Pending) -> None:
        uri, source = pending
        end = self.work.begin()

        def done(report: FileReport | None) -> None:
            if report is None:
                self.act(self.session.give_up(uri))
                self.warn(f"{uri} could not be analysed")
            else:
                self.act(self.session.accept(uri, report))
                self.refresh(*VIEWS)
            end()

        self.background.analyse(source, done)

    def linked(self) -> Steps[None]:
        """Wait until the import graph has caught up with what is known."""
        while self.linkage.complete and self.linking.busy:
            yield self.moved

    def remembered(self) -> Steps[None]:
        """Wait until the stores that the settings want are open."""
        while self.memory.opening:
            self.memory.open_now()
            yield self.work.quiet()

    # -- a quiet moment

    def _calm_down(self, uri: str) -> None:
        """Read a text that does not parse as a whole once nobody types."""
        if (timer := self._calm.pop(uri, None)) is not None:
            timer.cancel()
        diagnosed = self.current(uri)
        if diagnosed is None or not diagnosed.report.problems:
            return
        call = partial(self.attempt, partial(self._confirm, uri))
        self._calm[uri] = self.connection.loop.later(CALM, call)

    def _confirm(self, uri: str) -> None:
        self._calm.pop(uri, None)
        diagnosed = self.current(uri)
        if diagnosed is None or not diagnosed.report.problems:
            return
        if is_cold(diagnosed.document.source, None):
            self._confirm_elsewhere(uri, diagnosed.document.source)
            return
        confirmed = confirm(diagnosed.report)
        if confirmed is not diagnosed.report:
            self._confirmed(uri, confirmed)

    def _confirm_elsewhere(self, uri: str, source: Source) -> None:
        end = self.work.begin()

        def done(report: FileReport | None) -> None:
            current = self.current(uri)
            if report is not None and current is not None and current.document.source is source:
                self._confirmed(uri, report)
            end()

        self.background.confirm(source, done)

    def _confirmed(self, uri: str, report: FileReport) -> None:
        self.act(self.session.accept(uri, report))
        self.refresh(*VIEWS)

    def settle(self) -> None:
        """Do at once what waits for its time."""
        self.disk.flush()
        for uri, timer in list(self._calm.items()):
            timer.cancel()
            self._confirm(uri)
        self.publisher.flush()
        self._refresh()

    def refresh(self, *views: str) -> None:
        """Let the client ask again for what it shows, after a change that it did not make.

        However much changes at once, each view is asked for once; while a batch of changes on disk
        is worked off, or the import graph lags behind, none is.
        """
        if not self.session.snapshot.files:
            return
        self._stale_views.update(views)
        self.connection.loop.post(lambda: self.attempt(self._refresh))

    def _refresh(self) -> None:
        if self.disk.unsettled or self.linking.busy:
            return
        stale, self._stale_views = self._stale_views, set()
        able = {
            "codeLens": self.client.lens_refresh,
            "inlayHint": self.client.hint_refresh,
            "diagnostic": self.client.diagnostic_refresh and self.client.pulls,
        }
        for view in sorted(stale):
            if able[view]:
                self.connection.request(f"workspace/{view}/refresh", None)

    def close(self) -> None:
        """End what runs for this client."""
        self.background.close()
        self.indexing.close()
        self.picture.close()
        self.history.hand_over()
        self.memory.close()
