"""The command `vitals.importers`: who imports a document's module, to choose from and go there."""

from lsp_server.features.markdown import count
from lsp_server.features.queries import LIMIT, place_of
from lsp_server.protocol.convert import Json
from lsp_server.protocol.live import Live
from lsp_server.protocol.navigation import Locations
from lsp_server.workspace.reach import foremost

INFORMATION = 3
CHOICES = 5
"""Importers to choose from; more do not fit into a message."""


def importers(live: Live, uri: str) -> list[Json]:
    """Return the places where the module of a document is imported, and offer the foremost ones."""
    linkage, where = live.linkage, Locations(live)
    graph, module = linkage.graph, linkage.module_of(uri)
    if module is None:
        _say(live, "this file is no module of the workspace, or not known as one yet")
        return []
    found = foremost(graph, graph.importers(module), LIMIT)
    places = [where.of(graph.module(of).path, place_of(graph, of, module)) for of in found]
    told = count(len(graph.importers(module)), "module")
    names = [graph.module(of).name for of in found[:CHOICES]]
    message = f"{graph.module(module).name} is imported by {told}"
    _offer(live, message, dict(zip(names, places, strict=False)))
    return places


def _offer(live: Live, message: str, places: dict[str, Json]) -> None:
    """Let the user choose where to go; a client that cannot ask or go there shows the names."""
    able = live.client.message_requests and live.client.show_document
    if not places or not able:
        _say(live, ": ".join(filter(None, (message, ", ".join(places)))))
        return

    def chosen(action: object) -> None:
        place = places.get(str(action.get("title"))) if isinstance(action, dict) else None
        if place is not None:
            shown = {"uri": place["uri"], "selection": place["range"], "takeFocus": True}
            live.connection.request("window/showDocument", shown)

    actions = [{"title": name} for name in places]
    params = {"type": INFORMATION, "message": message, "actions": actions}
    live.connection.request("window/showMessageRequest", params, chosen)


def _say(live: Live, message: str) -> None:
    live.connection.notify("window/showMessage", {"type": INFORMATION, "message": message})
