"""All figures of a document as plain data, for `vitals/metrics`. Lines and columns from zero."""

from typing import Any

import msgspec

from lsp_server.analysis.report import FunctionReport
from lsp_server.features.places import Placed, measured
from lsp_server.version import ANALYSER
from lsp_server.workspace.snapshot import Diagnosed

Json = dict[str, Any]


def metrics(diagnosed: Diagnosed) -> Json:
    """Return the figures of a document; columns count code points."""
    report, document = diagnosed.report, diagnosed.document
    placed = list(measured(report))
    return {
        "uri": document.uri,
        "version": document.version,
        "analyser": ANALYSER,
        "digest": document.source.digest.hex(),
        "pending": diagnosed.pending,
        "cognitive": report.cognitive,
        "lines": _json(report.lines),
        "halstead": _json(report.halstead),
        "functions": [_one(item) for item in placed if isinstance(item.item, FunctionReport)],
        "classes": [_one(item) for item in placed if not isinstance(item.item, FunctionReport)],
        "problems": [_json(item) for item in report.problems],
    }


def _one(placed: Placed) -> Json:
    item = placed.item
    made = _json(item)
    for key in ("firstLine", "line", "nameLine", "endLine"):
        made[key] += placed.offset
    if isinstance(item, FunctionReport):
        made["deepest"] = [item.deepest[0] + placed.offset, item.deepest[1]]
        made["contributions"] = [
            {**_json(reason), "line": reason.line + placed.offset} for reason in item.contributions
        ]
    return {**made, "stale": placed.stale}


def _json(record: msgspec.Struct) -> Json:
    """Return a record's members in camel case; records inside it likewise, all else as it is."""
    return {
        _camel(key): _json(value) if isinstance(value, msgspec.Struct) else value
        for key, value in msgspec.structs.asdict(record).items()
    }


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)
