"""Which newer Python a text needs: the constructs of later versions, put in older words.

If the text parses once the constructs of some version are replaced, that version is what it needs.
The replacement keeps no meaning and no position: it only answers yes or no.
"""

import re
import sys
from collections.abc import Callable
from typing import Final, NamedTuple

from lsp_server.analysis.literals import STRING_OR_COMMENT, end_of_line, literal_at

_BRACKETS: Final = r"\[(?:[^\[\]]|\[(?:[^\[\]]|\[[^\[\]]*\])*\])*\]"
_PLAIN: Final = r"\[(?:[^\[\]=]|[=!<>]=|\[(?:[^\[\]=]|[=!<>]=|\[[^\[\]=]*\])*\])*\]"
_NAME: Final = r"[^\W\d]\w*"


class Construct(NamedTuple):
    """What a version added: `replaced` turns a text into one without it."""

    version: tuple[int, int]
    replaced: Callable[[str], str]


def _by(pattern: str, replacement: str) -> Callable[[str], str]:
    compiled = re.compile(pattern, re.MULTILINE)
    return lambda text: compiled.sub(replacement, text)


def _literals_replaced(letter: str) -> Callable[[str], str]:
    """Return a function that puts an empty string for each literal with the letter as prefix."""

    def replaced(text: str) -> str:
        if not re.search(rf"\b[rR]?[{letter}{letter.upper()}][rR]?[\"']", text):
            return text
        pieces = []
        at = 0
        while found := STRING_OR_COMMENT.search(text, at):
            if found.group() == "#":
                end = end_of_line(text, found.start())
            else:
                end = literal_at(text, found.start()).end
            has_letter = letter in found.group().lower()
            pieces += [text[at : found.start()], '""' if has_letter else text[found.start() : end]]
            at = end
        return "".join([*pieces, text[at:]])

    return replaced


_CONSTRUCTS: Final = (
    # PEP 695: type parameters and the type statement
    Construct((3, 12), _by(rf"\b(def|class)(\s+{_NAME})\s*{_PLAIN}", r"\1\2")),
    Construct((3, 12), _by(rf"^([ \t\f]*)type\s+({_NAME})\s*(?:{_PLAIN})?\s*=(?!=)", r"\1\2 =")),
    # PEP 701: quotes, backslashes, comments and line ends in the fields of f-strings
    Construct((3, 12), _literals_replaced("f")),
    # PEP 696: defaults of type parameters
    Construct((3, 13), _by(rf"\b(def|class)(\s+{_NAME})\s*{_BRACKETS}", r"\1\2")),
    Construct((3, 13), _by(rf"^([ \t\f]*)type\s+({_NAME})\s*{_BRACKETS}\s*=(?!=)", r"\1\2 =")),
    # PEP 750: template strings
    Construct((3, 14), _literals_replaced("t")),
    # PEP 758: several exceptions without parentheses
    Construct((3, 14), _by(r"^([ \t\f]*except\b[ \t]*\*?)([^:#(,\r\n]+,[^:#\r\n]+):", r"\1 (\2):")),
    # PEP 810: lazy imports
    Construct((3, 15), _by(r"^([ \t\f]*)lazy[ \t]+(?=import\b|from\b)", r"\1")),
    # PEP 798: unpacking in comprehensions
    Construct((3, 15), _by(r"([\[({]\s*)\*\*?(?=[^\[\](){},]*\sfor\s)", r"\1")),
)


def version_needed(text: str, parses: Callable[[str], bool]) -> str:
    """Return the Python version, such as "3.14", that a text which does not parse is written for.

    "" if the text is merely broken. `parses` tells whether the running Python reads a text.
    """
    running = sys.version_info[:2]
    for version in sorted({c.version for c in _CONSTRUCTS if c.version > running}):
        before = text
        for construct in _CONSTRUCTS:
            if construct.version == version:
                text = construct.replaced(text)
        if text != before and parses(text):
            return ".".join(map(str, version))
    return ""
