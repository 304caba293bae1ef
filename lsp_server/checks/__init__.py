"""Report in, findings out: a pure function of report, settings, base and date.

Findings are made block by block in the block's own lines and placed by it, so that a block that did
not change costs nothing at the next keystroke. One file per check; its docstring is its manual page.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from lsp_server.analysis.placement import Chunk
from lsp_server.analysis.report import BlockReport, FileReport
from lsp_server.checks import syntax_error
from lsp_server.checks.catalogue import CODES, DIMENSIONS, NAMES, names
from lsp_server.checks.dimension import Measured, excesses
from lsp_server.checks.finding import Finding
from lsp_server.checks.findings import Findings, Group
from lsp_server.checks.measured import Base, by_name, finding, judge
from lsp_server.checks.silence import Silencer
from lsp_server.chunks import alike
from lsp_server.settings import DEFAULT, Settings
from lsp_server.text import Span

__all__ = ["CODES", "Known", "of_block", "run"]


class _Entry(NamedTuple):
    """What was found in a block; with its members, in its own lines, and for each member alone."""

    block: BlockReport  # kept alive, so that its id stays its own
    groups: tuple[Group, ...]
    members: tuple["_Entry", ...]


class _Part(NamedTuple):
    """What was found in a chunk of blocks, in its own lines, and in each of the blocks."""

    chunk: Chunk  # kept alive, as above
    groups: tuple[Group, ...]
    entries: dict[int, _Entry]


class Known:
    """The findings of the last run of one document, reused for the blocks that stand as they did."""

    def __init__(self) -> None:
        self.parts: dict[int, _Part] = {}
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
        self.parts = {}
        self.base = None if base is None else by_name(base)


def run(
    report: FileReport,
    settings: Settings,
    base: FileReport | None,
    today: dt.date,
    known: Known | None = None,
) -> Findings:
    """Return the findings of a text, syntax errors first, those of a class before its methods'.

    `base` is the report of the text to compare with, None where none is known (then everything is
    new). `known` carries one document's findings from run to run: only the chunks of blocks that an
    edit made anew are looked at.
    """
    known = known or Known()
    known.begin(settings, base, today)
    groups: list[Group] = []
    if report.problems and _enabled(syntax_error.CODE, settings):
        groups.append(Group(0, tuple(syntax_error.findings(report)), stale=True))
    parts = {id(chunk): known.parts.get(id(chunk)) for chunk in report.blocks.chunks}
    gone = [part for key, part in known.parts.items() if key not in parts]
    now: dict[int, _Part] = {}
    for first_line, chunk in report.blocks.parts():
        part = parts[id(chunk)] or _part(chunk, gone, known)
        now[id(chunk)] = part
        if part.groups:
            groups += _placed(part.groups, first_line)
    known.parts = now
    return Findings(tuple(groups))


def _part(chunk: Chunk, gone: Sequence[_Part], known: Known) -> _Part:
    """Check the blocks of a chunk, but those that stood in a chunk that is `gone`."""
    pool = {key: entry for part in gone for key, entry in part.entries.items()}
    groups: list[Group] = []
    entries: dict[int, _Entry] = {}
    for first_line, block, stale in chunk:
        key = id(block)
        entry = pool.get(key) or entries.get(key) or _checked(block, pool, known)
        entries[key] = entry
        if entry.groups:
            groups += _placed(entry.groups, first_line, stale=stale)
    return _Part(chunk, tuple(groups), entries)


def _checked(block: BlockReport, pool: Mapping[int, _Entry], known: Known) -> _Entry:
    """Check a block; of a large class, only the members that the class did not have before."""
    known.checked += 1
    own = of_block(block, known.settings, known.base, known.today)
    groups = [Group(0, own)] if own else []
    members = _members(block, pool, known)
    for (first_line, _, stale), entry in zip(block.members, members, strict=True):
        if entry.groups:
            groups += _placed(entry.groups, first_line, stale=stale)
    return _Entry(block, tuple(groups), members)


def _members(block: BlockReport, pool: Mapping[int, _Entry], known: Known) -> tuple[_Entry, ...]:
    """Check the members of a class between those that it begins and ends with as it did before."""
    if not block.members:
        return ()
    classes = (entry for entry in pool.values() if entry.members)
    earlier = next((entry for entry in classes if entry.block.name == block.name), None)
    before, known_members = (earlier.block.members, earlier.members) if earlier else ((), ())
    head = alike(before, block.members)
    tail = alike(before[head:][::-1], block.members[head:][::-1])
    end, until = len(before) - tail, len(block.members) - tail
    old = {id(entry.block): entry for entry in known_members[head:end]}
    new = [
        old.get(id(member)) or _checked(member, {}, known)
        for _, member, _ in block.members[head:until]
    ]
    return (*known_members[:head], *new, *known_members[end:])


def _placed(groups: Iterable[Group], line: int, *, stale: bool = False) -> Iterator[Group]:
    """Yield groups so many lines further down; all of them are stale if that is so."""
    for first_line, findings, already in groups:
        yield Group(line + first_line, findings, stale or already)


def of_block(
    block: BlockReport, settings: Settings, base: Base, today: dt.date
) -> tuple[Finding, ...]:
    """Return the findings of one block, in its own lines and their order."""
    return tuple(sorted(_of_block(block, settings, base, today), key=_span))


def _span(item: Finding) -> Span:
    return item.span


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
