"""The base of each open document: asked of git in a thread, attached when it comes.

Documents opened together are asked for together, so that a thousand of them cost a few processes.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from lsp_server.analysis.decoding import decode
from lsp_server.protocol.paths import path_of
from lsp_server.text import Source
from lsp_server.workspace.base import Base, NoBaseError, blobs, resolve, text_of, texts
from lsp_server.workspace.document import is_cold
from lsp_server.workspace.session import EMPTY

if TYPE_CHECKING:
    from lsp_server.analysis.report import FileReport
    from lsp_server.protocol.live import Live

FEW = 4
"""Up to so many documents are asked for one by one, more by listing the whole revision."""

Old = dict[str, bytes | None]
"""The content that each path had; None for one that the base lacks. Without a base, no entry."""


class Bases:
    """Which base each of one client's documents has."""

    def __init__(self, live: "Live") -> None:
        self._live = live
        self._resolved: dict[tuple[str, str], Base | None] = {}
        self._wanted: dict[str, str] = {}
        self._asking = False

    def want(self, uri: str) -> None:
        """Look up the base of a document, soon."""
        path = path_of(uri)
        if path is None or self._live.preferences.settings_of(uri).base == "none":
            return
        self._wanted[uri] = path
        self._ask()

    def forget(self) -> None:
        """Look up every base anew: a commit or a checkout happened."""
        self._resolved.clear()
        for uri in self._live.session.snapshot.files:
            self.want(uri)

    def _ask(self) -> None:
        if self._asking or not self._wanted:
            return
        self._asking = True
        wanted, self._wanted = self._wanted, {}
        revisions = {uri: self._live.preferences.settings_of(uri).base for uri in wanted}
        groups: dict[str, list[str]] = {}
        for uri, path in wanted.items():
            groups.setdefault(revisions[uri], []).append(path)
        end = self._live.work.begin()

        def done(old: Old | None) -> None:
            self._asking = False
            for uri, path in wanted.items():
                self._attach(uri, path, old or {})
            self._ask()
            end()

        self._live.background.apart(lambda: self._looked_up(groups), done)

    def _attach(self, uri: str, path: str, old: Old) -> None:
        if path not in old:
            self._compare(uri, None)
        elif (content := old[path]) is None:
            self._compare(uri, EMPTY)
        else:
            self._attach_text(uri, Source.of(decode(content).text))

    def _attach_text(self, uri: str, source: Source) -> None:
        """Attach the report of a base's text; most of its blocks are those of the document."""
        current = self._live.current(uri)
        if current is None:
            return
        since = current.report.source
        if since is not None and not is_cold(source, since):
            self._compare(uri, self._live.session.recall.edited(source, current.report))
            return
        end = self._live.work.begin()

        def done(report: "FileReport | None") -> None:
            self._compare(uri, report)
            end()

        self._live.background.analyse(source, done)

    def _compare(self, uri: str, base: "FileReport | None") -> None:
        """Compare a document with its base from now on."""
        outcome = self._live.session.attach_base(uri, base)
        self._live.act(outcome)
        if outcome.diagnosed:
            self._live.refresh("diagnostic")

    def _looked_up(self, groups: dict[str, list[str]]) -> Old:
        """In a thread: return what each path held at its base."""
        old: Old = {}
        for revision, paths in groups.items():
            by_base: dict[Base, list[str]] = {}
            for path in paths:
                base = self._base(str(Path(path).parent), revision)
                if base is not None:
                    by_base.setdefault(base, []).append(path)
            for base, members in by_base.items():
                old.update(contents(base, members))
        return old

    def _base(self, folder: str, revision: str) -> Base | None:
        key = (folder, revision)
        if key not in self._resolved:
            try:
                self._resolved[key] = resolve(folder, revision)
            except (NoBaseError, OSError):
                self._resolved[key] = None
        return self._resolved[key]


def contents(base: Base, paths: list[str]) -> Old:
    """Return what each path held at a base; nothing when git fails."""
    try:
        if len(paths) <= FEW:
            return {path: text_of(base, path) for path in paths}
        known = blobs(base)
        ids = {path: known[path].id for path in paths if path in known}
        held = texts(base, ids.values())
    except (NoBaseError, OSError):
        return {}
    return {path: held.get(ids[path]) if path in ids else None for path in paths}
