"""CONFORMANCE.md of the graph, made from the kinds of difference and from what was measured.

`python -m tests.conformance.graph.document` measures the packages anew and writes both files.
"""

import json
from pathlib import Path

from tests.conformance.graph import cycles, differences, executed, oracles, ours

PAGE = Path(__file__).parents[3] / "lsp_server" / "graph" / "CONFORMANCE.md"
_MEASURED = Path(__file__).parent / "measured.json"

_HEAD = """# How our import graph compares with other tools' and with what Python does

Compared edge by edge over pinned packages by `tests/conformance/graph`, which fails on any difference that is of
no kind listed here, and makes this page.
"""
_EXECUTED = """
## Executed
Every module of a package is imported with `__import__` and `importlib.import_module` watched, and each import that
one of its modules makes is looked for in our graph: made while a module is loaded, among the edges that are executed at
load; made in a function, among all but typing-only ones. None may be missing. *Follows* counts imports of packages
above an imported module, which Python makes by itself (`cycles-include-parents` has them as edges). Modules
that cannot be imported lack a third-party package, a database or another system. The numbers are those of CPython 3.11 on Linux.

| package | at load: edges | follows | in functions | by a computed name | modules not imported |
|---|---|---|---|---|---|"""
_CYCLES = """
## Cycles
Modules in cycles / in the largest component, equal to networkx's in every view; the last three columns with the packages above as edges.

| package | all edges | without typing-only | at load | all edges | without typing-only | at load |
|---|---|---|---|---|---|---|"""


def measured() -> dict:
    """Return what was compared: edges, executed imports and cycles, by package."""
    return json.loads(_MEASURED.read_text("utf-8"))


def page() -> str:
    """Return the page."""
    found = measured()
    lines = [
        _HEAD,
        "## Edges",
        "| with | package | typing-only imports | modules | equal edges | of one side only |",
        "|---|---|---|---|---|---|",
    ]
    for name, package, typing in edge_cases():
        modules, edges, kinds = found["edges"][f"{name}, {package}, {typing}"]
        told = ", ".join(f"{count:,} {kind}" for kind, count in kinds.items())
        lines.append(
            f"| {name} | {package} | {typing} | {modules:,} | {edges:,} | {told or 'none'} |"
        )
    for each in differences.DIFFERENCES:
        lines += _kind(each)
    lines += [_EXECUTED, *(_row(package, found["executed"][package]) for package in ours.GRAPHED)]
    lines += [_CYCLES]
    for package in ours.GRAPHED:
        lines.append(
            _row(package, [f"{a:,} / {b:,}" for a, b in found["cycles"][package].values()])
        )
    return "\n".join(lines) + "\n"


def _kind(each: differences.Difference) -> list[str]:
    lines = ["", f"### {', '.join(each.oracles)}: {each.name}", each.sentence]
    sides = {"only ours": each.only_ours, "only theirs": each.only_theirs}
    told = [f"{side} `{a}` → `{b}`" for side, pairs in sides.items() for a, b in sorted(pairs)]
    path, text = next((path, text) for path, text in each.files.items() if text)
    return [*lines, f"In `{path}`, {', '.join(told)}:", "```python", text.strip(), "```"]


def _row(package: str, cells: list) -> str:
    return f"| {package} | " + " | ".join(str(cell) for cell in cells) + " |"


def edge_cases() -> list[tuple[str, str, str]]:
    """Return all that is compared: tool, package, and "with" or "without" typing-only imports."""
    return [
        (oracle, package, typing)
        for oracle in oracles.ORACLES
        for package in ours.GRAPHED
        for typing in ("with", "without")
    ]


def of_edges(oracle: str, package: str, typing: str) -> tuple[list, list]:
    """Compare edges: return what `measured` should, and what is of no kind listed."""
    found = differences.compared(package, oracle, typing=typing == "with")
    kinds = dict(sorted(found.kinds.items()))
    return [found.modules, found.edges, kinds], found.unlisted


def of_cycles(package: str) -> dict[str, list[int]]:
    """Measure the cycles of a package in all views."""
    return {
        f"{view}, with parents" if parents else view: cycles.size(
            cycles.ours(ours.graph(package, parents=parents), view)
        )
        for parents in (False, True)
        for view in cycles.VIEWS
    }


def of_executed(package: str) -> list[str]:
    """Compare with what is executed: return the cells of the table."""
    found, ran = executed.compared(package).found, executed.executed(package)
    functions = found["edges in a function"] + found["packages above in a function"]
    cells = [found["edges at load"], found["packages above at load"], functions]
    cells += [found["calls of a computed name"], len(ran.failed)]
    return [f"{cell:,}" for cell in cells]


def measure() -> dict:
    """Compare over all packages and return what `measured` should."""
    return {
        "edges": {", ".join(case): of_edges(*case)[0] for case in edge_cases()},
        "executed": {package: of_executed(package) for package in ours.GRAPHED},
        "cycles": {package: of_cycles(package) for package in ours.GRAPHED},
    }


if __name__ == "__main__":
    _MEASURED.write_text(json.dumps(measure(), indent=1) + "\n", "utf-8")
    PAGE.write_text(page(), "utf-8")
