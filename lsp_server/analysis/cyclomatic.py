"""Cyclomatic complexity (McCabe 1976) in two dialects: 1 + the weights of a function's constructs.

`c901` is ruff's C901: statements only; what stands in nested functions and classes counts for the
outer function too, which pays 1 more for each function in it; a last case that always matches is
free. mccabe's slips (a try with except one too high, no match, no except*) are not copied.

`cc` is radon 6's: also ternaries, each `and`/`or`, each `for` and `if` of a comprehension, the else
of a loop and assert; nested functions and classes do not count for the outer function, nor what
stands inside assert, decorators, defaults and annotations. Three slips of radon are mended: it does
not see except*, takes a guarded `case _` for free, and drops the methods of classes that stand in
functions. `RADON` keeps the first two, for radon's maintainability index.
"""

import ast
from typing import Any, Final

from lsp_server.analysis import marks

_BRANCHES: Final[dict[Any, int]] = {
    ast.If: 1,
    ast.For: 1,
    ast.AsyncFor: 1,
    ast.While: 1,
    marks.HANDLER: 1,
    marks.TRY_ELSE: 1,
    marks.CASE: 1,
}
_GROUPS: Final[dict[Any, int]] = {marks.STAR_HANDLER: 1, marks.STAR_ELSE: 1}

C901: Final[dict[Any, int]] = {**_BRANCHES, **_GROUPS, marks.IRREFUTABLE: -1}

_RADON: Final[dict[Any, int]] = {
    **_BRANCHES,
    marks.CATCH_ALL: -1,
    marks.LOOP_ELSE: 1,
    marks.TERNARY: 1,
    marks.BOOLEAN: 1,
    marks.GENERATOR: 1,
    marks.FILTER: 1,
    ast.Assert: 1,
    marks.UNSEEN: -1,
}
CC: Final[dict[Any, int]] = {**_RADON, **_GROUPS}
RADON: Final[dict[Any, int]] = {**_RADON, marks.GUARDED_CATCH_ALL: -1}


def unseen(constructs: list[Any]) -> int:
    """Return how much of cc the constructs make up."""
    return sum(CC.get(construct, 0) for construct in constructs)


def of_class(decisions: int, methods: int, count: int) -> int:
    """Return the cc of a class as `radon cc` shows it: the mean of its methods, rounded down, plus 1.

    `decisions` are those of the class body itself, `methods` the sum of the cc of the functions in
    it. A class of one method has just the mean; one without has its own decisions + 1.
    """
    real = 1 + decisions + methods
    if not count:
        return real
    return int(real / count) + (count > 1)


def always_matches(pattern: ast.pattern) -> bool:
    """Tell whether a pattern is irrefutable: a name, `_`, or one of them in `as` or `|`."""
    pending = [pattern]
    while pending:
        part = pending.pop()
        if isinstance(part, ast.MatchOr):
            pending += part.patterns
        elif isinstance(part, ast.MatchAs):
            if part.pattern is None:
                return True
            pending.append(part.pattern)
    return False


def marks_of_cases(cases: list[ast.match_case]) -> list[str]:
    """Return what the walk writes down for the cases of a match statement."""
    found = [marks.CASE] * len(cases)
    bare = [case for case in cases if _is_bare(case.pattern)]
    if any(case.guard is None for case in bare):
        found.append(marks.CATCH_ALL)
    elif bare:
        found.append(marks.GUARDED_CATCH_ALL)
    if cases[-1].guard is None and always_matches(cases[-1].pattern):
        found.append(marks.IRREFUTABLE)
    return found


def _is_bare(pattern: ast.pattern) -> bool:
    return isinstance(pattern, ast.MatchAs) and pattern.pattern is None
