"""An edit inside a large class: only the members that it touched are read."""

from typing import Final

from lsp_server.analysis.blocks import NO_CODE, shifted
from lsp_server.analysis.large import assembled, renamed
from lsp_server.analysis.placement import moved
from lsp_server.analysis.reading import (
    LARGE,
    OUTSIDE,
    Headed,
    Level,
    member_digest,
    read_headed,
)
from lsp_server.analysis.region import (
    Edit,
    found,
    is_loose,
    salvaged,
    settled,
    spliced,
    touched,
)
from lsp_server.analysis.report import Placed, SyntaxProblem
from lsp_server.analysis.salvage import Salvage
from lsp_server.analysis.stale import Broken, last_good
from lsp_server.chunks import Change

_NO_BODY: Final = "expected an indented block after class definition"
_WORTH_READING: Final = 1000  # lines of a class that is read as a whole on a keystroke


def class_revised(edit: Edit, at: int, *, held: bool = False) -> Salvage | None:
    """Return what stands for the large class edit.blocks[at] after an edit within it.

    None where the edit does more than change its members and header. What is broken may do so too,
    unless it is `held`.
    """
    class_ = edit.blocks[at]
    inner = _inner(edit, at, class_)
    if inner is None:
        return None
    first, last = settled(inner, *touched(inner))
    if is_loose(inner, last):
        return None
    if first:
        revised = _members(inner, class_, (first, last), held=held)
    else:
        revised = _header(inner, class_, last)
    if revised is None or revised.blocks[-1].block.physical < LARGE:
        return None
    offset = class_.first_line
    return Salvage(
        list(moved(revised.blocks, offset)),
        [shifted(problem, offset) for problem in revised.problems],
    )


def _inner(edit: Edit, at: int, class_: Placed) -> Edit | None:
    """Return the edit in terms of the header and members of a class, in its lines."""
    header = class_.block.header
    if header is None or header.part is None:
        return None
    (first, old_last, new_last), offset = edit.change, class_.first_line
    end = edit.old_start(at + 1)
    return Edit(
        edit.new,
        edit.old,
        offset,
        end,
        (Placed(0, header, class_.stale), *class_.block.members),
        [shifted(each, -offset) for each in edit.problems if offset <= each.line < end],
        Change(first - offset, old_last - offset, new_last - offset),
        edit.cache,
        Level(header.name, header.part.indent),
        to_end=edit.reaches_end(at + 1),
    )


def _members(edit: Edit, class_: Placed, touched: tuple[int, int], *, held: bool) -> Salvage | None:
    region = found(edit, *touched)
    if region.outcome is None:
        return _header(edit, class_, region.last)
    if is_loose(edit, region.last):
        return None
    if isinstance(region.outcome, SyntaxProblem) and not held and _leaves(edit, region.outcome):
        return None
    made = spliced(edit, region.first, region.last, salvaged(edit, region))
    header, *members = made.blocks
    block = assembled(header.block, members, class_.block)
    return Salvage([Placed(0, block, header.stale)], made.problems)


def _leaves(edit: Edit, problem: SyntaxProblem) -> bool:
    """Tell whether the edit may have put something into the class that is no part of its body."""
    if problem.message == OUTSIDE:
        return True
    first, _, last = edit.change
    changed = edit.new[edit.offset + first : edit.offset + last]
    return edit.end - edit.offset <= _WORTH_READING and any(
        not line.startswith(edit.level.indent) and NO_CODE.match(line) is None for line in changed
    )


def _header(edit: Edit, class_: Placed, last: int) -> Salvage | None:
    """Return the class, and what now stands before it, after an edit of its header."""
    lines = edit.lines(0, last)
    headed = read_headed(lines, edit.known(0, last), to_end=edit.reaches_end(last))
    if headed is None:
        return None
    if isinstance(headed, SyntaxProblem):
        if headed.message.startswith(_NO_BODY) and last < len(edit.blocks):
            return _header(edit, class_, settled(edit, 0, last + 1)[1])
        broken = Broken(lines, 0, headed, None)
        stale = last_good(edit.history(0, last), frozenset(), broken)
        headed = Headed([], stale[0], stale[1:], [headed])
    (before, header, members, problems) = headed
    part = header.block.part
    if part is None or part.own is None:
        return None
    if last < len(edit.blocks) and part.indent != edit.level.indent:
        return None
    made = spliced(edit, 0, last, Salvage([*before, header, *members], problems))
    members = list(moved(made.blocks[len(before) + 1 :], -header.first_line))
    if not members:
        return None
    if header.block.name != edit.level.owner:
        members = _renamed(edit, members, header)
    block = assembled(header.block, members, class_.block)
    return Salvage([*before, Placed(header.first_line, block, header.stale)], made.problems)


def _renamed(edit: Edit, members: list[Placed], header: Placed) -> list[Placed]:
    """Return the members of a class that has just got the name of its header."""
    old, new = edit.level.owner, header.block.name
    made = []
    for first, block, stale in members:
        start = edit.offset + header.first_line + first
        digest = member_digest(new, edit.new[start : start + block.physical])
        mine = block.digest == digest
        made.append(Placed(first, block if mine else renamed(block, old, new, digest), stale))
    return made
