"""The blocks of an edited text from those of the text before: only what the edit touched is read.

If the lines that replace some blocks parse alone, the whole is as valid as the rest was: a report
that claims no problem is exact. Text that became right by joining distant broken blocks may still
be called broken; reading the whole text anew settles that.
"""

import re
from bisect import bisect_right
from collections import ChainMap
from collections.abc import Sequence
from operator import attrgetter
from typing import Final, NamedTuple

from lsp_server.analysis.blocks import Known, first_code_line, read, shifted, without_mark
from lsp_server.analysis.report import FileReport, Placed, SyntaxProblem
from lsp_server.analysis.salvage import Broken, Salvage, salvage
from lsp_server.analysis.stale import Change, History
from lsp_server.text import Source

_CONTINUES: Final = re.compile(r"\f*(?:[ \t]|(?:else|elif|except|finally)\b)")
_STEPS: Final = (4096, 256, 16, 1)
_WORTH_JOINING: Final = 400  # lines between broken blocks that are read as one on a keystroke


def revise(source: Source, before: Source, previous: FileReport, known: Known) -> FileReport:
    """Return the report of `source`, given the `previous` one of the text `before`."""
    change = difference(before.lines, source.lines)
    if change.first == change.old_last == change.new_last:
        return FileReport(None, previous.blocks, previous.problems, source)
    edit = _Edit(source.lines, before.lines, previous.blocks, change, known)
    region = _settled(edit, *_touched(edit))
    if isinstance(region.outcome, SyntaxProblem):
        region = _joined(edit, region, previous.problems)
    salvaged = _salvaged(edit, region)
    start, end = edit.old_start(region.first), edit.old_start(region.last)
    blocks = (
        *previous.blocks[: region.first],
        *salvaged.blocks,
        *_moved(previous.blocks[region.last :], change.delta),
    )
    problems = (
        *(problem for problem in previous.problems if problem.line < start),
        *salvaged.problems,
        *(shifted(p, change.delta) for p in previous.problems if p.line >= end),
    )
    return FileReport(None, blocks, problems, source)


def difference(old: Sequence[str], new: Sequence[str]) -> Change:
    """Return the lines that changed; lines that both texts share as objects are cheap to compare."""
    shorter = min(len(old), len(new))
    first = 0
    for step in _STEPS:
        while first + step <= shorter and old[first : first + step] == new[first : first + step]:
            first += step
    kept = 0
    for step in _STEPS:
        while (
            first + kept + step <= shorter
            and old[len(old) - kept - step : len(old) - kept]
            == new[len(new) - kept - step : len(new) - kept]
        ):
            kept += step
    return Change(first, len(old) - kept, len(new) - kept)


class _Region(NamedTuple):
    """The blocks [first, last) of the earlier report, and what stands there now: blocks or a problem."""

    first: int
    last: int
    outcome: list[Placed] | SyntaxProblem


class _Edit(NamedTuple):
    """An edit in terms of the blocks that stood before it."""

    new: Sequence[str]
    old: Sequence[str]
    blocks: Sequence[Placed]
    change: Change
    cache: Known

    def old_start(self, block: int) -> int:
        """Return the block's first line before the edit, or how many lines there were."""
        return self.blocks[block].first_line if block < len(self.blocks) else len(self.old)

    def bounds(self, first: int, last: int) -> tuple[int, int]:
        """Return where the lines that stand for the blocks begin and end after the edit."""
        return self.old_start(first), self.old_start(last) + self.change.delta

    def lines(self, first: int, last: int) -> list[str]:
        """Return the lines that stand for the blocks [first, last) after the edit."""
        start, end = self.bounds(first, last)
        lines = list(self.new[start:end])
        if start == 0 and lines:
            lines[0] = without_mark(lines[0])
        return lines

    def with_broken_neighbours(self, first: int, last: int) -> tuple[int, int]:
        """Return the region widened by the broken blocks beside it: the edit may mend them."""
        while first > 0 and self.blocks[first - 1].stale:
            first -= 1
        while last < len(self.blocks) and self.blocks[last].stale:
            last += 1
        return first, last


def _touched(edit: _Edit) -> tuple[int, int]:
    """Return the blocks that hold changed lines; a line put between two belongs to the second."""
    starts = attrgetter("first_line")
    first = max(0, bisect_right(edit.blocks, edit.change.first, key=starts) - 1)
    final = max(edit.change.first, edit.change.old_last - 1)
    last = bisect_right(edit.blocks, final, key=starts)
    return edit.with_broken_neighbours(first, last)


def _settled(edit: _Edit, first: int, last: int) -> _Region:
    """Read the blocks [first, last), and more while they do not stand alone for want of those."""
    lines = edit.lines(first, last)
    if last < len(edit.blocks) and _ends_loosely(lines):
        return _settled(edit, *edit.with_broken_neighbours(first, last + 1))
    code = first_code_line(lines)
    if first and code == len(lines):
        return _settled(edit, *edit.with_broken_neighbours(first - 1, last))
    region = _read(edit, first, last)
    broken = isinstance(region.outcome, SyntaxProblem)
    if first and broken and _CONTINUES.match(lines[code]):
        return _settled(edit, *edit.with_broken_neighbours(first - 1, last))
    return region


def _joined(edit: _Edit, region: _Region, problems: Sequence[SyntaxProblem]) -> _Region:
    """Return the region from the first to the last broken block if that parses: a quote may close."""
    if not problems:
        return region
    starts = attrgetter("first_line")
    first = bisect_right(edit.blocks, problems[0].line, key=starts) - 1
    last = bisect_right(edit.blocks, problems[-1].line, key=starts)
    first, last = edit.with_broken_neighbours(min(first, region.first), max(last, region.last))
    start, end = edit.bounds(first, last)
    if (first, last) == region[:2] or end - start > _WORTH_JOINING:
        return region
    joined = _read(edit, first, last)
    return region if isinstance(joined.outcome, SyntaxProblem) else joined


def _read(edit: _Edit, first: int, last: int) -> _Region:
    known = _known(edit, first, last)
    to_end = last == len(edit.blocks)
    outcome = read(edit.lines(first, last), edit.bounds(first, last)[0], known, to_end=to_end)
    return _Region(first, last, outcome)


def _salvaged(edit: _Edit, region: _Region) -> Salvage:
    first, last, outcome = region
    if not isinstance(outcome, SyntaxProblem):
        return Salvage(outcome, [])
    start, _ = edit.bounds(first, last)
    broken = Broken(edit.lines(first, last), start, outcome)
    stood = edit.blocks[first:last]
    return salvage(broken, _known(edit, first, last), History(stood, edit.old, edit.change))


def _known(edit: _Edit, first: int, last: int) -> Known:
    """Return the cache before the blocks that stood there, which it may have forgotten."""
    live = (placed.block for placed in edit.blocks[first:last] if not placed.stale)
    return ChainMap(edit.cache, {block.digest: block for block in live})


def _moved(blocks: Sequence[Placed], delta: int) -> Sequence[Placed]:
    if not delta:
        return blocks
    return [Placed(first + delta, block, stale) for first, block, stale in blocks]


def _ends_loosely(lines: Sequence[str]) -> bool:
    """Tell whether the last line belongs to what follows: comments, blanks, a continuation."""
    return not lines or first_code_line(lines[-1:]) == 1 or lines[-1].rstrip("\r\n").endswith("\\")
