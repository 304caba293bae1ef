"""What a check finds: plain data in the editor's words, with no word of any protocol."""

from enum import IntEnum
from typing import NamedTuple

from lsp_server.text import Edit, Span


class Severity(IntEnum):
    """How loud a finding is; smaller is louder. The numbers are LSP's."""

    ERROR = 1
    WARNING = 2
    INFORMATION = 3
    HINT = 4


class Change(IntEnum):
    """A finding against the base: what the code was before this change."""

    UNCHANGED = 0
    WORSE = 1
    NEW = 2


class Related(NamedTuple):
    """Another place, or another dimension at the same place, that belongs to a finding.

    `path` is that of the file, "" for the finding's own.
    """

    span: Span
    message: str
    path: str = ""


class Fix(NamedTuple):
    """A quick fix of the finding's own file."""

    title: str
    edits: tuple[Edit, ...]


class Finding(NamedTuple):
    """One thing to tell the user.

    `figures` maps each dimension's name to its number, `exceeded` those above their limits;
    `symbol` is the qualified name or ""; `acknowledged` says by whom and until when, if it is.
    """

    code: str
    span: Span
    severity: Severity
    message: str
    tier: int = 0
    change: Change = Change.NEW
    symbol: str = ""
    figures: tuple[tuple[str, int], ...] = ()
    exceeded: tuple[tuple[str, int], ...] = ()
    related: tuple[Related, ...] = ()
    fixes: tuple[Fix, ...] = ()
    unnecessary: bool = False
    acknowledged: str = ""
