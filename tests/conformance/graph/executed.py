"""What is really imported when a package's modules are imported, beside our edges.

A pair is an importer and what its code imported, by name. What is not a module of ours (compiled, or
made at run time) counts as the package above it. Deliberately absent: imports by calls of a computed
name, of which nothing can be known beforehand; they are counted.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

from lsp_server.graph.graph import Graph
from lsp_server.graph.statement import Kind
from tests.conformance import packages
from tests.conformance.graph import ours

_HOOK = Path(__file__).parent / "hook.py"
NEEDED = {
    "Django==5.2.4": ("asgiref==3.9.1", "sqlparse==0.5.3"),
    "SQLAlchemy==2.0.41": ("typing_extensions==4.14.1",),
    "sympy==1.13.3": ("mpmath==1.3.0",),
    "Twisted==24.11.0": (
        "attrs==25.3.0", "automat==25.4.16", "constantly==23.10.4", "hyperlink==21.0.0",
        "idna==3.10", "incremental==24.7.2", "setuptools==80.9.0", "typing_extensions==4.14.1",
        "zope.interface==7.2",
    ),
}  # fmt: skip
"""What each package cannot be imported without."""


class Executed(NamedTuple):
    """What happened: the pairs by how they were imported, and why some modules cannot be."""

    pairs: dict[str, set[tuple[str, str]]]
    failed: dict[str, str]


class Outcome(NamedTuple):
    """How many pairs of each sort our graph has, and those that it lacks."""

    found: Counter[str]
    missing: list[tuple[str, str]]


@cache
def executed(corpus: str) -> Executed:
    """Import every module of a corpus in a process of its own, but for those named __main__."""
    names = [item.module.name for item in ours.items(corpus)]
    needed = packages.installed(NEEDED[corpus])
    with tempfile.TemporaryDirectory() as scratch:
        answer = subprocess.run(
            [sys.executable, _HOOK],
            input="\n".join(name for name in names if not name.endswith("__main__")),
            cwd=scratch,
            env={
                "PATH": os.environ["PATH"],
                "HOME": scratch,
                "PYTHONPATH": os.pathsep.join([str(ours.root(corpus)), str(needed)]),
                "PYTHONDONTWRITEBYTECODE": "1",
            },
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
    told = json.loads(answer.stdout)
    return Executed(_pairs(corpus, told["executed"]), told["failed"])


def _pairs(corpus: str, told: list[list[str]]) -> dict[str, set[tuple[str, str]]]:
    names = {item.module.path: item.module.name for item in ours.items(corpus)}
    known = frozenset(names.values())
    found: dict[str, set[tuple[str, str]]] = {}
    for file, target, how in told:
        importer, imported = names.get(file), _nearest(target, known)
        if importer and imported and importer != imported:
            found.setdefault(how, set()).add((importer, imported))
    return found


def _nearest(name: str, known: frozenset[str]) -> str:
    while name and name not in known:
        name = name.rpartition(".")[0]
    return name


def compared(corpus: str) -> Outcome:
    """Look for each executed pair among our edges of the kinds that are executed so."""
    seen = executed(corpus).pairs
    made, wide = ours.graph(corpus), ours.graph(corpus, parents=True)
    found: Counter[str] = Counter()
    missing = []
    for how, least in {"at load": Kind.CONDITIONAL, "in a function": Kind.LAZY}.items():
        for pair in seen.get(how, ()):
            if sort := _sort(made, wide, pair, least):
                found[f"{sort} {how}"] += 1
            else:
                missing.append(pair)
    calls = [_sort(made, wide, pair, Kind.LAZY) for pair in seen.get("by a call", ())]
    found["calls of a computed name"] = calls.count("")
    found["calls of a literal name"] = len(calls) - calls.count("")
    return Outcome(found, sorted(missing))


def _sort(made: Graph, wide: Graph, pair: tuple[str, str], least: Kind) -> str:
    """Say whether a pair is an edge, follows from one, or ("") is missing."""
    if _has(made, pair, least):
        return "edges"
    above = f"{pair[0]}.".startswith(f"{pair[1]}.")  # its own packages are loaded before it
    return "packages above" if above or _has(wide, pair, least) else ""


def _has(made: Graph, pair: tuple[str, str], least: Kind) -> bool:
    kind = made.kind(*map(made.find, pair))
    return kind is not None and kind >= least
