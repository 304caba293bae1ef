"""SARIF 2.1.0, for code scanning services and editors' SARIF viewers."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, TextIO

from lsp_server.checks.acknowledged import said
from lsp_server.checks.catalogue import manual
from lsp_server.checks.finding import Change, Finding, Severity
from lsp_server.cli.checked import Run
from lsp_server.cli.fingerprints import fingerprinted
from lsp_server.cli.places import uri
from lsp_server.text import Span
from lsp_server.version import ANALYSER, VERSION

SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
ROOT: Final = "SRCROOT"
FINGERPRINT: Final = "vitals/v1"

_LEVEL: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFORMATION: "note",
    Severity.HINT: "note",
}
_BASELINE: Final = {Change.NEW: "new", Change.WORSE: "updated", Change.UNCHANGED: "unchanged"}


def write(run: Run, stream: TextIO) -> None:
    """Write one SARIF log."""
    json.dump(log(run), stream, indent=1)
    stream.write("\n")


def log(run: Run) -> dict[str, Any]:
    """Return the log as plain data."""
    codes = sorted({finding.code for _, finding in run.findings()})
    index = {code: number for number, code in enumerate(codes)}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(codes)},
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {ROOT: {"uri": Path(run.folder).as_uri().rstrip("/") + "/"}},
                "invocations": [_invocation(run)],
                "results": [
                    _result(run, file.path, finding, index[finding.code])
                    | {"partialFingerprints": {FINGERPRINT: mark}}
                    for file, finding, mark in fingerprinted(run)
                ],
            }
        ],
    }


def _driver(codes: Iterable[str]) -> dict[str, Any]:
    return {
        "name": "Vitals",
        "semanticVersion": VERSION,
        "properties": {"analyser": ANALYSER},
        "rules": [_rule(code) for code in codes],
    }


def _rule(code: str) -> dict[str, Any]:
    page = manual(code)
    first = page.partition("\n")[0].lstrip("# ").partition(" (`")[0]
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in code.split("-")),
        "shortDescription": {"text": first},
        "help": {"text": page, "markdown": page},
    }


def _invocation(run: Run) -> dict[str, Any]:
    told = [
        *run.mishaps(),
        *((path, finding.message) for path, finding in run.settings_findings),
    ]
    return {
        "executionSuccessful": True,
        "toolExecutionNotifications": [
            {
                "level": "error",
                "message": {"text": reason},
                "locations": [{"physicalLocation": {"artifactLocation": _artifact(run, path)}}],
            }
            for path, reason in told
        ],
    }


def _result(run: Run, path: str, finding: Finding, rule: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVEL[finding.severity],
        "message": {"text": said(finding)},
        "locations": [_location(run, path, finding.span) | _symbol(finding)],
        "properties": {"tier": finding.tier, "figures": dict(finding.figures)},
    }
    if run.compared:
        result["baselineState"] = _BASELINE[finding.change]
    if run.acknowledged:  # SARIF wants suppressions of all results or of none
        result["suppressions"] = _suppressions(finding)
    if finding.related:
        result["relatedLocations"] = [
            {
                "id": number,
                "message": {"text": item.message},
                **_location(run, item.path or path, item.span),
            }
            for number, item in enumerate(finding.related)
        ]
    return result


def _suppressions(finding: Finding) -> list[dict[str, str]]:
    if not finding.acknowledged:
        return []
    return [
        {"kind": "external", "status": "accepted", "justification": finding.acknowledged},
    ]


def _symbol(finding: Finding) -> dict[str, Any]:
    if not finding.symbol:
        return {}
    return {"logicalLocations": [{"fullyQualifiedName": finding.symbol}]}


def _location(run: Run, path: str, span: Span) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": _artifact(run, path),
            "region": {
                "startLine": span.start.line + 1,
                "startColumn": span.start.column + 1,
                "endLine": span.end.line + 1,
                "endColumn": span.end.column + 1,
            },
        }
    }


def _artifact(run: Run, path: str) -> dict[str, str]:
    reference, inside = uri(path, run.folder)
    return {"uri": reference, "uriBaseId": ROOT} if inside else {"uri": reference}
