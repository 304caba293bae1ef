"""What a project says of itself: where its sources are and what it needs."""

from typing import Final

import msgspec

from lsp_server.text import Span

MAIN: Final = ""
"""The group of what everybody needs who installs the project."""


class Requirement(msgspec.Struct, frozen=True, array_like=True):
    """A distribution by its normalised name; `group` is MAIN or names an extra or a group."""

    name: str
    group: str
    place: Span


class Declared(msgspec.Struct, frozen=True, array_like=True):
    """What a project declares. `complete`: nothing that it needs is declared elsewhere."""

    name: str = ""
    requirements: tuple[Requirement, ...] = ()
    entry_points: tuple[str, ...] = ()
    complete: bool = False


class Project(msgspec.Struct, frozen=True, array_like=True):
    """A folder with the source roots below it, the deepest first, and what it declares.

    `declaration` is the path of its pyproject.toml, "" without one. `installed` tells of imported
    names which distributions they come from, empty where no environment was found. `empty` are the
    folders that the setting `source-roots` names and that hold no module.
    """

    folder: str
    roots: tuple[str, ...]
    declaration: str = ""
    declared: Declared = Declared()
    installed: dict[str, tuple[str, ...]] = {}
    empty: tuple[str, ...] = ()
