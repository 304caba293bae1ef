"""A large class put together from its header and its members: its figures are sums over them."""

from collections.abc import Sequence
from itertools import chain
from operator import attrgetter
from typing import Final, TypeVar

from msgspec.structs import replace

from lsp_server.analysis import cohesion, cyclomatic
from lsp_server.analysis.report import (
    BlockReport,
    ClassPart,
    ClassReport,
    FunctionReport,
    LineCounts,
    Method,
    Placed,
)
from lsp_server.text import digest_of_all

_lines: Final = attrgetter("physical", "logical", "source", "comment", "blank", "docstring")
_cognitive: Final = attrgetter("cognitive")
_decisions: Final = attrgetter("decisions")

Definition = TypeVar("Definition", FunctionReport, ClassReport)
Methods = list[tuple[Method, ...]]


def assembled(
    header: BlockReport, members: Sequence[Placed], previous: BlockReport | None = None
) -> BlockReport:
    """Return the block of a class; the members are placed in the lines of the header and theirs.

    `previous` is the same class before an edit: unless the edit changed what its methods touch, its
    cohesion is taken from there.
    """
    parts, last = _parts(header, members), members[-1]
    own = parts[0].own
    if own is None:
        raise ValueError(header.name)
    methods = _methods(parts)
    if previous is not None and methods == _methods(_parts(previous, previous.members)):
        components = previous.classes[0].components
    else:
        components = cohesion.components(chain.from_iterable(methods))
    end_line, end_column = _end(last)
    class_ = replace(
        own,
        end_line=end_line,
        end_column=end_column,
        methods=sum(map(len, methods)),
        cc=_cyclomatic(parts),
        cognitive=sum(map(_cognitive, parts)),
        lcom4=len(components),
        components=components,
        abstract=own.abstract or any(each.abstract for each in chain.from_iterable(methods)),
        lines=LineCounts(*map(sum, zip(*[_lines(part.lines) for part in parts], strict=True))),
    )
    return replace(
        header,
        digest=digest_of_all([header.digest, *[block.digest for _, block, _ in members]]),
        physical=last.first_line + last.block.physical,
        classes=(class_, *header.classes),
        header=header,
        members=tuple(members),
    )


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


def _parts(header: BlockReport, members: Sequence[Placed]) -> list[ClassPart]:
    """Return what each block adds; text that was never whole adds nothing."""
    blocks = [header, *[block for _, block, _ in members]]
    return [block.part for block in blocks if block.part is not None]


def _methods(parts: Sequence[ClassPart]) -> Methods:
    return [part.methods for part in parts]


def _cyclomatic(parts: Sequence[ClassPart]) -> int:
    functions = list(chain.from_iterable([part.functions_cc for part in parts]))
    return cyclomatic.of_class(sum(map(_decisions, parts)), functions)


def _end(last: Placed) -> tuple[int, int]:
    part = last.block.part
    line, column = (last.block.physical - 1, 0) if part is None else part.end
    return last.first_line + line, column
