"""What one run of the command knows about each file: records that travel between processes."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from lsp_server.analysis.report import (
    ClassReport,
    FunctionReport,
    Halstead,
    LineCounts,
    SyntaxProblem,
)
from lsp_server.checks.finding import Change, Finding, Severity
from lsp_server.settings import Settings

if TYPE_CHECKING:
    from lsp_server.cli.recollection import Recollection

FIGURES: Final = ("cognitive", "cyclomatic", "nesting", "parameters", "statements")
"""The figures of a function that have limits, by the names used everywhere."""


Ranges = tuple[tuple[int, int], ...]


class Task(msgspec.Struct, frozen=True):
    """One file to check. `old` is its text at the base, None when the base lacks the file.

    `old_id` is git's name of that text, "" when there is none. `same` says that the file has not
    changed since; then neither is needed. `touched` are the line ranges to look at, None for all.
    `settings` indexes the settings sent along, `size` is in bytes. `text` replaces the file's
    content.
    """

    path: str
    size: int
    settings: int = 0
    old: bytes | None = None
    old_id: str = ""
    same: bool = False
    touched: Ranges | None = None
    text: bytes | None = None


class Shared(NamedTuple):
    """What all files of a run have in common; a task names its settings by number.

    `full` asks for what the report for programs holds, `imports` for a file's imports alone.
    """

    settings: tuple[Settings, ...]
    today: dt.date
    full: bool = False
    imports: bool = False

    def unwanted(self, task: Task) -> str:
        """Say why a file is left out unread, "" when it is not."""
        limit = self.settings[task.settings].max_file_size
        return f"larger than max-file-size, {limit:,} bytes" if task.size > limit else ""


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


class Sums(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What files add up to: `tiers` counts functions of tier 0 to 3, `changes` findings by Change.

    `figures` counts functions by figure, for each of `FIGURES`.
    """

    files: int = 0
    lines: LineCounts = LineCounts()
    classes: int = 0
    tiers: tuple[int, int, int, int] = (0, 0, 0, 0)
    figures: tuple[dict[int, int], ...] = ({},) * len(FIGURES)
    changes: tuple[int, int, int] = (0, 0, 0)


class CheckedFile(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """All that is reported of one file; `unread` says why there is nothing else to say.

    With `--diff`, functions, classes and findings are those touched. In brief, only functions with
    findings are here, and what only programs ask for is left out. `day` is the ISO date that the
    findings are for, "" when they are the same on any. What is kept for later has no path,
    unless it is no file that is checked.
    """

    path: str = ""
    unread: str = ""
    sums: Sums = Sums()
    functions: tuple[CheckedFunction, ...] = ()
    findings: tuple[Finding, ...] = ()
    day: str = ""
    cognitive: int = 0
    halstead: Halstead = Halstead()
    classes: tuple[tuple[int, ClassReport], ...] = ()
    problems: tuple[SyntaxProblem, ...] = ()


decoded: Final = msgspec.msgpack.Decoder(CheckedFile).decode
"""Returns the outcome that was encoded; raises msgspec.MsgspecError for other bytes."""


class Run(NamedTuple):
    """The outcome of one run, as seen from `folder`.

    `files` are those with findings or mishaps; `sums` are of all, and so, in full runs, `records`,
    paths with encoded outcomes. `compared` names the base for people and `commit` for programs, both "" when there is none, and
    `alone` says why then; `partial` says that only touched functions were looked at. `settings_findings` and `unread` are
    paths with what is wrong with them. `acknowledged` counts findings, which the sums leave out. `cache` tells what was known from earlier runs.
    """

    files: tuple[CheckedFile, ...]
    folder: str
    sums: Sums = Sums()
    compared: str = ""
    commit: str = ""
    alone: str = ""
    partial: bool = False
    settings_findings: tuple[tuple[str, Finding], ...] = ()
    unread: tuple[tuple[str, str], ...] = ()
    cache: "Recollection | None" = None
    records: tuple[tuple[str, bytes], ...] = ()
    acknowledged: int = 0

    def mishaps(self) -> list[tuple[str, str]]:
        """Return each path that could not be read, with the reason."""
        return [*self.unread, *((file.path, file.unread) for file in self.files if file.unread)]

    def all_files(self) -> Iterator[CheckedFile]:
        """Yield all files of a full run, decoded one by one, for they are large."""
        for path, content in self.records:
            yield msgspec.structs.replace(decoded(content), path=path)

    def incomplete(self) -> bool:
        """Tell whether some settings did not count or some path could not be read."""
        wrong = (finding.severity <= Severity.WARNING for _, finding in self.settings_findings)
        return any(wrong) or bool(self.mishaps())

    def findings(self) -> list[tuple[CheckedFile, Finding]]:
        """Return all findings, worst first.

        New or worse ones stand before unchanged ones, then tier, severity and figures decide.
        """
        pairs = [(file, finding) for file in self.files for finding in file.findings]
        return sorted(pairs, key=lambda pair: _rank(pair[0].path, pair[1]))


def fails(finding: Finding) -> bool:
    """Tell whether a finding is one that this change answers for.

    Code that is only too new for this interpreter fails nobody, and neither does a hint.
    """
    ours = finding.code == "syntax-error" and finding.severity > Severity.WARNING
    hint = finding.severity is Severity.HINT and not finding.figures
    return finding.change is not Change.UNCHANGED and not ours and not hint


def _rank(path: str, finding: Finding) -> tuple[object, ...]:
    figures = dict(finding.figures)
    size = (-figures.get("cognitive", 0), -max(figures.values(), default=0))
    place = (path, finding.span.start, finding.code)
    return (not fails(finding), -finding.tier, finding.severity, *size, *place)
