"""What is promised, what was measured, and whether the one keeps to the other."""

import statistics
import tomllib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final, NamedTuple

_FILE: Final = Path(__file__).parent / "budgets.toml"


class Budget(NamedTuple):
    """A promise; `of` maps a peer's or another budget's name to the part of its median."""

    name: str
    what: str
    by: str
    unit: str
    p50: float | None
    p99: float | None
    of: dict[str, str]


class Figure(NamedTuple):
    """What was measured for a budget, and by peers for the same, in its unit."""

    budget: str
    values: Sequence[float]
    peers: Mapping[str, Sequence[float]] = {}

    @property
    def p50(self) -> float:
        """The median."""
        return statistics.median(self.values)

    @property
    def p99(self) -> float:
        """The value that one in a hundred exceeds; of fewer than a hundred values the largest."""
        ordered = sorted(self.values)
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]


class Verdict(NamedTuple):
    """One aim and what became of it; `met` None: there was nothing to compare with."""

    aim: str
    met: bool | None


def budgets() -> dict[str, Budget]:
    """Return all budgets by name, in the order of the file."""
    return {
        name: Budget(
            name,
            entry["what"],
            entry["by"],
            entry["unit"],
            entry.get("p50"),
            entry.get("p99"),
            entry.get("of", {}),
        )
        for name, entry in tomllib.loads(_FILE.read_text("utf-8")).items()
    }


def verdicts(budget: Budget, figure: Figure, others: Mapping[str, Figure]) -> list[Verdict]:
    """Judge a figure by each of its budget's aims; `others` are the run's figures by budget."""
    found = []
    if budget.p50 is not None:
        found.append(Verdict(f"p50 ≤ {budget.p50:g}", figure.p50 <= budget.p50))
    if budget.p99 is not None:
        found.append(Verdict(f"p99 ≤ {budget.p99:g}", figure.p99 <= budget.p99))
    for name, part in budget.of.items():
        limit = _median_of(name, figure, others)
        met = None if limit is None else figure.p50 <= float(Fraction(part)) * limit
        found.append(Verdict(f"≤ {part} of {name}", met))
    return found


def _median_of(name: str, figure: Figure, others: Mapping[str, Figure]) -> float | None:
    if name in figure.peers:
        return statistics.median(figure.peers[name])
    return others[name].p50 if name in others else None
