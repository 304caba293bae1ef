"""The report for programs: every figure of every function, each named with its definition.

`format` is raised when a field changes its meaning or goes; new fields may come at any time. Lines
and columns count from one, columns in code points.
"""

import json
import platform
from typing import Any, Final, TextIO

from lsp_server.analysis.cognitive import SPECIFICATION
from lsp_server.analysis.report import ClassReport, FunctionReport
from lsp_server.checks.finding import Finding
from lsp_server.cli.checked import FIGURES, CheckedFile, CheckedFunction, Run, fails
from lsp_server.cli.places import portable
from lsp_server.cli.totals import totals
from lsp_server.text import Span
from lsp_server.version import ANALYSER, VERSION

FORMAT: Final = 1

_PLACES: Final = frozenset(
    {
        "first_line",
        "line",
        "column",
        "name_line",
        "name_column",
        "end_line",
        "end_column",
        "deepest",
    }
)
_NESTED: Final = frozenset({"contributions", "lines", "halstead", "radon_halstead"})

DIALECTS: Final = {
    "c901": "cyclomatic complexity as ruff's C901 counts it",
    "cc": "cyclomatic complexity as radon 6 counts it, corrected where its manual page says",
    "cognitive": f"Vitals' specification {SPECIFICATION}, after SonarSource's white paper of 2023",
    "nesting": "as pylint's R1702 counts it",
    "parameters": "as ruff's PLR0913 counts them",
    "statements": "as ruff's PLR0915 counts them",
    "branches": "as ruff's PLR0912 counts them",
    "returns": "as ruff's PLR0911 counts them",
    "local_names": "as ruff's PLR0914 counts them",
    "halstead": "over the real operators and operands",
    "radon_halstead": "over the operators and operands that radon 6 sees",
    "maintainability": "Visual Studio's index, 0 to 100",
    "lcom4": "connected groups of methods, Hitz and Montazeri 1995",
}


def write(run: Run, stream: TextIO) -> None:
    """Write one JSON document, each record on a line of its own.

    Names of files that are no text hold surrogate escapes.
    """
    written = (f"{json.dumps(key)}: {_value(value)}" for key, value in document(run).items())
    stream.write("{" + ",\n".join(written) + "}\n")


def _value(value: object) -> str:
    if not isinstance(value, list) or not value:
        return json.dumps(value)
    return "[\n" + ",\n".join(map(json.dumps, value)) + "\n]"


def document(run: Run) -> dict[str, Any]:
    """Return the document as plain data."""
    files = [(portable(file.path, run.folder), file) for file in run.files]
    return {
        "format": FORMAT,
        "tool": {
            "name": "vitals",
            "version": VERSION,
            "analyser": ANALYSER,
            "python": platform.python_version(),
        },
        "dialects": DIALECTS,
        "base": {"name": run.compared, "commit": run.commit} if run.compared else None,
        "no_base": run.alone,
        "touched_only": run.partial,
        "totals": summary(run),
        "files": [_file(path, file) for path, file in files],
        "functions": [_function(path, item) for path, file in files for item in file.functions],
        "classes": [_class(path, *item) for path, file in files for item in file.classes],
        "findings": [
            _finding(portable(file.path, run.folder), finding) for file, finding in run.findings()
        ],
        "settings": [
            _finding(portable(path, run.folder), finding) for path, finding in run.settings_findings
        ],
        "unread": [
            {"path": portable(path, run.folder), "reason": reason} for path, reason in run.mishaps()
        ],
    }


def summary(run: Run) -> dict[str, Any]:
    """Return the totals of a run as plain data."""
    total = totals(run)
    return {
        "files": total.files,
        "functions": total.functions,
        "classes": total.classes,
        "lines": _plain(total.lines),
        "tiers": list(total.tiers),
        "spread": {name: spread._asdict() for name, spread in total.spread.items()},
        "changes": total.changes,
    }


def _file(path: str, file: CheckedFile) -> dict[str, Any]:
    if file.unread:
        return {"path": path, "unread": file.unread}
    return {
        "path": path,
        "lines": _plain(file.sums.lines),
        "cognitive": file.cognitive,
        "halstead": _plain(file.halstead),
        "problems": [
            {
                "kind": problem.kind,
                "message": problem.message,
                "line": problem.line + 1,
                "column": problem.column + 1,
                "end_line": problem.end_line + 1,
                "end_column": problem.end_column + 1,
                "needs": problem.needs,
            }
            for problem in file.problems
        ],
    }


def _function(path: str, item: CheckedFunction) -> dict[str, Any]:
    report = item.report
    return {
        "path": path,
        **_named(item.offset, report),
        "tier": item.tier,
        "tiers": dict(zip(FIGURES, item.tiers, strict=True)),
        **_figures(report),
        "contributions": [
            {
                "line": item.offset + why.line + 1,
                "column": why.column + 1,
                "construct": why.construct,
                "increment": why.increment,
                "nesting": why.nesting,
            }
            for why in report.contributions
        ],
        "lines": _plain(report.lines),
        "halstead": _plain(report.halstead),
        "radon_halstead": _plain(report.radon_halstead),
    }


def _class(path: str, offset: int, report: ClassReport) -> dict[str, Any]:
    return {
        "path": path,
        **_named(offset, report),
        **_figures(report),
        "lines": _plain(report.lines),
    }


def _named(offset: int, report: FunctionReport | ClassReport) -> dict[str, Any]:
    return {
        "first_line": offset + report.first_line + 1,
        "line": offset + report.line + 1,
        "column": report.column + 1,
        "end_line": offset + report.end_line + 1,
        "end_column": report.end_column + 1,
    }


def _figures(report: FunctionReport | ClassReport) -> dict[str, Any]:
    """Return names and plain figures by field; places and nested records are not among them."""
    return {
        name: round(value, 2) if isinstance(value, float) else value
        for name in report.__struct_fields__
        if name not in _PLACES and name not in _NESTED
        for value in (getattr(report, name),)
    }


def _finding(path: str, finding: Finding) -> dict[str, Any]:
    return {
        "path": path,
        "code": finding.code,
        "severity": finding.severity.name.lower(),
        "tier": finding.tier,
        "change": finding.change.name.lower(),
        "fails": fails(finding),
        "symbol": finding.symbol,
        "message": finding.message,
        **_span(finding.span),
        "figures": dict(finding.figures),
        "exceeded": [name for name, _ in finding.exceeded],
        "related": [{"message": item.message, **_span(item.span)} for item in finding.related],
    }


def _span(span: Span) -> dict[str, int]:
    return {
        "line": span.start.line + 1,
        "column": span.start.column + 1,
        "end_line": span.end.line + 1,
        "end_column": span.end.column + 1,
    }


def _plain(record: Any) -> dict[str, int]:  # noqa: ANN401  any flat msgspec record
    return {name: getattr(record, name) for name in record.__struct_fields__}
