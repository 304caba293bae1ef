"""Our own requests for what an editor shows beside the text: status line, hotspots, pages.

`editors/README.md` documents them. Nothing here waits for the whole workspace: `complete` tells.
"""

from functools import partial
from pathlib import PurePath
from typing import Any, Final

from lsp_server.features.health import health, long, short
from lsp_server.features.hotspots import Hotspot, hottest
from lsp_server.protocol import messages
from lsp_server.protocol.convert import Json
from lsp_server.protocol.dispatch import Eventual, Steps
from lsp_server.protocol.errors import REQUEST_FAILED, RequestFailedError
from lsp_server.protocol.figures import Figures
from lsp_server.protocol.live import Live
from lsp_server.protocol.paths import path_of, uri_of

SESSION: Final = "Session"


class Overview:
    """The requests of one client."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def health(self, params: messages.OfDocument) -> Json | None:
        """Answer vitals/health: a document in a few figures, null when it is not open."""
        live, uri = self._live, params.text_document.uri
        diagnosed = live.current(uri)
        if diagnosed is None:
            return None
        found = health(diagnosed)
        path = path_of(uri)
        store = None if path is None else live.memory.store_of(path)
        worst: Json | None = None if found.worst is None else found.worst._asdict()
        return {
            "uri": uri,
            "version": diagnosed.document.version,
            "pending": diagnosed.pending,
            **found._asdict(),
            "worst": worst,
            "text": short(found),
            "detail": long(PurePath(path or uri).name, found),
            "store": None if store is None else store.health(),
            "index": self._index(),
        }

    def hotspots(self, params: messages.Hotspots) -> Steps[Json]:
        """Answer vitals/hotspots: the modules that are both complex and coupled."""
        yield from self._live.linked()
        graph, figures = self._live.linkage.graph, Figures(self._live)
        found = yield from hottest(graph, graph, figures.cognitive_of, params.limit)
        return {
            "items": [self._hotspot(spot, figures) for spot in found],
            "complete": self._live.linkage.complete,
        }

    def page(self, params: messages.PageOf) -> Steps[Json]:
        """Answer vitals/page: the picture of the import graph or of the session, for a webview."""
        if params.page == "session":
            yield from self._live.remembered()
            told = self._live.history.session()
            made = yield from self._apart(partial(_session_page, told))
            return {"title": SESSION, "html": made}
        return (yield from self._live.picture.page(params.module))

    def _hotspot(self, spot: Hotspot, figures: Figures) -> Json:
        module = self._live.linkage.graph.module(spot.module)
        worst = figures.worst_of(module.path)
        return {
            "module": module.name,
            "path": module.path,
            "uri": uri_of(module.path),
            "symbol": "" if worst is None else worst.symbol,
            "line": 0 if worst is None else worst.line,
            "cognitive": spot.cognitive,
            "fanIn": spot.fan_in,
            "fanOut": spot.fan_out,
            "score": spot.score,
        }

    def _index(self) -> Json:
        indexing = self._live.indexing
        return {
            "files": indexing.counts()[1],
            "indexed": len(indexing.index) - indexing.index.failed,
            "complete": indexing.complete,
        }

    def _apart(self, make: Any) -> Steps[str]:  # noqa: ANN401
        """Return what a thread makes."""
        made = Eventual()
        self._live.background.apart(make, made.resolve)
        html: str | None = yield made
        if html is None:
            raise RequestFailedError(REQUEST_FAILED, "the page could not be made; see the log")
        return html


def _session_page(told: Json) -> str:
    from lsp_server.web.session import session_page

    return session_page(told)
