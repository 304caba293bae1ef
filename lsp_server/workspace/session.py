"""The one mutable object: the current snapshot, the caches and what is known of each document.

Touched on the event-loop thread only. It does no I/O, starts no thread and reads no clock: texts,
base reports, settings and the date are handed in.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from lsp_server.analysis.report import FileReport
from lsp_server.checks import Known, run
from lsp_server.checks.acknowledged import Acks, Quieted
from lsp_server.settings import DEFAULT, Settings
from lsp_server.text import Source
from lsp_server.workspace.document import COLD_LINES, Document, exceeds, is_cell, is_cold
from lsp_server.workspace.linkage import Linkage
from lsp_server.workspace.recall import Recall
from lsp_server.workspace.snapshot import Diagnosed, Snapshot

TOO_LARGE: Final = (
    "is larger than the settings maxLines and maxFileSize allow: "
    "it is analysed when it is opened and saved, not at each change"
)

AT_ONCE: Final = 4
"""Slices of work on the import graph that a change of a document waits for; the rest comes later."""

EMPTY: Final = FileReport(b"", ())
"""The report of a file that does not exist: as a base, it makes everything new."""


__all__ = ["COLD_LINES", "EMPTY", "Outcome", "Pending", "Session"]


class Pending(NamedTuple):
    """A text to be analysed elsewhere; the report goes to `Session.accept`."""

    uri: str
    source: Source


class Outcome(NamedTuple):
    """What a change brought: documents diagnosed anew, texts to analyse elsewhere, lines to log."""

    diagnosed: tuple[str, ...] = ()
    pending: tuple[Pending, ...] = ()
    said: tuple[str, ...] = ()


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
    """The documents of one client. `settings_of` gives the effective settings of a URI.

    `linkage` is the import graph that the documents take part in; `acks_of` gives what is
    acknowledged of a URI's findings.
    """

    def __init__(
        self,
        today: Callable[[], dt.date] = dt.date.today,
        settings_of: Callable[[str], Settings] = lambda _: DEFAULT,
        recall: Recall | None = None,
        linkage: Linkage | None = None,
        acks_of: Callable[[str], Acks | None] = lambda _: None,
    ) -> None:
        self.snapshot = Snapshot()
        self.recall = recall or Recall()
        self.linkage = linkage or Linkage()
        self._today = today
        self._settings_of = settings_of
        self._acks_of = acks_of
        self._known: dict[str, Known] = {}
        self._quieted: dict[str, Quieted] = {}
        self._bases: dict[str, _Base] = {}
        self._awaited: dict[str, Source] = {}
        self._linked = self.linkage.revision

    def open(self, document: Document) -> Outcome:
        """Take a document that the client opened; a notebook's cells are ignored."""
        if is_cell(document):
            return Outcome()
        self._bases[document.uri] = _Base()
        self._known[document.uri] = Known()
        self._quieted[document.uri] = Quieted()
        return self._take(document, None)

    def change(self, document: Document) -> Outcome:
        """Take a document's new text and version; one that is not open is ignored."""
        current = self.snapshot.files.get(document.uri)
        return Outcome() if current is None else self._take(document, current)

    def saved(self, uri: str) -> Outcome:
        """Take note that a document was saved: a large one that was changed is analysed again."""
        current = self.snapshot.files.get(uri)
        if current is None or not current.large or current.report.source is not None:
            return Outcome()
        return self._await(current.document, EMPTY)

    def close(self, uri: str) -> Outcome:
        """Forget a document; its report stays in the cache."""
        for of_document in (self._bases, self._known, self._quieted, self._awaited):
            of_document.pop(uri, None)
        self.linkage.close(uri)
        files = {key: value for key, value in self.snapshot.files.items() if key != uri}
        explained = frozenset(item for item in self.snapshot.explained if item[0] != uri)
        self._advance(files, explained)
        return self.link()

    def link(self) -> Outcome:
        """Look again at what the import graph says of each document, if that may have changed."""
        if self.linkage.complete:
            self.linkage.step(AT_ONCE)
        if self._linked == self.linkage.revision:
            return Outcome()
        self._linked = self.linkage.revision
        return _together(self._recheck(item) for item in self.snapshot.files.values())

    def configure(self, settings_of: Callable[[str], Settings]) -> Outcome:
        """Take new settings: every document is checked again, none is analysed again."""
        self._settings_of = settings_of
        return _together(self._reconfigured(item) for item in self.snapshot.files.values())

    def acknowledge(self) -> Outcome:
        """Look again at what is acknowledged of each document's findings."""
        return _together(self._recheck(item) for item in self.snapshot.files.values())

    def attach_base(self, uri: str, report: FileReport | None) -> Outcome:
        """Take the report of a document's base; EMPTY: the base lacks it; None: there is no base."""
        if uri not in self._bases:
            return Outcome()
        self._bases[uri] = self._bases[uri]._replace(report=report, attached=True)
        return _together((self._recheck(self.snapshot.files[uri]), self.link()))

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
            self._first_seen(uri, report)
        if report.source is current.document.source:
            self._put(self._diagnosed(current.document, report))
            return _together((Outcome((uri,)), self.link()))
        if not current.pending or report.source is None:
            return Outcome()
        if current.large:
            return Outcome((), self._asked(current.document))
        return self._take(current.document, current._replace(report=report))

    def give_up(self, uri: str) -> Outcome:
        """Await a document's report no longer; its next change asks again."""
        self._awaited.pop(uri, None)
        current = self.snapshot.files.get(uri)
        if current is None or not current.pending:
            return Outcome()
        self._put(self._diagnosed(current.document, EMPTY))
        return Outcome((uri,))

    def explain(self, uri: str, symbol: str) -> bool:
        """Show the contributions of a function as hints, or no longer; return whether they show."""
        key = (uri, symbol)
        explained = self.snapshot.explained ^ {key}
        self._advance(self.snapshot.files, explained)
        return key in explained

    def _take(self, document: Document, current: Diagnosed | None) -> Outcome:
        """Every change of every document goes through here."""
        if exceeds(document.source, self._settings_of(document.uri)):
            return self._take_large(document, current)
        report = self._report_of(document.source, current)
        if report is None:
            return self._await(document, current.report if current else EMPTY)
        self._put(self._diagnosed(document, report))
        return _together((Outcome((document.uri,)), self.link()))

    def _take_large(self, document: Document, current: Diagnosed | None) -> Outcome:
        """Take a text too large to follow live: analyse it when it is opened, and say so once."""
        said = () if current is not None and current.large else (f"{document.uri} {TOO_LARGE}",)
        if current is None:
            return self._await(document, EMPTY)._replace(said=said)
        same = current.report.source is document.source
        self._put(self._diagnosed(document, current.report if same else EMPTY))
        return Outcome((document.uri,), (), said)

    def _report_of(self, source: Source, current: Diagnosed | None) -> FileReport | None:
        """Return the report of a text; None where making it would keep the loop."""
        since = None if current is None else current.report.source
        cold = is_cold(source, since)
        if current is not None and since is not None and not cold:
            return self.recall.edited(source, current.report)
        return self.recall.find(source) if cold else self.recall.opened(source)

    def _await(self, document: Document, meanwhile: FileReport) -> Outcome:
        self._put(self._diagnosed(document, meanwhile, pending=True))
        return Outcome((), self._asked(document))

    def _asked(self, document: Document) -> tuple[Pending, ...]:
        """Ask for a text's report, unless an earlier one's is under way and will do as a start."""
        if document.uri in self._awaited:
            return ()
        self._awaited[document.uri] = document.source
        return (Pending(document.uri, document.source),)

    def _reconfigured(self, current: Diagnosed) -> Outcome:
        document = current.document
        if exceeds(document.source, self._settings_of(document.uri)) == current.large:
            return self._recheck(current)
        return self._take(document, current)

    def _recheck(self, current: Diagnosed) -> Outcome:
        checked = self._diagnosed(current.document, current.report, pending=current.pending)
        if checked == current:
            return Outcome()
        self._put(checked)
        return Outcome((current.document.uri,))

    def _diagnosed(
        self, document: Document, report: FileReport, *, pending: bool = False
    ) -> Diagnosed:
        uri = document.uri
        settings = self._settings_of(uri)
        if not pending:
            self._first_seen(uri, report)
        base = self._bases[uri].effective(settings)
        today = self._today()
        findings = run(report, settings, base, today, self._known[uri])
        if not pending and report.source is not None:
            self.linkage.follow(uri, report, base)
        findings = findings.beside(self.linkage.findings(uri, settings, today))
        findings = self._quieted[uri].of(findings, self._acks_of(uri))
        current = self.snapshot.files.get(uri)
        if current is not None and current.findings == findings:
            findings = current.findings
        large = exceeds(document.source, settings)
        return Diagnosed(document, report, findings, settings, base, pending, large)

    def _first_seen(self, uri: str, report: FileReport) -> None:
        if self._bases[uri].first is None and report.source is not None:
            self._bases[uri] = self._bases[uri]._replace(first=report)

    def _put(self, diagnosed: Diagnosed) -> None:
        files = {**self.snapshot.files, diagnosed.document.uri: diagnosed}
        self._advance(files, self.snapshot.explained)

    def _advance(
        self, files: Mapping[str, Diagnosed], explained: frozenset[tuple[str, str]]
    ) -> None:
        self.snapshot = Snapshot(self.snapshot.revision + 1, files, explained)


def _together(outcomes: Iterable[Outcome]) -> Outcome:
    """Return what several changes brought."""
    all_of = list(outcomes)
    return Outcome(
        tuple(uri for outcome in all_of for uri in outcome.diagnosed),
        tuple(pending for outcome in all_of for pending in outcome.pending),
        tuple(line for outcome in all_of for line in outcome.said),
    )
