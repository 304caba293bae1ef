"""The one mutable object: the current snapshot, the caches and what is known of each document.

Touched on the event-loop thread only. It does no I/O, starts no thread and reads no clock: texts,
base reports, settings and the date are handed in.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Final, NamedTuple

from lsp_server.analysis.report import FileReport
from lsp_server.checks import Known, run
from lsp_server.settings import DEFAULT, Settings
from lsp_server.text import Source
from lsp_server.workspace.document import Document
from lsp_server.workspace.recall import Recall
from lsp_server.workspace.snapshot import Diagnosed, Snapshot

COLD_LINES: Final = 4000
"""A text of more lines, of which nothing is known yet, is analysed elsewhere."""

EMPTY: Final = FileReport(b"", ())
"""The report of a file that does not exist: as a base, it makes everything new."""


class Pending(NamedTuple):
    """A text to be analysed elsewhere; the report goes to `Session.accept`."""

    uri: str
    source: Source


class Outcome(NamedTuple):
    """What a change brought: documents diagnosed anew, and texts to analyse elsewhere."""

    diagnosed: tuple[str, ...] = ()
    pending: tuple[Pending, ...] = ()


class _Base(NamedTuple):
    """`report` None: the repository's base is not known; then the text first seen is the base."""

    first: FileReport | None = None
    report: FileReport | None = None
    attached: bool = False

    def effective(self, settings: Settings) -> FileReport | None:
        if settings.base == "none":
            return None
        return self.report if self.attached and self.report is not None else self.first


class Session:
    """The documents of one client. `settings_of` gives the effective settings of a URI."""

    def __init__(
        self,
        today: Callable[[], dt.date] = dt.date.today,
        settings_of: Callable[[str], Settings] = lambda _: DEFAULT,
        recall: Recall | None = None,
    ) -> None:
        self.snapshot = Snapshot()
        self.recall = recall or Recall()
        self._today = today
        self._settings_of = settings_of
        self._known: dict[str, Known] = {}
        self._bases: dict[str, _Base] = {}
        self._awaited: dict[str, Source] = {}

    def open(self, document: Document) -> Outcome:
        """Take a document that the client opened."""
        self._bases[document.uri] = _Base()
        self._known[document.uri] = Known()
        return self._take(document, None)

    def change(self, document: Document) -> Outcome:
        """Take a document's new text and version."""
        return self._take(document, self.snapshot.files.get(document.uri))

    def close(self, uri: str) -> Outcome:
        """Forget a document; its report stays in the cache."""
        self._bases.pop(uri, None)
        self._known.pop(uri, None)
        self._awaited.pop(uri, None)
        files = {key: value for key, value in self.snapshot.files.items() if key != uri}
        explained = frozenset(item for item in self.snapshot.explained if item[0] != uri)
        self._advance(replace(self.snapshot, files=files, explained=explained))
        return Outcome()

    def configure(self, settings_of: Callable[[str], Settings]) -> Outcome:
        """Take new settings: every document is checked again, none is analysed again."""
        self._settings_of = settings_of
        return self._recheck(tuple(self.snapshot.files))

    def attach_base(self, uri: str, report: FileReport | None) -> Outcome:
        """Take the report of a document's base; EMPTY: the base lacks it; None: there is no base."""
        if uri not in self._bases:
            return Outcome()
        self._bases[uri] = self._bases[uri]._replace(report=report, attached=True)
        return self._recheck((uri,))

    def accept(self, uri: str, report: FileReport) -> Outcome:
        """Take a report made elsewhere. It is kept whatever happened to the document meanwhile.

        One of an older text still serves a document that waits for its first: as the start of an
        incremental analysis.
        """
        self.recall.keep(report)
        current = self.snapshot.files.get(uri)
        if current is None:
            return Outcome()
        awaited = self._awaited.get(uri)
        if awaited is not None and awaited.digest == report.digest:
            del self._awaited[uri]
            report = report.attached(awaited)
        if report.source is current.document.source:
            self._put(self._diagnosed(current.document, report, pending=False))
            return Outcome((uri,))
        if current.pending and report.source is not None:
            return self._take(current.document, current._replace(report=report, pending=False))
        return Outcome()

    def give_up(self, uri: str) -> None:
        """Await a document's report no longer; its next change asks again."""
        self._awaited.pop(uri, None)

    def explain(self, uri: str, symbol: str) -> bool:
        """Show the contributions of a function as hints, or no longer; return whether they show."""
        key = (uri, symbol)
        explained = self.snapshot.explained ^ {key}
        self._advance(replace(self.snapshot, explained=explained))
        return key in explained

    def _take(self, document: Document, current: Diagnosed | None) -> Outcome:
        """Every change of every document goes through here."""
        if current is not None and not current.pending:
            found: FileReport | None = self.recall.edited(document.source, current.report)
        elif len(document.source.lines) > COLD_LINES:
            found = self.recall.find(document.source)
        else:
            found = self.recall.opened(document.source)
        if found is None:
            report = current.report if current else EMPTY
            self._put(self._diagnosed(document, report, pending=True))
            return Outcome((), self._asked(document))
        self._put(self._diagnosed(document, found, pending=False))
        return Outcome((document.uri,))

    def _asked(self, document: Document) -> tuple[Pending, ...]:
        """Ask for a text's report, unless an earlier one's is under way and will do as a start."""
        if document.uri in self._awaited:
            return ()
        self._awaited[document.uri] = document.source
        return (Pending(document.uri, document.source),)

    def _recheck(self, uris: tuple[str, ...]) -> Outcome:
        changed = []
        for uri in uris:
            current = self.snapshot.files[uri]
            checked = self._diagnosed(current.document, current.report, pending=current.pending)
            if checked != current:
                changed.append(uri)
                self._put(checked)
        return Outcome(tuple(changed))

    def _diagnosed(self, document: Document, report: FileReport, *, pending: bool) -> Diagnosed:
        uri = document.uri
        settings = self._settings_of(uri)
        if self._bases[uri].first is None and not pending:
            self._bases[uri] = self._bases[uri]._replace(first=report)
        base = self._bases[uri].effective(settings)
        findings = run(report, settings, base, self._today(), self._known[uri])
        return Diagnosed(document, report, findings, settings, base, pending)

    def _put(self, diagnosed: Diagnosed) -> None:
        files = {**self.snapshot.files, diagnosed.document.uri: diagnosed}
        self._advance(replace(self.snapshot, files=files))

    def _advance(self, snapshot: Snapshot) -> None:
        self.snapshot = replace(snapshot, revision=self.snapshot.revision + 1)
