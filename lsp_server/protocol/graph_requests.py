"""Our own requests about the import graph, `vitals/…`; `editors/README.md` documents them.

Answers wait until what has changed is linked, not until the workspace is known: `complete` tells.
"""

from bisect import bisect_left
from collections.abc import Sequence
from functools import partial
from typing import Any

from lsp_server.features import listings
from lsp_server.features.graph import document
from lsp_server.protocol import messages
from lsp_server.protocol.convert import Json
from lsp_server.protocol.dispatch import Steps
from lsp_server.protocol.errors import REQUEST_FAILED, RequestFailedError
from lsp_server.protocol.figures import Figures
from lsp_server.protocol.live import Live
from lsp_server.protocol.paging import Page, Pages
from lsp_server.protocol.paths import path_of, uri_of


class GraphRequests:
    """The requests of one client."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._linkage = live.linkage
        self._pages = Pages(lambda: self._linkage.graph.revision)

    def graph(self, params: messages.Paged) -> Steps[Json]:
        """Answer vitals/graph: everything, module by module, once no file is being read any more."""
        while self._live.indexing.busy or self._live.linking.busy:
            yield self._live.moved
        insight, figures = self._linkage.insight, Figures(self._live)
        folder = next(filter(None, map(path_of, self._live.folders)), "/")
        answer = partial(document, insight, folder, figures.size_of)
        whole = yield from self._pages.kept("graph", answer)
        page = self._pages.page(whole["modules"], params)
        rest = {} if page.start else {**whole}
        modules = list(map(_addressed, page.items))
        rest |= {"modules": modules, "edges": _edges_of(whole["edges"], page)}
        return {**rest, **self._told(page)}

    def importers(self, params: messages.OfModule) -> Steps[Json]:
        """Answer vitals/importers: who imports a module."""
        yield from self._live.linked()
        graph, module = self._linkage.graph, self._module(params.module)
        answer = partial(listings.importers, graph, module, load=params.load)
        found = yield from self._pages.kept(("importers", module, params.load), answer)
        page = self._pages.page(found, params)
        items = yield from self._pages.made(
            page, partial(listings.importer, graph, imported=module)
        )
        told = {"module": _addressed(listings.module(graph, module))}
        return {**told, **self._listed(page, items)}

    def blast_radius(self, params: messages.OfModules) -> Steps[Json]:
        """Answer vitals/blastRadius: whom a change of modules can affect."""
        yield from self._live.linked()
        graph = self._linkage.graph
        modules = tuple(dict.fromkeys(map(self._module, params.modules)))
        answer = partial(listings.blast_radius, graph, modules, load=params.load)
        found = yield from self._pages.kept(("blastRadius", modules, params.load), answer)
        page = self._pages.page(found, params)
        items = yield from self._pages.made(page, partial(listings.reached, graph))
        module = graph.module
        tests = sum([module(of).test for of, _ in found])
        return {"tests": tests, **self._listed(page, items)}

    def cycles(self, params: messages.Cycles) -> Steps[Json]:
        """Answer vitals/cycles: what imports itself in a circle, and where to cut."""
        yield from self._live.linked()
        modules = tuple(dict.fromkeys(map(self._module, params.modules)))
        answer = partial(listings.cycles, self._linkage, modules)
        found = yield from self._pages.kept(("cycles", modules), answer)
        page = self._pages.page(found, params)
        items = yield from self._pages.made(page, partial(listings.cycle, self._linkage.graph))
        return self._listed(page, items)

    def _module(self, name: str) -> int:
        """Return the module of a URI or dotted name."""
        graph, path = self._linkage.graph, path_of(name)
        module = graph.find(name) if path is None else graph.at(path)
        if module is None:
            so_far = "" if self._linkage.complete else " so far"
            message = f"`{name}` is no module of the workspace{so_far}"
            raise RequestFailedError(REQUEST_FAILED, message)
        return module

    def _listed(self, page: Page[Any], items: Sequence[Json]) -> Json:
        return {"items": list(map(_addressed, items)), **self._told(page)}

    def _told(self, page: Page[Any]) -> Json:
        """Return the members that all pages have."""
        return {
            "revision": self._linkage.graph.revision,
            "complete": self._linkage.complete,
            "total": page.total,
            "next": page.next,
        }


def _edges_of(edges: Sequence[Sequence[Any]], page: Page[Json]) -> Sequence[Sequence[Any]]:
    """Return the edges whose importers are on a page; they are in the order of these."""
    first = bisect_left(edges, page.start, key=lambda edge: edge[0])
    return edges[first : bisect_left(edges, page.start + len(page.items), key=lambda edge: edge[0])]


def _addressed(item: Json) -> Json:
    """Return an item with the URIs of its modules."""
    if "path" in item:
        return {**item, "uri": uri_of(item["path"])}
    return {**item, "modules": list(map(_addressed, item["modules"]))}
