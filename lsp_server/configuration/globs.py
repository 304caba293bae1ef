"""Globs of per-folder overrides: as in .gitignore, and a folder that matches takes all below it."""

import re
from typing import NamedTuple, Self

from lsp_server.wildmatch import parse


class Glob(NamedTuple):
    """A compiled glob; `text` is how it is written."""

    text: str
    expression: re.Pattern[str]

    @classmethod
    def of(cls, text: str) -> Self | None:
        """Compile a glob; None for a text that can match nothing, a negated one included."""
        pattern = parse(text)
        if pattern is None or not pattern.leave_out:
            return None
        before = "" if pattern.anchored else "(?:[^/]+/)*"
        below = "/.+" if pattern.folder_only else "(?:/.+)?"
        return cls(text, re.compile(f"{before}(?:{pattern.expression}){below}"))

    def matches(self, relative_path: str) -> bool:
        """Tell whether a path with forward slashes is meant."""
        return self.expression.fullmatch(relative_path) is not None
