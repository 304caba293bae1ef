"""The counts of the caches, the index and the processes, for `vitals/stats` and `vitals/indexed`."""

from collections import Counter
from typing import Any, Final

from lsp_server.protocol.convert import Json
from lsp_server.protocol.dispatch import Steps
from lsp_server.protocol.live import Live
from lsp_server.workspace.facts import figures_of
from lsp_server.workspace.index import Index
from lsp_server.workspace.resident import resident

TOGETHER: Final = 16
"""Files that are added up at once: half a millisecond."""


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
    }


def totals(index: Index) -> Steps[Json]:
    """Return what the files of the index add up to; others go first between any two files."""
    counts: Counter[str] = Counter()
    for _, entry in index.since(0):
        if not entry.record:
            continue
        facts = figures_of(entry.record)
        counts.update(
            functions=len(facts.functions), classes=len(facts.classes), imports=len(facts.imports)
        )
        counts.update(files=1, lines=facts.lines.physical, cognitive=facts.cognitive)
        if not counts["files"] % TOGETHER:
            yield None
    members = ("functions", "classes", "imports", "lines", "cognitive")
    figures: dict[str, Any] = {name: counts[name] for name in members}
    return {"files": len(index), "failed": index.failed, **figures}
