"""What the command tells of a real package is the graph that was held against the other tools."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conformance.graph import ours

PACKAGE = "SQLAlchemy==2.0.41"

pytestmark = [pytest.mark.corpus, pytest.mark.xdist_group(PACKAGE)]


@pytest.fixture(scope="module")
def document():
    """The document that `vitals graph` writes."""
    command = [sys.executable, "-m", "lsp_server", "graph", "--format", "json", ours.root(PACKAGE)]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


def test_its_edges_and_kinds_are_the_graphs(document):
    """Modules, edges and kinds are the same, by whatever way the files were found and read."""
    made = ours.graph(PACKAGE)
    names = [module["name"] for module in document["modules"]]
    told = {(names[of], names[to], kind) for of, to, kind, _, _ in document["edges"]}
    assert sorted(names) == sorted(made.module(module).name for module in made)
    assert told == {
        (made.module(of).name, made.module(edge.imported).name, edge.kind.name.lower())
        for of in made
        for edge in made.edges(of)
    }


def test_each_edge_has_the_line_of_an_import(document):
    """On the line of each edge stands an import."""
    lines = [Path(module["path"]).read_text("utf-8").split("\n") for module in document["modules"]]
    where = [lines[of][line].strip() for of, _, _, line, _ in document["edges"]]
    without = [text for text in where if "import" not in text]
    assert without == []
    assert len(where) > 2_000


def test_its_cycles_are_the_graphs(document):
    """The components at load, and all others that remain, have as many modules as ours."""
    made = ours.graph(PACKAGE)
    told = {True: [], False: []}
    for cycle in document["cycles"]:
        told[cycle["load"]].append(len(cycle["modules"]))
    assert sorted(told[True]) == sorted(map(len, made.load.groups()))
    assert max(told[False]) == max(map(len, made.all.groups()))
