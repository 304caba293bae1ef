"""Where the names of modules count from: the source roots of a project, and its modules.

Every folder below a root is a package, with or without __init__.py, so that each file has one name.
Roots come from what the project's own files declare, from a `src` folder and from the projects
inside it. Deliberately absent: the disk; paths and the texts of declarations are handed in.
"""

import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from configparser import ConfigParser
from configparser import Error as ConfigError
from typing import Any, Final

from lsp_server.graph.module import Module, named

DECLARATIONS: Final = ("pyproject.toml", "setup.cfg", "pytest.ini", "setup.py")
"""The files that tell that a folder is a project, and some of them where its sources are."""

_FROM: Final = (
    ("tool", "setuptools", "package-dir", ""),
    ("tool", "setuptools", "packages", "find", "where"),
    ("tool", "poetry", "packages", "*", "from"),
    ("tool", "pdm", "build", "package-dir"),
    ("tool", "maturin", "python-source"),
    ("tool", "uv", "build-backend", "module-root"),
    ("tool", "hatch", "build", "sources"),
    ("tool", "hatch", "build", "targets", "wheel", "sources"),
    ("tool", "pytest", "ini_options", "pythonpath"),
    ("tool", "pyright", "extraPaths"),
    ("tool", "basedpyright", "extraPaths"),
    ("tool", "mypy", "mypy_path"),
)
"""Where pyproject.toml names folders in which packages are."""

_PACKAGES: Final = (
    ("tool", "hatch", "build", "packages"),
    ("tool", "hatch", "build", "targets", "wheel", "packages"),
)
"""Where pyproject.toml names packages; they are in the folder above."""


def source_roots(
    folder: str,
    paths: Collection[str],
    declared: Mapping[str, str],
    wanted: Sequence[str] = (),
    last: str = "",
) -> tuple[str, ...]:
    """Return the source roots of a folder, the deepest first; the folder itself is the last.

    If the folder is a package, `last` is the one above it that is none. `declared` holds the texts of the DECLARATIONS by path, `wanted` the setting `source-roots`,
    which replaces what is found otherwise. A root without any of the `paths` is none.
    """
    if wanted:
        found = {_joined(folder, name) for name in wanted}
    else:
        found = {root for path, text in declared.items() for root in _declared(path, text)}
        projects = {path.rpartition("/")[0] for path in declared} | {folder}
        found |= {f"{project}/src" for project in projects} | projects
    occupied = _folders(folder, paths)
    inside = packages(paths)
    roots = {root for root in found if root in occupied and (wanted or root not in inside)}
    return tuple(sorted(roots | {last or folder}, key=lambda root: (-root.count("/"), root)))


def packages(paths: Iterable[str]) -> set[str]:
    """Return the folders that are packages with an __init__.py."""
    return {path.rpartition("/")[0] for path in paths if is_package(path)}


def modules(
    paths: Iterable[str],
    within: AbstractSet[str],
    roots: Sequence[str],
    roles: Callable[[str], tuple[bool, bool]],
) -> Iterator[Module]:
    """Yield the module of each file; a stub beside its source is none.

    `within` are the folders that are packages; `roles` tells of a path whether it holds tests and
    whether it is an entry point.
    """
    bases: dict[str, str] = {}
    for path in paths:
        if (found := named(path, roots)) is None:
            continue
        name, root = found
        above = path.rpartition("/")[0]
        base = bases.get(above)
        if base is None:
            base = bases[above] = _base(above, roots[root], within)
        test, entry = roles(path)
        yield Module(
            name=name,
            path=path,
            root=root,
            package=is_package(path),
            test=test,
            stub=path.endswith(".pyi"),
            base=base,
            inside=above in within,
            entry=entry,
        )


def is_package(path: str) -> bool:
    """Tell whether a file is what a package itself consists of."""
    return path.endswith(("/__init__.py", "/__init__.pyi"))


def _base(above: str, root: str, within: AbstractSet[str]) -> str:
    """Return the prefix of the folder in which the tree of packages around a file begins."""
    while above in within and above != root:
        above = above.rpartition("/")[0]
    inside = above[len(root) + 1 :]
    return f"{inside.replace('/', '.')}." if inside else ""


def _folders(folder: str, paths: Iterable[str]) -> set[str]:
    """Return the folders that hold one of the files, at whatever depth."""
    found: set[str] = set()
    for path in paths:
        above = path.rpartition("/")[0]
        while above not in found and above.startswith(folder):
            found.add(above)
            above = above.rpartition("/")[0]
    return found


def _joined(folder: str, name: str) -> str:
    """Return a folder that is named relatively; "." and ".." are understood."""
    parts = [] if name.startswith("/") else folder.split("/")
    for part in name.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts) if parts[:1] == [""] else "/" + "/".join(parts)


def _declared(path: str, text: str) -> Iterator[str]:
    folder, _, name = path.rpartition("/")
    read = _READERS.get(name)
    for given in () if read is None else read(text):
        yield _joined(folder, given)


def _in_toml(text: str) -> Iterator[str]:
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError):
        return
    for path in _FROM:
        yield from _texts(_at(table, path))
    for path in _PACKAGES:
        yield from (f"{name}/.." for name in _texts(_at(table, path)))


def _at(value: Any, path: Sequence[str]) -> Iterator[Any]:  # noqa: ANN401  what TOML holds is anything
    """Yield what stands at a path; "*" stands for every member of a list."""
    if not path:
        yield value
    elif path[0] == "*" and isinstance(value, list):
        for item in value:
            yield from _at(item, path[1:])
    elif isinstance(value, dict) and path[0] in value:
        yield from _at(value[path[0]], path[1:])


def _texts(values: Iterable[Any]) -> Iterator[str]:
    """Yield the texts of a text, of a list, or of the keys of a table; several may be in one text."""
    for value in values:
        items = [value] if isinstance(value, str) else value
        for item in items if isinstance(items, list | dict) else ():
            if isinstance(item, str):
                yield from filter(None, re.split(r"[:,\s]+", item))


def _in_ini(text: str) -> Iterator[str]:
    parser = ConfigParser(interpolation=None)
    try:
        parser.read_string(text)
    except ConfigError:
        return
    for section, option in (
        ("options.packages.find", "where"),
        ("tool:pytest", "pythonpath"),
        ("pytest", "pythonpath"),
        ("mypy", "mypy_path"),
    ):
        yield from _texts([parser.get(section, option, fallback="")])
    pairs = re.findall(
        r"^\s*=\s*(\S+)", parser.get("options", "package_dir", fallback=""), re.MULTILINE
    )
    yield from pairs


_READERS: Final[Mapping[str, Callable[[str], Iterator[str]]]] = {
    "pyproject.toml": _in_toml,
    "setup.cfg": _in_ini,
    "pytest.ini": _in_ini,
}
