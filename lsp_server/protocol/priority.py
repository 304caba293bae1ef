"""Which files matter most to the user: those that are open, then what they import."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from lsp_server.protocol.paths import path_of
from lsp_server.workspace.index import imported

if TYPE_CHECKING:
    from lsp_server.protocol.live import Live


class Priority:
    """Remembers what each open document imports, as it was when its report first came."""

    def __init__(self, live: "Live") -> None:
        self._live = live
        self._around: dict[str, tuple[str, ...]] = {}

    def first(self, waiting: Collection[str]) -> Iterator[str]:
        """Yield paths, of which some may not be waiting any more."""
        opened = self._live.session.snapshot.files
        self._around = {
            uri: self._around.get(uri) or self._looked_up(uri, waiting) for uri in opened
        }
        for paths in self._around.values():
            yield from paths[:1]
        for paths in self._around.values():
            yield from paths[1:]

    def _looked_up(self, uri: str, waiting: Collection[str]) -> tuple[str, ...]:
        """Return a document's own path and those of what it imports; nothing before its report."""
        path, diagnosed = path_of(uri), self._live.current(uri)
        if path is None or diagnosed is None or diagnosed.pending:
            return ()
        facts = [fact for _, fact in diagnosed.report.imports()]
        root = next(
            (root for root in self._live.preferences.folders() if path.startswith(root)), ""
        )
        found = imported(path, facts, root) if root else iter(())
        return (path, *dict.fromkeys(other for other in found if other in waiting))
