"""Where each key and value of a TOML text stands; tomllib tells what they are but not where.

Reads texts that tomllib has accepted, and is exact for those; it checks nothing itself.
"""

import re
import tomllib
from bisect import bisect_right
from itertools import accumulate
from typing import Final, NamedTuple

from lsp_server.text import Position, Span, split_lines

Path = tuple[str | int, ...]
"""The keys and array indices that lead to a value."""

_STRING: Final = (
    r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*"{3,5}'
    r"|'''(?:[^']|'(?!''))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
)
_BLANK: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|[A-Za-z0-9_-]+')
_DOT: Final = re.compile(r"[ \t]*(\.?)[ \t]*")
_SCALAR: Final = re.compile(rf"{_STRING}|[^\s,\]}}#]+(?: [0-9][0-9:.+Zz-]*)?")


class Place(NamedTuple):
    """Where a key and its value stand; of an array's element both are the value."""

    key: Span
    value: Span


class _Range(NamedTuple):
    start: int
    end: int


def places(text: str) -> dict[Path, Place]:
    """Return the place of everything in a TOML text, by path; of a table, the place of its name."""
    scanner = _Scanner(text)
    scanner.document()
    starts = list(accumulate(map(len, split_lines(text)), initial=0))

    def position(offset: int) -> Position:
        line = max(0, bisect_right(starts, offset) - 1)
        return Position(line, offset - starts[line])

    def span(found: _Range) -> Span:
        return Span(position(found.start), position(found.end))

    return {path: Place(span(key), span(value)) for path, (key, value) in scanner.found.items()}


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.offset = 0
        self.found: dict[Path, tuple[_Range, _Range]] = {}
        self.lengths: dict[Path, int] = {}  # of arrays of tables

    def document(self) -> None:
        table: Path = ()
        self.skip(_BLANK)
        while self.offset < len(self.text):
            if self.text[self.offset] == "[":
                table = self.header()
            else:
                self.pair(table)
            self.skip(_BLANK)

    def skip(self, expression: re.Pattern[str]) -> str:
        match = expression.match(self.text, self.offset)
        if match is None:  # not TOML; go on somehow, so that there is an end
            self.offset += 1
            return ""
        self.offset = match.end()
        return match[0]

    def at(self, opening: str) -> bool:
        return self.text.startswith(opening, self.offset)

    def header(self) -> Path:
        several = self.at("[[")
        self.offset += 2 if several else 1
        keys = self.keys()
        table: Path = ()
        for number, (key, where) in enumerate(keys, 1):
            table = (*table, key)
            self.found.setdefault(table, (where, where))
            if several and number == len(keys):
                self.lengths[table] = self.lengths.get(table, 0) + 1
            if table in self.lengths:
                table = (*table, self.lengths[table] - 1)
                self.found.setdefault(table, (where, where))
        self.offset += 2 if several else 1
        return table

    def keys(self) -> list[tuple[str, _Range]]:
        """Read a key and those that dots join to it, with the blanks around them."""
        keys: list[tuple[str, _Range]] = []
        more = "."
        self.skip(_DOT)
        while more:
            start = self.offset
            key = self.skip(_KEY)
            keys.append((_unquoted(key), _Range(start, self.offset)))
            more = self.skip(_DOT).strip()
        return keys

    def pair(self, table: Path) -> None:
        keys = self.keys()
        self.offset += 1  # the sign "="
        self.skip(_BLANK)
        path = table
        for key, where in keys:
            path = (*path, key)
            self.found.setdefault(path, (where, where))
        self.found[path] = keys[-1][1], self.value(path)

    def value(self, path: Path) -> _Range:
        start = self.offset
        if self.at("["):
            self.array(path)
        elif self.at("{"):
            self.inline_table(path)
        else:
            self.skip(_SCALAR)
        return _Range(start, self.offset)

    def array(self, path: Path) -> None:
        self.offset += 1
        self.skip(_BLANK)
        number = 0
        while self.offset < len(self.text) and not self.at("]"):
            where = self.value((*path, number))
            self.found[*path, number] = where, where
            self.separator()
            number += 1
        self.offset += 1

    def inline_table(self, path: Path) -> None:
        self.offset += 1
        self.skip(_BLANK)
        while self.offset < len(self.text) and not self.at("}"):
            self.pair(path)
            self.separator()
        self.offset += 1

    def separator(self) -> None:
        self.skip(_BLANK)
        if self.at(","):
            self.offset += 1
            self.skip(_BLANK)


def _unquoted(key: str) -> str:
    if key[:1] not in ('"', "'"):
        return key
    return next(iter(tomllib.loads(f"{key} = 0")), key)
