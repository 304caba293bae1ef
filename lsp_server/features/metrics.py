"""All figures of a document as plain data, for `vitals/metrics`.

Members are those of the records in `analysis/report.py`, in camel case. Lines and columns count from
zero, columns in code points. `tier` is the worst of a function by the document's settings; `stale`
marks the last good figures of what is broken now.
"""

from functools import cache
from typing import Any

import msgspec

from lsp_server.analysis.report import FunctionReport
from lsp_server.features.figures import worst_tier
from lsp_server.features.places import Placed, measured
from lsp_server.settings import Settings, camel
from lsp_server.version import ANALYSER
from lsp_server.workspace.snapshot import Diagnosed

Json = dict[str, Any]


def metrics(diagnosed: Diagnosed) -> Json:
    """Return the figures of a document, of its functions and of its classes."""
    report, document = diagnosed.report, diagnosed.document
    functions, classes = list[Json](), list[Json]()
    for placed in measured(report):
        if isinstance(placed.item, FunctionReport):
            functions.append(_function(placed, placed.item, diagnosed.settings))
        else:
            classes.append(_placed(placed))
    return {
        "uri": document.uri,
        "version": document.version,
        "analyser": ANALYSER,
        "digest": document.source.digest.hex(),
        "pending": diagnosed.pending,
        "large": diagnosed.large,
        "cognitive": report.cognitive,
        "lines": _json(report.lines),
        "halstead": _json(report.halstead),
        "functions": functions,
        "classes": classes,
        "problems": [_json(item) for item in report.problems],
    }


def _function(placed: Placed, function: FunctionReport, settings: Settings) -> Json:
    line, column = function.deepest
    return {
        **_placed(placed),
        "tier": worst_tier(function, settings),
        "deepest": [line + placed.offset, column],
        "contributions": [
            {**_json(reason), "line": reason.line + placed.offset}
            for reason in function.contributions
        ],
    }


def _placed(placed: Placed) -> Json:
    made = _json(placed.item)
    for key in ("firstLine", "line", "nameLine", "endLine"):
        made[key] += placed.offset
    told = {"symbol": placed.symbol, "stale": placed.stale, "provisional": placed.provisional}
    return {**made, **told}


def _json(record: msgspec.Struct) -> Json:
    """Return a record's members in camel case; records inside it likewise, all else as it is."""
    made = {}
    for name, key in _keys(type(record)):
        value = getattr(record, name)
        made[key] = _json(value) if isinstance(value, msgspec.Struct) else value
    return made


@cache
def _keys(record: type[msgspec.Struct]) -> tuple[tuple[str, str], ...]:
    return tuple((name, camel(name)) for name in record.__struct_fields__)
