"""Discovery, beside `git ls-files` and against awkward file systems."""

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lsp_server.workspace.files import Found, Scope, discover


def plant(root: Path, *files: str) -> None:
    """Write empty files; "path=text" gives one its text."""
    for file in files:
        name, _, text = file.partition("=")
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def found(root: Path, *paths: str, scope: Scope | None = None) -> list[str]:
    """Discover below paths (the root when none is given); anything unreadable fails the test."""

    def unexpected(path: str, reason: str) -> None:
        pytest.fail(f"{path}: {reason}")

    starts = [str(root / path) for path in paths] or [str(root)]
    files = discover(starts, scope or Scope(str(root)), unexpected)
    return [Path(file.path).relative_to(root).as_posix() for file in files]


CASES = {
    "suffixes": (["a.py", "b.pyi", "c.pyw", "d.txt", "e.pyc", "py"], {}, ["a.py", "b.pyi", "c.pyw"]),
    "order": (["b/x.py", "a/y.py", "z.py", "a/b/c.py"], {}, ["z.py", "a/y.py", "a/b/c.py", "b/x.py"]),
    "never": ([".venv/a.py", "node_modules/b/c.py", "x/__pycache__/d.py", "e.py"], {}, ["e.py"]),
    "environment": (["env/pyvenv.cfg", "env/lib/a.py", "conda/conda-meta/h", "conda/b.py"], {}, []),
    "products": (["build/lib/a.py", "dist/b.py", "venv/c.py"], {}, []),
    "packages": (["build/__init__.py", "src/venv/__init__.py"], {}, ["build/__init__.py", "src/venv/__init__.py"]),
    "exclude": (["a/b.py", "c/b.py", "d.py"], {"exclude": ("/a/", "d.py")}, ["c/b.py"]),
    "taken back": ([".venv/b.py"], {"exclude": ("!.venv/",)}, [".venv/b.py"]),
    "gitignore off": ([".gitignore=a.py", "a.py"], {"respect_gitignore": False}, ["a.py"]),
    "nested repository": ([".gitignore=b.py", "in/.git/HEAD", "in/b.py", "b.py"], {}, ["in/b.py"]),
    "info/exclude": ([".git/info/exclude=b.py", "b.py", "c.py"], {}, ["c.py"]),
    "invalid patterns": ([".gitignore=!\n//\n[\nb.py", "b.py", "c.py"], {}, ["c.py"]),
    "crlf and mark": ([".gitignore=\ufeffb.py\r\nc.py\r\n", "b.py", "c.py", "d.py"], {}, ["d.py"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_found(tmp_path, name):
    """Each folder yields exactly the files named, in this order."""
    files, options, expected = CASES[name]
    plant(tmp_path, *files)
    assert found(tmp_path, scope=Scope(str(tmp_path), **options)) == expected


def test_a_path_given_by_name_is_taken_although_ignored(tmp_path):
    """Files and folders named on the command line are checked whatever the ignore rules say."""
    plant(tmp_path, ".git/HEAD", ".gitignore=out/\na.py", "a.py", "out/b.py", "build/c.py")
    assert found(tmp_path, "a.py", "out", "build") == ["a.py", "out/b.py", "build/c.py"]


def test_rules_of_the_folders_above_hold(tmp_path):
    """Starting in a subfolder of a repository obeys the .gitignore files above it."""
    plant(tmp_path, ".git/HEAD", ".gitignore=gen_*.py\n/sub/deep/y.py", "sub/gen_a.py", "sub/b.py")
    plant(tmp_path, "sub/deep/x.py", "sub/deep/y.py")
    assert found(tmp_path, "sub") == ["sub/b.py", "sub/deep/x.py"]
    assert found(tmp_path, "sub/deep") == ["sub/deep/x.py"]


def test_outside_a_repository_folders_above_do_not_count(tmp_path):
    """A stray .gitignore above the start has no say when there is no repository."""
    plant(tmp_path, ".gitignore=*.py", "sub/b.py")
    assert found(tmp_path, "sub") == ["sub/b.py"]


def test_worktrees_read_the_exclude_file_of_their_repository(tmp_path):
    """In a linked worktree .git is a file; the common info/exclude still holds."""
    plant(tmp_path, "main/.git/info/exclude=b.py", "main/.git/worktrees/w/commondir=../..")
    plant(tmp_path, f"w/.git=gitdir: {tmp_path}/main/.git/worktrees/w\n", "w/b.py", "w/c.py")
    assert found(tmp_path, "w") == ["w/c.py"]


def test_overlapping_paths_yield_each_file_once(tmp_path):
    """A file is yielded once however many of the given paths lead to it."""
    plant(tmp_path, "a/b.py", "a/c.py")
    assert found(tmp_path, "a/b.py", "a", "a/../a") == ["a/b.py", "a/c.py"]


def test_executable_python_scripts_count(tmp_path):
    """A file without a suffix counts when it is executable and its first line names python."""
    plant(
        tmp_path, "yes=#!/usr/bin/env python3\n", "shell=#!/bin/sh\n", "plain=#!/usr/bin/python\n"
    )
    (tmp_path / "yes").chmod(0o755)
    (tmp_path / "shell").chmod(0o755)
    assert found(tmp_path) == ["yes"]


def test_links(tmp_path):
    """Linked files are read, linked folders are not entered: a loop ends."""
    plant(tmp_path, "a/b.py")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    (tmp_path / "a" / "folder.py").symlink_to(tmp_path)
    (tmp_path / "c.py").symlink_to(tmp_path / "a" / "b.py")
    assert found(tmp_path) == ["c.py", "a/b.py"]


def test_what_cannot_be_read_is_told_once_and_passed_over(tmp_path, monkeypatch):
    """Pipes, dangling links, unreadable and vanished folders are told; the rest is still found."""
    plant(tmp_path, "a.py", "locked/b.py")
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "dangling.py").symlink_to(tmp_path / "nowhere")
    scandir = os.scandir

    def refuse(path):
        if path.endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    told = []
    paths = [str(tmp_path), str(tmp_path / "gone")]
    files = list(discover(paths, Scope(str(tmp_path)), lambda *trouble: told.append(trouble)))
    assert files == [Found(str(tmp_path / "a.py"), 0)]
    assert told == [
        (str(tmp_path / "dangling.py"), "no such file or directory"),
        (str(tmp_path / "pipe.py"), "not a regular file"),
        (str(tmp_path / "locked"), "permission denied"),
        (str(tmp_path / "gone"), "no such file or directory"),
    ]


def test_names_that_are_no_text_survive(tmp_path):
    """A file name of arbitrary bytes leads back to the same file."""
    name = os.fsencode(tmp_path) + b"/\xff\xe9.py"
    with open(name, "wb") as file:  # noqa: PTH123
        file.write(b"x = 1\n")
    (only,) = discover([str(tmp_path)], Scope(str(tmp_path)), pytest.fail)
    assert os.fsencode(only.path) == name


PART = st.sampled_from(
    ["a", "b", "c", "*", "**", "?", "a*", "*.py", "b.py", "[ab]", "[!a]", "a.py"]
)
PATTERN = st.builds(
    lambda bang, lead, parts, tail: bang + lead + "/".join(parts) + tail,
    st.sampled_from(["", "", "", "!"]),
    st.sampled_from(["", "", "/", "**/"]),
    st.lists(PART, min_size=1, max_size=3),
    st.sampled_from(["", "", "/", "/*", "/**", " ", "\\ "]),
)
IGNORE = st.lists(PATTERN, max_size=4).map("\n".join)
TREE = [f"{f}{n}" for f in ("", "a/", "b/", "a/b/", "a/a/", "b/c/a/") for n in ("a.py", "b.py")]


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@example(top="", inner="", exclude="a\n!/**")
@given(top=IGNORE, inner=IGNORE, exclude=IGNORE)
def test_ignores_what_git_ignores(tmp_path_factory, top, inner, exclude):
    """For any patterns, discovery finds the untracked files that `git ls-files` lists."""
    root = tmp_path_factory.mktemp("tree")
    subprocess.run(["git", "init", "-q", root], check=True, env=os.environ | QUIET)
    plant(root, *TREE, f".gitignore={top}", f"a/.gitignore={inner}", f".git/info/exclude={exclude}")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--others", "--exclude-standard", "--cached", "--", "*.py"],
        cwd=root, check=True, capture_output=True, text=True, env=os.environ | QUIET,
    ).stdout  # fmt: skip
    assert sorted(found(root)) == sorted(name for name in listed.split("\0") if name)


QUIET = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
