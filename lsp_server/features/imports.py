"""The names in import statements: where each stands in the text, and what it leads to.

Text that is no longer the statement that stood there gives fewer names, never wrong ones.
Deliberately absent: names that are attributes; other servers know where these are defined.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from lsp_server.graph.graph import Graph
from lsp_server.graph.resolve import Target
from lsp_server.graph.statement import DYNAMIC, Statement
from lsp_server.text import Position, Source, Span

_TOKEN: Final = re.compile(r"#[^\r\n]*|\w+|[^\s\\]")


class Name(NamedTuple):
    """A dotted name of a module in an import statement; `statement` is the number of that."""

    span: Span
    said: Statement
    statement: int
    target: Target


class _Piece(NamedTuple):
    """A dotted name in the text; `origin` tells what stands after `from`."""

    span: Span
    written: str
    origin: bool


def names(graph: Graph, module: int, source: Source) -> Iterator[Name]:
    """Yield the names of modules that the imports of a module's text hold, in its order."""
    places = graph.places(module)
    for number, (said, place) in enumerate(zip(graph.statements(module), places, strict=False)):
        yield from _names_of(graph, module, (number, said), _pieces(said, place, source))


def name_at(graph: Graph, module: int, source: Source, position: Position) -> Name | None:
    """Return the name of a module at a position of a module's text, if one stands there."""
    for number, place in enumerate(graph.places(module)):
        if not place.start <= position <= place.end:
            continue
        said = graph.statements(module)[number]
        pieces = [
            piece
            for piece in _pieces(said, place, source)
            if piece.span.start <= position <= piece.span.end
        ]
        for name in _names_of(graph, module, (number, said), pieces):
            return name
    return None


def _names_of(
    graph: Graph, module: int, of: tuple[int, Statement], pieces: Iterable[_Piece]
) -> Iterator[Name]:
    number, said = of
    modules_only = not said.module and not said.level
    for piece in pieces:
        sought = _sought(said, piece)
        if sought is None:
            continue
        for target in graph.resolved(module, sought):
            if piece.origin or modules_only or _is_module(graph, target):
                yield Name(piece.span, said, number, target)


def _sought(said: Statement, piece: _Piece) -> Statement | None:
    """Return a statement that imports just what a piece names, None if the statement does not."""
    if piece.origin:
        written = "." * said.level + said.module
        return Statement(said.module, said.level, ()) if piece.written == written else None
    if piece.written not in said.names:
        return None
    return Statement(said.module, said.level, (piece.written,))


def _is_module(graph: Graph, target: Target) -> bool:
    return target.found is not None and graph.module(target.found).name == target.dotted


def _pieces(said: Statement, place: Span, source: Source) -> Iterator[_Piece]:
    if said.flags & DYNAMIC:
        return _literal(said, place, source)
    return _of_tokens(_tokens(place, source))


def _literal(said: Statement, place: Span, source: Source) -> Iterator[_Piece]:
    """Yield the literal of a call that imports it."""
    written = said.names[0] if said.names else "." * said.level + said.module
    for line, column, text in _lines(place, source):
        for quote in "\"'":
            start = text.find(f"{quote}{written}{quote}")
            if start >= 0:
                start += column + 1
                span = Span(Position(line, start), Position(line, start + len(written)))
                yield _Piece(span, written, origin=not said.names)
                return


def _of_tokens(tokens: Iterator[tuple[str, Span]]) -> Iterator[_Piece]:
    """Yield the names of `import a.b as c, d` or `from .a import b as c`."""
    keyword = next((text for text, _ in tokens if text in {"from", "import"}), "")
    dotted: list[tuple[str, Span]] = []
    renamed, origin = False, keyword == "from"
    for text, span in tokens:
        if text == "," or (origin and text == "import"):
            yield from _piece(dotted, origin=origin)
            dotted, renamed, origin = [], False, False
        elif text == "as":
            renamed = True
        elif not renamed and (dotted or text not in "(*") and text != ")":
            dotted.append((text, span))
    yield from _piece(dotted, origin=origin)


def _piece(dotted: list[tuple[str, Span]], *, origin: bool) -> Iterator[_Piece]:
    if dotted:
        whole = Span(dotted[0][1].start, dotted[-1][1].end)
        yield _Piece(whole, "".join(text for text, _ in dotted), origin)


def _tokens(place: Span, source: Source) -> Iterator[tuple[str, Span]]:
    for line, column, text in _lines(place, source):
        for found in _TOKEN.finditer(text):
            if not found[0].startswith("#"):
                start, end = (Position(line, column + at) for at in found.span())
                yield found[0], Span(start, end)


def _lines(place: Span, source: Source) -> Iterator[tuple[int, int, str]]:
    """Yield each line of a span: its number, where the text begins, and the text."""
    (first, start), (last, end) = place
    for line in range(first, min(last, len(source.lines) - 1) + 1):
        column = start if line == first else 0
        yield line, column, source.line(line)[column : end if line == last else None]
