"""The consistent world after one change. A Snapshot never changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from lsp_server.analysis.report import FileReport
from lsp_server.checks.findings import Findings
from lsp_server.settings import Settings
from lsp_server.workspace.document import Document


class Diagnosed(NamedTuple):
    """A document with all that follows from it; one value, so that its parts always agree.

    While `pending`, the report is that of an earlier text, or empty: a large text is being analysed
    elsewhere. One too `large` to follow live has the figures of the text as opened or saved, and an
    empty report, without a source, once it is changed.
    """

    document: Document
    report: FileReport
    findings: Findings
    settings: Settings
    base: FileReport | None
    pending: bool = False
    large: bool = False


@dataclass(frozen=True)
class Snapshot:
    """What every feature is a function of.

    `explained` holds the (uri, qualified name) whose contributions the user asked to see as hints.
    """

    revision: int = 0
    files: Mapping[str, Diagnosed] = field(default_factory=dict)
    explained: frozenset[tuple[str, str]] = frozenset()
