"""The import graph in the languages of other programs that draw: Graphviz's dot and Mermaid.

A large graph is drawn by packages, since nobody can read more; the first line says so.
"""

import json
from collections import Counter
from typing import Any, Final, NamedTuple

Json = dict[str, Any]

READABLE: Final = 150
"""Modules up to which each is drawn by itself."""
ARROWS: Final = 500
"""The same of imports; Mermaid draws no more."""
_STYLES: Final = {"load": "", "conditional": "", "lazy": "dashed", "typing": "dotted"}
_ARROWS: Final = {"load": "-->", "conditional": "-->", "lazy": "-.->", "typing": "-.->"}
_BINDING: Final = ("load", "conditional", "lazy", "typing")


class _Link(NamedTuple):
    """An arrow: so many imports, the hardest of the kind; in red when it is part of a cycle at load."""

    start: str
    end: str
    kind: str
    imports: int
    cycle: bool


def dot(document: Json) -> str:
    """Return the graph in Graphviz's language."""
    depth, links, alone = _drawn(document)
    lines = [f"// {_told(depth)}", "digraph imports {", "  rankdir=LR;", "  node [shape=box];"]
    lines += [f"  {json.dumps(name)};" for name in alone]
    for link in links:
        marks = [f'style="{_STYLES[link.kind]}"'] if _STYLES[link.kind] else []
        marks += [f'label="{link.imports}"'] if link.imports > 1 else []
        marks += ['color="red"'] if link.cycle else []
        told = f" [{', '.join(marks)}]" if marks else ""
        lines.append(f"  {json.dumps(link.start)} -> {json.dumps(link.end)}{told};")
    return "\n".join([*lines, "}", ""])


def mermaid(document: Json) -> str:
    """Return the graph in Mermaid's language."""
    depth, links, alone = _drawn(document)
    names = dict.fromkeys([*alone, *(name for link in links for name in (link.start, link.end))])
    numbers = {name: f"m{number}" for number, name in enumerate(names)}
    lines = [f"%% {_told(depth)}", "flowchart LR"]
    lines += [f'  {number}["{_quoted(name)}"]' for name, number in numbers.items()]
    red = []
    for number, link in enumerate(links):
        label = f"|{link.imports}|" if link.imports > 1 else ""
        lines.append(f"  {numbers[link.start]} {_ARROWS[link.kind]}{label} {numbers[link.end]}")
        red += [str(number)] if link.cycle else []
    if red:
        lines.append(f"  linkStyle {','.join(red)} stroke:red")
    return "\n".join([*lines, ""])


def _quoted(name: str) -> str:
    return name.replace('"', "#quot;")


def _told(depth: int) -> str:
    if not depth:
        return "one node for each module"
    return f"packages to a depth of {depth}, as there is too much to draw; --focus draws what is around a module"


def _drawn(document: Json) -> tuple[int, list[_Link], list[str]]:
    """Return to what depth packages are drawn (0: modules), the arrows, and nodes without any."""
    names = [module["name"] for module in document["modules"]]
    depth = _depth(names, document["edges"])
    nodes = _cut(names, depth)
    counts: dict[tuple[str, str], Counter[str]] = {}
    cycles: set[tuple[str, str]] = set()
    for importer, imported, kind, *_ in document["edges"]:
        pair = (nodes[importer], nodes[imported])
        if pair[0] == pair[1]:
            continue
        counts.setdefault(pair, Counter())[kind] += 1
        group = document["modules"][importer]["cycle"]
        if (
            group is not None
            and group == document["modules"][imported]["cycle"]
            and kind in _BINDING[:2]
        ):
            cycles.add(pair)
    links = [
        _Link(*pair, next(kind for kind in _BINDING if kinds[kind]), kinds.total(), pair in cycles)
        for pair, kinds in sorted(counts.items())
    ]
    linked = {name for link in links for name in (link.start, link.end)}
    return depth, links, sorted(set(nodes) - linked)


def _depth(names: list[str], edges: list[Any]) -> int:
    """Return the greatest depth of packages that can be read; 0: the modules themselves can."""
    deepest = max((name.count(".") + 1 for name in names), default=1)
    return next(
        (depth for depth in (0, *range(deepest, 1, -1)) if _readable(names, edges, depth)), 1
    )


def _readable(names: list[str], edges: list[Any], depth: int) -> bool:
    nodes = _cut(names, depth)
    if len(set(nodes)) > READABLE:
        return False
    return len({(nodes[edge[0]], nodes[edge[1]]) for edge in edges}) <= ARROWS


def _cut(names: list[str], depth: int) -> list[str]:
    """Return the packages to a depth that modules are in; 0: the modules themselves."""
    return [".".join(name.split(".")[:depth]) for name in names] if depth else names
