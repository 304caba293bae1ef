"""Constructs that have no statement of their own, as the walk writes them down.

Statements are written down by their type; these stand beside them in the same list.
"""

from typing import Final

ELSE: Final = "else of an if"
LOOP_ELSE: Final = "else of a loop"
TRY_ELSE: Final = "else of a try"
STAR_ELSE: Final = "else of a try with except*"
HANDLER: Final = "except"
STAR_HANDLER: Final = "except*"
MANY_HANDLERS: Final = "more than one except"
FINALLY: Final = "finally"
CASE: Final = "case"
IRREFUTABLE: Final = "a last case that always matches"
CATCH_ALL: Final = "a bare name or _ among the cases"
GUARDED_CATCH_ALL: Final = "a bare name or _ among the cases, always with a guard"
BOOLEAN: Final = "and, or"
TERNARY: Final = "conditional expression"
GENERATOR: Final = "for in a comprehension"
FILTER: Final = "if in a comprehension"
UNSEEN: Final = "a decision that radon does not look at"

ALL: Final = frozenset(
    (ELSE, LOOP_ELSE, TRY_ELSE, STAR_ELSE, HANDLER, STAR_HANDLER, MANY_HANDLERS, FINALLY)
).union(
    (CASE, IRREFUTABLE, CATCH_ALL, GUARDED_CATCH_ALL, BOOLEAN, TERNARY, GENERATOR, FILTER, UNSEEN)
)
