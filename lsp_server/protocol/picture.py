"""Shows the picture of the import graph in the user's browser, and from there files in the editor.

The page is served while the client is here. What goes to its threads and comes from them passes by
the loop; the page itself is made in a thread.
"""

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from lsp_server.protocol.dispatch import Eventual, Steps
from lsp_server.protocol.errors import INVALID_PARAMS, REQUEST_FAILED, RequestFailedError
from lsp_server.protocol.paths import path_of, uri_of

if TYPE_CHECKING:
    from lsp_server.protocol.live import Live
    from lsp_server.protocol.site import Made, Site

INFORMATION = 3


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

        return Site(self._make, self._opened)

    # -- called in the threads of the site

    def _make(self, done: "Made") -> None:
        """Have the page made of the graph as it is now."""
        self._live.connection.loop.post(partial(self._live.attempt, partial(self._document, done)))

    def _opened(self, path: str, line: int) -> bool:
        """Have a module's file shown in the editor, if that can be asked for it."""
        call = partial(self._open, path, line)
        self._live.connection.loop.post(partial(self._live.attempt, call))
        return self._live.client.show_document

    # -- on the loop

    def _open(self, path: str, line: int) -> None:
        """Show a line of a module; no other file, whatever the page asks for."""
        if not self._live.client.show_document or self._live.linkage.graph.at(path) is None:
            return
        start = {"line": line, "character": 0}
        shown = {"uri": uri_of(path), "takeFocus": True, "selection": {"start": start, "end": start}}
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
