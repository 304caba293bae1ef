import math

import pytest

from lsp_server.analysis.maintainability import maintainability
from lsp_server.analysis.report import Halstead
from tests.analysis.measured import function

# 2^k distinct counts give a volume of N * k
CASES = [
    (Halstead(), 1, 1, (171 - 0.23) * 100 / 171),
    (
        Halstead(2, 2, 3, 5),
        1,
        10,
        (171 - 5.2 * math.log(16) - 0.23 - 16.2 * math.log(10)) * 100 / 171,
    ),
    (
        Halstead(8, 8, 100, 150),
        20,
        100,
        (171 - 5.2 * math.log(1000) - 4.6 - 16.2 * math.log(100)) * 100 / 171,
    ),
    (Halstead(128, 128, 50000, 50000), 400, 5000, 0.0),
]


@pytest.mark.parametrize(("halstead", "cc", "lines", "expected"), CASES)
def test_by_visual_studios_formula(halstead, cc, lines, expected):
    """The index of these counts, worked out by hand; never below 0."""
    assert maintainability(halstead, cc, lines) == pytest.approx(expected)


def test_of_a_function():
    """A function's own volume, cc and source lines go into it; comments and docstrings do not."""
    plain = function("def f(a):\n    return a + 1\n")
    documented = function("def f(a):\n    '''Add.'''\n    # one\n    return a + 1\n")
    # operators def return +; operands f a a 1
    expected = (171 - 5.2 * math.log(7 * math.log2(6)) - 0.23 - 16.2 * math.log(2)) * 100 / 171
    assert plain.maintainability == documented.maintainability == pytest.approx(expected)
