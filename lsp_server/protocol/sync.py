"""The client's documents: didOpen, didChange, didSave and didClose, in the negotiated encoding.

Edits that arrive together are joined, so that a burst costs one analysis.
"""

from collections.abc import Callable
from typing import Protocol

from lsp_server.encoding import Encoding
from lsp_server.protocol import messages
from lsp_server.text import Edit, Position, Source, Span, to_code_points
from lsp_server.workspace.document import Document

LANGUAGES = frozenset({"python", "cython-stub", "python3"})


class Listener(Protocol):
    """Who is told of documents."""

    def opened(self, document: Document) -> None:
        """Take note of a new document."""

    def changed(self, document: Document) -> None:
        """Take note of a document's new text."""

    def closed(self, uri: str) -> None:
        """Take note that a document is closed."""


class Sync:
    """The documents that the client has open, and the edits not yet handed on."""

    def __init__(
        self, encoding: Encoding, listener: Listener, say: Callable[[str], object]
    ) -> None:
        self.encoding = encoding
        self.documents: dict[str, Document] = {}
        self.edits = 0
        self._listener = listener
        self._say = say
        self._changed: set[str] = set()
        self._foreign: set[str] = set()
        self._blamed: set[str] = set()

    def open(self, params: messages.DidOpen) -> None:
        """Take a document; one that is no Python is only remembered to be ignored."""
        item = params.text_document
        self.flush()
        if item.language_id not in LANGUAGES:
            self._forget(item.uri)
            self._foreign.add(item.uri)
            return
        self._foreign.discard(item.uri)
        document = Document(item.uri, item.language_id, item.version, Source.of(item.text))
        self.documents[item.uri] = document
        self._listener.opened(document)

    def change(self, params: messages.DidChange) -> None:
        """Apply edits in order. The client's text is right even when its versions go backwards."""
        uri, version = params.text_document.uri, params.text_document.version
        document = self.documents.get(uri)
        if document is None:
            self._blame(uri)
            return
        source = document.source
        for change in params.content_changes:
            source = self._edited(source, change)
        self.documents[uri] = document._replace(version=version, source=source)
        self._changed.add(uri)
        self.edits += 1

    def close(self, params: messages.OfDocument) -> None:
        """Forget a document."""
        self.flush()
        self._forget(params.text_document.uri)

    def _forget(self, uri: str) -> None:
        self._foreign.discard(uri)
        if self.documents.pop(uri, None) is not None:
            self._listener.closed(uri)

    def flush(self) -> None:
        """Hand on the edits; called before anything that looks at the documents."""
        while self._changed:
            document = self.documents.get(self._changed.pop())
            if document is not None:
                self._listener.changed(document)

    def position(self, source: Source, position: messages.Position) -> Position:
        """Convert a position of the client's, which may lie outside the text."""
        line = source.line(position.line)
        return Position(position.line, to_code_points(line, position.character, self.encoding))

    def _edited(self, source: Source, change: messages.ContentChange) -> Source:
        if change.range is None:
            return Source.of(change.text)
        start = self.position(source, change.range.start)
        end = self.position(source, change.range.end)
        return source.edited(Edit(Span(start, end), change.text))

    def _blame(self, uri: str) -> None:
        """Say once that a document is edited which was never opened."""
        if uri not in self._foreign and uri not in self._blamed and len(self._blamed) < 100:  # noqa: PLR2004
            self._blamed.add(uri)
            self._say(f"a change of {uri}, which is not open, was ignored")
