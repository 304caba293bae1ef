"""The Python files below folders, in a fixed order, without what git and the settings leave out.

Links to folders are not followed, so that no loop can arise. What cannot be read is told once and
passed over. Contents are not read here, apart from the first line of executable scripts.
"""

import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator
from operator import attrgetter
from typing import Final, NamedTuple

from lsp_server.workspace.ignoring import Layer, Rules, rules_above

SUFFIXES: Final = (".py", ".pyi", ".pyw")

EMACS_LOCK: Final = ".#"
"""Begins the name of a dangling link beside a file that is being edited."""

NEVER: Final = frozenset(
    {
        ".bzr", ".cache", ".direnv", ".eggs", ".git", ".hg", ".hypothesis", ".ipynb_checkpoints",
        ".jj", ".mypy_cache", ".nox", ".pants.d", ".pixi", ".pyre", ".pytest_cache", ".pytype",
        ".ruff_cache", ".svn", ".tox", ".venv", "__pycache__", "__pypackages__", "node_modules",
        "site-packages",
    }
)  # fmt: skip
"""Folders whose name alone says that nobody edits the code in them."""

PRODUCTS: Final = frozenset({"_build", "build", "dist", "venv"})
"""Left out as well, unless they are packages: CPython's Lib/venv and pypa's build are code."""

ENVIRONMENT: Final = frozenset({"pyvenv.cfg", "conda-meta"})
"""What only the top folder of a virtual environment contains."""


FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NAME: Final = attrgetter("name")
_PIECE: Final = 1_000_000
"""Bytes read at once of a file that is not as large as it was said to be."""


class Scope(NamedTuple):
    """What the settings say about discovery; `exclude` patterns are relative to `root`."""

    root: str
    exclude: tuple[str, ...] = ()
    respect_gitignore: bool = True


class Found(NamedTuple):
    """A file to analyse: its absolute path and its size in bytes."""

    path: str
    size: int


class _Folder(NamedTuple):
    path: str
    rules: Rules
    given: bool


def discover(
    paths: Iterable[str],
    scope: Scope,
    trouble: Callable[[str, str], None],
    only: Collection[str] | None = None,
) -> Iterator[Found]:
    """Yield each Python file among the paths and below the folders among them, once.

    A path given by name is always taken. `trouble` is called with the path and the reason for each
    thing that could not be read. With `only`, all other files are passed over, and all folders in
    which none of these can be; the rules are the same.
    """
    seen: set[str] = set()
    walk = _Walk(scope, trouble, only)
    for path in paths:
        for found in walk.start(os.path.abspath(path)):
            if found.path not in seen:
                seen.add(found.path)
                yield found


def content_of(path: str) -> bytes:
    """Return the bytes of a file. Raises OSError; waits for no writer, should it be a FIFO by now."""
    file = os.open(path, FLAGS)
    try:
        return whole(file, os.fstat(file).st_size)
    finally:
        os.close(file)


def whole(file: int, size: int) -> bytes:
    """Return what is in an open file, of whose size this is the best guess."""
    content = os.read(file, size + 1)
    if len(content) == size:
        return content
    parts = [content]
    while more := os.read(file, _PIECE):
        parts.append(more)
    return b"".join(parts)


class _Walk:
    def __init__(
        self, scope: Scope, trouble: Callable[[str, str], None], only: Collection[str] | None
    ) -> None:
        self.only = None if only is None else {part for path in only for part in _upwards(path)}
        self.exclude = Layer.of(scope.root, scope.exclude)
        self.respect_gitignore = scope.respect_gitignore
        self.trouble = trouble

    def start(self, path: str) -> Iterator[Found]:
        try:
            status = os.stat(path)
        except OSError as error:
            self.trouble(path, reason(error))
            return
        if stat.S_ISREG(status.st_mode):
            yield Found(path, status.st_size)
        elif stat.S_ISDIR(status.st_mode):
            rules = rules_above(path) if self.respect_gitignore else Rules()
            yield from self.below(_Folder(path, rules, given=True))
        else:
            self.trouble(path, "not a regular file")

    def below(self, top: _Folder) -> Iterator[Found]:
        pending = [top]
        while pending:
            folder = pending.pop()
            entries = self.entries(folder)
            rules = folder.rules
            if self.respect_gitignore:
                rules = rules.inside(folder.path, entries)
            folders = []
            for name, entry in entries.items():
                if self.only is not None and entry.path not in self.only:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry)
                elif (name.endswith(SUFFIXES) or "." not in name) and (
                    found := self.file(name, entry, rules)
                ):
                    yield found
            pending.extend(
                _Folder(entry.path, rules, given=False)
                for entry in reversed(folders)
                if self.wanted_folder(entry, rules)
            )

    def file(self, name: str, entry: os.DirEntry[str], rules: Rules) -> Found | None:
        """Return a file whose name ends as Python's do, or has no end, if it is one to analyse."""
        if name.startswith(EMACS_LOCK) or self.left_out(entry.path, rules):
            return None
        return self.opened(entry, named="." in name)

    def entries(self, folder: _Folder) -> dict[str, os.DirEntry[str]]:
        """Return what a folder holds by name, in the order of the names; nothing of no interest."""
        try:
            with os.scandir(folder.path) as scan:
                entries = {entry.name: entry for entry in sorted(scan, key=_NAME)}
        except OSError as error:
            self.trouble(folder.path, reason(error))
            return {}
        if folder.given:
            return entries
        if not ENVIRONMENT.isdisjoint(entries):
            return {}
        product = os.path.basename(folder.path) in PRODUCTS
        return {} if product and "__init__.py" not in entries else entries

    def wanted_folder(self, entry: os.DirEntry[str], rules: Rules) -> bool:
        chosen = None if self.exclude is None else self.exclude.verdict(entry.path, folder=True)
        if chosen is not None:
            return not chosen
        return entry.name not in NEVER and not rules.leave_out(entry.path, folder=True)

    def left_out(self, path: str, rules: Rules) -> bool:
        chosen = None if self.exclude is None else self.exclude.verdict(path)
        return rules.leave_out(path) if chosen is None else chosen

    def opened(self, entry: os.DirEntry[str], *, named: bool) -> Found | None:
        try:
            status = entry.stat()
            if named or _is_script(entry.path, status):
                return self.regular(entry.path, status)
        except OSError as error:
            if named:
                self.trouble(entry.path, reason(error))
        return None

    def regular(self, path: str, status: os.stat_result) -> Found | None:
        if stat.S_ISREG(status.st_mode):
            return Found(path, status.st_size)
        if not stat.S_ISDIR(status.st_mode):  # a link to a folder named x.py is no mishap
            self.trouble(path, "not a regular file")
        return None


def _is_script(path: str, status: os.stat_result) -> bool:
    if not (stat.S_ISREG(status.st_mode) and status.st_mode & 0o111):
        return False
    with open(path, "rb") as file:
        first = file.readline(128)
    return first.startswith(b"#!") and b"python" in first


def _upwards(path: str) -> Iterator[str]:
    """Yield a path and all folders that it is in."""
    yield path
    while (parent := os.path.dirname(path)) != path:
        yield parent
        path = parent


def reason(error: OSError) -> str:
    """Return what to tell people of an error."""
    return (error.strerror or str(error)).lower()
