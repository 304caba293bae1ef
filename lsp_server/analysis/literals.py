"""Where a string literal ends, as the tokenizer of Python 3.12 and later reads it (PEP 701).

Formatted literals may hold quotes, comments and line ends in their fields. Text that an older
Python accepts ends at the same place by either reading.
"""

import re
from typing import Final, NamedTuple

_PREFIX: Final = r"(?:\b(?i:[rbuft]|r[bft]|[bft]r))?"
_OPENING: Final = re.compile(_PREFIX + r"(\"\"\"|'''|\"|')")
STRING_OR_COMMENT: Final = re.compile(rf"#|{_PREFIX}[\"']")
_ESCAPE: Final = r"\\(?:\r\n|.)"
_CLOSING: Final = {
    '"': re.compile(rf'[^"\\\r\n]*(?:{_ESCAPE}[^"\\\r\n]*)*"', re.DOTALL),
    "'": re.compile(rf"[^'\\\r\n]*(?:{_ESCAPE}[^'\\\r\n]*)*'", re.DOTALL),
    '"""': re.compile(r'[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""', re.DOTALL),
    "'''": re.compile(r"[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''", re.DOTALL),
}
_LINE_END: Final = re.compile(r"[\r\n]|\Z")
_IN_TEXT: Final = re.compile(r"\\(?:\r\n|[^{}])|\\|\{\{?|\"\"\"|'''|[\"'\r\n]")
_IN_FIELD: Final = re.compile(rf"#[^\r\n]*|{_PREFIX}([\"'])|[()\[\]{{}}:]")
_IN_FORMAT: Final = re.compile(r"[{}\"']")
DEPTH: Final = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
"""What a bracket adds to the number of open ones."""
_DEEPEST: Final = 50  # CPython gives up at 150; further down a literal counts as not closed


class Literal(NamedTuple):
    """Where a literal ends; one that is not closed ends with its line, a triple-quoted with the text."""

    end: int
    closed: bool


def literal_at(text: str, start: int) -> Literal:
    """Return the end of the literal whose prefix or quote stands at `start`."""
    return _literal(text, start, _DEEPEST)


def end_of_line(text: str, start: int) -> int:
    """Return the offset of the next line ending, or the text's end."""
    found = _LINE_END.search(text, start)
    return found.start() if found else len(text)


def _literal(text: str, start: int, levels: int) -> Literal:
    opening = _OPENING.match(text, start)
    if opening is None:
        return Literal(len(text), closed=False)
    quote = opening[1]
    if {"f", "t"} & set(text[start : opening.start(1)].lower()):
        return _formatted(text, opening.end(), quote, levels)
    closing = _CLOSING[quote].match(text, opening.end())
    return Literal(closing.end(), closed=True) if closing else _unclosed(text, opening.end(), quote)


def _unclosed(text: str, at: int, quote: str) -> Literal:
    return Literal(end_of_line(text, at) if len(quote) == 1 else len(text), closed=False)


def _formatted(text: str, start: int, quote: str, levels: int) -> Literal:
    at = start
    while found := _IN_TEXT.search(text, at):
        mark = found.group()
        if mark == "{":
            at = _field(text, found.end(), quote, levels)
        elif mark.startswith(quote):
            return Literal(found.start() + len(quote), closed=True)
        elif len(quote) == 1 and mark in "\r\n":
            break
        else:
            at = found.start() + 1 if mark[0] in "\"'" else found.end()
    return _unclosed(text, at, quote)


def _field(text: str, at: int, quote: str, levels: int) -> int:
    """Return the offset after the field whose opening brace ends at `at`."""
    depth = 0
    while levels and (found := _IN_FIELD.search(text, at)):
        mark, at = found.group(), found.end()
        if found[1]:
            at = _literal(text, found.start(), levels - 1).end
        elif mark == ":" and not depth:
            return _format(text, at, quote, levels - 1)
        elif mark in ")]}" and not depth:
            return at
        else:
            depth += DEPTH.get(mark, 0)
    return len(text)


def _format(text: str, at: int, quote: str, levels: int) -> int:
    while found := _IN_FORMAT.search(text, at):
        at = found.end()
        if found.group() == "}":
            return at
        if found.group() == "{":
            at = _field(text, at, quote, levels)
        elif text.startswith(quote, found.start()):
            return found.start()
    return len(text)
