"""Conditions that cannot fail: loud while developing, harmless in production."""

import os
import sys
from typing import Final

STRICT: Final = "VITALS_STRICT" in os.environ
_said: set[str] = set()


def never(message: str) -> None:
    """Report that the impossible happened.

    With VITALS_STRICT in the environment (the tests set it) raises AssertionError; otherwise writes
    the message to standard error, once for each text, and returns so that the caller can degrade.
    """
    if STRICT:
        raise AssertionError(message)
    if message not in _said:
        _said.add(message)
        sys.stderr.write(f"vitals: internal inconsistency: {message}\n")
