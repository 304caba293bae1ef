"""Report in, findings out: a pure function of report, settings, base and date.

Findings are made block by block in the block's own lines and placed by it, so that a block that did
not change costs nothing at the next keystroke. One file per check; its docstring is its manual page.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from lsp_server.analysis.report import BlockReport, FileReport, Placed
from lsp_server.checks import syntax_error
from lsp_server.checks.catalogue import CODES, DIMENSIONS, NAMES, names
from lsp_server.checks.dimension import Measured, excesses
from lsp_server.checks.finding import Finding
from lsp_server.checks.findings import Findings, Group
from lsp_server.checks.measured import Base, by_name, finding, judge
from lsp_server.checks.silence import Silencer
from lsp_server.chunks import alike
from lsp_server.settings import Settings

__all__ = ["CODES", "Known", "of_block", "run"]


class _Entry(NamedTuple):
    """What was found in a block; with its members, in its own lines, and for each member alone."""

    block: BlockReport  # kept alive, so that its id stays its own
    groups: tuple[Group, ...]
    members: tuple["_Entry", ...]


class Known:
    """The findings of the last run of one document, reused for the blocks that stand as they did."""

    def __init__(self) -> None:
        self.blocks: Sequence[Placed] = ()
        self.entries: list[_Entry] = []
        self.groups: list[list[Group]] = []  # of each block, in the file's lines
        self.recipe: tuple[object, ...] = ()
        self.base: Base = None
        self.checked = 0

    def begin(self, settings: Settings, base: FileReport | None, today: dt.date) -> None:
        """Forget everything when anything but the report has changed."""
        if self.recipe[:1] == (settings,) and self.recipe[1] is base and self.recipe[2] == today:
            return
        self.recipe = (settings, base, today)
        self.blocks, self.entries, self.groups = (), [], []
        self.base = None if base is None else by_name(base)


def run(
    report: FileReport,
    settings: Settings,
    base: FileReport | None,
    today: dt.date,
    known: Known | None = None,
) -> Findings:
    """Return the findings of a text in its order, syntax errors first.

    `base` is the report of the text to compare with, None where none is known (then everything is
    new). `known` carries one document's findings from run to run: looked at is only what stands
    between the blocks that both texts begin and end with.
    """
    known = known or Known()
    known.begin(settings, base, today)
    blocks = report.blocks
    head = alike(known.blocks, blocks)
    tail = alike(known.blocks[head:][::-1], blocks[head:][::-1])
    old_end, new_end = len(known.blocks) - tail, len(blocks) - tail
    pool = _pool(known.entries[head:old_end])

    def entry_of(block: BlockReport) -> _Entry:
        entry = pool.get(id(block))
        if entry is None:
            known.checked += 1
            members = tuple([entry_of(member) for _, member, _ in block.members])
            own = of_block(block, settings, known.base, today)
            entry = pool[id(block)] = _Entry(block, _groups(block, own, members), members)
        return entry

    entries = [entry_of(placed.block) for placed in blocks[head:new_end]]
    known.groups[head:old_end] = map(_placed, blocks[head:new_end], entries)
    known.entries[head:old_end] = entries
    known.blocks = blocks
    groups = chain.from_iterable(filter(None, known.groups))
    if report.problems and _enabled(syntax_error.CODE, settings):
        wrong = tuple(syntax_error.findings(report))
        return Findings((Group(0, wrong, stale=True), *groups))
    return Findings(tuple(groups))


def _pool(entries: Iterable[_Entry]) -> dict[int, _Entry]:
    """Return entries and those of their members by the identity of their blocks."""
    pool = {}
    for entry in entries:
        pool[id(entry.block)] = entry
        pool.update((id(member.block), member) for member in entry.members)
    return pool


def _groups(
    block: BlockReport, own: tuple[Finding, ...], members: tuple[_Entry, ...]
) -> tuple[Group, ...]:
    """Return the findings of a block and its members in the block's lines."""
    groups = [Group(0, own)] if own else []
    for placed, member in zip(block.members, members, strict=True):
        groups += _placed(placed, member)
    return tuple(groups)


def _placed(placed: Placed, entry: _Entry) -> list[Group]:
    """Return the findings of a block in the lines that it is placed in."""
    first_line, _, stale = placed
    return [Group(first_line + at, found, stale or was) for at, found, was in entry.groups]


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
