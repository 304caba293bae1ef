"""The server of one client: the registration table, and the parts that the handlers are made of.

Two tables. HOT methods have params that msgspec decodes and handlers that answer before pygls is
loaded; COLD ones are pygls features with lsprotocol's types, and wait until those are there.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

import msgspec

from lsp_server.protocol import messages as shape
from lsp_server.protocol import parent
from lsp_server.protocol.capabilities import Client
from lsp_server.protocol.channel import Channel
from lsp_server.protocol.connection import Connection
from lsp_server.protocol.dispatch import Dispatcher, Route
from lsp_server.protocol.extensions import Extensions
from lsp_server.protocol.garbage import Collection
from lsp_server.protocol.graph_requests import GraphRequests
from lsp_server.protocol.live import Live
from lsp_server.protocol.loop import Loop
from lsp_server.protocol.memory_requests import MemoryRequests
from lsp_server.protocol.navigation import Navigation
from lsp_server.protocol.overview import Overview
from lsp_server.protocol.pull import Pull
from lsp_server.protocol.registration import at_start
from lsp_server.protocol.requests import Requests

if TYPE_CHECKING:
    import subprocess

    from lsp_server.protocol.upstream import Registry

COLD: Final = frozenset(
    {
        "workspace/didChangeWorkspaceFolders",
        "workspace/didChangeWatchedFiles",
        "workspace/didRenameFiles",
        "workspace/didDeleteFiles",
        "workspace/executeCommand",
        "window/workDoneProgress/cancel",
    }
)

Table = tuple[tuple[str, Callable[[Any], Any], type[shape.Message]], ...]


class Server:
    """All that belongs to one client. Made and used on the loop's thread."""

    def __init__(
        self,
        loop: Loop,
        channel: Channel,
        messages: Iterator[Any],
        client: Client,
        process: "subprocess.Popen[bytes] | None" = None,
    ) -> None:
        """Take over a worker process for the index that was started ahead, if there is one."""
        self.client = client
        self.connection = Connection(loop, channel, messages)
        self.dispatcher = Dispatcher(self.connection)
        self.live = Live(self.connection, client, self.dispatcher.attempt, process)
        self._routes = self._hot()
        self._registry: Registry | None = None
        self._loaded = False
        self.dispatcher.trace = client.trace
        self.dispatcher.route = self._route
        self.dispatcher.ready = self._ready
        self.dispatcher.ended = self.live.close
        self.dispatcher.idle = self._idle
        self.collection = Collection(loop)

    def start(self) -> None:
        """Begin to read, and watch the client's process."""
        if self.client.process is not None:
            loop = self.connection.loop
            parent.watch(self.client.process, lambda: loop.post(self.dispatcher.end))
        self.dispatcher.start()
        self.collection.begin()

    def _idle(self) -> None:
        self.live.sync.flush()
        self.collection.noticed()

    def _hot(self) -> dict[str, Route]:
        live, sync = self.live, self.live.sync
        requests, pull, own = Requests(live), Pull(live), Extensions(live)
        navigation, linked, memory = Navigation(live), GraphRequests(live), MemoryRequests(live)
        overview = Overview(live)
        notified: Table = (
            ("initialized", self._initialized, shape.Nothing),
            ("textDocument/didOpen", sync.open, shape.DidOpen),
            ("textDocument/didChange", sync.change, shape.DidChange),
            ("textDocument/didSave", live.saved, shape.OfDocument),
            ("textDocument/didClose", sync.close, shape.OfDocument),
            ("workspace/didChangeConfiguration", live.preferences.pushed, shape.Configuration),
            ("$/setTrace", self._trace, shape.Trace),
        )
        requested: Table = (
            ("textDocument/hover", requests.hover, shape.AtPosition),
            ("textDocument/codeLens", requests.lenses, shape.OfDocument),
            ("codeLens/resolve", requests.resolved_lens, shape.Lens),
            ("textDocument/inlayHint", requests.hints, shape.InRange),
            ("textDocument/codeAction", requests.actions, shape.CodeActionRequest),
            ("textDocument/documentSymbol", requests.symbols, shape.OfDocument),
            ("textDocument/diagnostic", pull.document, shape.DocumentDiagnostics),
            ("workspace/diagnostic", pull.workspace, shape.WorkspaceDiagnostics),
            ("vitals/metrics", own.metrics, shape.OfDocument),
            ("vitals/settled", own.settled, shape.Nothing),
            ("vitals/stats", own.stats, shape.Nothing),
            ("vitals/indexed", own.indexed, shape.Nothing),
            ("textDocument/documentLink", navigation.links, shape.OfDocument),
            ("workspace/symbol", navigation.symbols, shape.Query),
            ("vitals/graph", linked.graph, shape.Paged),
            ("vitals/importers", linked.importers, shape.OfModule),
            ("vitals/blastRadius", linked.blast_radius, shape.OfModules),
            ("vitals/cycles", linked.cycles, shape.Cycles),
            ("vitals/session", memory.session, shape.Nothing),
            ("vitals/health", overview.health, shape.OfDocument),
            ("vitals/hotspots", overview.hotspots, shape.Hotspots),
            ("vitals/page", overview.page, shape.PageOf),
            ("vitals/memory/stash", memory.stash, shape.Stash),
            ("vitals/memory/stashBatch", memory.stash_batch, shape.StashBatch),
            ("vitals/memory/retrieve", memory.retrieve, shape.Retrieve),
            ("vitals/memory/retrieveBatch", memory.retrieve_batch, shape.RetrieveBatch),
            ("vitals/memory/list", memory.list, shape.ListRecords),
            ("vitals/memory/forget", memory.forget, shape.Retrieve),
            ("vitals/memory/flush", memory.flush, shape.Flush),
            ("vitals/memory/stats", memory.stats, shape.InFolder),
            ("vitals/memory/subscribe", memory.subscribe, shape.Subscribe),
        )
        return {
            method: self._hot_route(handler, params, answers=table is requested)
            for table in (notified, requested)
            for method, handler, params in table
        }

    def _hot_route(
        self, handler: Callable[[Any], Any], params: type[shape.Message], *, answers: bool
    ) -> Route:
        def convert(raw: Any) -> Any:  # noqa: ANN401
            return msgspec.convert({} if raw is None else raw, params)

        edits = params is shape.DidChange
        return Route(handler if edits else self._flushed(handler), convert, answers)

    def _route(self, method: str) -> Route | None:
        if (route := self._routes.get(method)) is not None:
            return route
        if self._registry is None or (cold := self._registry.route(method)) is None:
            return None
        return cold._replace(handler=self._flushed(cold.handler))

    def _flushed(self, handler: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """Hand on the edits before a handler looks at the documents."""

        def run(params: Any) -> Any:  # noqa: ANN401
            self.live.sync.flush()
            return handler(params)

        return run

    # -- pygls, loaded when the first cold message comes

    def _ready(self, method: str) -> bool:
        if method not in COLD or self._loaded:
            return True
        self.live.background.apart(self._load, self._go_on)
        return False

    def _load(self) -> "Registry":
        """Import pygls and register the features; in a thread, as it takes a third of a second."""
        from lsp_server.protocol.events import features
        from lsp_server.protocol.upstream import Registry

        return Registry(self.connection, features(self.live))

    def _go_on(self, registry: "Registry | None") -> None:
        """Handle what waited; without pygls the cold methods are unknown, and all others work."""
        self._registry, self._loaded = registry, True
        self.collection.begin()
        self.dispatcher.resume()

    # -- the handlers that concern the connection itself

    def _initialized(self, _: shape.Nothing) -> None:
        registrations = at_start(self.client)
        if registrations:
            params = {"registrations": registrations}
            self.connection.request("client/registerCapability", params)
        self.live.preferences.pull()
        self.live.indexing.begin()

    def _trace(self, params: shape.Trace) -> None:
        self.dispatcher.trace = params.value
