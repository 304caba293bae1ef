"""One file from its bytes to what is reported of it."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from lsp_server import checks
from lsp_server.analysis import analyse
from lsp_server.analysis.decoding import decode
from lsp_server.analysis.report import ClassReport, FileReport, FunctionReport
from lsp_server.checks.catalogue import DIMENSIONS
from lsp_server.checks.finding import Finding
from lsp_server.cli.checked import FIGURES, CheckedFile, CheckedFunction, Task
from lsp_server.settings import Settings
from lsp_server.text import Source

_BY_NAME: Final = {dimension.name: dimension for dimension in DIMENSIONS}
_DIMENSIONS: Final = tuple(_BY_NAME[name] for name in FIGURES)

Ranges = tuple[tuple[int, int], ...]


class Shared(NamedTuple):
    """What all files of a run have in common; a task names its settings by number."""

    settings: tuple[Settings, ...]
    today: dt.date


def check_file(task: Task, shared: Shared) -> CheckedFile:
    """Read, analyse and check one file; never raises for what the file holds."""
    try:
        content = Path(task.path).read_bytes() if task.text is None else task.text
    except OSError as error:
        return CheckedFile(task.path, unread=(error.strerror or str(error)).lower())
    settings = shared.settings[task.settings]
    report = _report(content)
    findings = checks.run(report, settings, _base(task, report), shared.today)
    functions = tuple(_touched_functions(report, settings, task.touched))
    classes = tuple(
        (offset, item) for offset, item in report.classes() if _touches(offset, item, task.touched)
    )
    return CheckedFile(
        task.path,
        lines=report.lines,
        cognitive=report.cognitive,
        halstead=report.halstead,
        functions=functions,
        classes=classes,
        findings=tuple(_touched_findings(findings, report, task.touched)),
        problems=report.problems,
    )


def _report(content: bytes) -> FileReport:
    text, _, problem = decode(content)
    report = analyse(Source.of(text))
    if problem is None:
        return report
    return FileReport(None, report.blocks, (problem, *report.problems), report.source)


def _base(task: Task, report: FileReport) -> FileReport | None:
    if task.same:
        return report
    return None if task.old is None else _report(task.old)


def _touched_functions(
    report: FileReport, settings: Settings, touched: Ranges | None
) -> Iterable[CheckedFunction]:
    for offset, function in report.functions():
        if _touches(offset, function, touched):
            figures, tiers = zip(*_measured(function, settings), strict=True)
            yield CheckedFunction(offset, figures, tiers, function)


def _measured(function: FunctionReport, settings: Settings) -> Iterable[tuple[int, int]]:
    """Yield each figure with its tier, in the order of FIGURES; without limits the tier is 0."""
    for dimension in _DIMENSIONS:
        limits = dimension.limits(settings)
        figure = dimension.figure(function, settings) or 0
        yield figure, 0 if limits is None else limits.tier(figure)


def _touched_findings(
    findings: Iterable[Finding], report: FileReport, touched: Ranges | None
) -> Iterable[Finding]:
    if touched is None:
        return findings
    named: tuple[tuple[int, FunctionReport | ClassReport], ...] = (
        *report.functions(),
        *report.classes(),
    )
    extents = {
        (offset + item.name_line, item.name_column): _extent(offset, item) for offset, item in named
    }
    return (
        finding
        for finding in findings
        if _overlap(extents.get(finding.span.start) or _lines(finding), touched)
    )


def _touches(offset: int, item: FunctionReport | ClassReport, touched: Ranges | None) -> bool:
    return touched is None or _overlap(_extent(offset, item), touched)


def _extent(offset: int, item: FunctionReport | ClassReport) -> tuple[int, int]:
    return offset + item.first_line, offset + item.end_line + 1


def _lines(finding: Finding) -> tuple[int, int]:
    return finding.span.start.line, finding.span.end.line + 1


def _overlap(extent: tuple[int, int], touched: Ranges) -> bool:
    return any(first < extent[1] and extent[0] < last for first, last in touched)
