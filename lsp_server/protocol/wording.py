"""Arrays of a document's findings or symbols as bytes: what stands as it did is not encoded again.

The items of a block are encoded once, with holes for the lines, which alone change when the block
moves. Where a block's text is another than the one it was made of, nothing is kept.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final, Generic, NamedTuple, TypeVar

import msgspec

from lsp_server.encoding import Encoding
from lsp_server.protocol.codec import encode, encode_fast
from lsp_server.protocol.convert import Json, Places
from lsp_server.text import Position, Source

T = TypeVar("T")

Make = Callable[[tuple[T, ...], int, Places], list[Json]]
"""Makes JSON of a block's items, which are in its own lines, given the line where it stands."""

_MARK: Final = b"\0"
"""Stands for a line; JSON holds no such byte, as a string would have it escaped."""

_HOLE: Final = msgspec.Raw(_MARK)


class _Form(NamedTuple):
    """The JSON of one block with holes, and the lines for these, from the block's first."""

    items: tuple[Any, ...]  # kept alive, so that its id stays its own
    holed: bytes
    lines: tuple[int, ...]

    def filled(self, first_line: int) -> bytes:
        return self.holed % tuple([first_line + line for line in self.lines])


class _Holes(Places):
    """Positions whose lines are left out, and noted in the order in which they come."""

    def __init__(self, source: Source, encoding: Encoding) -> None:
        super().__init__(source, encoding)
        self.lines: list[int] = []

    def position(self, position: Position) -> Json:
        self.lines.append(position.line)
        return {**super().position(position), "line": _HOLE}


class Wording(Generic[T]):
    """How the items of one document were last said to a client; `encoded` counts how often."""

    def __init__(self, make: Make[T], encoding: Encoding) -> None:
        self.encoded = 0
        self._make = make
        self._encoding = encoding
        self._forms: dict[int, _Form] = {}
        self._said: dict[tuple[int, int], bytes] = {}

    def array(self, parts: Iterable[tuple[int, tuple[T, ...], bool]], source: Source) -> bytes:
        """Return the JSON array of all items, given as (first line, items, stale) of each block."""
        forms: dict[int, _Form] = {}
        said: dict[tuple[int, int], bytes] = {}
        every = []
        for first_line, items, stale in parts:
            if not items:
                continue
            key = id(items)
            form = None if stale else forms.get(key) or self._forms.get(key)
            if form is None and not stale:
                form = self._form(items, first_line, source)
            if form is None:
                every.append(self._afresh(items, first_line, source))
                continue
            forms[key] = form
            place = (key, first_line)
            said[place] = self._said.get(place) or form.filled(first_line)
            every.append(said[place])
        self._forms, self._said = forms, said
        return b"[" + b",".join(every) + b"]"

    def _form(self, items: tuple[T, ...], first_line: int, source: Source) -> _Form | None:
        self.encoded += len(items)
        holes = _Holes(source, self._encoding)
        try:
            parts = encode_fast(self._make(items, first_line, holes))[1:-1].split(_MARK)
        except UnicodeEncodeError:  # a lone surrogate
            return None
        holed = b"%d".join(part.replace(b"%", b"%%") for part in parts)
        return _Form(items, holed, tuple([line - first_line for line in holes.lines]))

    def _afresh(self, items: tuple[T, ...], first_line: int, source: Source) -> bytes:
        self.encoded += len(items)
        return encode(self._make(items, first_line, Places(source, self._encoding)))[1:-1]
