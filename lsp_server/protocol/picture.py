"""Shows the picture of the import graph in the user's browser, and from there files in the editor.

The page is served while the client is here. What goes to its threads and comes from them passes by
the loop; the page itself is made in a thread.
"""

import time
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from lsp_server.features.graph import document
from lsp_server.graph.coupling import Size
from lsp_server.protocol.convert import Json
from lsp_server.protocol.dispatch import SLICE, Eventual, Steps
from lsp_server.protocol.errors import INVALID_PARAMS, REQUEST_FAILED, RequestFailedError
from lsp_server.protocol.paths import path_of, uri_of
from lsp_server.workspace.facts import sums_of

if TYPE_CHECKING:
    from lsp_server.protocol.live import Live
    from lsp_server.protocol.loop import Call
    from lsp_server.protocol.site import Made, Site

INFORMATION = 3
TRIES: Final = 5
"""How often the graph may change while it is told before the user is asked to try again."""


class Picture:
    """The picture of one client's graph. For the loop's thread, but for what `Site` calls."""

    def __init__(self, live: "Live") -> None:
        self._live = live
        self._site: Site | None = None

    def show(self, arguments: list[Any]) -> Steps[str]:
        """Answer `vitals.showGraph`: show the page, at a module if one is named; return its address."""
        named = self._named(arguments)
        if self._site is None:
            begun = Eventual()
            self._live.background.apart(self._begin, begun.resolve)
            self._site = yield begun
        if self._site is None:
            raise RequestFailedError(REQUEST_FAILED, "the picture cannot be served; see the log")
        address = self._site.address + (f"#module={quote(named)}" if named else "")
        if self._live.client.show_document:
            shown = {"uri": address, "external": True}
            self._live.connection.request("window/showDocument", shown)
        else:
            self._say(f"The picture of the import graph is at {address}")
        return address

    def page(self, module: str) -> Steps[Json]:
        """Answer `vitals/page`: the picture as a page for a webview of the editor, at a module."""
        named = self._named([module] if module else [])
        told = yield from self._told()
        if told is None:
            message = "the import graph changes all the time; try again in a moment"
            raise RequestFailedError(REQUEST_FAILED, message)
        made = Eventual()
        self._live.background.apart(partial(_webview, told, named), made.resolve)
        html = yield made
        if html is None:
            raise RequestFailedError(REQUEST_FAILED, "the picture could not be made; see the log")
        return {"title": f"Imports of {PurePath(told['folder']).name or '/'}", "html": html}

    def _named(self, arguments: list[Any]) -> str:
        """Return the dotted name of the module that is asked for, by name or URI; "" for none."""
        match arguments:
            case []:
                return ""
            case [str(asked)]:
                graph, path = self._live.linkage.graph, path_of(asked)
                module = graph.find(asked) if path is None else graph.at(path)
                return "" if module is None else graph.module(module).name
        message = "`vitals.showGraph` wants nothing, or the name or URI of a module"
        raise RequestFailedError(INVALID_PARAMS, message)

    def _begin(self) -> "Site":
        from lsp_server.protocol.site import Site

        return Site(self._make, self._opened, lambda: self._live.linkage.graph.revision)

    # -- called in the threads of the site

    def _make(self, done: "Made") -> None:
        """Have the page made of the graph as it is now."""
        self._post(partial(self._go_on, self._told(), done, None))

    def _opened(self, path: str, line: int) -> bool:
        """Have a module's file shown in the editor, if that can be asked for it."""
        self._post(partial(self._open, path, line))
        return self._live.client.show_document

    def _post(self, call: "Call") -> None:
        self._live.connection.loop.post(partial(self._live.attempt, call))

    # -- on the loop

    def _go_on(self, steps: Steps[Json | None], done: "Made", value: object) -> None:
        """Tell the graph for a slice of time; at the end have the page made."""
        until = time.monotonic() + SLICE
        while time.monotonic() < until:
            try:
                waits_for = steps.send(value)
            except StopIteration as stop:
                self._live.background.apart(partial(_page, stop.value), done)
                return
            value = None
            if isinstance(waits_for, Eventual):
                waits_for.then(partial(self._go_on, steps, done))
                return
        self._post(partial(self._go_on, steps, done, None))

    def _told(self) -> Steps[Json | None]:
        """Return the document of the graph, None when it changes too often for that."""
        linkage = self._live.linkage
        for _ in range(TRIES):
            yield from self._live.linked()
            insight, revision = linkage.insight, linkage.revision
            steps = document(insight, self._folder(), self._size)
            while linkage.insight is insight and linkage.revision == revision:
                try:
                    next(steps)
                except StopIteration as stop:
                    told: Json = stop.value
                    return told
                yield
        return None

    def _folder(self) -> str:
        paths = filter(None, map(path_of, self._live.folders))
        return next(paths, "/")

    def _size(self, module: int) -> Size:
        """Return the size of a module, as far as the index knows it."""
        entry = self._live.indexing.index.get(self._live.linkage.graph.module(module).path)
        if entry is None or not entry.record:
            return Size()
        sums = sums_of(entry.record)
        return Size(sums.lines, sums.classes, sums.abstract)

    def _open(self, path: str, line: int) -> None:
        """Show a line of a module; no other file, whatever the page asks for."""
        if not self._live.client.show_document or self._live.linkage.graph.at(path) is None:
            return
        start = {"line": line, "character": 0}
        shown = {
            "uri": uri_of(path),
            "takeFocus": True,
            "selection": {"start": start, "end": start},
        }
        self._live.connection.request("window/showDocument", shown)

    def _say(self, message: str) -> None:
        params = {"type": INFORMATION, "message": message}
        self._live.connection.notify("window/showMessage", params)

    def close(self) -> None:
        """Serve no more."""
        site, self._site = self._site, None
        if site is not None:
            from threading import Thread

            Thread(target=site.close, name="site's end", daemon=True).start()


def _webview(told: Json, module: str) -> str:
    from lsp_server.web import webview_page

    return webview_page(told, module)


def _page(told: Json | None) -> bytes | None:
    """Return the page of a document."""
    from lsp_server.web import page

    return None if told is None else page(told, editor=None).encode()
