"""One file from its bytes to what is reported of it."""

from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

import msgspec

from lsp_server import checks
from lsp_server.analysis import survey
from lsp_server.analysis.decoding import decode
from lsp_server.analysis.report import ClassReport, FileReport, FunctionReport
from lsp_server.checks.catalogue import DIMENSIONS
from lsp_server.checks.finding import Change, Finding
from lsp_server.cli.checked import FIGURES, CheckedFile, CheckedFunction, Ranges, Shared, Sums, Task
from lsp_server.cli.imported import imports_of
from lsp_server.memory.recipe import content_digest
from lsp_server.settings import Settings
from lsp_server.text import Source
from lsp_server.workspace.files import content_of

_BY_NAME: Final = {dimension.name: dimension for dimension in DIMENSIONS}
_DIMENSIONS: Final = tuple(_BY_NAME[name] for name in FIGURES)


class Checked(NamedTuple):
    """What follows from the content with this digest; b"" when there is none to read."""

    digest: bytes
    file: CheckedFile
    imports: bytes = b""


def check_file(task: Task, shared: Shared) -> Checked:
    """Read, analyse and check one file; never raises for what the file holds."""
    if unwanted := shared.unwanted(task):
        return Checked(b"", CheckedFile(unread=unwanted))
    try:
        content = content_of(task.path) if task.text is None else task.text
    except OSError as error:
        return Checked(b"", CheckedFile(unread=(error.strerror or str(error)).lower()))
    report = _report(content)
    before = _base(task, report)
    findings = checks.run(report, shared.settings[task.settings], before, shared.today)
    file = _summed(report, tuple(_touched_findings(findings, report, task.touched)), task, shared)
    if _dated(report):
        file = msgspec.structs.replace(file, day=shared.today.isoformat())
    return Checked(content_digest(content), file, imports_of(report))


def imports_of_file(task: Task, shared: Shared) -> tuple[bytes, bytes, bytes]:
    """Return the digest of a file's content, no outcome, and its imports; b"" when it is unread."""
    if shared.unwanted(task):
        return b"", b"", b""
    try:
        content = content_of(task.path) if task.text is None else task.text
    except OSError:
        return b"", b"", b""
    return content_digest(content), b"", imports_of_text(content)


def imports_of_text(content: bytes) -> bytes:
    """Return the imports of a file's bytes, encoded."""
    return imports_of(_report(content))


def _summed(
    report: FileReport, findings: tuple[Finding, ...], task: Task, shared: Shared
) -> CheckedFile:
    settings = shared.settings[task.settings]
    functions = tuple(_touched_functions(report, settings, task.touched))
    classes = tuple(
        (offset, item) for offset, item in report.classes() if _touches(offset, item, task.touched)
    )
    sums = _sums(report, functions, len(classes), findings)
    if not shared.full:
        return CheckedFile("", "", sums, tuple(_found(functions, findings)), findings)
    return CheckedFile(
        sums=sums,
        functions=functions,
        findings=findings,
        cognitive=report.cognitive,
        halstead=report.halstead,
        classes=classes,
        problems=report.problems,
    )


def _sums(
    report: FileReport,
    functions: tuple[CheckedFunction, ...],
    classes: int,
    findings: tuple[Finding, ...],
) -> Sums:
    tiers = Counter(function.tier for function in functions)
    changes = Counter(finding.change for finding in findings)
    figures = zip(*(function.figures for function in functions), strict=True)
    return Sums(
        1,
        report.lines,
        classes,
        (tiers[0], tiers[1], tiers[2], tiers[3]),
        tuple(dict(Counter(column)) for column in figures) or ({},) * len(FIGURES),
        (changes[Change.UNCHANGED], changes[Change.WORSE], changes[Change.NEW]),
    )


def _found(
    functions: tuple[CheckedFunction, ...], findings: tuple[Finding, ...]
) -> Iterable[CheckedFunction]:
    """Yield the functions that findings are about."""
    places = {finding.span.start for finding in findings if finding.figures}
    for function in functions:
        if (function.offset + function.report.name_line, function.report.name_column) in places:
            yield function


def _dated(report: FileReport) -> bool:
    """Tell whether the findings may be others on another day: suppressions end by `until=`."""
    return any("until" in item.text for placed in report.placed() for item in placed.block.comments)


def _report(content: bytes) -> FileReport:
    text, _, problem = decode(content)
    report = survey(Source.of(text))
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
    """Yield functions with their figures and tiers; without limits the tier is 0."""
    measures = [(dimension.figure, dimension.limits(settings)) for dimension in _DIMENSIONS]
    for offset, function in report.functions():
        if _touches(offset, function, touched):
            figures = tuple([figure(function, settings) or 0 for figure, _ in measures])
            tiers = tuple(
                [
                    limits.tier(figure) if limits is not None and figure > limits.notable else 0
                    for figure, (_, limits) in zip(figures, measures, strict=True)
                ]
            )
            yield CheckedFunction(offset, figures, tiers, function)


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
