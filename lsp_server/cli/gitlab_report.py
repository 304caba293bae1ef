"""GitLab's Code Quality report: a JSON list, one entry for each finding."""

import json
from typing import Any, Final, TextIO

from lsp_server.checks.finding import Finding, Severity
from lsp_server.cli.checked import Run
from lsp_server.cli.fingerprints import fingerprinted
from lsp_server.cli.places import portable
from lsp_server.text import Span

_SEVERITY: Final = {
    Severity.ERROR: "blocker",
    Severity.WARNING: "major",
    Severity.INFORMATION: "minor",
    Severity.HINT: "info",
}


def write(run: Run, stream: TextIO) -> None:
    """Write the report."""
    json.dump(entries(run), stream, indent=1)
    stream.write("\n")


def entries(run: Run) -> list[dict[str, Any]]:
    """Return the entries as plain data."""
    return [
        {
            "description": finding.message,
            "check_name": finding.code,
            "fingerprint": mark,
            "severity": _severity(finding),
            "location": _location(run, file.path, finding.span),
        }
        | _elsewhere(run, file.path, finding)
        for file, finding, mark in fingerprinted(run)
    ]


def _elsewhere(run: Run, path: str, finding: Finding) -> dict[str, Any]:
    """Return the places of a finding that has some in other files; GitLab passes over them."""
    if not any(item.path for item in finding.related):
        return {}
    places = [_location(run, item.path or path, item.span) for item in finding.related]
    return {"other_locations": places}


def _location(run: Run, path: str, span: Span) -> dict[str, Any]:
    return {
        "path": portable(path, run.folder),
        "lines": {"begin": span.start.line + 1, "end": span.end.line + 1},
    }


def _severity(finding: Finding) -> str:
    extreme = finding.tier == 3 and finding.severity is Severity.WARNING  # noqa: PLR2004
    return "critical" if extreme else _SEVERITY[finding.severity]
