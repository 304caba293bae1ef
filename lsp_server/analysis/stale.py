"""The last good figures of blocks whose text is broken now, moved along with their lines.

Lines before an edit stay, lines after it move with it, lines that were edited stay within it.
"""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple, TypeVar

import msgspec

from lsp_server.analysis.blocks import first_code_line
from lsp_server.analysis.large import assembled
from lsp_server.analysis.lines import line_kinds
from lsp_server.analysis.masking import Lines, provisional
from lsp_server.analysis.placement import moved
from lsp_server.analysis.reading import TOP, Level
from lsp_server.analysis.report import (
    BlockReport,
    ClassReport,
    Contribution,
    FunctionReport,
    LineCounts,
    Placed,
    SyntaxProblem,
)
from lsp_server.analysis.walk import measure
from lsp_server.chunks import Change
from lsp_server.text import digest_of

Definition = TypeVar("Definition", FunctionReport, ClassReport)


class Broken(NamedTuple):
    """Lines that do not parse as a whole, the first of them the line `offset`, and why.

    Without a level nothing but their last good figures is asked for.
    """

    lines: Sequence[str]
    offset: int
    problem: SyntaxProblem
    level: Level | None = TOP


class History(NamedTuple):
    """The blocks that stood where now something is broken, in the lines of the earlier text."""

    blocks: Sequence[Placed]
    lines: Sequence[str]
    change: Change


NO_HISTORY = History((), (), Change(0, 0, 0))


def members_of(history: History) -> History:
    """Return the members of the large classes that stood there."""
    classes = [moved(class_.block.members, class_.first_line) for class_ in history.blocks]
    return history._replace(blocks=list(chain.from_iterable(classes)))


def last_good(history: History, live: frozenset[str], broken: Broken) -> list[Placed]:
    """Return the stale blocks that cover the lines.

    They are the earlier blocks whose first line of code stands there now, without those whose name
    is `live` elsewhere; if there are none, one block that has nothing but its lines counted.
    """
    lines, start, _, _ = broken
    end = start + len(lines)
    found = [
        placed
        for placed in history.blocks
        if (placed.block.name == "" or placed.block.name not in live)
        and _begins_within(placed, history, start, end)
    ]
    if not found:
        block = measure([], lines, 0, digest_of("".join(lines)))
        return [Placed(start, _provisional(block, broken, None, None), stale=True)]
    starts = _starts(found, history.change, start, end)
    return [
        _kept(
            placed, history.change, broken._replace(lines=lines[at - start : to - start], offset=at)
        )
        for placed, at, to in zip(found, starts, [*starts[1:], end], strict=False)
    ]


def _kept(placed: Placed, change: Change, broken: Broken) -> Placed:
    """Return what stands for an earlier block on lines that are broken now."""
    lines, first, _, _ = broken
    good = placed.block.good or placed.block
    block = _adapted(placed._replace(block=good), change, lines, first)
    if block.header is None:
        now = _within(broken, change.first, change.new_last)
        block = _provisional(block, broken, now, _since_good(placed, change, broken))
    return Placed(first, block, stale=True)


def _provisional(
    block: BlockReport, broken: Broken, now: Lines | None, earlier: Lines | None
) -> BlockReport:
    """Return the block without the lines edited now, or those in error, or all since it was good."""
    edits = [each for each in (now, earlier) if each is not None]
    edited = (min(first for first, _ in edits), max(last for _, last in edits)) if edits else None
    good = msgspec.structs.replace(block, edited=edited, good=None)
    if broken.level is None:
        return good
    wrong = _within(broken, broken.problem.line, broken.problem.line + 1)
    ranges = [each for each in (now, wrong, edited) if each is not None]
    made = provisional(block.name, broken.lines, broken.level, ranges)
    return good if made is None else msgspec.structs.replace(made, edited=edited, good=good)


def _since_good(placed: Placed, change: Change, broken: Broken) -> Lines | None:
    """Return the lines, counted from the first broken one, edited since the block was good."""
    if placed.block.edited is None:
        return None
    first, last = placed.block.edited
    first, last = placed.first_line + first, placed.first_line + last - 1
    return _within(broken, change.moved(first), change.moved(last) + 1)


def _within(broken: Broken, first: int, last: int) -> Lines | None:
    """Return lines counted from the first broken one, cut off at the broken ones; None for none."""
    lines, offset, _, _ = broken
    first, last = max(first - offset, 0), min(last - offset, len(lines))
    return (first, last) if first < last else None


def _starts(found: Sequence[Placed], change: Change, start: int, end: int) -> list[int]:
    """Return where the blocks begin now, each after the one before; those past the end are out."""
    starts = [start]
    for placed in found[1:]:
        now = max(change.moved(placed.first_line), starts[-1] + 1)
        if now < end:
            starts.append(now)
    return starts


def _begins_within(placed: Placed, history: History, start: int, end: int) -> bool:
    first = placed.first_line
    own = history.lines[first : first + placed.block.physical]
    line = first + min(first_code_line(own), max(0, len(own) - 1))
    return history.change.stands(line) and start <= history.change.moved(line) < end


def _adapted(placed: Placed, change: Change, lines: Sequence[str], first: int) -> BlockReport:
    """Return the block as it stands on its present lines, the same object if nothing moved."""
    block = placed.block
    if block.header is not None:
        return _adapted_class(placed, block.header, change, lines, first)
    if not change.delta and placed.first_line == first and block.physical == len(lines):
        return block
    table = [
        min(max(change.moved(placed.first_line + line) - first, 0), len(lines) - 1)
        for line in range(block.physical + 1)
    ]
    if table[:-1] == list(range(len(lines))):
        return block
    return _relined(block, table, lines)


def _adapted_class(
    placed: Placed, header: BlockReport, change: Change, lines: Sequence[str], first: int
) -> BlockReport:
    """Return a large class with its header and members adapted one by one, all of them stale."""
    offset = placed.first_line
    parts = [Placed(offset, header)]
    parts += [Placed(offset + each.first_line, each.block) for each in placed.block.members]
    starts = [start - first for start in _starts(parts, change, first, first + len(lines))]
    (_, header, _), *members = (
        Placed(start, _adapted(part, change, lines[start:end], first + start), stale=True)
        for part, start, end in zip(parts, starts, [*starts[1:], len(lines)], strict=False)
    )
    return assembled(header, members, placed.block) if members else header


def _relined(block: BlockReport, table: Sequence[int], lines: Sequence[str]) -> BlockReport:
    """Return the block with each line looked up in the table, counted anew on its lines.

    Its digest names these figures, which no text has.
    """
    kinds = line_kinds(lines, ())
    counts = LineCounts(
        len(lines),
        block.lines.logical,
        kinds.count(b"s"),
        kinds.count(b"c"),
        kinds.count(b"b"),
        kinds.count(b"d"),
    )
    part = block.part
    if part is not None:
        own = None if part.own is None else _definition(part.own, table)
        end = (table[part.end[0]], part.end[1])
        part = msgspec.structs.replace(part, own=own, end=end)
    return msgspec.structs.replace(
        block,
        digest=digest_of(f"{block.digest.hex()} {table}"),
        part=part,
        physical=len(lines),
        lines=counts,
        functions=tuple(_function(item, table) for item in block.functions),
        classes=tuple(_definition(item, table) for item in block.classes),
        imports=tuple(
            msgspec.structs.replace(item, line=table[item.line], end_line=table[item.end_line])
            for item in block.imports
        ),
        comments=tuple(
            msgspec.structs.replace(item, line=table[item.line]) for item in block.comments
        ),
        cognitive=_contributions(block.cognitive, table),
    )


def _function(item: FunctionReport, table: Sequence[int]) -> FunctionReport:
    return msgspec.structs.replace(
        _definition(item, table),
        contributions=_contributions(item.contributions, table),
        deepest=(table[item.deepest[0]], item.deepest[1]),
    )


def _definition(item: Definition, table: Sequence[int]) -> Definition:
    return msgspec.structs.replace(
        item,
        first_line=table[item.first_line],
        line=table[item.line],
        name_line=table[item.name_line],
        end_line=table[item.end_line],
    )


def _contributions(items: Sequence[Contribution], table: Sequence[int]) -> tuple[Contribution, ...]:
    return tuple(msgspec.structs.replace(item, line=table[item.line]) for item in items)
