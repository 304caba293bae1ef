"""Our values in LSP's words: plain dictionaries, columns in the client's encoding."""

from collections.abc import Iterable, Sequence
from typing import Any

from lsp_server.checks.catalogue import href
from lsp_server.checks.finding import Finding, Related
from lsp_server.encoding import Encoding
from lsp_server.protocol.capabilities import Client
from lsp_server.protocol.paths import uri_of
from lsp_server.text import Edit, Position, Source, Span, from_code_points

Json = dict[str, Any]


class Places:
    """Positions of one text in the client's encoding."""

    def __init__(self, source: Source, encoding: Encoding) -> None:
        self._source = source
        self._encoding = encoding

    def position(self, position: Position) -> Json:
        """Return an LSP Position; one past a line's end stands at that end."""
        line, column = position
        units = from_code_points(self._source.line(line), column, self._encoding)
        return {"line": line, "character": units}

    def range(self, span: Span) -> Json:
        """Return an LSP Range."""
        return {"start": self.position(span.start), "end": self.position(span.end)}

    def edits(self, edits: Iterable[Edit]) -> list[Json]:
        """Return LSP TextEdits."""
        return [{"range": self.range(edit.span), "newText": edit.text} for edit in edits]


class Converted:
    """Positions that are in the client's encoding already."""

    def range(self, span: Span) -> Json:
        """Return an LSP Range."""
        start, end = ({"line": at.line, "character": at.column} for at in span)
        return {"start": start, "end": end}


def diagnostics(
    findings: Sequence[Finding], uri: str, places: Places | Converted, client: Client
) -> list[Json]:
    """Return LSP Diagnostics, with the members that the client understands."""
    return [diagnostic(finding, uri, places, client) for finding in findings]


def diagnostic(finding: Finding, uri: str, places: Places | Converted, client: Client) -> Json:
    """Return an LSP Diagnostic."""
    made: Json = {
        "range": places.range(finding.span),
        "severity": int(finding.severity),
        "code": finding.code,
        "source": "vitals",
        "message": finding.message,
    }
    if client.tags and finding.unnecessary:
        made["tags"] = [1]
    if client.descriptions:
        made["codeDescription"] = {"href": href(finding.code)}
    if client.related_information and finding.related:
        made["relatedInformation"] = [
            {"location": _location(item, uri, places), "message": item.message}
            for item in finding.related
        ]
    if client.data:
        made["data"] = {
            "symbol": finding.symbol,
            "tier": finding.tier,
            "change": finding.change.name.lower(),
            "figures": dict(finding.figures),
        }
    return made


def _location(related: Related, uri: str, places: Places | Converted) -> Json:
    """Return an LSP Location; of another file's text only code points are known, which serve."""
    if related.path:
        return {"uri": uri_of(related.path), "range": Converted().range(related.span)}
    return {"uri": uri, "range": places.range(related.span)}
