"""The base: the texts that the files of a repository had at the revision findings compare with.

Git is asked through child processes that run no hook, pager, external differ or file monitor, take
no lock, ask nobody for a password and end after a deadline. Callers keep this off the event loop.
"""

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

DEADLINE: Final = 30.0
"""Seconds for one git command; the largest public repositories need about two."""

_SAFE: Final = (
    "git", "--no-pager", "--no-optional-locks", "--literal-pathspecs",
    "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-c", "core.quotePath=false",
)  # fmt: skip
_QUIET: Final = {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
_INHERITED: Final = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"})
_DIFF: Final = (
    "diff",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--ignore-submodules=all",
    "-M",
)


class NoBaseError(Exception):
    """There is nothing to compare with; the message says why, for people."""


class Base(NamedTuple):
    """A commit of the repository whose work tree is `root`; `name` is what the user calls it."""

    root: str
    commit: str
    name: str


class Blob(NamedTuple):
    """What the base holds for a file of the work tree.

    `same` says that the file has not changed since; `id` names the old content.
    """

    id: str
    same: bool


def resolve(folder: str, setting: str) -> Base:
    """Find the base for the repository around a folder.

    `setting` is "auto" (the merge-base of HEAD with origin/HEAD, else HEAD) or a revision. Raises
    NoBaseError outside a work tree, before the first commit and for an unknown revision.
    """
    root = _root(folder)
    if setting != "auto":
        return Base(root, _commit(root, setting), setting)
    head = _commit(root, "HEAD")
    try:
        fork = ask_git(root, "merge-base", head, "refs/remotes/origin/HEAD").decode().split()
    except NoBaseError:
        fork = []
    if fork:
        return Base(root, fork[0], "the merge-base with origin/HEAD")
    return Base(root, head, "HEAD")


def fork_point(folder: str, revision: str) -> Base:
    """Return the merge-base of HEAD with a revision, or the revision itself if they share none.

    Raises NoBaseError as `resolve` does.
    """
    root = _root(folder)
    commit = _commit(root, revision)
    try:
        fork = ask_git(root, "merge-base", commit, "HEAD").decode().split()
    except NoBaseError:
        fork = []
    return Base(root, fork[0] if fork else commit, revision)


def blobs(base: Base) -> dict[str, Blob]:
    """Map each file of the work tree that the base knows, by absolute path.

    A renamed file is mapped to the content it had under its old name. Raises NoBaseError when git
    fails.
    """
    known: dict[str, Blob] = {}
    for entry in _fields(ask_git(base.root, "ls-tree", "-r", "-z", "--full-tree", base.commit)):
        words, _, name = entry.partition("\t")
        _, kind, blob = words.split(" ")
        if kind == "blob":
            known[_path(base.root, name)] = Blob(blob, same=True)
    changed = ask_git(base.root, *_DIFF, "--raw", "-z", "--no-abbrev", base.commit, "--")
    fields = iter(_fields(changed))
    for words in fields:
        _, _, old, _, status = words.split(" ")
        path = _path(base.root, next(fields))
        if status.startswith("R"):
            known.pop(path, None)
            path = _path(base.root, next(fields))
        if status.startswith(("R", "M", "D", "T")):
            known[path] = Blob(old, same=False)
    return known


def texts(base: Base, ids: Iterable[str]) -> dict[str, bytes]:
    """Read many blobs by one child process; those the repository lacks are left out.

    Raises NoBaseError when git fails.
    """
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    output = ask_git(base.root, "cat-file", "--batch", given="".join(f"{id_}\n" for id_ in wanted))
    found: dict[str, bytes] = {}
    place = 0
    while place < len(output):
        end = output.index(b"\n", place)
        words = output[place:end].decode().split(" ")
        place = end + 1
        if len(words) == 3:  # noqa: PLR2004  id, type and size; a missing one has two words
            size = int(words[2])
            found[words[0]] = output[place : place + size]
            place += size + 1
    return found


def text_of(base: Base, path: str) -> bytes | None:
    """Return the content one file had, its old name not followed; None when the base lacks it.

    Raises NoBaseError when git fails.
    """
    name = os.path.relpath(path, base.root).replace(os.sep, "/")
    listed = _fields(ask_git(base.root, "ls-tree", "-z", "--full-tree", base.commit, "--", name))
    for entry in listed:
        _, kind, blob = entry.partition("\t")[0].split(" ")
        if kind == "blob":
            return texts(base, [blob]).get(blob)
    return None


def touched(base: Base) -> Mapping[str, tuple[tuple[int, int], ...]]:
    """Map each changed tracked file, by absolute path, to its changed lines of now.

    Lines count from zero; each range is (first, past the last). Where lines were only removed, the
    range covers the two lines around the gap. Raises NoBaseError when git fails.
    """
    patch = ask_git(
        base.root, *_DIFF, "-U0", "--text", "--inter-hunk-context=0", "--no-relative",
        "--src-prefix=a/", "--dst-prefix=b/", base.commit, "--",
    )  # fmt: skip
    ranges: dict[str, list[tuple[int, int]]] = {}
    lines = iter(patch.split(b"\n"))
    current: list[tuple[int, int]] = []
    for line in lines:
        if line.startswith(b"+++ "):
            current = ranges.setdefault(_path(base.root, _named(line[4:])), [])
        elif line.startswith(b"@@ "):
            removed, added = (_hunk(word) for word in line.split(b" ")[1:3])
            _skip(lines, removed[1] + added[1])
            current.append(_range(added))
    return {path: tuple(spans) for path, spans in ranges.items()}


def _skip(lines: Iterator[bytes], count: int) -> None:
    """Pass over a hunk's lines, whose text could look like a header."""
    while count > 0 and (line := next(lines, None)) is not None:
        count -= not line.startswith(b"\\ No newline")


def _range(added: tuple[int, int]) -> tuple[int, int]:
    start, count = added
    return (start - 1, start - 1 + count) if count else (max(start - 1, 0), start + 1)


def _hunk(word: bytes) -> tuple[int, int]:
    start, _, count = word[1:].partition(b",")
    return int(start), int(count or 1)


def _named(quoted: bytes) -> str:
    name = quoted.rstrip(b"\t")
    if name.startswith(b'"'):
        name = name[1:-1].decode("unicode_escape").encode("latin-1")
    return os.fsdecode(name).removeprefix("b/")


def _fields(output: bytes) -> list[str]:
    return [os.fsdecode(field) for field in output.split(b"\0") if field]


def _path(root: str, name: str) -> str:
    return os.path.join(root, *name.split("/")) if os.sep != "/" else f"{root}/{name}"


def _root(folder: str) -> str:
    # --show-cdup keeps the spelling of the folder's path, where --show-toplevel would resolve links.
    up = ask_git(folder, "rev-parse", "--show-cdup").removesuffix(b"\n")
    if not up and ask_git(folder, "rev-parse", "--is-inside-work-tree").strip() != b"true":
        message = "this is no work tree of a git repository"
        raise NoBaseError(message)
    return os.path.normpath(os.path.join(folder, os.fsdecode(up)))


def _commit(root: str, revision: str) -> str:
    arguments = ("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
    try:
        return ask_git(root, *arguments).decode().split()[-1]
    except NoBaseError:
        pass
    why = "there is no commit yet" if revision == "HEAD" else f"git knows no revision `{revision}`"
    raise NoBaseError(why)


def ask_git(folder: str, *arguments: str, given: str = "") -> bytes:
    """Return what a git command prints in a folder. Raises NoBaseError with git's own words."""
    environment = {name: value for name, value in os.environ.items() if name not in _INHERITED}
    try:
        done = subprocess.run(  # noqa: S603  a fixed program, its arguments are never a shell's
            (*_SAFE, *arguments),
            cwd=Path(folder), env=environment | _QUIET, input=given.encode(),
            capture_output=True, check=True, timeout=DEADLINE,
        )  # fmt: skip
    except FileNotFoundError:
        message = "git is not installed" if Path(folder).is_dir() else "there is no such folder"
    except subprocess.TimeoutExpired:
        message = f"git {arguments[0]} took longer than {DEADLINE:.0f} seconds"
    except subprocess.CalledProcessError as error:
        message = _first_line(error.stderr) or f"git {arguments[0]} failed"
    except OSError as error:
        message = f"git could not be started: {error.strerror}"
    else:
        return done.stdout
    raise NoBaseError(message)


def _first_line(stderr: bytes) -> str:
    text = os.fsdecode(stderr).strip().partition("\n")[0]
    return text.removeprefix("fatal: ").partition(" (or any of the parent")[0]
