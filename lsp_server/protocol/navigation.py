"""The requests that lead from file to file along the import graph."""

from collections.abc import Sequence
from typing import Final

from lsp_server.features.links import links
from lsp_server.features.queries import Answer, World, answers
from lsp_server.protocol import messages
from lsp_server.protocol.convert import Converted, Json, Places
from lsp_server.protocol.dispatch import Steps
from lsp_server.protocol.figures import Figures
from lsp_server.protocol.live import Live
from lsp_server.protocol.paths import path_of, uri_of
from lsp_server.text import Span

MODULE: Final = 2
"""A SymbolKind of LSP."""


class Navigation:
    """The requests of one client; null where there is nothing to lead to."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def links(self, params: messages.OfDocument) -> list[Json] | None:
        """Answer textDocument/documentLink."""
        live, uri = self._live, params.text_document.uri
        diagnosed, module = live.current(uri), live.linkage.module_of(uri)
        if diagnosed is None or module is None:
            return None
        source = diagnosed.document.source
        places = Places(source, live.client.encoding)
        made: list[Json] = []
        for link in links(live.linkage.graph, module, source):
            item: Json = {"range": places.range(link.span), "target": uri_of(link.path)}
            if live.client.link_tooltips:
                item["tooltip"] = link.tooltip
            made.append(item)
        return made

    def symbols(self, params: messages.Query) -> Steps[list[Json] | None] | None:
        """Answer workspace/symbol: our own questions; null to any other, which is for others."""
        world = World(self._live.linkage, Figures(self._live).cognitive_of)
        found = answers(world, params.query)
        return None if found is None else self._symbols(found)

    def _symbols(self, asked: Steps[list[Answer]]) -> Steps[list[Json] | None]:
        yield from self._live.linked()
        found = yield from asked
        return self._located(found)

    def _located(self, found: Sequence[Answer]) -> list[Json]:
        where = Locations(self._live)
        return [
            {
                "name": answer.name,
                "kind": MODULE,
                "containerName": answer.container,
                "location": where.of(answer.path, answer.span),
            }
            for answer in found
        ]


class Locations:
    """Places in files of the workspace, open or not, for as long as nothing changes.

    Columns of files that are not open count code points, as nobody has their lines at hand.
    """

    def __init__(self, live: Live) -> None:
        self._encoding = live.client.encoding
        files = live.session.snapshot.files
        self._open = {path_of(uri): diagnosed for uri, diagnosed in files.items()}

    def of(self, path: str, span: Span) -> Json:
        """Return an LSP Location."""
        diagnosed = self._open.get(path)
        if diagnosed is None:
            return {"uri": uri_of(path), "range": Converted().range(span)}
        document = diagnosed.document
        return {"uri": document.uri, "range": Places(document.source, self._encoding).range(span)}
