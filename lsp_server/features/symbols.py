"""Document symbols: classes and functions in their hierarchy, each with its figures."""

from typing import NamedTuple

from lsp_server.analysis.report import BlockReport, FunctionReport
from lsp_server.analysis.report import Placed as Block
from lsp_server.features.figures import value_of
from lsp_server.features.markdown import count
from lsp_server.features.places import Placed, measured_in
from lsp_server.settings import Settings
from lsp_server.text import Span, down
from lsp_server.workspace.snapshot import Diagnosed


class Symbol(NamedTuple):
    """A class, function or method with what stands inside it."""

    name: str
    kind: str  # "class", "function" or "method"
    detail: str
    whole: Span
    selection: Span
    children: "tuple[Symbol, ...]"


class _Standing(NamedTuple):
    """A function or class and the text it takes up."""

    whole: Span
    placed: Placed


def outline(diagnosed: Diagnosed) -> list[tuple[int, tuple[Symbol, ...], bool]]:
    """Return for each block its first line, its outermost symbols in its lines, and if it is stale."""
    return diagnosed.report.blocks.each(_outlined, diagnosed.settings)


def moved(symbol: Symbol, lines: int) -> Symbol:
    """Return a symbol so many lines further down."""
    whole, selection = down(symbol.whole, lines), down(symbol.selection, lines)
    children = tuple([moved(child, lines) for child in symbol.children])
    return symbol._replace(whole=whole, selection=selection, children=children)


def _outlined(block: BlockReport, settings: Settings) -> tuple[Symbol, ...]:
    found = [_Standing(placed.whole, placed) for placed in measured_in(Block(0, block), {})]
    found.sort(key=lambda item: (item.whole.start, -item.whole.end.line))
    made, _ = _inside(found, 0, None, settings)
    return made


def _inside(
    found: list[_Standing], at: int, outer: Span | None, settings: Settings
) -> tuple[tuple[Symbol, ...], int]:
    """Return the symbols from an index on that stand inside `outer`, and the index after them."""
    made = []
    while at < len(found) and (outer is None or found[at].whole.start < outer.end):
        standing = found[at]
        children, at = _inside(found, at + 1, standing.whole, settings)
        made.append(_symbol(standing, children, settings))
    return tuple(made), at


def _symbol(standing: _Standing, children: tuple[Symbol, ...], settings: Settings) -> Symbol:
    whole, placed = standing
    item = placed.item
    if isinstance(item, FunctionReport):
        kind = "method" if item.kind == "method" else "function"
        cyclomatic = value_of(item, "cyclomatic", settings)
        size = count(item.statements, "statement")
        detail = f"cognitive {item.cognitive}, cyclomatic {cyclomatic}, {size}"
    else:
        kind = "class"
        methods = count(item.methods, "method")
        detail = f"cognitive {item.cognitive}, {methods}, LCOM4 {item.lcom4}"
    return Symbol(item.name, kind, detail, whole, placed.name, children)
