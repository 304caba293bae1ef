"""Our own requests, `vitals/…`, and the commands; `editors/README.md` documents them."""

import os
import sys

from lsp_server.features.metrics import metrics
from lsp_server.protocol import messages
from lsp_server.protocol.convert import Json
from lsp_server.protocol.dispatch import Steps
from lsp_server.protocol.live import Live
from lsp_server.protocol.statistics import statistics, totals
from lsp_server.version import ANALYSER, VERSION
from lsp_server.workspace.resident import resident


class Extensions:
    """The requests beyond LSP of one client."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def metrics(self, params: messages.OfDocument) -> Json | None:
        """Answer vitals/metrics: all figures of a document, null when it is not open."""
        diagnosed = self._live.current(params.text_document.uri)
        return None if diagnosed is None else metrics(diagnosed)

    def settled(self, _: messages.Nothing) -> Steps[None]:
        """Answer vitals/settled: null once everything received before it is diagnosed and sent."""
        while True:
            self._live.settle()
            if not self._live.work.count:
                return
            yield self._live.work.quiet()

    def indexed(self, _: messages.Nothing) -> Steps[Json]:
        """Answer vitals/indexed: what the workspace's files add up to, once all are known."""
        live = self._live
        live.disk.flush()
        while live.work.count:
            yield live.work.quiet()
        live.indexing.start()
        while live.indexing.busy or live.linking.busy:
            yield live.moved
        return (yield from totals(live.indexing.index))

    def stats(self, _: messages.Nothing) -> Json:
        """Answer vitals/stats: counts since the client connected, and what the process uses."""
        live = self._live
        return {
            "version": VERSION,
            "analyser": ANALYSER,
            "python": sys.version.split()[0],
            "process": os.getpid(),
            "worker": live.background.process,
            "residentBytes": resident(),
            "documents": len(live.session.snapshot.files),
            "revision": live.session.snapshot.revision,
            "edits": live.sync.edits,
            "publications": live.publisher.published,
            "analysedElsewhere": live.background.analysed,
            "workerRestarts": live.background.restarts,
            "pyglsLoaded": "pygls" in sys.modules,
            **statistics(live),
        }
