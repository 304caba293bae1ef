"""The sums made of what the walk writes down for each statement and decision.

Each statement is written down by its type, and what has no statement of its own by one of the
marks. The definitions of the figures are tables of weights by construct, in cyclomatic.py and
size.py; here they are added up, all in one number with a field for each figure.
"""

import ast
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from lsp_server.analysis import cyclomatic, marks, size


class Tally(NamedTuple):
    """Sums over the constructs of one scope, scopes inside it left out."""

    c901: int = 0
    cc: int = 0
    radon: int = 0  # cc with radon's slips
    branches: int = 0
    statements: int = 0
    returns: int = 0
    logical: int = 0


NOTHING: Final = Tally()
_TABLES: Final[tuple[Mapping[Any, int], ...]] = (
    cyclomatic.C901,
    cyclomatic.CC,
    cyclomatic.RADON,
    size.BRANCHES,
    size.STATEMENTS,
    size.RETURNS,
    size.LOGICAL,
)
_BITS: Final = 28
_FIELD: Final = (1 << _BITS) - 1
_WEIGHTS: Final[dict[Any, int]] = {
    construct: sum(table.get(construct, 0) << _BITS * at for at, table in enumerate(_TABLES))
    for construct in set().union(*_TABLES) | marks.ALL
}
_weight: Final = _WEIGHTS.__getitem__
# Statements that count as a statement and nothing else: most functions are made of these.
_PLAIN: Final = frozenset(
    construct
    for construct, weight in _WEIGHTS.items()
    if weight == _WEIGHTS[ast.Pass] or construct is ast.Return
)


def tally(constructs: list[Any]) -> Tally:
    """Return the sums over the constructs; none of them is below zero."""
    if _PLAIN.issuperset(constructs):
        returns, logical = constructs.count(ast.Return), len(constructs)
        return Tally(0, 0, 0, 0, logical - returns, returns, logical)
    packed = sum(map(_weight, constructs))
    return Tally(
        packed & _FIELD,
        packed >> _BITS & _FIELD,
        packed >> 2 * _BITS & _FIELD,
        packed >> 3 * _BITS & _FIELD,
        packed >> 4 * _BITS & _FIELD,
        packed >> 5 * _BITS & _FIELD,
        packed >> 6 * _BITS,
    )
