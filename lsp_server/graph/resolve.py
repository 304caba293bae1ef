"""From a statement to the modules that it imports, as far as they are in the workspace.

`from a.b import c` is an import of the module a.b.c if there is one, else of a.b. What is missing
falls back to the nearest package above it that is there: importing it runs that one at least.
Deliberately absent: what a package's own text binds; a submodule wins against an attribute.
"""

import sys
from collections.abc import Iterator
from typing import Final, NamedTuple

from lsp_server.graph.module import Module
from lsp_server.graph.names import Names
from lsp_server.graph.statement import Statement

STDLIB: Final = sys.stdlib_module_names


class Target(NamedTuple):
    """What one name of a statement leads to: `dotted` as it was looked for.

    `found` is the module that it is or the nearest package above it, None outside the workspace;
    `missing` says that a module of this name should be there and is not. `watched` are names
    of which a module, or one below, would change the answer.
    """

    dotted: str
    found: int | None
    missing: bool = False
    watched: tuple[str, ...] = ()


def targets(statement: Statement, module: Module, names: Names) -> list[Target]:
    """Return what a statement of a module leads to, name by name."""
    if statement.level:
        package = _package(module, statement.level)
        if package is None:
            return [Target("." * statement.level + statement.module, None, missing=True)]
        origin = f"{package}.{statement.module}" if statement.module else package
        return _from(origin, statement.names, module, names, relative=True)
    if statement.module:
        return _from(statement.module, statement.names, module, names, relative=False)
    return [_absolute(dotted, module, names, attribute=False) for dotted in statement.names]


def _from(
    origin: str, wanted: tuple[str, ...], module: Module, names: Names, *, relative: bool
) -> list[Target]:
    """Return what names taken from a module lead to; it is looked for once where that suffices."""
    at = names.find(origin, module.root, elsewhere=not relative)
    if at is None or (not relative and _hidden(_top(origin), module, names)):
        resolved = _relative if relative else _absolute
        return [
            resolved(dotted, module, names, attribute=attribute)
            for dotted, attribute in _wanted(origin, wanted)
        ]
    found = [Target(origin if name == "*" else f"{origin}.{name}", at) for name in wanted or ("*",)]
    for number, target in enumerate(found):
        if names.borne(target.dotted):
            below = names.find(target.dotted, module.root, elsewhere=not relative)
            found[number] = target if below is None else Target(target.dotted, below)
    return found


def _package(module: Module, level: int) -> str | None:
    """Return what a relative import starts from; None above the topmost package."""
    package = module.parent
    for _ in range(level - 1):
        package = package.rpartition(".")[0]
    return package or None


def _wanted(origin: str, names: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    """Yield dotted names, and whether the last part may be an attribute."""
    if not names:
        yield origin, False
    for name in names:
        yield (origin, False) if name == "*" else (f"{origin}.{name}", True)


def _relative(dotted: str, module: Module, names: Names, *, attribute: bool) -> Target:
    found, short = _nearest(dotted, module.root, names, elsewhere=False)
    missing = short > attribute or found is None
    return Target(dotted, found, missing, () if found is not None else (_top(dotted),))


def _absolute(dotted: str, module: Module, names: Names, *, attribute: bool) -> Target:
    top = _top(dotted)
    if _hidden(top, module, names):
        return Target(dotted, None, watched=(top,))
    if names.begins(top):
        found, short = _nearest(dotted, module.root, names, elsewhere=True)
        if found is not None:
            return Target(dotted, found, short > attribute)
    if module.base:
        found, short = _nearest(module.base + dotted, module.root, names, elsewhere=False)
        if found is not None and short <= dotted.count("."):
            return Target(module.base + dotted, found, short > attribute, (top,))
    watched = [top]
    for prefix, root in names.nested:
        if not dotted.startswith(prefix):
            continue
        rest = dotted.removeprefix(prefix)
        found, short = _nearest(rest, root, names, elsewhere=False)
        if found is not None:
            return Target(dotted, found, short > attribute, (*watched, _top(rest)))
        watched.append(_top(rest))
    return Target(dotted, None, watched=tuple(watched))


def _hidden(top: str, module: Module, names: Names) -> bool:
    """Tell whether the standard library's module of a name comes before the workspace's."""
    return top in STDLIB and names.find(top, module.root, elsewhere=False) is None


def _nearest(dotted: str, root: int, names: Names, *, elsewhere: bool) -> tuple[int | None, int]:
    """Return the module of a name or the nearest package above it, and how many parts were cut."""
    short = 0
    while dotted:
        if (found := names.find(dotted, root, elsewhere=elsewhere)) is not None:
            return found, short
        dotted = dotted.rpartition(".")[0]
        short += 1
    return None, short


def _top(dotted: str) -> str:
    return dotted.partition(".")[0]
