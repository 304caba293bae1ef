"""Codes of checks as people type them."""

import difflib
from collections.abc import Iterable

from lsp_server.checks.catalogue import CODES
from lsp_server.cli.failure import FailureError


def known(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the codes; raises FailureError for one that no check has, naming the nearest."""
    codes = tuple(codes)
    for code in codes:
        if code not in CODES:
            near = difflib.get_close_matches(code.lower(), CODES, n=1)
            guess = f"; did you mean `{near[0]}`?" if near else ""
            message = f"there is no check `{code}`{guess} (`vitals explain` lists all)"
            raise FailureError(message)
    return codes
