"""What a document imports and what its comments ask of us, followed from version to version.

Only the chunks of blocks that an edit made anew are looked at.
"""

from typing import NamedTuple

from msgspec.structs import replace

from lsp_server.analysis.placement import Chunk
from lsp_server.analysis.report import Comment, FileReport, span_of_import, with_members
from lsp_server.graph.statement import Placed, Statement, statement
from lsp_server.text import Span, down


class Written(NamedTuple):
    """The imports of a text with their places, and the comments addressed to us, in file lines."""

    imports: Placed = ()
    comments: tuple[Comment, ...] = ()


class _Part(NamedTuple):
    """What stands in a chunk, in its own lines."""

    chunk: Chunk  # kept alive, so that its id stays its own
    imports: Placed
    comments: tuple[Comment, ...]


class Following:
    """One document; `looked_at` counts chunks."""

    def __init__(self) -> None:
        self.looked_at = 0
        self._parts: dict[int, _Part] = {}

    def of(self, report: FileReport) -> Written:
        """Return what the present version has."""
        parts: dict[int, _Part] = {}
        imports: list[tuple[Statement, Span]] = []
        comments: list[Comment] = []
        for line, chunk in report.blocks.parts():
            part = self._parts.get(id(chunk)) or self._looked_at(chunk)
            parts[id(chunk)] = part
            if part.imports:
                imports += [(said, down(span, line)) for said, span in part.imports]
            if part.comments:
                comments += [replace(item, line=line + item.line) for item in part.comments]
        self._parts = parts
        return Written(tuple(imports), tuple(comments))

    def _looked_at(self, chunk: Chunk) -> _Part:
        self.looked_at += 1
        placed = [item for outer in chunk for item in with_members(outer)]
        return _Part(
            chunk,
            tuple(
                (statement(fact), span_of_import(line, fact))
                for line, block, _ in placed
                for fact in (block.good or block).imports  # half-typed, an import is what it was
            ),
            tuple(
                replace(comment, line=line + comment.line)
                for line, block, _ in placed
                for comment in block.comments
            ),
        )
