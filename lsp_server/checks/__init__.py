"""Report in, findings out: a pure function of report, settings, base and date.

Findings are made block by block in the block's own lines and then shifted, so that a block that did
not change costs nothing at the next keystroke. One file per check; its docstring is its manual page.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Final, NamedTuple

from lsp_server.analysis.report import BlockReport, FileReport
from lsp_server.checks import syntax_error
from lsp_server.checks.catalogue import CODES, DIMENSIONS, NAMES, names
from lsp_server.checks.dimension import Measured, excesses
from lsp_server.checks.finding import Finding, Fix, Related
from lsp_server.checks.measured import Base, by_name, finding, judge
from lsp_server.checks.silence import Silencer
from lsp_server.settings import Settings
from lsp_server.text import Edit, Position, Span

__all__ = ["CODES", "Known", "of_block", "run"]


_PLACES: Final = 64
"""Places of one block whose findings are remembered."""


class _Entry(NamedTuple):
    block: BlockReport  # kept alive, so that its id stays its own
    relative: tuple[Finding, ...]
    shifted: dict[int, tuple[Finding, ...]]  # by first line: a text may hold a block twice


class Known:
    """The findings of the last run of one document, reused for the blocks that stand as they did."""

    def __init__(self) -> None:
        self.entries: dict[int, _Entry] = {}
        self.recipe: tuple[object, ...] = ()
        self.base: Base = None
        self.checked = 0

    def begin(self, settings: Settings, base: FileReport | None, today: dt.date) -> None:
        """Forget everything when anything but the report has changed."""
        if self.recipe[:1] == (settings,) and self.recipe[1] is base and self.recipe[2] == today:
            return
        self.recipe = (settings, base, today)
        self.entries = {}
        self.base = None if base is None else by_name(base)


def run(
    report: FileReport,
    settings: Settings,
    base: FileReport | None,
    today: dt.date,
    known: Known | None = None,
) -> tuple[Finding, ...]:
    """Return the findings of a text in its order, syntax errors first.

    `base` is the report of the text to compare with, None where none is known (then everything is
    new). `known` carries one document's findings from run to run.
    """
    known = known or Known()
    known.begin(settings, base, today)
    entries: dict[int, _Entry] = {}
    found: list[Finding] = []
    if _enabled(syntax_error.CODE, settings):
        found.extend(syntax_error.findings(report))
    for first_line, block, _ in report.placed():
        key = id(block)
        entry = known.entries.get(key) or entries.get(key)
        if entry is None:
            known.checked += 1
            entry = _Entry(block, of_block(block, settings, known.base, today), {})
        entries[key] = entry
        if entry.relative:
            found.extend(_placed(entry, first_line))
    known.entries = entries
    return tuple(found)


def _placed(entry: _Entry, first_line: int) -> tuple[Finding, ...]:
    """Return the findings of a block where it stands now, the same objects as long as it stays."""
    placed = entry.shifted.get(first_line)
    if placed is None:
        if len(entry.shifted) > _PLACES:
            entry.shifted.clear()
        placed = entry.shifted[first_line] = shifted(entry.relative, first_line)
    return placed


def of_block(
    block: BlockReport, settings: Settings, base: Base, today: dt.date
) -> tuple[Finding, ...]:
    """Return the findings of one block, in its own lines."""
    return tuple(_of_block(block, settings, base, today))


def _of_block(
    block: BlockReport, settings: Settings, base: Base, today: dt.date
) -> Iterator[Finding]:
    enabled = tuple(item for item in DIMENSIONS if _enabled(item.code, settings))
    silencer = Silencer(block.comments, today, NAMES, names(enabled))
    symbols: tuple[Measured, ...] = (*block.functions, *block.classes)
    for measured in symbols:
        found = excesses(enabled, measured, settings)
        if not found:
            continue
        judged = judge(silencer.audible(measured, found), measured, settings, base)
        if judged:
            yield finding(measured, judged, enabled, settings)
    for complaint in silencer.complaints():
        if _enabled(complaint.code, settings):
            yield complaint


def _enabled(code: str, settings: Settings) -> bool:
    return code not in settings.ignore and (not settings.select or code in settings.select)


def shifted(findings: tuple[Finding, ...], lines: int) -> tuple[Finding, ...]:
    """Return findings moved down by a number of lines."""
    if not lines:
        return findings
    return tuple(
        item._replace(
            span=_down(item.span, lines),
            related=tuple(Related(_down(r.span, lines), r.message) for r in item.related),
            fixes=tuple(
                Fix(fix.title, tuple(Edit(_down(e.span, lines), e.text) for e in fix.edits))
                for fix in item.fixes
            ),
        )
        for item in findings
    )


def _down(span: Span, lines: int) -> Span:
    (first, column), (last, end) = span
    return Span(Position(first + lines, column), Position(last + lines, end))
