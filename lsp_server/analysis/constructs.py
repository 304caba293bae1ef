"""What the walk writes down for each statement and decision, and the sums made of it.

Each statement is recorded by its type. The marks below stand for what has no statement of its own.
The definitions of the figures are tables of weights by construct: see cyclomatic.py and size.py.
"""

import ast
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from lsp_server.analysis import cyclomatic, marks, size

PLAIN: Final = frozenset(
    (ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Pass, ast.Raise, ast.Return)
    + (ast.Import, ast.ImportFrom, ast.Break, ast.Continue, ast.Delete, ast.With, ast.AsyncWith)
    + (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Global, ast.Nonlocal)
)  # fmt: skip


class Tally(NamedTuple):
    """Sums over the constructs of one scope, scopes inside it left out."""

    c901: int
    cc: int
    radon: int  # cc with radon's slips
    branches: int
    statements: int
    returns: int
    logical: int


_TABLES: Final[tuple[Mapping[Any, int], ...]] = (
    cyclomatic.C901,
    cyclomatic.CC,
    cyclomatic.RADON,
    size.BRANCHES,
    size.STATEMENTS,
    size.RETURNS,
    size.LOGICAL,
)
_WEIGHTS: Final = {
    construct: tuple(table.get(construct, 0) for table in _TABLES)
    for construct in set().union(*_TABLES) | set(marks.ALL)
}


def tally(constructs: list[Any]) -> Tally:
    """Return the sums over the constructs."""
    if PLAIN.issuperset(constructs):
        returns = constructs.count(ast.Return)
        return Tally(0, 0, 0, 0, len(constructs) - returns, returns, len(constructs))
    c901 = cc = radon = branches = statements = returns = logical = 0
    for construct, times in Counter(constructs).items():
        weights = _WEIGHTS[construct]
        c901 += times * weights[0]
        cc += times * weights[1]
        radon += times * weights[2]
        branches += times * weights[3]
        statements += times * weights[4]
        returns += times * weights[5]
        logical += times * weights[6]
    return Tally(c901, cc, radon, branches, statements, returns, logical)


NOTHING: Final = Tally(0, 0, 0, 0, 0, 0, 0)
