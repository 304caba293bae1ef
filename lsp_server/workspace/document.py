"""An open document: what the client holds, at one version; and what is too much to follow live."""

from typing import Final, NamedTuple

from lsp_server.chunks import difference
from lsp_server.settings import Settings
from lsp_server.text import Source

COLD_LINES: Final = 4000
"""More lines than that at once are analysed elsewhere: they cost 12 to 25 µs each."""

COLD_BYTES: Final = 200_000
"""The same for bytes, however few their lines."""

CELLS: Final = ("vscode-notebook-cell:", "vscode-interactive-input:")
"""Cells of notebooks: no modules, and their magic lines are no Python."""


class Document(NamedTuple):
    """A text open in the client."""

    uri: str
    language: str
    version: int
    source: Source


def is_cell(document: Document) -> bool:
    """Tell whether a document is but a part of a notebook."""
    return document.uri.startswith(CELLS)


def exceeds(source: Source, settings: Settings) -> bool:
    """Tell whether a text is larger than the settings allow to analyse at each change."""
    return len(source.lines) > settings.max_lines or source.size > settings.max_file_size


def is_cold(source: Source, since: Source | None) -> bool:
    """Tell whether reading a text would keep the loop, if the report of `since` is at hand."""
    if len(source.lines) <= COLD_LINES and source.size <= COLD_BYTES:
        return False
    if since is None:
        return True
    if source.size - since.size > COLD_BYTES:
        return True
    change = difference(since.lines, source.lines)
    return change.new_last - change.first > COLD_LINES
