"""The blocks that an edit touches, and what stands there now.

The blocks are those of a file, or the header and members of a large class. If the lines that
replace some blocks parse alone, the whole is as valid as the rest was.
"""

import re
from collections import ChainMap
from collections.abc import Sequence
from typing import Final, NamedTuple

from lsp_server.analysis.blocks import first_code_line, shifted, without_mark
from lsp_server.analysis.placement import after, replaced
from lsp_server.analysis.reading import Known, Level, known_of, read
from lsp_server.analysis.report import Placed, SyntaxProblem
from lsp_server.analysis.salvage import Salvage, salvage
from lsp_server.analysis.stale import Broken, History
from lsp_server.chunks import Change

_CONTINUES: Final = re.compile(r"\f*(?:[ \t]|(?:else|elif|except|finally)\b)")
_WORTH_JOINING: Final = 400  # lines between broken blocks that are read as one on a keystroke


class Region(NamedTuple):
    """The blocks [first, last) before the edit, and what stands there now: blocks or a problem.

    None: not known, since a class's header is among them, which does not parse as its body does.
    """

    first: int
    last: int
    outcome: list[Placed] | SyntaxProblem | None


class Edit(NamedTuple):
    """An edit in terms of the blocks that stood before it.

    Their lines, and those of the problems and the change, count from the line `offset` of both
    texts and end before the line `end` of the earlier one; `to_end` says that the file ends there.
    """

    new: Sequence[str]
    old: Sequence[str]
    offset: int
    end: int
    blocks: Sequence[Placed]
    problems: Sequence[SyntaxProblem]
    change: Change
    cache: Known
    level: Level
    to_end: bool

    def old_start(self, block: int) -> int:
        """Return the block's first line before the edit, or how many lines there were."""
        return self.blocks[block].first_line if block < len(self.blocks) else self.end - self.offset

    def bounds(self, first: int, last: int) -> tuple[int, int]:
        """Return where the lines that stand for the blocks begin and end after the edit."""
        return self.old_start(first), self.old_start(last) + self.change.delta

    def lines(self, first: int, last: int) -> list[str]:
        """Return the lines that stand for the blocks [first, last) after the edit."""
        start, end = self.bounds(first, last)
        lines = list(self.new[self.offset + start : self.offset + end])
        if start + self.offset == 0 and lines:
            lines[0] = without_mark(lines[0])
        return lines

    def reaches_end(self, last: int) -> bool:
        """Tell whether the blocks before `last` go to the end of the file."""
        return self.to_end and last == len(self.blocks)

    def with_broken_neighbours(self, first: int, last: int) -> tuple[int, int]:
        """Return the region widened by the broken blocks beside it: the edit may mend them."""
        while first > 0 and self.blocks[first - 1].stale:
            first -= 1
        while last < len(self.blocks) and self.blocks[last].stale:
            last += 1
        return first, last

    def known(self, first: int, last: int) -> Known:
        """Return the cache before the blocks that stood there, which it may have forgotten."""
        return ChainMap(self.cache, known_of(self.blocks[first:last]))

    def history(self, first: int, last: int) -> History:
        """Return what stood there before."""
        return History(self.blocks[first:last], self.old[self.offset : self.end], self.change)


def touched(edit: Edit) -> tuple[int, int]:
    """Return the blocks that hold changed lines; a line put between two belongs to the second."""
    first = max(0, after(edit.blocks, edit.change.first) - 1)
    return first, after(edit.blocks, max(edit.change.first, edit.change.old_last - 1))


def settled(edit: Edit, first: int, last: int) -> tuple[int, int]:
    """Return the region widened by blocks that its first and last lines belong to."""
    first, last = edit.with_broken_neighbours(first, last)
    lines = edit.lines(first, last)
    if last < len(edit.blocks) and _ends_loosely(lines):
        return settled(edit, first, last + 1)
    if first and first_code_line(lines) == len(lines):
        return settled(edit, first - 1, last)
    return first, last


def is_loose(edit: Edit, last: int) -> bool:
    """Tell whether lines at the end of all blocks belong to what follows these."""
    if last < len(edit.blocks) or edit.to_end:
        return False
    return _ends_loosely(edit.lines(max(0, last - 1), last))


def found(edit: Edit, first: int, last: int) -> Region:
    """Read the blocks [first, last), and more while they do not stand alone for want of those."""
    region = _read(edit, *settled(edit, first, last))
    if isinstance(region.outcome, SyntaxProblem):
        if region.first and _continues(edit, region):
            return found(edit, region.first - 1, region.last)
        return _joined(edit, region)
    return region


def _continues(edit: Edit, region: Region) -> bool:
    """Tell whether the first line of code cannot begin a statement that stands alone."""
    lines, indent = edit.lines(region.first, region.last), edit.level.indent
    line = lines[first_code_line(lines)]
    return line.startswith(indent) and _CONTINUES.match(line, len(indent)) is not None


def _joined(edit: Edit, region: Region) -> Region:
    """Return the region from the first to the last broken block if that parses: a quote may close."""
    if not edit.problems:
        return region
    first = after(edit.blocks, edit.problems[0].line) - 1
    last = after(edit.blocks, edit.problems[-1].line)
    first, last = edit.with_broken_neighbours(min(first, region.first), max(last, region.last))
    start, end = edit.bounds(first, last)
    if (first, last) == region[:2] or end - start > _WORTH_JOINING:
        return region
    joined = _read(edit, first, last)
    return joined if isinstance(joined.outcome, list) else region


def _read(edit: Edit, first: int, last: int) -> Region:
    if edit.level.owner and not first:
        return Region(first, last, None)
    lines, start = edit.lines(first, last), edit.bounds(first, last)[0]
    known, to_end = edit.known(first, last), edit.reaches_end(last)
    return Region(first, last, read(lines, start, known, edit.level, to_end=to_end))


def salvaged(edit: Edit, region: Region) -> Salvage:
    """Return the blocks of the region, and the problems that it holds."""
    first, last, outcome = region
    if not isinstance(outcome, SyntaxProblem):
        return Salvage(outcome or [], [])
    start, _ = edit.bounds(first, last)
    broken = Broken(edit.lines(first, last), start, outcome, edit.level)
    return salvage(broken, edit.known(first, last), edit.history(first, last))


def spliced(edit: Edit, first: int, last: int, made: Salvage) -> Salvage:
    """Return all blocks and problems after the edit, with those `made` for the region."""
    start, end = edit.old_start(first), edit.old_start(last)
    delta = edit.change.delta
    blocks = replaced(edit.blocks, first, last, made.blocks, delta)
    problems = [
        *(problem for problem in edit.problems if problem.line < start),
        *made.problems,
        *(shifted(problem, delta) for problem in edit.problems if problem.line >= end),
    ]
    return Salvage(blocks, problems)


def _ends_loosely(lines: Sequence[str]) -> bool:
    """Tell whether the last line belongs to what follows: comments, blanks, a continuation."""
    return not lines or first_code_line(lines[-1:]) == 1 or lines[-1].rstrip("\r\n").endswith("\\")
