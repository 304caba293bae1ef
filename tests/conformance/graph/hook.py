"""Import the modules that standard input names, one a line, and tell who really imported whom.

Runs as a process of its own and depends on nothing of ours; standard output gets JSON. An import is
laid to the file whose code stands in the calling frame. It is made "at load" by a statement in the
body of a module or of a class in it, "in a function" by one elsewhere, or "by a call".
Deliberately absent: imports by C code, and what the names mean to the graph.
"""

import builtins
import contextlib
import importlib
import importlib.util
import json
import os
import sys
import types
import warnings
from opcode import opname
from pathlib import Path

OPTIMIZED = 1
"""Marks the code of functions; bodies of modules and classes lack it."""

executed: set[tuple[str, str, str]] = set()
"""The importer's file, the name of what was imported, and how."""


def how(frame: types.FrameType) -> str:
    """Tell how the import that a frame is at is made."""
    if opname[frame.f_code.co_code[frame.f_lasti]] != "IMPORT_NAME":
        return "by a call"
    while frame.f_code.co_name != "<module>":
        if frame.f_code.co_flags & OPTIMIZED or frame.f_back is None:
            return "in a function"
        frame = frame.f_back
    return "at load"


def absolute(name: str, scope: dict, level: int) -> str:
    """Return the full name of what an import statement names before its `import`."""
    if not level:
        return name
    package = scope.get("__package__") or scope["__name__"]
    return importlib.util.resolve_name("." * level + name, package)


def loaded(name: str) -> str:
    """Return the longest part of a name that is a loaded module."""
    while name and name not in sys.modules:
        name = name.rpartition(".")[0]
    return name


def submodules(module: str, names: tuple[str, ...], before: frozenset[str]) -> list[str]:
    """Return the modules below it that `from module import names` imported."""
    found = sys.modules[module]
    if "*" in names:
        listed = [f"{module}.{each}" for each in getattr(found, "__all__", ())]
        return [name for name in listed if name in sys.modules and name not in before]
    return [
        f"{module}.{name}"
        for name in names
        if f"{module}.{name}" in sys.modules
        and getattr(found, name, None) is sys.modules[f"{module}.{name}"]
    ]


def note(frame: types.FrameType, names: list[str]) -> None:
    """Keep what a frame imported."""
    executed.update((frame.f_code.co_filename, name, how(frame)) for name in names if name)


plain_import, plain_import_module = builtins.__import__, importlib.import_module


def watched_import(name, globals=None, locals=None, fromlist=(), level=0):  # noqa: A002
    """Import as ever, then note what came of it."""
    before = frozenset(sys.modules) if fromlist and "*" in fromlist else frozenset()
    try:
        return plain_import(name, globals, locals, fromlist, level)
    finally:
        with contextlib.suppress(Exception):  # what cannot be named has failed above
            module = absolute(name, globals or {}, level)
            below = submodules(module, tuple(fromlist or ()), before)
            note(sys._getframe(1), [loaded(module), *below])


def watched_import_module(name, package=None):
    """Import as ever, then note what was asked for."""
    try:
        return plain_import_module(name, package)
    finally:
        with contextlib.suppress(Exception):
            note(sys._getframe(1), [loaded(importlib.util.resolve_name(name, package))])


def configure_django() -> None:
    """Do what Django needs before its modules can be imported."""
    import django  # vitals: ignore[undeclared-dependency] reason="runs where Django was unpacked"
    from django.conf import settings

    apps = sorted(
        path.parent.name for path in Path(django.__file__).parent.glob("contrib/*/apps.py")
    )
    settings.configure(
        INSTALLED_APPS=[f"django.contrib.{app}" for app in apps if app not in {"gis", "postgres"}],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        ROOT_URLCONF="django.contrib.auth.urls",
    )
    django.setup()


def import_all(names: list[str]) -> dict[str, str]:
    """Import modules; return why some cannot be."""
    failed = {}
    for name in names:
        try:
            plain_import_module(name)
        except BaseException as problem:  # noqa: BLE001 -- bodies may raise or exit as they like
            failed[name] = f"{type(problem).__name__}: {problem}"
    return failed


def silence() -> None:
    """Keep modules that are scripts from reading, writing and ending the process."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(nothing, number)
    sys.argv, os._exit = ["python"], sys.exit
    warnings.simplefilter("ignore")


def main() -> None:
    """Import what standard input names and print what happened."""
    names = sys.stdin.read().split()
    told, leave = os.fdopen(os.dup(1), "w"), os._exit
    silence()
    builtins.__import__, importlib.import_module = watched_import, watched_import_module
    if "django" in names:
        configure_django()
    failed = import_all(names)
    told.write(json.dumps({"executed": sorted(executed), "failed": failed}))
    told.close()
    leave(0)


main()
