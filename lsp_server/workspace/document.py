"""An open document: what the client holds, at one version."""

from typing import NamedTuple

from lsp_server.text import Source


class Document(NamedTuple):
    """A text open in the client."""

    uri: str
    language: str
    version: int
    source: Source
