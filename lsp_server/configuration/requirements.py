"""The dependencies that a pyproject.toml declares, each with its place, and its entry points.

Read are [project], [dependency-groups], Poetry's, PDM's and uv's tables. Deliberately absent:
versions and markers; only names count.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from lsp_server.configuration.places import Path, Place, places
from lsp_server.graph.project import MAIN, Declared, Requirement
from lsp_server.text import Position, Span

_NAME: Final = re.compile(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:$|[\[<>=!~;@( ,])")
_SCRIPTS: Final = (
    ("project", "scripts"),
    ("project", "gui-scripts"),
    ("project", "entry-points", "*"),
    ("tool", "poetry", "scripts"),
    ("tool", "poetry", "plugins", "*"),
)
_NOWHERE: Final = Place(*[Span(Position(0, 0), Position(0, 0))] * 2)


def declared(text: str) -> Declared:
    """Return what a pyproject.toml declares; nothing for a text that is no TOML."""
    try:
        table: Any = tomllib.loads(text)
        where = places(text)
    except (ValueError, RecursionError):
        return Declared()
    found = tuple(_requirements(table, where))
    project = _at(table, ("project",))
    poetry = _at(table, ("tool", "poetry"))
    of = project if isinstance(project, dict) else poetry
    if not isinstance(of, dict):
        return Declared("", found)
    name = of.get("name")
    dynamic = of.get("dynamic")
    elsewhere = isinstance(dynamic, list) and {"dependencies", "optional-dependencies"} & {
        item for item in dynamic if isinstance(item, str)
    }
    return Declared(
        normalised(name) if isinstance(name, str) else "",
        found,
        tuple(sorted({*_entry_points(table)})),
        not elsewhere,
    )


def normalised(name: str) -> str:
    """Return a distribution's name as the packaging standards compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _requirements(table: Any, where: Mapping[Path, Place]) -> Iterator[Requirement]:  # noqa: ANN401
    for path, group in _lists(table):
        listed = _at(table, path)
        for number, text in enumerate(listed if isinstance(listed, list) else ()):
            if match := _NAME.match(str(text)):
                place = where.get((*path, number), _NOWHERE).value
                yield Requirement(normalised(match[1]), group, place)
    for path, group in _tables(table):
        for name in _keys(_at(table, path)) - {"python"}:
            yield Requirement(normalised(name), group, where.get((*path, name), _NOWHERE).key)


def _keys(value: Any) -> set[str]:  # noqa: ANN401
    return set(value) if isinstance(value, dict) else set()


def _lists(table: Any) -> Iterator[tuple[tuple[str, ...], str]]:  # noqa: ANN401
    """Yield where lists of requirements stand, and the group of each."""
    yield ("project", "dependencies"), MAIN
    yield ("build-system", "requires"), "build"
    yield ("tool", "uv", "dev-dependencies"), "dev"
    for above in (
        ("project", "optional-dependencies"),
        ("dependency-groups",),
        ("tool", "pdm", "dev-dependencies"),
    ):
        groups = _at(table, above)
        for name in _keys(groups):
            yield (*above, name), name


def _tables(table: Any) -> Iterator[tuple[tuple[str, ...], str]]:  # noqa: ANN401
    """Yield where tables stand whose keys are requirements, and the group of each."""
    yield ("tool", "poetry", "dependencies"), MAIN
    yield ("tool", "poetry", "dev-dependencies"), "dev"
    groups = _at(table, ("tool", "poetry", "group"))
    for name in _keys(groups):
        yield ("tool", "poetry", "group", name, "dependencies"), name


def _entry_points(table: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield the dotted names of the modules that installed commands and plugins begin with."""
    for path in _SCRIPTS:
        for named in _each(table, path):
            for target in named.values() if isinstance(named, dict) else ():
                if isinstance(target, str):
                    yield target.partition(":")[0].strip()


def _each(value: Any, path: Sequence[str]) -> Iterator[Any]:  # noqa: ANN401
    """Yield what stands at a path; "*" stands for every key of a table."""
    if not path:
        yield value
    elif isinstance(value, dict):
        for key in value if path[0] == "*" else (path[0],):
            if key in value:
                yield from _each(value[key], path[1:])


def _at(value: Any, path: Sequence[str]) -> Any:  # noqa: ANN401
    return next(_each(value, path), None)
