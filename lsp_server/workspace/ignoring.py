"""Which files git would leave out: nested .gitignore files and .git/info/exclude, compiled.

Rules are asked about one folder or file at a time on the way down, as git does; the user's global
git configuration is not consulted, so that two machines see the same files.
"""

import os
import re
from collections.abc import Container, Iterable
from itertools import groupby
from pathlib import Path
from typing import NamedTuple, Self

from lsp_server.wildmatch import Pattern, parse


class _Run(NamedTuple):
    """Neighbouring patterns that decide alike, as one expression for files and one for folders."""

    file: re.Pattern[str]
    folder: re.Pattern[str]
    leave_out: bool


class Layer(NamedTuple):
    """The patterns of one file, last one first.

    `above` is the path of the folder they are relative to, separator included.
    """

    above: str
    runs: tuple[_Run, ...]

    @classmethod
    def of(cls, folder: str, lines: Iterable[str]) -> Self | None:
        """Compile patterns relative to a folder; None when no line is a pattern."""
        patterns = [pattern for line in lines if (pattern := parse(line)) is not None]
        if not patterns:
            return None
        runs = []
        for leave_out, group in groupby(reversed(patterns), lambda pattern: pattern.leave_out):
            run = list(group)
            for_files = [pattern for pattern in run if not pattern.folder_only]
            runs.append(_Run(_joined(for_files), _joined(run), leave_out))
        return cls(os.path.join(folder, ""), tuple(runs))

    def verdict(self, path: str, *, folder: bool = False) -> bool | None:
        """Tell whether an absolute path is left out; None when no pattern speaks of it."""
        if not path.startswith(self.above):
            return None
        relative = path[len(self.above) :]
        for run in self.runs:
            if (run.folder if folder else run.file).fullmatch(relative):
                return run.leave_out
        return None


def _joined(patterns: list[Pattern]) -> re.Pattern[str]:
    anchored = [pattern.expression for pattern in patterns if pattern.anchored]
    anywhere = [pattern.expression for pattern in patterns if not pattern.anchored]
    if anywhere:
        anchored.append(f"(?:[^/]+/)*(?:{'|'.join(anywhere)})")
    return re.compile("|".join(anchored) or r"(?!)", re.DOTALL)


class Rules(NamedTuple):
    """Layers from the outermost folder inwards; the innermost that speaks of a path decides."""

    layers: tuple[Layer, ...] = ()

    def leave_out(self, path: str, *, folder: bool = False) -> bool:
        """Tell whether an absolute path is left out."""
        for layer in reversed(self.layers):
            verdict = layer.verdict(path, folder=folder)
            if verdict is not None:
                return verdict
        return False

    def inside(self, folder: str, names: Container[str]) -> "Rules":
        """Return the rules for the entries of a folder, given the names in it."""
        rules = self
        if ".git" in names:  # another repository: the outer one says nothing of its files
            rules = Rules(_read(folder, _exclude_file(folder)))
        if ".gitignore" not in names:
            return rules
        return Rules((*rules.layers, *_read(folder, Path(folder, ".gitignore"))))


def rules_above(folder: str) -> Rules:
    """Return the rules that the folders above an absolute folder set for it.

    Outside a repository there are none; nor when git leaves out the folder itself, since whoever
    asks for it by name wants it.
    """
    chain: list[str] = []
    place = folder
    while not os.path.lexists(os.path.join(place, ".git")):
        above = os.path.dirname(place)
        if above == place:
            return Rules()
        chain.append(place)
        place = above
    rules = Rules()
    for below in reversed(chain):
        rules = rules.inside(os.path.dirname(below), _rule_files(os.path.dirname(below)))
        if rules.leave_out(below, folder=True):
            return Rules()
    return rules


def _rule_files(folder: str) -> list[str]:
    return [name for name in (".git", ".gitignore") if os.path.lexists(os.path.join(folder, name))]


def _read(folder: str, file: Path) -> tuple[Layer, ...]:
    try:
        text = file.read_bytes().decode("utf-8-sig", "surrogateescape")
    except OSError:
        return ()
    layer = Layer.of(folder, text.split("\n"))
    return () if layer is None else (layer,)


def _exclude_file(root: str) -> Path:
    git = Path(root, ".git")
    if git.is_file():  # a worktree or submodule names its git directory in a file
        pointer = git.read_text("utf-8", "surrogateescape").removeprefix("gitdir:").strip()
        git = Path(root, pointer)
        common = git / "commondir"
        if common.is_file():
            git = Path(git, common.read_text("utf-8", "surrogateescape").strip())
    return git / "info" / "exclude"
