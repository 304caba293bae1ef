"""The command in this process and a project folder to run it in, for its tests."""

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from lsp_server.cli import run

SIMPLE = "def simple(a):\n    return a\n"
COMPLEX = """\
def complex_one(a, b):
    for x in a:
        if x:
            while b:
                if a and b or x:
                    for y in b:
                        if y:
                            return x
    return a
"""
"""Cognitive 23: tier 1; nesting 6: tier 2."""

ALONE = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org",
}


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


class Place:
    """A project folder, the current one, and the command run in it."""

    def __init__(self, root: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self.capture = capture

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def vitals(self, *arguments: str) -> Outcome:
        self.capture.readouterr()
        try:
            code = run(arguments)
        except SystemExit as ended:
            code = ended.code
        return Outcome(code, *self.capture.readouterr())

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def commit(self) -> str:
        if not (self.root / ".git").exists():
            self.git("init", "-q", "-b", "main")
        self.git("add", "-A")
        self.git("commit", "-qm", "x")
        return self.git("rev-parse", "HEAD")
