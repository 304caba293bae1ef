"""Report in, findings out: a pure function of report, settings, base and date.

Findings are made block by block in the block's own lines and placed by it, so that a block that did
not change costs nothing at the next keystroke. One file per check; its docstring is its manual page.
"""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from lsp_server.analysis.report import BlockReport, FileReport
from lsp_server.checks import syntax_error
from lsp_server.checks.catalogue import CODES, DIMENSIONS, NAMES, names
from lsp_server.checks.dimension import Measured, excesses
from lsp_server.checks.finding import Finding
from lsp_server.checks.findings import Findings, Group
from lsp_server.checks.measured import Base, by_name, finding, judge
from lsp_server.checks.silence import Silencer
from lsp_server.settings import Settings

__all__ = ["CODES", "Known", "of_block", "run"]


class _Entry(NamedTuple):
    """What was found in a block; with its members, in its own lines, and for each member alone."""

    block: BlockReport  # kept alive, so that its id stays its own
    groups: tuple[Group, ...]
    members: "dict[int, _Entry]"


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
) -> Findings:
    """Return the findings of a text in its order, syntax errors first.

    `base` is the report of the text to compare with, None where none is known (then everything is
    new). `known` carries one document's findings from run to run.
    """
    known = known or Known()
    known.begin(settings, base, today)
    groups: list[Group] = []
    if report.problems and _enabled(syntax_error.CODE, settings):
        groups.append(Group(0, tuple(syntax_error.findings(report)), stale=True))
    entries: dict[int, _Entry] = {}
    earlier = known.entries
    for first_line, block, stale in report.blocks:
        key = id(block)
        entry = earlier.get(key) or entries.get(key)
        if entry is None:
            entry = _checked(block, known, settings, today)
        entries[key] = entry
        if entry.groups:
            groups += [Group(first_line + at, found, stale or s) for at, found, s in entry.groups]
    known.entries = entries
    return Findings(tuple(groups))


def _checked(block: BlockReport, known: Known, settings: Settings, today: dt.date) -> _Entry:
    """Check a block; of a large class, only the members that were not checked before."""
    known.checked += 1
    own = of_block(block, settings, known.base, today)
    groups = [Group(0, own)] if own else []
    earlier = _members(known) if block.members else {}
    members: dict[int, _Entry] = {}
    for first_line, member, stale in block.members:
        entry = earlier.get(id(member)) or _checked(member, known, settings, today)
        members[id(member)] = entry
        groups += [Group(first_line + at, found, stale or s) for at, found, s in entry.groups]
    return _Entry(block, tuple(groups), members)


def _members(known: Known) -> dict[int, _Entry]:
    return {key: entry for of in known.entries.values() for key, entry in of.members.items()}


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
