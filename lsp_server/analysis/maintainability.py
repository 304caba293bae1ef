"""Maintainability index by Visual Studio's formula, per function.

max(0, (171 - 5.2 ln V - 0.23 cc - 16.2 ln LOC) * 100 / 171), with V Halstead's volume, cc radon's
dialect (which, as Visual Studio, counts boolean operators) and LOC the lines of source. A logarithm
of less than 1 counts as 0.
"""

from math import log

from lsp_server.analysis.halstead import volume
from lsp_server.analysis.report import Halstead


def maintainability(halstead: Halstead, cc: int, source_lines: int) -> float:
    """Return the index, from 0 (hopeless) to 100."""
    size = volume(halstead)
    raw = (
        171.0
        - (5.2 * log(size) if size > 1 else 0.0)
        - 0.23 * cc
        - (16.2 * log(source_lines) if source_lines > 1 else 0.0)
    )
    return raw * 100 / 171 if raw > 0 else 0.0
