"""Draws stacks and their weights as an icicle: the outermost call on top, time from left to right.

One SVG file without script, font or style from elsewhere; readable on light and on dark ground. A
call's place among its sisters follows its weight, not the clock.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Final, NamedTuple

WIDTH: Final = 1200
ROW: Final = 18
MARGIN: Final = 12
TOP: Final = 76
NARROWEST: Final = 1.0
CHARACTER: Final = 6.3
"""The width of one at eleven pixels of a typewriter font, with some room."""

COLOURS: Final = {
    "protocol": "#3b6fd4",
    "workspace": "#7a5cc4",
    "checks": "#b3622f",
    "analysis": "#2f7d5b",
    "text": "#8a6a24",
    "other": "#6b727c",
}
_STYLE: Final = (
    "svg{background:#fff;font:11px ui-monospace,Menlo,Consolas,monospace}"
    "text{fill:#1c2128}.in{fill:#fff}.dim{fill:#59636e}rect{stroke:#fff;stroke-width:.6}"
    "@media(prefers-color-scheme:dark){svg{background:#161b22}text{fill:#e6edf3}"
    ".in{fill:#fff}.dim{fill:#9198a1}rect{stroke:#161b22}}"
)


@dataclass
class Node:
    """A call, the seconds spent in it, and the calls made from it."""

    name: str
    seconds: float = 0.0
    calls: dict[str, "Node"] = field(default_factory=dict)


class _Box(NamedTuple):
    node: Node
    left: float
    depth: int


def tree(stacks: Mapping[tuple[str, ...], float]) -> Node:
    """Join stacks, outermost function first, into one tree; what all begin with is left out."""
    root = Node("")
    for stack, seconds in stacks.items():
        node = root
        node.seconds += seconds
        for name in stack:
            node = node.calls.setdefault(name, Node(name))
            node.seconds += seconds
    while len(root.calls) == 1:
        (root,) = root.calls.values()
    return root


def draw(root: Node, title: str, about: str) -> str:
    """Return the picture of a tree of calls."""
    boxes = list(_boxes(root, MARGIN, 0, (WIDTH - 2 * MARGIN) / root.seconds))
    height = TOP + (max(box.depth for box in boxes) + 1) * ROW + MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" role="img">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style>",
        f'<text x="{MARGIN}" y="24" font-size="15" font-weight="600">{escape(title)}</text>',
        f'<text x="{MARGIN}" y="44" class="dim">{escape(about)}</text>',
        *_legend(),
        *(_rectangle(box, root) for box in boxes),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _boxes(node: Node, left: float, depth: int, scale: float) -> Iterator[_Box]:
    """Yield the calls that are wide enough to be seen."""
    yield _Box(node, left, depth)
    for call in sorted(node.calls.values(), key=lambda call: -call.seconds):
        if call.seconds * scale >= NARROWEST:
            yield from _boxes(call, left, depth + 1, scale)
        left += call.seconds * scale


def _rectangle(box: _Box, root: Node) -> str:
    share = box.node.seconds / root.seconds
    width, y = share * (WIDTH - 2 * MARGIN), TOP + box.depth * ROW
    module, _, function = box.node.name.partition(":")
    told = f"{function or 'all'} ({module}): {box.node.seconds:.3f} s, {share:.1%}"
    label = _label(function or "all", share, width)
    written = (
        f'<text x="{box.left + 3:.1f}" y="{y + 12.5}" class="in">{escape(label)}</text>'
        if label
        else ""
    )
    return (
        f"<g><title>{escape(told)}</title>"
        f'<rect x="{box.left:.1f}" y="{y}" width="{width:.1f}" height="{ROW}" rx="2" '
        f'fill="{_colour(module)}"/>{written}</g>'
    )


def _label(function: str, share: float, width: float) -> str:
    """Return as much of a call's name, with its share if there is room, as its box can hold."""
    room = int((width - 6) / CHARACTER)
    full = f"{function} {share:.0%}"
    if len(full) <= room:
        return full
    last = function.rpartition(".")[2]
    if len(last) <= room:
        return last
    return f"{last[: room - 1]}…" if room >= 4 else ""


def _area(module: str) -> str:
    ours, _, rest = module.partition("/")
    area = rest.partition("/")[0].removesuffix(".py")
    area = {"chunks": "text", "cli": "protocol", "memory": "workspace"}.get(area, area)
    return area if ours == "lsp_server" and area in COLOURS else "other"


def _colour(module: str) -> str:
    return COLOURS[_area(module)]


def _legend() -> Iterator[str]:
    names = {"protocol": "protocol, command", "workspace": "workspace, memory", "other": "Python"}
    left = MARGIN
    for area, colour in COLOURS.items():
        name = names.get(area, area)
        yield f'<rect x="{left}" y="54" width="11" height="11" rx="2" fill="{colour}"/>'
        yield f'<text x="{left + 16}" y="63.5" class="dim">{name}</text>'
        left += 34 + int(len(name) * 6.7)
