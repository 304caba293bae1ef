"""One settings file: the values of vitals.toml or of [tool.vitals], and what is wrong with them."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, Final, NamedTuple

from lsp_server.checks.finding import Finding
from lsp_server.configuration.contracts import Form, contracts
from lsp_server.configuration.globs import Glob
from lsp_server.configuration.places import Path, places
from lsp_server.configuration.problems import START, Problems, problem
from lsp_server.configuration.values import Value, WrongValueError, read
from lsp_server.settings import OPTIONS, PERSONAL, WHOLE, Kind, Option, camel, kebab, variable
from lsp_server.text import Position, Span

NAMES: Final = ("vitals.toml", "pyproject.toml")
"""The files that can hold settings; within one folder the first that does wins."""

OVERRIDES: Final = "overrides"
FILES: Final = "files"

_BY_KEY: Final = {kebab(name): option for name, option in OPTIONS.items()}
_PERSONAL_KEYS: Final = frozenset(map(kebab, PERSONAL))
_OURS: Final = tuple(key for key in _BY_KEY if key not in _PERSONAL_KEYS)
_WHOLE_KEYS: Final = frozenset(map(kebab, WHOLE)) - _PERSONAL_KEYS
_MENTIONED: Final = re.compile(r"^\s*(?:\[+\s*)?tool\s*\.\s*vitals\b", re.MULTILINE)
_SYNTAX: Final = re.compile(
    r"(?P<what>.*?) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|.*)\)\Z"
)


class Given(NamedTuple):
    """A value and the line that gives it, counted from zero."""

    value: Value
    line: int


class Override(NamedTuple):
    """Values for the files that one of the globs matches."""

    globs: tuple[Glob, ...]
    values: Mapping[str, Given]


class SettingsFile(NamedTuple):
    """What a file sets, by the options' names in Python, and what is wrong with it.

    `counts` tells whether it holds settings at all: a pyproject.toml without [tool.vitals] does not.
    """

    path: str
    counts: bool
    values: Mapping[str, Given]
    overrides: tuple[Override, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_file(path: str, text: str) -> SettingsFile:
    """Read a settings file; `path` decides by its name whether the settings are in [tool.vitals]."""
    inside: Path = () if PurePath(path).name == NAMES[0] else ("tool", "vitals")
    try:
        table: Any = tomllib.loads(text)
        where = places(text) if _within(table, inside) is not None else {}
    except tomllib.TOMLDecodeError as error:
        counts = not inside or bool(_MENTIONED.search(text))
        return SettingsFile(path, counts, {}, (), (_syntax(error, text),) if counts else ())
    except (ValueError, RecursionError):
        return SettingsFile(path, not inside, {}, (), (problem(START, "cannot be read"),))
    table = _within(table, inside)
    reader = _Reader(path, Problems(where))
    if table is None:
        return SettingsFile(path, not inside, {})
    if not isinstance(table, dict):
        reader.problems.value(inside, "`vitals` must be a table")
        return SettingsFile(path, counts=True, values={}, findings=tuple(reader.problems.findings))
    values = reader.values(table, inside, OVERRIDES)
    overrides = reader.overrides(table.get(OVERRIDES, []), (*inside, OVERRIDES))
    return SettingsFile(
        path,
        counts=True,
        values=values,
        overrides=overrides,
        findings=tuple(reader.problems.findings),
    )


def refused(name: str) -> str:
    """Say where an option belongs that no project sets."""
    return (
        f"`{kebab(name)}` is not a project's to set, for it decides what leaves the machine: it is "
        f"set in the editor (`vitals.{camel(name)}`) or by the variable {variable(name)}"
    )


def _within(table: Any, path: Path) -> Any:  # noqa: ANN401  what TOML holds is anything
    for key in path:
        if not isinstance(table, dict) or key not in table:
            return None
        table = table[key]
    return table


class _Reader:
    def __init__(self, file: str, problems: Problems) -> None:
        self.file = file
        self.problems = problems

    def values(self, table: dict[str, Any], path: Path, besides: str) -> dict[str, Given]:
        """Read the options of a table; the key `besides` is the caller's."""
        values: dict[str, Given] = {}
        for key, value in table.items():
            here = (*path, key)
            if key == besides:
                continue
            if key in _PERSONAL_KEYS:
                self.problems.key(here, refused(_BY_KEY[key].name))
                continue
            if (option := _BY_KEY.get(key)) is None:
                self.problems.unknown(here, key, (*_OURS, besides))
                continue
            try:
                given = self.value(option, value, here)
            except WrongValueError as error:
                self.problems.value(here, f"`{key}`: {error}")
            else:
                if given is not None or option.kind is not Kind.CONTRACTS:
                    line = self.problems.place(here).key.start.line
                    values[option.name] = Given(given, line)
        return values

    def value(self, option: Option, value: object, path: Path) -> Value:
        """Read a value; raises WrongValueError. None where what is wrong has been told."""
        if option.kind is not Kind.CONTRACTS:
            return read(option, value)
        return contracts(option.name, value, path, Form(self.file, self.problems))

    def overrides(self, tables: Any, path: Path) -> tuple[Override, ...]:  # noqa: ANN401
        if not isinstance(tables, list) or not all(isinstance(item, dict) for item in tables):
            self.problems.value(path, f"`{OVERRIDES}` must be an array of tables")
            return ()
        found = []
        for number, table in enumerate(tables):
            here = (*path, number)
            allowed = {key: value for key, value in table.items() if key not in _WHOLE_KEYS}
            for key in filter(_WHOLE_KEYS.__contains__, table):
                self.problems.key((*here, key), f"`{key}` cannot differ from file to file")
            found.append(Override(self.globs(table, here), self.values(allowed, here, FILES)))
        return tuple(found)

    def globs(self, table: dict[str, Any], path: Path) -> tuple[Glob, ...]:
        patterns = table.get(FILES)
        if patterns is None:
            self.problems.value(
                path, f"an override needs `{FILES}`: the globs of the files it is for"
            )
            return ()
        here = (*path, FILES)
        if not isinstance(patterns, list):
            self.problems.value(here, f"`{FILES}` must be a list of globs")
            return ()
        globs = []
        for number, pattern in enumerate(patterns):
            glob = Glob.of(pattern) if isinstance(pattern, str) else None
            if glob is None:
                self.problems.value((*here, number), "this is no glob")
            else:
                globs.append(glob)
        return tuple(globs)


def _syntax(error: tomllib.TOMLDecodeError, text: str) -> Finding:
    """Return the finding at the place that tomllib names in its message, else at the text's last character."""
    match = _SYNTAX.match(str(error))
    if match is not None and match["line"]:
        start = Position(int(match["line"]) - 1, int(match["column"]) - 1)
    else:
        lines = text.rstrip().split("\n")
        start = Position(len(lines) - 1, max(0, len(lines[-1]) - 1))
    end = Position(start.line, start.column + 1)
    return problem(Span(start, end), f"not TOML: {match['what'] if match else error}")
