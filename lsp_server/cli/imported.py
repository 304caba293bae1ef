"""The imports of one file as they are kept between runs, and how they become part of the graph."""

from typing import Final

import msgspec

from lsp_server.analysis.report import Comment, FileReport, span_of_import
from lsp_server.graph.coupling import Size
from lsp_server.graph.graph import Item, placed, spans
from lsp_server.graph.module import Module
from lsp_server.graph.statement import decoded as statements_in
from lsp_server.graph.statement import encoded, statement, told_apart
from lsp_server.memory.recipe import key_of
from lsp_server.workspace.facts import comments_of

FORM: Final = "imports 2"
"""Names the form of the records."""


class Imports(msgspec.Struct, frozen=True, array_like=True):
    """The imports of a text and their places, as an Item of the graph holds them.

    `comments` are those addressed to us, in file lines; `size` is of the text.
    """

    statements: msgspec.Raw
    places: msgspec.Raw
    comments: tuple[Comment, ...]
    size: Size


NOTHING: Final = encoded(())
"""The statements of a text without imports."""
NONE: Final = Imports(msgspec.Raw(NOTHING), msgspec.Raw(placed(())), (), Size())

_decoder: Final = msgspec.msgpack.Decoder(Imports)


def imports_of(report: FileReport) -> bytes:
    """Return the imports of a report, encoded."""
    found = [(statement(fact), span_of_import(line, fact)) for line, fact in report.imports()]
    statements = msgspec.Raw(encoded(tuple(said for said, _ in found)))
    places = msgspec.Raw(placed(place for _, place in found))
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


def item(module: Module, imports: Imports, before: bytes | None) -> Item:
    """Return a module for the graph; `before` are the statements of its base, None without one."""
    statements, places = bytes(imports.statements), bytes(imports.places)
    if statements == before:
        return Item(module, statements, places)
    now = tuple(zip(statements_in(statements), spans(places), strict=True))
    found = told_apart(now, None if before is None else statements_in(before))
    return Item(module, encoded(tuple(said for said, _ in found)), placed(at for _, at in found))
