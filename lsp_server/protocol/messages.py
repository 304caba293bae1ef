"""The params of the messages that must be fast, decoded and checked by msgspec.

All other messages go through lsprotocol's types. Unknown members are ignored, as LSP asks.
"""

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

Unsigned = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Version = Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)]
Token = int | str


class Message(Struct, rename="camel", gc=False):
    """What all of them share: member names in camel case."""


class Position(Message):
    """A place, in the negotiated encoding."""

    line: Unsigned
    character: Unsigned


class Range(Message):
    """A stretch of text."""

    start: Position
    end: Position


class TextDocument(Message):
    """Which document."""

    uri: str


class VersionedTextDocument(Message):
    """Which document, at which version."""

    uri: str
    version: Version


class TextDocumentItem(Message):
    """A document with its text."""

    uri: str
    language_id: str
    version: Version
    text: str


class DidOpen(Message):
    """Params of textDocument/didOpen."""

    text_document: TextDocumentItem


class ContentChange(Message):
    """An edit; the whole text when there is no range."""

    text: str
    range: Range | None = None


class DidChange(Message):
    """Params of textDocument/didChange."""

    text_document: VersionedTextDocument
    content_changes: list[ContentChange]


class OfDocument(Message):
    """Params that name a document and maybe tokens: didClose, didSave, lenses, symbols, metrics."""

    text_document: TextDocument
    work_done_token: Token | UnsetType = UNSET
    partial_result_token: Token | UnsetType = UNSET


class AtPosition(Message):
    """Params of textDocument/hover."""

    text_document: TextDocument
    position: Position


class InRange(Message):
    """Params of textDocument/inlayHint and, but for its context, textDocument/codeAction."""

    text_document: TextDocument
    range: Range


class ActionContext(Message):
    """What kinds of action the client asks for."""

    only: list[str] | None = None


class CodeActionRequest(Message):
    """Params of textDocument/codeAction."""

    text_document: TextDocument
    range: Range
    context: ActionContext


class Lens(Message):
    """Params of codeLens/resolve: the lens as we sent it."""

    range: Range
    command: Any = None
    data: Any = None


class DocumentDiagnostics(Message):
    """Params of textDocument/diagnostic."""

    text_document: TextDocument
    previous_result_id: str | None = None
    work_done_token: Token | UnsetType = UNSET
    partial_result_token: Token | UnsetType = UNSET


class PreviousResult(Message):
    """What the client holds of one document."""

    uri: str
    value: str


class WorkspaceDiagnostics(Message):
    """Params of workspace/diagnostic."""

    previous_result_ids: list[PreviousResult]
    work_done_token: Token | UnsetType = UNSET
    partial_result_token: Token | UnsetType = UNSET


class Query(Message):
    """Params of workspace/symbol."""

    query: str


class Paged(Message):
    """Params of requests that answer in pages: from where, and how many items."""

    cursor: str | None = None
    limit: Annotated[int, Meta(ge=1, le=10_000)] = 500


class Hotspots(Message):
    """Params of vitals/hotspots."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 20


class PageOf(Message):
    """Params of vitals/page: which page, and of the graph at which module (name or URI)."""

    page: Literal["graph", "session"]
    module: str = ""


class OfModule(Paged, kw_only=True):
    """Params of vitals/importers; a module is named by its URI or its dotted name."""

    module: str
    load: bool = False


class OfModules(Paged, kw_only=True):
    """Params of vitals/blastRadius."""

    modules: Annotated[list[str], Meta(max_length=10_000)]
    load: bool = False


class Cycles(Paged):
    """Params of vitals/cycles."""

    modules: Annotated[list[str], Meta(max_length=10_000)] = []


class InFolder(Message):
    """Params of vitals/memory/stats and others: a URI in a workspace folder, "" for the first."""

    uri: str = ""


class StashItem(Message):
    """A record for vitals/memory/stash; `if_stamp` in hexadecimal, `ttl` in seconds."""

    kind: str
    key: str
    value: Any
    scope: str = ""
    ttl: Annotated[float, Meta(ge=0)] | None = None
    if_stamp: str | None = None


class Stash(StashItem):
    """Params of vitals/memory/stash."""

    uri: str = ""


class StashBatch(InFolder, kw_only=True):
    """Params of vitals/memory/stashBatch."""

    items: Annotated[list[StashItem], Meta(max_length=1000)]


class Asked(Message):
    """Which record."""

    kind: str
    key: str
    scope: str = ""


class Retrieve(Asked):
    """Params of vitals/memory/retrieve and forget."""

    uri: str = ""


class RetrieveBatch(InFolder, kw_only=True):
    """Params of vitals/memory/retrieveBatch."""

    items: Annotated[list[Asked], Meta(max_length=1000)]


class ListRecords(InFolder):
    """Params of vitals/memory/list."""

    kind: str = ""
    scope: str | None = None
    prefix: str = ""
    limit: Annotated[int, Meta(ge=1, le=10_000)] = 1000


class Flush(InFolder):
    """Params of vitals/memory/flush."""

    timeout_ms: Annotated[int, Meta(ge=0, le=10_000)] = 1000


class Subscribe(Message):
    """Params of vitals/memory/subscribe."""

    on: bool = True


class Nothing(Message):
    """Params of messages that have none, or none that we read."""


class Trace(Message):
    """Params of $/setTrace."""

    value: Literal["off", "messages", "compact", "verbose"]


class Configuration(Message):
    """Params of workspace/didChangeConfiguration."""

    settings: Any = None
