"""An INI text with the place of each value, as configparser reads it.

Deliberately absent: interpolation, the section of defaults, and what is wrong with a text.
"""

import re
from typing import Final, NamedTuple

from lsp_server.configuration.places import Path, Place
from lsp_server.text import Position, Span, split_lines, without_ending

_SECTION: Final = re.compile(r"\[(?P<name>.+)\]")
_OPTION: Final = re.compile(r"(?P<key>.*?)\s*[=:]\s*(?P<value>.*)")

Section = dict[str, str | list[str]]
"""The values by their keys; one of several lines is a list of those that are not empty."""


class Ini(NamedTuple):
    """The sections, and the places of them, of their values and of each line of a value."""

    sections: dict[str, Section]
    where: dict[Path, Place]


def read_ini(text: str) -> Ini:
    """Read any text."""
    reader = _Reader()
    for number, line in enumerate(split_lines(text)):
        reader.line(number, without_ending(line).rstrip())
    return Ini(reader.sections, reader.where)


class _Reader:
    def __init__(self) -> None:
        self.sections: dict[str, Section] = {}
        self.where: dict[Path, Place] = {}
        self._section = self._key = ""
        self._indent = 0

    def line(self, number: int, line: str) -> None:
        said = line.strip()
        if not said or said[0] in "#;":
            return
        indent = len(line) - len(line.lstrip())
        span = Span(Position(number, indent), Position(number, len(line)))
        if self._key and indent > self._indent:
            self._go_on(said, span)
            return
        self._indent = indent
        if match := _SECTION.match(said):
            self._section, self._key = match["name"], ""
            self.sections.setdefault(self._section, {})
            self.where.setdefault((self._section,), Place(span, span))
        elif self._section and (match := _OPTION.match(said)):
            self._begin(match, span)

    def _begin(self, match: re.Match[str], span: Span) -> None:
        (number, indent), end = span
        self._key = match["key"].lower()
        key = Span(span.start, Position(number, indent + match.end("key")))
        value = Span(Position(number, indent + match.start("value")), end)
        path = (self._section, self._key)
        self.sections[self._section][self._key] = match["value"]
        self.where[path] = Place(key, value if match["value"] else key)
        self.where[*path, 0] = Place(value, value)

    def _go_on(self, said: str, span: Span) -> None:
        section = self.sections[self._section]
        before = section[self._key]
        lines = [before] * bool(before) if isinstance(before, str) else before
        self.where[self._section, self._key, len(lines)] = Place(span, span)
        section[self._key] = [*lines, said]
