"""The blocks of an edited text from those of the text before: only what the edit touched is read.

A report that claims no problem is exact. Text that became right by joining distant broken blocks
may still be called broken; reading the whole text anew settles that.
"""

from lsp_server.analysis.blocks import NO_CODE
from lsp_server.analysis.reading import TOP, Known, read
from lsp_server.analysis.region import Edit, found, salvaged, settled, spliced, touched
from lsp_server.analysis.report import FileReport, SyntaxProblem
from lsp_server.analysis.salvage import Salvage
from lsp_server.analysis.within import class_revised
from lsp_server.chunks import Change, difference
from lsp_server.text import Source


def revise(source: Source, before: Source, previous: FileReport, known: Known) -> FileReport:
    """Return the report of `source`, given the `previous` one of the text `before`."""
    change = difference(before.lines, source.lines)
    if change.first == change.old_last == change.new_last:
        return FileReport(None, previous.blocks, previous.problems, source)
    blocks, problems = previous.blocks, previous.problems
    old, new = before.lines, source.lines
    edit = Edit(new, old, 0, len(old), blocks, problems, change, known, TOP, to_end=True)
    now = _revised(edit)
    return FileReport(None, now.blocks, tuple(now.problems), source)


def _revised(edit: Edit) -> Salvage:
    first, last = touched(edit)
    return (
        _within_class(edit, first, last)
        or _after_class(edit, first - 1, last)
        or _anywhere(edit, first, last)
    )


def _anywhere(edit: Edit, first: int, last: int) -> Salvage:
    region = found(edit, first, last)
    if isinstance(region.outcome, SyntaxProblem) and region[:2] == (first, first + 1):
        class_ = class_revised(edit, first, held=True)
        if class_ is not None:
            return spliced(edit, first, last, class_)
    return spliced(edit, region.first, region.last, salvaged(edit, region))


def _within_class(edit: Edit, at: int, last: int) -> Salvage | None:
    """Revise the large class that alone the edit touches.

    If the edit leaves comments or blank lines at its end, these belong to the block after it.
    """
    if last != at + 1 or edit.blocks[at].block.header is None:
        return None
    if edit.blocks[at].stale and edit.with_broken_neighbours(at, last) != (at, last):
        return None  # one problem may stand for all of them
    first, old_last, new_last = edit.change
    end = until = edit.bounds(at, last)[1]
    if not edit.reaches_end(last):
        while until > first and NO_CODE.match(edit.new[until - 1]):
            until -= 1
    change = Change(first, old_last, new_last - (end - until))
    class_ = class_revised(edit._replace(change=change), at) if change.new_last >= first else None
    if class_ is None or until == end:
        return class_ and spliced(edit, at, last, class_)
    return _with_rest(edit, class_, (at, last + 1), until)


def _after_class(edit: Edit, at: int, last: int) -> Salvage | None:
    """Revise the large class before the blocks that the edit touches, if these begin with its body."""
    header = edit.blocks[at].block.header if at >= 0 else None
    if header is None or header.part is None or settled(edit, at + 1, last) != (at + 1, last):
        return None
    end = until = edit.old_start(at + 1)
    for number in range(end, edit.bounds(at, last)[1]):
        if edit.new[number].startswith(header.part.indent):
            until = number + 1
        elif NO_CODE.match(edit.new[number]) is None:
            break
    if until == end:
        return None
    class_ = class_revised(edit._replace(change=Change(end, end, until)), at)
    return class_ and _with_rest(edit, class_, (at, last), until)


def _with_rest(edit: Edit, class_: Salvage, region: tuple[int, int], start: int) -> Salvage | None:
    """Return all blocks, given the first of the region and the line where its others now start."""
    at, last = region
    rest = edit.new[start : edit.bounds(at, last)[1]]
    known = edit.known(at + 1, last)
    blocks = read(rest, start, known, to_end=edit.reaches_end(last))
    if isinstance(blocks, SyntaxProblem):
        return None
    return spliced(edit, at, last, Salvage([*class_.blocks, *blocks], class_.problems))
