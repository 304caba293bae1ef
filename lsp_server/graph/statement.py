"""What a module imports, as it is written: all that resolving needs, and no places.

Two texts with equal statements have the same edges, wherever the imports stand.
"""

from collections.abc import Iterable
from enum import IntEnum
from typing import Final, TypeVar

import msgspec

from lsp_server.analysis.report import ImportFact
from lsp_server.text import Span

LAZY: Final = 1
TYPING: Final = 2
CONDITIONAL: Final = 4
OPTIONAL: Final = 8
DYNAMIC: Final = 16
NEW: Final = 32


class Kind(IntEnum):
    """When an import is executed; the larger, the harder it binds. From CONDITIONAL on at load."""

    TYPING = 0
    LAZY = 1
    CONDITIONAL = 2
    LOAD = 3


class Statement(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One import statement; `from ..module import names` has level 2.

    `import a.b, c` has module "", level 0 and names ("a.b", "c"). `flags` holds LAZY (in a function),
    TYPING (under TYPE_CHECKING), CONDITIONAL, OPTIONAL (a missing module is caught), DYNAMIC (a call)
    and NEW (the base has no such import).
    """

    module: str
    level: int
    names: tuple[str, ...]
    flags: int = 0

    @property
    def kind(self) -> Kind:
        """When it is executed."""
        return KINDS[self.flags & FLAGS]

    def mentions(self, name: str) -> bool:
        """Tell whether a name, or one that contains it, is written in it."""
        return name in self.module or any(name in written for written in self.names)


def kind_of(flags: int) -> Kind:
    """Return when a statement with these flags is executed."""
    if flags & TYPING:
        return Kind.TYPING
    if flags & LAZY:
        return Kind.LAZY
    return Kind.CONDITIONAL if flags & (CONDITIONAL | OPTIONAL) else Kind.LOAD


FLAGS: Final = 2 * NEW - 1
"""All of them."""
KINDS: Final = tuple(kind_of(flags) for flags in range(FLAGS + 1))
"""The kind by the flags of a statement."""


def statement(fact: ImportFact) -> Statement:
    """Return the statement of a fact of the analysis; what the base knows of it is not asked."""
    flags = (
        LAZY * fact.lazy
        | TYPING * fact.typing_only
        | CONDITIONAL * fact.conditional
        | OPTIONAL * fact.optional
        | DYNAMIC * fact.dynamic
    )
    names = tuple([name for name, _ in fact.names])
    if fact.dynamic:  # a literal may hold what no file's name can, and no encoding takes
        return Statement(_plain(fact.module), fact.level, tuple(map(_plain, names)), flags)
    return Statement(fact.module, fact.level, names, flags)


def _plain(name: str) -> str:
    return name.encode("utf-8", "replace").decode()


Statements = tuple[Statement, ...]
Placed = tuple[tuple[Statement, Span], ...]
"""Statements with their places: lines of the file, columns in code points."""

_Place = TypeVar("_Place")


def told_apart(
    imports: Iterable[tuple[Statement, _Place]], base: Statements | None
) -> tuple[tuple[Statement, _Place], ...]:
    """Return imports with what is NEW marked; None as the base: everything is.

    A statement of which only some names are new becomes two at one place.
    """
    if base is None:
        return tuple((_flagged(said, said.names), place) for said, place in imports)
    known = {key for said in base for key in _keys(said)}
    apart: list[tuple[Statement, _Place]] = []
    for said, place in imports:
        fresh = tuple(
            name for name, key in zip(said.names, _keys(said), strict=False) if key not in known
        )
        if not fresh and known.issuperset(_keys(said)):
            apart.append((said, place))
            continue
        old = tuple(name for name in said.names if name not in fresh)
        if old:
            apart.append((_named(said, old), place))
        apart.append((_flagged(said, fresh), place))
    return tuple(apart)


def _keys(said: Statement) -> list[tuple[str, int, str, Kind]]:
    """Return what identifies each import of a statement wherever it stands."""
    return [(said.module, said.level, name, said.kind) for name in said.names or ("",)]


def _named(said: Statement, names: tuple[str, ...]) -> Statement:
    return Statement(said.module, said.level, names, said.flags)


def _flagged(said: Statement, names: tuple[str, ...]) -> Statement:
    return Statement(said.module, said.level, names, said.flags | NEW)


encoded: Final = msgspec.msgpack.Encoder().encode
decoded: Final = msgspec.msgpack.Decoder(Statements).decode
