"""Which newer Python a text needs: the constructs of later versions, put in older words.

If the text parses once the constructs of some version are replaced, that version is what it needs.
The replacement keeps no meaning and no position: it only answers yes or no.
"""

import re
import sys
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from lsp_server.analysis.literals import STRING_OR_COMMENT, end_of_line, literal_at

_BRACKETS: Final = r"\[(?:[^\[\]]|\[(?:[^\[\]]|\[[^\[\]]*\])*\])*\]"
_PLAIN: Final = r"\[(?:[^\[\]=]|[=!<>]=|\[(?:[^\[\]=]|[=!<>]=|\[[^\[\]=]*\])*\])*\]"
_NAME: Final = r"[^\W\d]\w*"
_DEFINITION: Final = rf"^([ \t\f]*(?:async[ \t]+)?(?:def|class)[ \t]+{_NAME})[ \t]*"
_FIELD_OF_3_12: Final = re.compile(r"\{[^}]{0,300}[\\#\"'\r\n]")
_HINT: Final = re.compile(
    r"\b(?:def|class)[ \t]+\w+[ \t]*\[|\b(?:type|lazy)\b|\bexcept\b[^,:(]{1,300},"
    r"|[fFtT][rR]?[\"']|(?:^|[\[({])[ \t]*\*"
)
"""What stands in the line where a Python gives up that does not know one of the constructs."""


class Construct(NamedTuple):
    """What a version added: `replaced` turns a text into one without it."""

    version: tuple[int, int]
    replaced: Callable[[str], str]


def _by(pattern: str, replacement: str) -> Callable[[str], str]:
    compiled = re.compile(pattern, re.MULTILINE)
    return lambda text: compiled.sub(replacement, text)


def _formatted_replaced(text: str) -> str:
    """Put an empty string for each f-string whose fields only Python 3.12 can read."""
    return _literals_replaced(text, "f", _FIELD_OF_3_12)


def _templates_replaced(text: str) -> str:
    return _literals_replaced(text, "t", None)


def _literals_replaced(text: str, letter: str, unless: re.Pattern[str] | None) -> str:
    pieces = []
    at = 0
    for start, end in _literals(text, letter):
        if unless is None or unless.search(text, start, end):
            pieces += [text[at:start], '""']
            at = end
    return "".join([*pieces, text[at:]]) if pieces else text


def _literals(text: str, letter: str) -> Iterator[tuple[int, int]]:
    """Yield where the literals with the letter in their prefix begin and end."""
    at = 0
    while found := STRING_OR_COMMENT.search(text, at):
        start = found.start()
        at = end_of_line(text, start) if text[start] == "#" else literal_at(text, start).end
        if letter in found.group().lower():
            yield start, at


_CONSTRUCTS: Final = (
    # PEP 695: type parameters and the type statement
    Construct((3, 12), _by(rf"{_DEFINITION}{_PLAIN}", r"\1")),
    Construct((3, 12), _by(rf"^([ \t\f]*)type\s+({_NAME})\s*(?:{_PLAIN})?\s*=(?!=)", r"\1\2 =")),
    # PEP 701: quotes, backslashes, comments and line ends in the fields of f-strings
    Construct((3, 12), _formatted_replaced),
    # PEP 696: defaults of type parameters
    Construct((3, 13), _by(rf"{_DEFINITION}{_BRACKETS}", r"\1")),
    Construct((3, 13), _by(rf"^([ \t\f]*)type\s+({_NAME})\s*{_BRACKETS}\s*=(?!=)", r"\1\2 =")),
    # PEP 750: template strings
    Construct((3, 14), _templates_replaced),
    # PEP 758: several exceptions without parentheses
    Construct((3, 14), _by(r"^([ \t\f]*except\b[ \t]*\*?)([^:#(,\r\n]+,[^:#\r\n]+):", r"\1 (\2):")),
    # PEP 810: lazy imports
    Construct((3, 15), _by(r"^([ \t\f]*)lazy[ \t]+(?=import\b|from\b)", r"\1")),
    # PEP 798: unpacking in comprehensions
    Construct((3, 15), _by(r"([\[({]\s*)\*\*?(?=[^\[\](){},]*\sfor\s)", r"\1")),
)


def version_needed(text: str, line: str, parses: Callable[[str], bool]) -> str:
    """Return the Python version, such as "3.14", that a text which does not parse is written for.

    "" if the text is merely broken. `line` is where the running Python gave up; `parses` tells
    whether it reads a text.
    """
    if _HINT.search(line) is None:
        return ""
    running = sys.version_info[:2]
    for version in sorted({c.version for c in _CONSTRUCTS if c.version > running}):
        before = text
        for construct in _CONSTRUCTS:
            if construct.version == version:
                text = construct.replaced(text)
        if text != before and parses(text):
            return ".".join(map(str, version))
    return ""
