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
        "lines": msgspec.structs.asdict(report.lines),
        "halstead": msgspec.structs.asdict(report.halstead),
        "functions": [_one(item) for item in placed if isinstance(item.item, FunctionReport)],
        "classes": [_one(item) for item in placed if not isinstance(item.item, FunctionReport)],
        "problems": [msgspec.structs.asdict(item) for item in report.problems],
    }


def _one(placed: Placed) -> Json:
    made: Json = msgspec.to_builtins(msgspec.structs.asdict(placed.item))
    for key in ("first_line", "line", "name_line", "end_line"):
        made[key] += placed.offset
    if isinstance(placed.item, FunctionReport):
        made["deepest"] = [placed.item.deepest[0] + placed.offset, placed.item.deepest[1]]
        made["contributions"] = [
            {**msgspec.structs.asdict(item), "line": item.line + placed.offset}
            for item in placed.item.contributions
        ]
    for key in ("lines", "halstead", "radon_halstead"):
        if key in made:
            made[key] = msgspec.structs.asdict(getattr(placed.item, key))
    made["stale"] = placed.stale
    return {_camel(key): value for key, value in made.items()}


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)
