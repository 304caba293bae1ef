"""A made-up workspace of any size, whose imports resemble those of large programs.

Modules import mostly from lower ones: neighbours, a few that everybody imports, and any others. Some
import the other way, rarely at load: in small cycles of neighbours, and in one large one.
"""

import random
from collections.abc import Iterator
from typing import Final

from lsp_server.graph.graph import Graph, Item
from lsp_server.graph.module import Module
from lsp_server.graph.statement import LAZY, TYPING, Statement, Statements, encoded

ROOT: Final = "/work"
NAMES: Final = ("run", "Thing", "make", "LIMIT", "check", "of", "Error", "parse")
OUTSIDE: Final = (
    Statement("", 0, ("os",)),
    Statement("typing", 0, ("Any", "Final")),
    Statement("numpy", 0, ("array",)),
    Statement("area0.gone", 0, ("missing",)),
)


def module(number: int) -> Module:
    """Return a module by its number."""
    name = f"area{number // 200}.part{number // 12}.module_{number}"
    return Module(name, f"{ROOT}/{name.replace('.', '/')}.py")


def imported(number: int, flags: int, rng: random.Random) -> Statement:
    """Return an import of a few names of a module."""
    return Statement(module(number).name, 0, tuple(rng.sample(NAMES, rng.randint(1, 3))), flags)


def statements(count: int, seed: int = 1) -> Iterator[Statements]:
    """Yield the imports of so many modules."""
    rng = random.Random(seed)  # noqa: S311 -- the same modules each time
    for number in range(count):
        wanted = min(number, int(rng.expovariate(1 / 5)) + 1)
        lower = {_lower(number, rng): rng.choice((0, 0, 0, 0, LAZY, TYPING)) for _ in range(wanted)}
        if rng.random() < 0.08:
            lower[min(count - 1, number + rng.randint(1, 12))] = rng.choice((0, LAZY, LAZY, TYPING))
        if rng.random() < 2 / count:
            lower[rng.randrange(count)] = LAZY
        own = [imported(other, flags, rng) for other, flags in lower.items() if other != number]
        yield (*rng.sample(OUTSIDE, 2), *own)


def _lower(number: int, rng: random.Random) -> int:
    chance = rng.random()
    if chance < 0.4:
        return max(0, number - rng.randint(1, 20))
    if chance < 0.75:
        return int(number * rng.random() ** 5)
    return rng.randrange(number)


def graph(texts: list[Statements]) -> Graph:
    """Return the graph of modules with these imports, settled."""
    made = Graph([ROOT])
    made.fill(Item(module(number), encoded(text)) for number, text in enumerate(texts))
    made.refresh()
    made.load.settle()
    made.all.settle()
    return made
