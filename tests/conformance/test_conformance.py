"""Our figures equal those of other tools over real code, but for the kinds of difference listed."""

from collections import Counter

import pytest

from tests.conformance import compare, document, kinds, packages

pytestmark = [pytest.mark.corpus, pytest.mark.parametrize("corpus", packages.CORPORA)]

MEASURED = document.measured()


def outcome(corpus, oracle):
    """Print what was compared; fail on differences of no listed kind, or on counts that changed."""
    found = compare.over(corpus)[oracle]
    differing = Counter(kind for kind, _ in found.differences)
    unlisted = [where for kind, where in found.differences if not kind]
    print(f"\n{corpus}, {oracle}: {dict(found.compared)}, differing {dict(differing)}")
    assert not unlisted, "\n".join(unlisted[:20])
    assert set(differing) <= {kind.name for kind in kinds.KINDS if kind.oracle.startswith(oracle)}
    if corpus != packages.LIBRARY:
        assert {**found.compared, **differing} == MEASURED[oracle][corpus]
    return found


def test_c901_and_pylints_figures_equal_ruffs(corpus):
    """C901, PLR0911 to PLR0915 and PLR1702 of each function are ruff's."""
    assert outcome(corpus, "ruff").compared["functions"] > 10_000


def test_cc_equals_radons(corpus):
    """Radon's cc of each function and class is ours too."""
    assert outcome(corpus, "radon cc").compared["functions"] > 10_000


def test_radons_halstead_equals_radons(corpus):
    """The radon dialect of Halstead of each file and function is radon's."""
    assert outcome(corpus, "radon hal").compared["functions"] > 10_000


def test_cognitive_is_complexipys_or_differs_by_a_listed_kind(corpus):
    """Each function whose score is another holds a construct that the two read differently."""
    compared = outcome(corpus, "complexipy").compared
    assert compared["agreeing"] >= 0.88 * compared["functions"] > 10_000
