"""The two versions that decide whether a stored figure may be reused."""

from typing import Final

VERSION: Final = "0.1.0"
"""The distribution's version; pyproject.toml carries the same and a test compares them."""

ANALYSER: Final = 1
"""Raised whenever any figure, position or record of a report changes for the same text."""
