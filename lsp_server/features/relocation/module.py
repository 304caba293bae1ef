"""A module as text and statements, as far as a question needs it, and how names are used in it."""

import ast
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

from lsp_server.analysis.report import BlockReport, FileReport
from lsp_server.analysis.syntax import parse
from lsp_server.features.relocation.bindings import Function, Names, Scope
from lsp_server.features.relocation.readers import Classes

_ALWAYS: Final = ("__all__", "TYPE_CHECKING")


class Where(NamedTuple):
    """What stands around a use.

    `functions` are those whose bodies are running, the outermost first. `annotation` is the whole
    annotation; it is `evaluated` when its definition is executed, `read` when somebody may look at
    its value, `quoted` in a string.
    """

    scopes: tuple[Scope, ...] = ()
    functions: tuple[Function, ...] = ()
    annotation: ast.expr | None = None
    evaluated: bool = False
    read: bool = False
    quoted: bool = False
    literal: bool = False
    typing: bool = False  # under TYPE_CHECKING
    main: bool = False  # under `if __name__ == "__main__"`


class Use(NamedTuple):
    """A name and where it is used."""

    name: str
    where: Where

    @property
    def runs(self) -> bool:
        """Whether the program needs the value, rather than a type checker."""
        return (self.where.annotation is None and not self.where.typing) or self.where.read

    @property
    def at_load(self) -> bool:
        """Whether it is executed when the module is imported."""
        return self.runs and not self.where.functions and not self.where.main


class Usage(NamedTuple):
    """The uses of names, and the names of which nothing can be said."""

    uses: tuple[Use, ...]
    unclear: Names

    def of(self, name: str) -> list[Use]:
        """Return the uses of one name."""
        return [use for use in self.uses if use.name == name]


class Module(NamedTuple):
    """A module's text as lines and as statements, all but those that matter being `pass`."""

    lines: Sequence[str]
    statements: Sequence[ast.stmt]
    report: FileReport

    @property
    def classes(self) -> Classes:
        """The classes at the top level."""
        return {node.name: node for node in self.statements if isinstance(node, ast.ClassDef)}


def read(report: FileReport, lines: Sequence[str], words: Iterable[str] | None) -> Module | None:
    """Parse what of a text mentions one of some words, or all of it; None if it does not parse.

    Imports and exports at the top level are always read.
    """
    if words is None:
        parsed = parse("".join(lines))
    else:
        places = mentions(lines, (*words, *_ALWAYS))
        kept = (
            line for first, block, _ in report.blocks for line in _read(lines, first, block, places)
        )
        parsed = parse("".join(kept))
    return Module(lines, parsed, report) if isinstance(parsed, list) else None


def mentions(lines: Sequence[str], names: Iterable[str]) -> list[int]:
    """Return the lines, counted from 1, on which a name is written, be it in a string."""
    word = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
    ends = list(accumulate(map(len, lines)))
    return sorted({bisect_right(ends, at.start()) + 1 for at in word.finditer("".join(lines))})


def _read(
    lines: Sequence[str], first: int, block: BlockReport, places: Sequence[int], indent: str = ""
) -> Iterator[str]:
    """Yield the lines of a block, or member, that matter, and empty ones for the others."""
    last = first + block.physical
    at = bisect_right(places, first)
    mentioned = at < len(places) and places[at] <= last
    if not (mentioned or not first or not all(fact.lazy for fact in block.imports)):
        yield f"{indent}pass\n"
        yield from ["\n"] * (block.physical - 1)
        return
    if not block.members or block.part is None:
        yield from lines[first:last]
        return
    yield from lines[first : first + block.members[0].first_line]
    for line, member, _ in block.members:
        yield from _read(lines, first + line, member, places, block.part.indent)


def first_line(node: ast.stmt) -> int:
    """Return the line of a statement's first decorator, else its own."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(item.lineno for item in decorators)])
