"""The import graph by itself, at 1,000 to 100,000 made-up modules: edits, questions, memory.

An edit gives a module one import more or takes it back, to a neighbour, to what many import, or to
any module at all; one in twenty forgets a module, or brings it back. What it puts off is settled
before the next one, and that is measured apart. Processor time.
"""

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Final

from benchmarks import synthetic
from benchmarks.budgets import Figure
from benchmarks.run import Run
from lsp_server.graph.graph import Graph
from lsp_server.graph.paths import importers, reach
from lsp_server.graph.statement import LAZY, TYPING, Statements

SIZES: Final = {"graph-1k": 1_000, "graph-10k": 10_000, "graph-100k": 100_000}
EDITS: Final = 2_000
BUSIEST: Final = 20


def measure(run: Run) -> Iterator[Figure]:
    """Yield for each size an edit and what it puts off; the blast radius and memory at 10,000."""
    for budget, size in SIZES.items():
        if run.quick and size > 1_000:
            continue
        run.say(f"{size:,} modules")
        texts = list(synthetic.statements(size))
        graph = synthetic.graph(texts)
        taken = list(_edits(graph, texts, 40 if run.quick else EDITS))
        yield Figure(budget, [edit for edit, _ in taken])
        yield Figure(f"{budget}-settled", [settling for _, settling in taken])
        if size == 10_000 or run.quick:
            yield Figure("graph-reach", list(_blast_radius(graph)))
    run.say("memory")
    size = 1_000 if run.quick else 10_000
    yield Figure("graph-memory", [float(_printed("memory", size)) / size / 1_000])


def _edits(graph: Graph, texts: list[Statements], count: int) -> Iterator[tuple[float, float]]:
    """Yield the milliseconds of each edit and of settling after it; each is then taken back."""
    rng = random.Random(2)  # noqa: S311 -- the same edits each time
    for turn in range(count // 2):
        number = rng.randrange(len(texts))
        module, text = synthetic.module(number), texts[number]
        if turn % 20 == 0:
            yield _taken(graph, lambda: graph.drop(module.path))  # noqa: B023 -- called at once
        else:
            other = _other(rng, number, len(texts))
            flags = rng.choice((0, 0, LAZY, TYPING))
            more = (*text, synthetic.imported(other, flags, rng))
            yield _taken(graph, lambda: graph.put(module, more))  # noqa: B023
        yield _taken(graph, lambda: graph.put(module, text))  # noqa: B023


def _other(rng: random.Random, number: int, count: int) -> int:
    chance = rng.random()
    if chance < 0.4:
        return max(0, min(count - 1, number + rng.randint(-12, 12)))
    if chance < 0.7:
        return int(count * rng.random() ** 5)
    return rng.randrange(count)


def _taken(graph: Graph, edit: Callable[[], object]) -> tuple[float, float]:
    start = time.process_time()
    edit()
    edited = time.process_time()
    graph.refresh()
    graph.load.settle()
    graph.all.settle()
    return (edited - start) * 1000, (time.process_time() - edited) * 1000


def _blast_radius(graph: Graph) -> Iterator[float]:
    """Yield the milliseconds to find all that depends on each of the busiest modules."""
    busiest = sorted(graph, key=lambda of: len(graph.importers(of)), reverse=True)
    for module in busiest[:BUSIEST]:
        start = time.process_time()
        reach(importers(graph), [module])
        yield (time.process_time() - start) * 1000


def _printed(what: str, size: int) -> str:
    """Return what this file prints as a program: a process of its own."""
    command = [sys.executable, "-m", "benchmarks.graph", what, str(size)]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def memory(size: int) -> int:
    """Return the bytes that a graph takes beyond its modules, their names and statements."""
    import gc
    import tracemalloc

    from lsp_server.graph.graph import Item
    from lsp_server.graph.statement import encoded

    items = [
        Item(synthetic.module(number), encoded(text))
        for number, text in enumerate(synthetic.statements(size))
    ]
    gc.collect()
    tracemalloc.start()
    graph = Graph([synthetic.ROOT])
    graph.fill(items)
    graph.refresh()
    settled = graph.load.settle() and graph.all.settle()
    gc.collect()
    return tracemalloc.get_traced_memory()[0] if settled else 0


if __name__ == "__main__":
    print(memory(int(sys.argv[2])))
