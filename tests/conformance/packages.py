"""Real code to compare figures over: pinned packages, fetched once by pip, and Python's own library."""

import ast
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

PACKAGES = ("Django==5.2.4", "sympy==1.13.3", "Twisted==24.11.0")
_WHEEL = ("--only-binary=:all:",)
_HOW = {
    "Django==5.2.4": ("--no-binary=:all:",),
    # the wheel without C extensions, which is the same on every machine
    "SQLAlchemy==2.0.41": (*_WHEEL, "--platform=any", "--implementation=py", "--abi=none"),
}
LIBRARY = "the running Python's library"
CORPORA = [*PACKAGES, LIBRARY]


class Text(NamedTuple):
    """A file that is UTF-8 and parses."""

    path: Path
    text: str
    tree: ast.Module


def folder(corpus: str) -> Path:
    """Return where the corpus lies, fetching it first if it is not there."""
    if corpus == LIBRARY:
        return Path(sysconfig.get_path("stdlib"))
    return _made(corpus, _fetch)


def installed(requirements: tuple[str, ...]) -> Path:
    """Return a folder for PYTHONPATH that has these packages for the running Python."""
    version = ".".join(map(str, sys.version_info[:2]))
    return _made(f"{version} " + " ".join(requirements), _install)


def _made(name: str, make: Callable[[str, Path], None]) -> Path:
    """Return a folder of the cache, whose "tree" is made first if it is not there."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "vitals-tests"
    place = cache / name
    if not place.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as fresh:
            make(name, Path(fresh))
            try:
                (Path(fresh) / "tree").rename(place)
            except OSError:  # another process was quicker
                if not place.is_dir():
                    raise
    return place


def _install(name: str, place: Path) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", *_WHEEL]
    command = [*pip, "--target", str(place / "tree"), *name.split()[1:]]
    subprocess.run(command, check=True)


def _fetch(requirement: str, place: Path) -> None:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    how = _HOW.get(requirement, _WHEEL)
    command = [*pip, *how, "--dest", str(place / "download"), requirement]
    subprocess.run(command, check=True)
    (archive,) = (place / "download").iterdir()
    if archive.suffix == ".whl":
        shutil.unpack_archive(archive, place / "tree", "zip")
    else:
        safely = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # from 3.11.4 on
        shutil.unpack_archive(archive, place / "tree", **safely)


def files(corpus: str) -> list[Path]:
    """Return the Python files of a corpus, without packages installed into Python's library."""
    place = folder(corpus)
    return sorted(
        path
        for path in place.rglob("*.py")
        if "site-packages" not in path.relative_to(place).parts and path.is_file()
    )


def read(path: Path) -> Text | None:
    """Return the file's text and tree, or None for one that is not UTF-8 or does not parse."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Text(path, text, ast.parse(text))
    except (UnicodeDecodeError, SyntaxError, ValueError, RecursionError):
        return None
