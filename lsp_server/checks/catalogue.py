"""All checks: their codes with their manual pages, and the dimensions they hold against limits."""

import inspect
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from lsp_server.checks import (
    complex_function,
    deep_nesting,
    expired_suppression,
    forbidden_import,
    hub_module,
    import_cycle,
    invalid_setting,
    long_function,
    low_cohesion,
    malformed_suppression,
    syntax_error,
    too_many_parameters,
    undeclared_dependency,
    unneeded_suppression,
    unused_dependency,
    unused_module,
)
from lsp_server.checks.dimension import Dimension
from lsp_server.checks.suppression import Names

DIMENSIONS: Final[tuple[Dimension, ...]] = (
    *complex_function.DIMENSIONS,
    *deep_nesting.DIMENSIONS,
    *too_many_parameters.DIMENSIONS,
    *long_function.DIMENSIONS,
    *low_cohesion.DIMENSIONS,
)

CODES: Final[dict[str, str]] = {
    check.CODE: inspect.cleandoc(check.__doc__ or "")
    for check in (
        complex_function,
        deep_nesting,
        too_many_parameters,
        long_function,
        low_cohesion,
        import_cycle,
        forbidden_import,
        hub_module,
        unused_module,
        undeclared_dependency,
        unused_dependency,
        syntax_error,
        expired_suppression,
        malformed_suppression,
        unneeded_suppression,
        invalid_setting,
    )
}
"""Every code with its manual page (Markdown)."""


MANUAL: Final = Path(__file__).parent / "manual"
"""The folder of the manual pages, one file for each code."""


def names(dimensions: Iterable[Dimension]) -> Names:
    """Return by what dimensions and their checks are called."""
    dimensions = tuple(dimensions)
    return Names(
        frozenset(item.code for item in dimensions), frozenset(item.name for item in dimensions)
    )


LINKED: Final = frozenset(
    (
        import_cycle.CODE,
        forbidden_import.CODE,
        hub_module.CODE,
        unused_module.CODE,
        undeclared_dependency.CODE,
    )
)
"""The codes of what follows from the import graph."""

_MEASURED: Final = names(DIMENSIONS)
NAMES: Final = Names(_MEASURED.codes | LINKED, _MEASURED.dimensions)
"""What a suppression comment may name."""


def manual(code: str) -> str:
    """Return the manual page of a code as Markdown; raises KeyError for an unknown one."""
    return f"# {CODES[code]}\n"


@cache
def href(code: str) -> str:
    """Return the URI of the installed manual page of a code."""
    return (MANUAL / f"{code}.md").as_uri()
