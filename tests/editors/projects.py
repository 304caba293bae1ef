"""A real project to open: a package of PyPI that is installed here, under git, with its history."""

import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

GIT = (
    "git",
    "-c",
    "user.name=t",
    "-c",
    "user.email=t@example.org",
    "-c",
    "init.defaultBranch=main",
)


def real_project(folder: Path) -> Path:
    """Copy the package `rich` into a folder and commit it; return the folder."""
    spec = find_spec("rich")
    assert spec
    assert spec.origin
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(spec.origin).parent, folder / "rich", ignore=ignored)
    committed(folder)
    return folder


def committed(folder: Path) -> None:
    """Commit everything in a folder, which is the base that findings are compared with."""
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "as it is"]):
        subprocess.run([*GIT, *command], cwd=folder, check=True)
