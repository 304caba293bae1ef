"""The components of real packages are networkx's, in all views."""

import pytest

from tests.conformance.graph import cycles, document, ours

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.parametrize(
        "package",
        [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ours.GRAPHED],
    ),
]


@pytest.mark.parametrize("parents", [False, True])
@pytest.mark.parametrize("view", cycles.VIEWS)
def test_components_equal_those_of_networkx(package, view, parents):
    """All edges, those without typing-only ones, and those at load close the same cycles."""
    made = ours.graph(package, parents=parents)
    assert cycles.ours(made, view) == cycles.theirs(made, view)


def test_as_many_modules_are_in_cycles_as_the_page_says(package):
    """The sizes in CONFORMANCE.md are those of today."""
    assert document.of_cycles(package) == document.measured()["cycles"][package]
