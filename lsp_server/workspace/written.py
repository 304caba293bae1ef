"""What a document imports and what its comments ask of us, followed from version to version.

Only the chunks of blocks that an edit made anew are looked at; what only moved costs next to nothing.
"""

from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from lsp_server.analysis.placement import Chunk
from lsp_server.analysis.report import BlockReport, Comment, FileReport, span_of_import
from lsp_server.graph.statement import Statements, statement
from lsp_server.text import Span, down


class Written(NamedTuple):
    """The imports of a text, and the comments addressed to us, in file lines.

    `places` are those of the imports, in the lines of some stretches that begin on a line each.
    """

    statements: Statements = ()
    places: tuple[tuple[int, tuple[Span, ...]], ...] = ()
    comments: tuple[Comment, ...] = ()

    def spans(self) -> Iterator[Span]:
        """Yield the places of the imports in file lines."""
        return (down(span, line) for line, some in self.places for span in some)


class _Part(NamedTuple):
    """What stands in a chunk, in its own lines."""

    chunk: Chunk  # kept alive, so that its id stays its own
    statements: Statements
    places: tuple[Span, ...]
    comments: tuple[Comment, ...]


class Following:
    """One document; `looked_at` counts chunks."""

    def __init__(self) -> None:
        self.looked_at = 0
        self._parts: dict[int, _Part] = {}
        self._last = Written()

    def of(self, report: FileReport) -> Written:
        """Return what the present version has; what is as before is the same object."""
        parts: dict[int, _Part] = {}
        some: list[tuple[int, _Part]] = []
        for line, chunk in report.blocks.parts():
            part = parts[id(chunk)] = self._parts.get(id(chunk)) or self._looked_at(chunk)
            if part.statements or part.comments:
                some.append((line, part))
        self._parts = parts
        now = Written(
            tuple([said for _, part in some for said in part.statements]),
            tuple([(line, part.places) for line, part in some if part.places]),
            tuple(
                [
                    replace(comment, line=line + comment.line)
                    for line, part in some
                    for comment in part.comments
                ]
            ),
        )
        if now != self._last:
            same = now.statements == self._last.statements
            self._last = now._replace(statements=self._last.statements) if same else now
        return self._last

    def _looked_at(self, chunk: Chunk) -> _Part:
        self.looked_at += 1
        placed: list[tuple[int, BlockReport]] = []
        for line, outer, _ in chunk:
            placed.append((line, outer))
            placed += [
                (line + first, block)
                for first, block, _ in outer.members
                if block.imports or block.comments or block.good  # of most members there is nothing
            ]
        imports = [
            (statement(fact), span_of_import(line, fact))
            for line, block in placed
            for fact in (block.good or block).imports  # half-typed, an import is what it was
        ]
        return _Part(
            chunk,
            tuple([said for said, _ in imports]),
            tuple([span for _, span in imports]),
            tuple(
                [
                    replace(comment, line=line + comment.line)
                    for line, block in placed
                    for comment in block.comments
                ]
            ),
        )
