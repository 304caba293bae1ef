"""Report in, findings out: a pure function of report, settings, base and date.

Findings are made block by block in the block's own lines and then shifted, so that a block that did
not change costs nothing at the next keystroke. One file per check; its docstring is its manual page.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from lsp_server.analysis.report import BlockReport, FileReport, Placed
from lsp_server.checks import syntax_error
from lsp_server.checks.catalogue import CODES, DIMENSIONS, NAMES, names
from lsp_server.checks.dimension import Measured, excesses
from lsp_server.checks.finding import Finding, Fix, Related
from lsp_server.checks.measured import Base, by_name, finding, judge
from lsp_server.checks.silence import Silencer
from lsp_server.chunks import alike
from lsp_server.settings import DEFAULT, Settings
from lsp_server.text import Edit, Position, Span

__all__ = ["CODES", "Known", "of_block", "run"]


class _Entry:
    """The findings of one block, in its lines and where it stood last, and those of its members."""

    __slots__ = ("block", "line", "members", "own", "placed")

    def __init__(
        self, block: BlockReport, own: tuple[Finding, ...], members: tuple["_Entry", ...]
    ) -> None:
        self.block = block  # kept alive, so that its id stays its own
        self.own = own
        self.members = members
        self.line = 0
        self.placed = own

    def at(self, line: int) -> tuple[Finding, ...]:
        """Return the findings of the block on that line: the same objects as long as it stays."""
        if line != self.line:
            self.line, self.placed = line, shifted(self.own, line)
        if not self.members:
            return self.placed
        lines = [line + member.first_line for member in self.block.members]
        found = map(_Entry.at, self.members, lines)
        return (*self.placed, *chain.from_iterable(filter(None, found)))


class Known:
    """The findings of the last run of one document, reused for the blocks that stand as they did."""

    def __init__(self) -> None:
        self.blocks: Sequence[Placed] = ()
        self.entries: list[_Entry] = []
        self.findings: list[tuple[Finding, ...]] = []
        self.settings = DEFAULT
        self.today = dt.date.min
        self.base: Base = None
        self._base: FileReport | None = None
        self.checked = 0

    def begin(self, settings: Settings, base: FileReport | None, today: dt.date) -> None:
        """Forget everything when anything but the report has changed."""
        if self._base is base and self.settings == settings and self.today == today:
            return
        self.settings, self.today, self._base = settings, today, base
        self.blocks, self.entries, self.findings = (), [], []
        self.base = None if base is None else by_name(base)


def run(
    report: FileReport,
    settings: Settings,
    base: FileReport | None,
    today: dt.date,
    known: Known | None = None,
) -> tuple[Finding, ...]:
    """Return the findings of a text, syntax errors first, those of a class before its methods'.

    `base` is the report of the text to compare with, None where none is known (then everything is
    new). `known` carries one document's findings from run to run: only what stands between the
    blocks that both texts begin and end with is looked at.
    """
    known = known or Known()
    known.begin(settings, base, today)
    blocks = report.blocks
    head = alike(known.blocks, blocks)
    tail = alike(known.blocks[head:][::-1], blocks[head:][::-1])
    old_end, new_end = len(known.blocks) - tail, len(blocks) - tail
    pool = _pool(known.entries[head:old_end])
    entries = [_entry(block, known, pool) for _, block, _ in blocks[head:new_end]]
    lines = [first_line for first_line, _, _ in blocks[head:new_end]]
    known.findings[head:old_end] = map(_Entry.at, entries, lines)
    known.entries[head:old_end] = entries
    known.blocks = blocks
    wrong = syntax_error.findings(report) if _enabled(syntax_error.CODE, settings) else ()
    return (*wrong, *chain.from_iterable(filter(None, known.findings)))


def _pool(entries: Iterable[_Entry]) -> dict[int, _Entry]:
    """Return entries and those of their members by the identity of their blocks."""
    pool = {}
    for entry in entries:
        pool[id(entry.block)] = entry
        pool.update((id(member.block), member) for member in entry.members)
    return pool


def _entry(block: BlockReport, known: Known, pool: Mapping[int, _Entry]) -> _Entry:
    entry = pool.get(id(block))
    if entry is None:
        known.checked += 1
        members = tuple([_entry(member, known, pool) for _, member, _ in block.members])
        own = of_block(block, known.settings, known.base, known.today)
        entry = _Entry(block, own, members)
    return entry


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
