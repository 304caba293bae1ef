"""What one run of the command knows about each file: records that travel between processes."""

from typing import Final, NamedTuple

import msgspec

from lsp_server.analysis.report import (
    ClassReport,
    FunctionReport,
    Halstead,
    LineCounts,
    SyntaxProblem,
)
from lsp_server.checks.finding import Change, Finding, Severity

FIGURES: Final = ("cognitive", "cyclomatic", "nesting", "parameters", "statements")
"""The figures of a function that have limits, by the names used everywhere."""


class Task(msgspec.Struct, frozen=True, array_like=True):
    """One file to check. `old` is its text at the base, None when the base lacks the file.

    `same` says that it has not changed since; then `old` is not needed. `touched` are the line
    ranges to look at, None for all. `settings` indexes the settings sent along, `size` is in bytes.
    `text` replaces the file's content.
    """

    path: str
    size: int
    settings: int = 0
    old: bytes | None = None
    same: bool = False
    touched: tuple[tuple[int, int], ...] | None = None
    text: bytes | None = None


class CheckedFunction(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A function and the offset to add to its lines.

    `figures`, counted in the dialect of its settings, and the tier of each stand in the order of
    `FIGURES`.
    """

    offset: int
    figures: tuple[int, ...]
    tiers: tuple[int, ...]
    report: FunctionReport

    @property
    def tier(self) -> int:
        """The tier of the worst figure."""
        return max(self.tiers)


class CheckedFile(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """All that is reported of one file; `unread` says why there is nothing else to say.

    With `--diff`, functions, classes and findings are those touched.
    """

    path: str
    unread: str = ""
    lines: LineCounts = LineCounts()
    cognitive: int = 0
    halstead: Halstead = Halstead()
    functions: tuple[CheckedFunction, ...] = ()
    classes: tuple[tuple[int, ClassReport], ...] = ()
    findings: tuple[Finding, ...] = ()
    problems: tuple[SyntaxProblem, ...] = ()


class Run(NamedTuple):
    """The outcome of one run, as seen from `folder`.

    `compared` names the base for people and `commit` for programs, both "" when there is none, and
    `alone` says why then; `partial` says that only touched functions were looked at. `settings_findings` and `unread` are
    paths with what is wrong with them.
    """

    files: tuple[CheckedFile, ...]
    folder: str
    compared: str = ""
    commit: str = ""
    alone: str = ""
    partial: bool = False
    settings_findings: tuple[tuple[str, Finding], ...] = ()
    unread: tuple[tuple[str, str], ...] = ()

    def mishaps(self) -> list[tuple[str, str]]:
        """Return each path that could not be read, with the reason."""
        return [*self.unread, *((file.path, file.unread) for file in self.files if file.unread)]

    def incomplete(self) -> bool:
        """Tell whether some settings did not count or some path could not be read."""
        return bool(self.settings_findings or self.mishaps())

    def findings(self) -> list[tuple[CheckedFile, Finding]]:
        """Return all findings, worst first.

        New or worse ones stand before unchanged ones, then tier, severity and figures decide.
        """
        pairs = [(file, finding) for file in self.files for finding in file.findings]
        return sorted(pairs, key=lambda pair: _rank(pair[0].path, pair[1]))


def fails(finding: Finding) -> bool:
    """Tell whether a finding is one that this change answers for.

    Code that is only too new for this interpreter fails nobody.
    """
    ours = finding.code == "syntax-error" and finding.severity > Severity.WARNING
    return finding.change is not Change.UNCHANGED and not ours


def _rank(path: str, finding: Finding) -> tuple[object, ...]:
    figures = dict(finding.figures)
    size = (-figures.get("cognitive", 0), -max(figures.values(), default=0))
    place = (path, finding.span.start, finding.code)
    return (not fails(finding), -finding.tier, finding.severity, *size, *place)
