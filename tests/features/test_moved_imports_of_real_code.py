"""Moves over real files: each keeps what it must, and what is moved is loaded no more."""

import ast
import dis
import json
import random
import subprocess
import sys
import types
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from conformance import packages
from fixture import applied

from lsp_server.analysis import analyse
from lsp_server.features.relocation import Relocation, Surroundings, relocations
from lsp_server.graph.statement import Kind
from lsp_server.text import Source

SAFE = ("calendar", "configparser", "csv", "dataclasses", "difflib", "fractions", "heapq", "ipaddress", "mailbox",
        "netrc", "random", "shlex", "statistics", "textwrap", "timeit", "traceback", "uuid", "zipapp")  # fmt: skip
"""Modules of the library that can be loaded a second time, under another name."""

LOAD_MANY = """
import json, sys, types
for name, text in json.load(sys.stdin):
    module = types.ModuleType(name)
    sys.modules[name] = module
    exec(compile(text, name, "exec", dont_inherit=True), vars(module))
print("loaded")
"""


class Moved(NamedTuple):
    """A file before and after one move."""

    path: Path
    before: str
    after: str
    offer: Relocation


def moves(path: Path, text: str) -> Iterator[Moved]:
    report = analyse(Source.of(text))
    around = Surroundings(package=path.name == "__init__.py")
    for offset, fact in report.imports():
        for offer in relocations(report, offset + fact.line, around):
            yield Moved(path, text, applied(text, offer.edits), offer)


def imported(text: str) -> Counter[tuple[str, int, str, str]]:
    """Count the names of all import statements, by an independent reading."""
    return Counter(
        (
            getattr(node, "module", None) or "",
            getattr(node, "level", 0),
            item.name,
            item.asname or "",
        )
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for item in node.names
    )


def at_top(text: str) -> set[str]:
    """Return the names that imports of the top level bind."""
    return {
        item.asname or (item.name if isinstance(node, ast.ImportFrom) else item.name.split(".")[0])
        for node in ast.parse(text).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for item in node.names
    }


def looked_up(code: types.CodeType) -> Iterator[str]:
    """Yield the names that a code and those in it look up among a module's."""
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_NAME", "LOAD_GLOBAL"):
            yield instruction.argval
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from looked_up(constant)


def hold(moved: Moved) -> None:
    """Demand of a move that it keeps every import and that nobody misses the moved one at load."""
    before, after = imported(moved.before), imported(moved.after)
    allowed = {("typing", 0, "TYPE_CHECKING", ""), ("__future__", 0, "annotations", "")}
    guarded = "TYPE_CHECKING" in moved.offer.title
    twice = set(before) if guarded and moved.offer.kind is Kind.LAZY else set()
    assert not before - after, moved.path
    assert set(after - before) <= (allowed | twice if guarded else set()), moved.path
    gone = at_top(moved.before) - at_top(moved.after)
    assert gone, moved.path
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        code = compile(moved.after, str(moved.path), "exec", dont_inherit=True)
    assert gone.isdisjoint(looked_up(code)), f"{moved.path}: {moved.offer.title}"


@pytest.mark.corpus
@pytest.mark.parametrize("corpus", packages.CORPORA)
def test_moves_in_real_files_keep_what_they_must(corpus):
    """Of a sample of files every move parses, keeps the other imports and is missed by nobody."""
    files = random.Random(corpus).sample(packages.files(corpus), 25)  # noqa: S311  a test's sample
    read = [text for path in files if (text := packages.read(path)) is not None]
    kinds: Counter[Kind] = Counter()
    for path, text, _ in read:
        for moved in moves(path, text):
            hold(moved)
            kinds[moved.offer.kind] += 1
    print(f"{corpus}: {len(read)} files, {dict(kinds)}")
    assert kinds[Kind.LAZY] > 10


def test_the_library_still_loads_once_imports_have_moved():
    """Each module of the library, each of its moves done in turn, is executed to its end."""
    library = packages.folder(packages.LIBRARY)
    texts = []
    for name in SAFE:
        if (read := packages.read(library / f"{name}.py")) is not None:
            for number, moved in enumerate(moves(read.path, read.text)):
                hold(moved)
                texts.append((f"{name}_{number}", moved.after))
    assert len(texts) > 10
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOAD_MANY],
        input=json.dumps(texts),
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.stdout == "loaded\n", done.stderr
