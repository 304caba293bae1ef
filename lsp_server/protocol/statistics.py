"""The counts of caches, index, graph and processes, for `vitals/stats` and `vitals/indexed`."""

from typing import Final

from msgspec.structs import astuple

from lsp_server.protocol.convert import Json
from lsp_server.protocol.dispatch import Steps
from lsp_server.protocol.live import Live
from lsp_server.protocol.memory_requests import status
from lsp_server.workspace.facts import Sums, sums_of
from lsp_server.workspace.index import Index
from lsp_server.workspace.linkage import Linkage
from lsp_server.workspace.resident import resident

TOGETHER: Final = 64
"""Files that are added up at once: a third of a millisecond."""


def statistics(live: Live) -> Json:
    """Return the members of `Stats` about caches and the index."""
    recall, indexing = live.session.recall, live.indexing
    index = indexing.index
    return {
        "cache": recall.reports.statistics()._asdict(),
        "blocks": recall.blocks.statistics()._asdict(),
        "store": indexing.store,
        "index": {
            "files": indexing.counts()[1],
            "indexed": len(index) - index.failed,
            "failed": index.failed,
            "bytes": index.size,
            "capacity": index.capacity,
            "complete": indexing.complete,
            "surveys": indexing.passes,
            "read": indexing.read,
            "measured": indexing.measured,
            "batches": live.disk.batches,
            "restarts": indexing.restarts,
            "recycled": indexing.recycled,
            "processes": [
                {"process": process, "work": work, "residentBytes": resident(process)}
                for work, process in indexing.processes()
            ],
        },
        "graph": _graph(live.linkage),
        "memory": {folder: status(store) for folder, store in live.memory.stores().items()},
    }


def _graph(linkage: Linkage) -> Json:
    """Return the member `graph`; cycles are not counted while they are being worked out."""
    graph = linkage.graph
    settled = linkage.complete and not linkage.busy
    return {
        "modules": len(graph),
        "edges": sum(len(graph.imports(module)) for module in graph),
        "cycles": len(graph.all.groups()) if settled else None,
        "loadCycles": len(graph.load.groups()) if settled else None,
        "revision": graph.revision,
        "settled": settled,
    }


def totals(index: Index) -> Steps[Json]:
    """Return what the files of the index add up to; others go first now and then."""
    totals = dict.fromkeys(Sums.__struct_fields__, 0)
    for number, (_, entry) in enumerate(index.since(0), 1):
        if not number % TOGETHER:
            yield None
        if entry.record:
            for name, value in zip(totals, astuple(sums_of(entry.record)), strict=True):
                totals[name] += value
    return {"files": len(index), "failed": index.failed, **totals}
