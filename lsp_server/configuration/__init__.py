"""From the texts of settings files and the editor's values to the effective settings of each file.

In ascending order: defaults, what tests are spared, the nearest settings file, its overrides, the
editor. Nothing is read from disk here: texts are handed in.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import PurePath
from typing import Any, Final, NamedTuple

from lsp_server.checks.finding import Finding
from lsp_server.configuration.editor import editor_values
from lsp_server.configuration.files import NAMES, SettingsFile, read_file
from lsp_server.configuration.globs import Glob
from lsp_server.configuration.linter import LINTER_FILES, LinterFile, read_linter
from lsp_server.configuration.values import Value
from lsp_server.settings import DEFAULT, OPTIONS, Settings, Tiers

__all__ = [
    "LINTER_FILES",
    "NAMES",
    "SPARED",
    "TESTS",
    "Configuration",
    "Origin",
    "SettingsFile",
    "editor_values",
    "is_test",
    "read_file",
    "roles",
]

TESTS: Final = tuple(
    glob
    for text in ("tests/", "test/", "test_*.py", "*_test.py", "conftest.py")
    if (glob := Glob.of(text)) is not None
)
"""Files that hold tests: fixtures are passed as parameters, and cases are listed at length."""

_TEST: Final = re.compile("|".join(f"(?:{glob.expression.pattern})" for glob in TESTS))
_STATEMENTS: Final = DEFAULT.statements or Tiers(0, 0, 0)
SPARED: Final[Mapping[str, Value]] = {
    "parameters": None,
    "statements": Tiers(*(2 * limit for limit in _STATEMENTS)),
}
"""The defaults that differ for tests."""


def is_test(relative: str) -> bool:
    """Tell of a path, relative to its project and with forward slashes, whether it holds tests."""
    return _TEST.fullmatch(relative) is not None


def roles(relative: str, entry_points: tuple[str, ...]) -> tuple[bool, bool]:
    """Tell of a path, relative to its project, whether it holds tests and is an entry point."""
    return is_test(relative), _matching(entry_points).fullmatch(relative) is not None


@lru_cache(maxsize=64)
def _matching(patterns: tuple[str, ...]) -> re.Pattern[str]:
    globs = (Glob.of(pattern) for pattern in patterns)
    expressions = [f"(?:{glob.expression.pattern})" for glob in globs if glob is not None]
    return re.compile("|".join(expressions) or r"(?!)")


class Origin(NamedTuple):
    """Who set an option: a file with its line from zero, or "default", "tests" or "editor"."""

    source: str
    line: int | None = None


class _Effective(NamedTuple):
    settings: Settings
    origins: Mapping[str, Origin]


class _Nearest(NamedTuple):
    """The settings file that counts, and the folder where the search ended; "" at the very top."""

    file: SettingsFile | None
    folder: str


class _Folder(NamedTuple):
    """What counts in a folder, and the folder as globs see it."""

    file: SettingsFile | None
    relative: str
    linter: LinterFile | None


class Configuration:
    """The settings of every file of a workspace, looked up once for each.

    `text_of` returns the text of a file by its absolute path, None where there is none; `is_top`
    tells whether the search for settings files ends with a folder. Globs are relative to the folder
    of the settings file, without one to where the search ended, without an end to `root`. Make a
    new Configuration when any settings file or the editor's values change.
    """

    def __init__(
        self,
        text_of: Callable[[str], str | None],
        is_top: Callable[[str], bool],
        editor: Mapping[str, Value] | None = None,
        only: str | None = None,
        root: str = "",
    ) -> None:
        """Take `editor` from `editor_values`; `only` is a settings file to use for all files."""
        self._text_of = text_of
        self._is_top = is_top
        self._root = root
        self._editor = editor or {}
        self._nearest: dict[str, _Nearest] = {}
        self._read: dict[str, SettingsFile] = {}
        self._effective: dict[tuple[object, ...], _Effective] = {}
        self._of_path: dict[str, _Effective] = {}
        self._folders: dict[str, _Folder] = {}
        self._linters: dict[str, LinterFile | None] = {}
        self._linted: dict[str, LinterFile | None] = {}
        self._texts: dict[str, str | None] = {}
        self._only = None if only is None else self._file(only)

    def for_path(self, path: str) -> Settings:
        """Return the effective settings of a file, given by its absolute path."""
        return self._lookup(path).settings

    def origin(self, option: str, path: str) -> Origin:
        """Tell who set an option, named as in Python, for a file."""
        return self._lookup(path).origins[option]

    def file_for(self, path: str) -> SettingsFile | None:
        """Return the settings file that speaks for a file."""
        return self._only or self._above(path).file

    def findings(self) -> Iterator[tuple[str, Finding]]:
        """Yield (path, finding) for what is wrong in the settings files met so far."""
        for path, file in self._read.items():
            for finding in file.findings:
                yield path, finding
        for path, linter in self._linted.items():
            for finding in linter.findings if linter is not None else ():
                yield path, finding

    def _above(self, path: str) -> _Nearest:
        """Return the nearest settings file, from a file's folder upwards, else the topmost folder."""
        folder = _parent(path)
        visited = []
        while folder not in self._nearest:
            visited.append(folder)
            file, parent = self._in(folder), _parent(folder)
            if file is not None or self._is_top(folder):
                self._nearest[folder] = _Nearest(file, folder)
            elif parent == folder:
                self._nearest[folder] = _Nearest(None, "")
            else:
                folder = parent
        found = self._nearest[folder]
        self._nearest.update(dict.fromkeys(visited, found))
        return found

    def _in(self, folder: str) -> SettingsFile | None:
        for name in NAMES:
            if (file := self._file(_joined(folder, name))) is not None and file.counts:
                return file
        return None

    def _file(self, path: str) -> SettingsFile | None:
        if path not in self._read:
            text = self._text(path)
            if text is None:
                return None
            self._read[path] = read_file(path, text)
        return self._read[path]

    def _text(self, path: str) -> str | None:
        if path not in self._texts:
            self._texts[path] = self._text_of(path)
        return self._texts[path]

    def _linter(self, folder: str) -> LinterFile | None:
        """Return the nearest import-linter configuration, from a folder upwards."""
        if self._only is not None:
            return self._linter_at(self._only.path)
        visited = []
        found = None
        while folder not in self._linters:
            visited.append(folder)
            files = (self._linter_at(_joined(folder, name)) for name in LINTER_FILES)
            found = next((file for file in files if file is not None), None)
            if found is not None or self._is_top(folder) or _parent(folder) == folder:
                break
            folder = _parent(folder)
        found = self._linters.get(folder, found)
        self._linters.update(dict.fromkeys(visited, found))
        return found

    def _linter_at(self, path: str) -> LinterFile | None:
        if path not in self._linted:
            text = self._text(path)
            self._linted[path] = None if text is None else read_linter(path, text)
        return self._linted[path]

    def _folder(self, folder: str) -> _Folder:
        known = self._folders.get(folder)
        if known is None:
            inside = f"{folder}x"
            known = _Folder(
                self.file_for(inside), self._relative(inside), self._linter(_parent(inside))
            )
            self._folders[folder] = known
        return known

    def _relative(self, path: str) -> str:
        """Return the folder of a path as globs see it, with forward slashes."""
        own = None if self._only is None else str(PurePath(self._only.path).parent)
        folders = filter(None, (own, self._above(path).folder, self._root))
        inside = (_inside(path, folder) for folder in folders)
        return next((found for found in inside if found is not None), "")

    def _lookup(self, path: str) -> _Effective:
        if (known := self._of_path.get(path)) is not None:
            return known
        folder, slash, name = path.rpartition("/" if "/" in path else "\\")
        file, above, linter = self._folder(folder + slash)
        relative = above + name
        tests = is_test(relative)
        matching = tuple(
            number
            for number, override in enumerate(file.overrides if file else ())
            if any(glob.matches(relative) for glob in override.globs)
        )
        key = (file and file.path, tests, matching, linter and linter.path)
        if key not in self._effective:
            merged = self._merged(file, tests=tests, matching=matching)
            self._effective[key] = merged if linter is None else _with(linter, merged)
        self._of_path[path] = self._effective[key]
        return self._effective[key]

    def _merged(
        self, file: SettingsFile | None, *, tests: bool, matching: Iterable[int]
    ) -> _Effective:
        values: dict[str, Value] = dict(SPARED) if tests else {}
        origins = dict.fromkeys(OPTIONS, Origin("default"))
        origins |= dict.fromkeys(values, Origin("tests"))
        if file is not None:
            for given in (file.values, *(file.overrides[number].values for number in matching)):
                values |= {name: item.value for name, item in given.items()}
                origins |= {name: Origin(file.path, item.line) for name, item in given.items()}
        values |= self._editor
        origins |= dict.fromkeys(self._editor, Origin("editor"))
        return _Effective(replace(DEFAULT, **values), origins)  # type: ignore[arg-type]  # each value was read for its option


def _with(linter: LinterFile, before: _Effective) -> _Effective:
    """Add the contracts of an import-linter configuration."""
    origins = dict(before.origins)
    values: dict[str, Any] = {}
    for kind, found in linter.contracts.items():
        values[kind] = getattr(before.settings, kind) + found
        if origins[kind].line is None:
            origins[kind] = Origin(linter.path, found[0].origin.line)
    return _Effective(replace(before.settings, **values), origins)


def _inside(path: str, folder: str) -> str | None:
    """Return the folder of a path as seen from one above, with forward slashes; None outside."""
    if "\\" not in path:  # a path object for each costs more than all else
        above = path[: path.rfind("/") + 1]
        start = f"{folder.rstrip('/')}/"
        return above[len(start) :] if above.startswith(start) else None
    pure = PurePath(path)
    if not pure.is_relative_to(folder):
        return None
    return pure.relative_to(folder).as_posix().removesuffix(pure.name)


def _parent(path: str) -> str:
    """Return the folder that a path is in; of a top folder, itself."""
    if "\\" in path or "/" not in path:
        return str(PurePath(path).parent)
    return path.rpartition("/")[0] or "/"  # a path object for each costs more than all else


def _joined(folder: str, name: str) -> str:
    if "\\" in folder or not folder:
        return str(PurePath(folder, name))
    return f"{folder.rstrip('/')}/{name}"
