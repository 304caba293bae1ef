"""The blocks of an edited text from those of the text before: only what the edit touched is read.

A report that claims no problem is exact. Text that became right by joining distant broken blocks
may still be called broken; reading the whole text anew settles that.
"""

from collections.abc import Sequence
from typing import Final

from lsp_server.analysis.reading import TOP, Known
from lsp_server.analysis.region import Edit, found, salvaged, spliced, touched
from lsp_server.analysis.report import FileReport
from lsp_server.analysis.salvage import Salvage
from lsp_server.analysis.stale import Change
from lsp_server.analysis.within import class_revised
from lsp_server.text import Source

_STEPS: Final = (4096, 256, 16, 1)


def revise(source: Source, before: Source, previous: FileReport, known: Known) -> FileReport:
    """Return the report of `source`, given the `previous` one of the text `before`."""
    change = difference(before.lines, source.lines)
    if change.first == change.old_last == change.new_last:
        return FileReport(None, previous.blocks, previous.problems, source)
    blocks, problems = previous.blocks, previous.problems
    edit = Edit(source.lines, before.lines, blocks, problems, change, known, TOP, to_end=True)
    now = _revised(edit)
    return FileReport(None, tuple(now.blocks), tuple(now.problems), source)


def _revised(edit: Edit) -> Salvage:
    first, last = touched(edit)
    if last - first == 1 and edit.blocks[first].block.header is not None:
        class_ = class_revised(edit, first)
        if class_ is not None:
            return spliced(edit, first, last, class_)
    region = found(edit, first, last)
    return spliced(edit, region.first, region.last, salvaged(edit, region))


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
