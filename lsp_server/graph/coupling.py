"""Coupling of a module, after Martin (Agile Software Development, 2003, chapter 20).

Counted are the modules of the workspace that import it and that it imports, type checkers' imports
left out: these bind nothing that is executed.
"""

from typing import NamedTuple

from lsp_server.graph.graph import Graph
from lsp_server.graph.statement import Kind


class Size(NamedTuple):
    """Of a module: lines, classes, and how many of these are abstract."""

    lines: int = 0
    classes: int = 0
    abstract: int = 0


class Coupling(NamedTuple):
    """`instability` is fan-out among all, `abstractness` the abstract classes among all: 0 to 1.

    `distance` is that from the main sequence, where the two add up to 1. A module without any
    import has instability 0, one without classes abstractness 0.
    """

    fan_in: int
    fan_out: int
    instability: float
    abstractness: float
    distance: float


def coupling(graph: Graph, module: int, size: Size) -> Coupling:
    """Return the coupling of a module."""
    return of_counts(*fans(graph, module), size)


def fans(graph: Graph, module: int) -> tuple[int, int]:
    """Return a module's fan-in and fan-out."""
    importers, imports = graph.importers(module, load=True), graph.imports(module, load=True)
    others_in = set(graph.importers(module)).difference(importers)
    others_out = set(graph.imports(module)).difference(imports)
    lazy_in = sum(graph.kind(other, module) is Kind.LAZY for other in others_in)
    lazy_out = sum(graph.kind(module, other) is Kind.LAZY for other in others_out)
    return len(importers) + lazy_in, len(imports) + lazy_out


def of_counts(fan_in: int, fan_out: int, size: Size) -> Coupling:
    """Return the coupling that follows from counts."""
    instability = fan_out / (fan_in + fan_out) if fan_in + fan_out else 0.0
    abstractness = size.abstract / size.classes if size.classes else 0.0
    distance = abs(instability + abstractness - 1)
    return Coupling(fan_in, fan_out, instability, abstractness, distance)
