"""Findings as bytes of LSP Diagnostics: what stands as it did is not encoded again.

The findings of a block are encoded once, with holes for the lines, which alone change when the
block moves. Where a block's text is another than the one it was made of, nothing is kept.
"""

from typing import Any, Final, NamedTuple

import msgspec

from lsp_server.checks.finding import Finding
from lsp_server.checks.findings import Findings, Group
from lsp_server.protocol.capabilities import Client
from lsp_server.protocol.codec import encode
from lsp_server.protocol.convert import Json, Places, diagnostics
from lsp_server.text import Position, Source

_MARK: Final = b"\0"
"""Stands for a line; JSON holds no such byte, as a string would have it escaped."""

_HOLE: Final = msgspec.Raw(_MARK)


class _Form(NamedTuple):
    """The diagnostics of one block with holes, and the lines for these, from the block's first."""

    findings: tuple[Finding, ...]  # kept alive, so that its id stays its own
    holed: bytes
    lines: tuple[int, ...]


class _Holes(Places):
    """Positions whose lines are left out, and noted in the order in which they come."""

    def __init__(self, source: Source, client: Client) -> None:
        super().__init__(source, client.encoding)
        self.lines: list[int] = []

    def position(self, position: Position) -> Json:
        self.lines.append(position.line)
        return {**super().position(position), "line": _HOLE}


class Wording:
    """How the findings of one document were last said to a client."""

    def __init__(self, uri: str, client: Client) -> None:
        self.encoded = 0
        self._uri = uri
        self._client = client
        self._forms: dict[int, _Form] = {}
        self._said: dict[tuple[int, int], bytes] = {}

    def diagnostics(self, findings: Findings, source: Source) -> bytes:
        """Return a JSON array of Diagnostics, with the members that the client understands."""
        forms: dict[int, _Form] = {}
        said: dict[tuple[int, int], bytes] = {}
        every = []
        for group in findings.groups:
            key = id(group.findings)
            form = None if group.stale else forms.get(key) or self._form(group, source)
            if form is None:
                every.append(self._afresh(group, Places(source, self._client.encoding)))
                continue
            forms[key] = form
            place = (key, group.first_line)
            said[place] = self._said.get(place) or _filled(form, group.first_line)
            every.append(said[place])
        self._forms, self._said = forms, said
        return b"[" + b",".join(every) + b"]"

    def _form(self, group: Group, source: Source) -> _Form | None:
        known = self._forms.get(id(group.findings))
        if known is not None:
            return known
        holes = _Holes(source, self._client)
        try:
            parts = self._afresh(group, holes).split(_MARK)
        except TypeError:  # a lone surrogate, which the fast encoder refuses
            return None
        holed = b"%d".join(part.replace(b"%", b"%%") for part in parts)
        return _Form(group.findings, holed, tuple(line - group.first_line for line in holes.lines))

    def _afresh(self, group: Group, places: Places) -> bytes:
        self.encoded += len(group.findings)
        placed = Findings((group,))
        made: list[dict[str, Any]] = diagnostics(placed, self._uri, places, self._client)
        return encode(made)[1:-1]


def _filled(form: _Form, first_line: int) -> bytes:
    return form.holed % tuple([first_line + line for line in form.lines])
