"""A large class put together from its header and its members: its figures are sums over them."""

from collections.abc import Iterable, Sequence
from itertools import repeat
from operator import attrgetter
from typing import Final, NamedTuple, TypeVar

from msgspec.structs import replace

from lsp_server.analysis import cohesion, cyclomatic
from lsp_server.analysis.report import (
    BlockReport,
    ClassPart,
    ClassReport,
    FunctionReport,
    LineCounts,
    Placed,
)
from lsp_server.chunks import alike
from lsp_server.invariant import never

_lines: Final = attrgetter("physical", "logical", "source", "comment", "blank", "docstring")
_sums: Final = attrgetter("decisions", "functions", "complexity", "cognitive")

Definition = TypeVar("Definition", FunctionReport, ClassReport)
Figures = tuple[int, ...]


def assembled(
    header: BlockReport, members: Sequence[Placed], previous: BlockReport | None = None
) -> BlockReport:
    """Return the block of a class; the members are placed in the lines of the header and theirs.

    `previous` is the same class before an edit: what the edit did not touch is taken from there.
    """
    own = None if header.part is None else header.part.own
    if header.part is None or own is None:
        never(f"{header.name} is no header of a class")
        return header
    change = _change(header, members, previous)
    decisions, functions, complexity, cognitive, *lines = _total(change, previous)
    components, abstract = _cohesion(header, members, change, previous)
    end = _end(members[-1])
    class_ = replace(
        own,
        end_line=end[0],
        end_column=end[1],
        methods=functions,
        cc=cyclomatic.of_class(decisions, complexity, functions),
        cognitive=cognitive,
        lcom4=len(components),
        components=components,
        abstract=own.abstract or abstract,
        lines=LineCounts(*lines),
    )
    part = ClassPart(
        own, header.part.indent, decisions, functions, complexity, cognitive, (), class_.lines, end
    )
    return replace(
        header,
        physical=members[-1].first_line + members[-1].block.physical,
        classes=(class_, *header.classes),
        part=part,
        header=header,
        members=tuple(members),
    )


class _Change(NamedTuple):
    """What the parts of a class that an edit touched were, and what they are now."""

    removed: list[ClassPart]
    added: list[ClassPart]


def _change(
    header: BlockReport, members: Sequence[Placed], previous: BlockReport | None
) -> _Change:
    if previous is None or previous.header is None:
        return _Change([], _parts((header, *map(_block, members))))
    before, after = previous.members, tuple(members)
    head = alike(before, after)
    tail = alike(before[head:][::-1], after[head:][::-1])
    old = map(_block, before[head : len(before) - tail])
    new = map(_block, after[head : len(after) - tail])
    if header is previous.header:
        return _Change(_parts(old), _parts(new))
    return _Change(_parts((previous.header, *old)), _parts((header, *new)))


def _parts(blocks: Iterable[BlockReport]) -> list[ClassPart]:
    """Return what each block adds; text that was never whole adds nothing."""
    return [block.part for block in blocks if block.part is not None]


def _total(change: _Change, previous: BlockReport | None) -> Figures:
    gone = list(map(_figures, change.removed))
    come = list(map(_figures, change.added))
    if previous is not None and previous.part is not None and previous.header is not None:
        come.append(_figures(previous.part))
    lost = map(sum, zip(*gone, strict=True)) if gone else repeat(0)
    return tuple(
        now - before for now, before in zip(map(sum, zip(*come, strict=True)), lost, strict=False)
    )


def _figures(part: ClassPart) -> Figures:
    return (*_sums(part), *_lines(part.lines))


def _cohesion(
    header: BlockReport,
    members: Sequence[Placed],
    change: _Change,
    previous: BlockReport | None,
) -> tuple[tuple[tuple[str, ...], ...], bool]:
    """Return the groups of methods, and whether one of these is abstract."""
    removed, added = ([method for part in parts for method in part.methods] for parts in change)
    if previous is not None and header is previous.header and removed == added:
        return previous.classes[0].components, previous.classes[0].abstract
    parts = _parts((header, *map(_block, members)))
    methods = [method for part in parts for method in part.methods]
    return cohesion.components(methods), any(method.abstract for method in methods)


def _block(placed: Placed) -> BlockReport:
    return placed.block


def _end(last: Placed) -> tuple[int, int]:
    part = last.block.part
    line, column = (last.block.physical - 1, 0) if part is None else part.end
    return last.first_line + line, column


def renamed(block: BlockReport, owner: str, new: str, digest: bytes) -> BlockReport:
    """Return a member of the class `owner` as one of the class `new`, where its digest is another."""
    return replace(
        block,
        digest=digest,
        functions=tuple(_of(each, owner, new) for each in block.functions),
        classes=tuple(_of(each, owner, new) for each in block.classes),
    )


def _of(item: Definition, owner: str, new: str) -> Definition:
    return replace(item, qualified_name=new + item.qualified_name[len(owner) :])
