"""The import graph by itself, at 1,000 to 100,000 made-up modules: edits, questions, memory.

An edit gives a module one import more or takes it back, to a neighbour, to what many import, or to
any module at all. What it puts off is settled before the next one, and that is measured apart, as
is what it takes when a file goes or comes back. Processor time.
"""

import gc
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
MIDDLE: Final = 10_000
EDITS: Final = 1_000
FILES: Final = 200
BUSIEST: Final = 20


def measure(run: Run) -> Iterator[Figure]:
    """Yield for each size an edit, what it puts off, and a file; questions and memory at 10,000."""
    for budget, full in SIZES.items():
        size = full // 100 if run.quick else full
        run.say(f"{size:,} modules")
        texts = list(synthetic.statements(size))
        graph = synthetic.graph(texts)
        gc.freeze()  # as the server does when it has indexed
        taken = list(_edits(graph, texts, 40 if run.quick else EDITS))
        yield Figure(budget, [edit for edit, _ in taken])
        yield Figure(f"{budget}-settled", [settling for _, settling in taken])
        yield Figure(f"{budget}-file", list(_files(graph, texts, 10 if run.quick else FILES)))
        if full == MIDDLE:
            yield Figure("graph-reach", list(_blast_radius(graph)))
        gc.unfreeze()
    run.say("memory")
    size = MIDDLE // 100 if run.quick else MIDDLE
    yield Figure("graph-memory", [float(_printed("memory", size)) / size / 1_000])


def _edits(graph: Graph, texts: list[Statements], count: int) -> Iterator[tuple[float, float]]:
    """Yield the milliseconds of each edit and of settling after it; each is then taken back."""
    rng = random.Random(2)  # noqa: S311 -- the same edits each time
    for _ in range(count // 2):
        number = rng.randrange(len(texts))
        module, text = synthetic.module(number), texts[number]
        other = _other(rng, number, len(texts))
        more = (*text, synthetic.imported(other, rng.choice((0, 0, LAZY, TYPING)), rng))
        yield _taken(graph, lambda: graph.put(module, more))  # noqa: B023 -- called at once
        yield _taken(graph, lambda: graph.put(module, text))  # noqa: B023


def _files(graph: Graph, texts: list[Statements], count: int) -> Iterator[float]:
    """Yield the milliseconds until a file that any others import is gone, or here again."""
    rng = random.Random(3)  # noqa: S311 -- the same files each time
    for _ in range(count // 2):
        number = rng.randrange(len(texts))
        module, text = synthetic.module(number), texts[number]
        yield _taken(graph, lambda: graph.drop(module.path))[0]  # noqa: B023 -- called at once
        yield _taken(graph, lambda: graph.put(module, text))[0]  # noqa: B023


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
