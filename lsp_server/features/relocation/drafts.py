"""A move before it is proven."""

from typing import NamedTuple

from lsp_server.features.relocation.bindings import Function
from lsp_server.features.relocation.statement import Part
from lsp_server.graph.statement import Kind
from lsp_server.text import Edit

Unit = tuple[str, int, str, str, Kind]
"""One name of an import: module, level, name, what it is bound to (or ""), and when it is executed."""


class Draft(NamedTuple):
    """Edits of the text without its byte order mark, and what they promise.

    `gone` is what leaves its place, `come` what is imported how instead, `added` the other imports
    that come with it, and `function` has a statement more.
    """

    title: str
    edits: tuple[Edit, ...]
    gone: Part
    come: tuple[tuple[Part, Kind], ...]
    added: tuple[Unit, ...] = ()
    function: Function | None = None


def told(part: Part) -> str:
    """Return the names that a part binds, for a title."""
    return ", ".join(f"`{name}`" for name in part.bound)
