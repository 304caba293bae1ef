"""The workspace as a whole: its documents, and its other files as they are on disk.

Files are found and read in a thread and analysed in the worker process; nothing keeps the loop.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from lsp_server.analysis.decoding import decode
from lsp_server.checks import run
from lsp_server.protocol.dispatch import Eventual, Steps
from lsp_server.protocol.live import Live
from lsp_server.protocol.paths import uri_of
from lsp_server.settings import Settings
from lsp_server.text import Source
from lsp_server.workspace.base import Base, Blob, NoBaseError, blobs, resolve, texts
from lsp_server.workspace.document import Document
from lsp_server.workspace.files import Scope, discover
from lsp_server.workspace.session import EMPTY
from lsp_server.workspace.snapshot import Diagnosed

if TYPE_CHECKING:
    from lsp_server.analysis.report import FileReport

T = TypeVar("T")


class Folder(NamedTuple):
    """A workspace folder's files, its base, and what that knows; without a base nothing is known."""

    paths: tuple[str, ...]
    base: Base | None
    known: Mapping[str, Blob]


class Held(NamedTuple):
    """What a file holds, and what it held at its base: the same without one, None for a new file."""

    source: Source
    old: Source | None


class Project:
    """The Python files of one client's workspace."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def folders(self) -> Steps[tuple[Folder, ...]]:
        """Find the files below all workspace folders, and their bases."""
        preferences = self._live.preferences
        wanted = [
            (folder, preferences.settings_of(uri_of(f"{folder}/x.py")))
            for folder in preferences.folders()
        ]
        found = yield from self._apart(lambda: tuple(_folder(*item) for item in wanted))
        return found or ()

    def read(self, folder: Folder, paths: Sequence[str]) -> Steps[Mapping[str, Held]]:
        """Read those of a folder's files that are no open documents; return them by URI."""
        opened = self._live.open_paths()
        wanted = {path: uri_of(path) for path in paths if path not in opened}
        limits = {
            path: self._live.preferences.settings_of(uri).max_file_size
            for path, uri in wanted.items()
        }
        held = yield from self._apart(lambda: _read(folder, limits))
        return {wanted[path]: one for path, one in (held or {}).items()}

    def diagnosed(self, uri: str, held: Held | None) -> Steps["Diagnosed | None"]:
        """Return what is known of a document, or of a file that was read; None where nothing is."""
        while (current := self._live.current(uri)) is not None and current.pending:
            yield self._live.moved
        if current is not None or held is None:
            return current
        report = yield from self._report(held.source)
        if report is None:
            return None
        settings = self._live.preferences.settings_of(uri)
        base: FileReport | None = report
        if settings.base == "none":
            base = None
        elif held.old is None:
            base = EMPTY
        elif held.old is not held.source:
            base = yield from self._report(held.old)
        today = dt.datetime.now().astimezone().date()
        findings = run(report, settings, base, today)
        return Diagnosed(Document(uri, "python", 0, held.source), report, findings, settings, base)

    def _report(self, source: Source) -> Steps["FileReport | None"]:
        """Analyse a text that nobody has open; its report is not kept, only what follows from it."""
        report = self._live.session.recall.find(source)
        if report is None:
            waiting = Eventual()
            self._live.background.analyse(source, waiting.resolve)
            report = yield waiting
        return report

    def _apart(self, call: Callable[[], T]) -> Steps["T | None"]:
        waiting = Eventual()
        self._live.background.apart(call, waiting.resolve)
        result: T | None = yield waiting
        return result


def _folder(folder: str, settings: Settings) -> Folder:
    """In a thread: list a folder's files and ask git for its base."""
    scope = Scope(folder, settings.exclude, settings.respect_gitignore)
    paths = tuple(found.path for found in discover([folder], scope, lambda *_: None))
    if settings.base == "none":
        return Folder(paths, None, {})
    try:
        base = resolve(folder, settings.base)
        return Folder(paths, base, blobs(base))
    except (NoBaseError, OSError):
        return Folder(paths, None, {})


def _read(folder: Folder, limits: Mapping[str, int]) -> dict[str, Held]:
    """In a thread: read files of up to so many bytes, and what they held at the base."""
    sources = {
        path: Source.of(decode(content).text)
        for path, limit in limits.items()
        if (content := _content(path, limit)) is not None
    }
    if folder.base is None:
        return {path: Held(source, source) for path, source in sources.items()}
    changed = [blob.id for path in sources if (blob := folder.known.get(path)) and not blob.same]
    try:
        old = texts(folder.base, changed)
    except (NoBaseError, OSError):
        old = {}
    return {
        path: Held(source, _old(source, folder.known.get(path), old))
        for path, source in sources.items()
    }


def _old(source: Source, blob: Blob | None, old: Mapping[str, bytes]) -> Source | None:
    if blob is None:
        return None
    if blob.same or blob.id not in old:
        return source
    return Source.of(decode(old[blob.id]).text)


def _content(path: str, limit: int) -> bytes | None:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 -- thousands of times
            content = file.read(limit + 1)
    except (OSError, ValueError):
        return None
    return content if len(content) <= limit else None
