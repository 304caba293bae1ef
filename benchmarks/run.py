"""What every benchmark is given: how long it may take and whom it measures."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from benchmarks import peers
from benchmarks.budgets import Figure


class Run(NamedTuple):
    """`quick`: a small text, few repetitions, nobody but ours; `say` shows progress."""

    quick: bool
    say: Callable[[str], object]
    huge: bool = False

    def servers(self) -> dict[str, peers.Server]:
        """Return the servers to measure, ours first."""
        names = [peers.OURS] if self.quick else list(peers.SERVERS)
        found = {name: peers.server(name) for name in names}
        for name in [name for name, server in found.items() if server is None]:
            self.say(f"{name} is not installed")
        return {name: server for name, server in found.items() if server is not None}


Benchmark = Callable[[Run], Iterator[Figure]]
"""Measures and yields one figure for each budget that names it."""


def split(budget: str, values: dict[str, list[float]]) -> Figure:
    """Make a figure of what each server measured."""
    others = {name: taken for name, taken in values.items() if name != peers.OURS}
    return Figure(budget, values[peers.OURS], others)
