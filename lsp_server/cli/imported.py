"""The imports of one file as they are kept between runs, and how they become part of the graph."""

from typing import Final

import msgspec

from lsp_server.analysis.report import Comment, FileReport, span_of_import
from lsp_server.graph.coupling import Size
from lsp_server.graph.graph import Item, placed
from lsp_server.graph.module import Module
from lsp_server.graph.statement import Placed, Statements, encoded, statement, told_apart
from lsp_server.memory.recipe import key_of
from lsp_server.text import Span
from lsp_server.workspace.facts import comments_of

FORM: Final = "imports 1"
"""Names the form of the records."""


class Imports(msgspec.Struct, frozen=True, array_like=True):
    """The imports of a text with their places, and the comments addressed to us, in file lines.

    Also its lines, its classes and how many of these are abstract.
    """

    statements: Statements
    places: tuple[Span, ...]
    comments: tuple[Comment, ...]
    size: Size

    def placed(self) -> Placed:
        """Return each statement with its place."""
        return tuple(zip(self.statements, self.places, strict=True))


NONE: Final = Imports((), (), (), Size())

_decoder: Final = msgspec.msgpack.Decoder(Imports)


def imports_of(report: FileReport) -> bytes:
    """Return the imports of a report, encoded."""
    found = [(statement(fact), span_of_import(line, fact)) for line, fact in report.imports()]
    statements = tuple(said for said, _ in found)
    places = tuple(place for _, place in found)
    classes = [item for _, item in report.classes()]
    abstract = sum(item.abstract for item in classes)
    size = Size(report.lines.physical, len(classes), abstract)
    return msgspec.msgpack.encode(Imports(statements, places, comments_of(report), size))


def decoded(content: bytes) -> Imports | None:
    """Return imports that were encoded; None for other bytes."""
    try:
        return _decoder.decode(content)
    except msgspec.MsgspecError:
        return None


def key_of_imports(digest: bytes) -> bytes:
    """Return the key of the imports of the content with this digest, or of a blob of this id."""
    return key_of(FORM, digest)


def item(module: Module, imports: Imports, before: Statements | None) -> Item:
    """Return a module for the graph; `before` are the imports of its base, None without one."""
    same = before is imports.statements
    found = imports.placed() if same else told_apart(imports.placed(), before)
    statements = imports.statements if same else tuple(said for said, _ in found)
    return Item(module, encoded(statements), placed(place for _, place in found))
