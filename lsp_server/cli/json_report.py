"""The report for programs: every figure of every function, each named with its definition.

`format` is raised when a field changes its meaning or goes; new fields may come at any time. Lines
and columns count from one, columns in code points.
"""

import json
import platform
from collections.abc import Iterator
from typing import Any, Final, TextIO

from lsp_server.analysis.cognitive import SPECIFICATION
from lsp_server.analysis.report import ClassReport, FunctionReport
from lsp_server.checks.acknowledged import said
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
    """Write one JSON document, each record on a line of its own, while they are made.

    Names of files that are no text hold surrogate escapes.
    """
    before = "{"
    for key, value in _sections(run):
        stream.write(f"{before}{json.dumps(key)}: ")
        if isinstance(value, Iterator):
            _write_rows(value, stream)
        else:
            stream.write(json.dumps(value))
        before = ",\n"
    stream.write("}\n")


def _write_rows(rows: Iterator[object], stream: TextIO) -> None:
    before = "[\n"
    for row in rows:
        stream.write(before + json.dumps(row))
        before = ",\n"
    stream.write("[]" if before == "[\n" else "\n]")


def _sections(run: Run) -> Iterator[tuple[str, object]]:
    """Yield the fields of the document; the values of those with many records are iterators."""
    folder = run.folder
    yield "format", FORMAT
    yield (
        "tool",
        {
            "name": "vitals",
            "version": VERSION,
            "analyser": ANALYSER,
            "python": platform.python_version(),
        },
    )
    yield "dialects", DIALECTS
    yield "base", {"name": run.compared, "commit": run.commit} if run.compared else None
    yield "no_base", run.alone
    yield "touched_only", run.partial
    yield "totals", summary(run)
    yield "acknowledged", run.acknowledged
    yield "files", (_file(portable(file.path, folder), file) for file in run.all_files())
    yield "functions", (_function(*item) for item in _functions(run))
    yield "classes", (_class(*item) for item in _classes(run))
    yield (
        "findings",
        (_finding(file.path, folder, finding) for file, finding in run.findings()),
    )
    yield (
        "settings",
        (_finding(path, folder, finding) for path, finding in run.settings_findings),
    )
    yield (
        "unread",
        ({"path": portable(path, folder), "reason": reason} for path, reason in run.mishaps()),
    )


def _functions(run: Run) -> Iterator[tuple[str, CheckedFunction]]:
    for file in run.all_files():
        path = portable(file.path, run.folder)
        for function in file.functions:
            yield path, function


def _classes(run: Run) -> Iterator[tuple[str, int, ClassReport]]:
    for file in run.all_files():
        path = portable(file.path, run.folder)
        for offset, class_ in file.classes:
            yield path, offset, class_


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


def _finding(path: str, folder: str, finding: Finding) -> dict[str, Any]:
    return {
        "path": portable(path, folder),
        "code": finding.code,
        "severity": finding.severity.name.lower(),
        "tier": finding.tier,
        "change": finding.change.name.lower(),
        "fails": fails(finding),
        "symbol": finding.symbol,
        "message": said(finding),
        "acknowledged": finding.acknowledged,
        **_span(finding.span),
        "figures": dict(finding.figures),
        "exceeded": [name for name, _ in finding.exceeded],
        "related": [
            {
                "path": portable(item.path or path, folder),
                "message": item.message,
                **_span(item.span),
            }
            for item in finding.related
        ],
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
