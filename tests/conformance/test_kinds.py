"""The kinds of difference are real, and the page that lists them is of today."""

import ast

import pytest

from tests.analysis.measured import function
from tests.conformance import document, kinds, oracles


def figures(kind, tmp_path):
    """Our figure and the oracle's for the kind's example."""
    mine, tree = function(kind.example), ast.parse(kind.example)
    if kind.oracle == "complexipy":
        return mine.cognitive, next(iter(oracles.cognitive(kind.example).values()))
    if kind.oracle == "radon cc":
        return mine.cc, oracles.radon_cc(tree)[mine.line + 1]
    path = tmp_path / "example.py"
    path.write_text(kind.example, "utf-8")
    said = oracles.ruff([path])
    return mine.parameters, said[path].figures.get((mine.line + 1, "parameters"), 0)


@pytest.mark.parametrize("kind", kinds.KINDS, ids=lambda kind: f"{kind.oracle}: {kind.name}")
def test_a_kind_of_difference_is_as_listed(kind, tmp_path):
    """The example has our figure and the tool's, and is recognised as a case of the kind."""
    assert figures(kind, tmp_path) == (kind.ours, kind.theirs)
    found = [node for node in ast.walk(ast.parse(kind.example)) if isinstance(node, kinds.Function)]
    assert kind.occurs(found[0])


def test_the_page_is_made_from_the_table():
    """CONFORMANCE.md is what `python -m tests.conformance.document` would write."""
    assert document.PAGE.read_text("utf-8") == document.page()
