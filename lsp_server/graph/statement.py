"""What a module imports, as it is written: all that resolving needs, and no places.

Two texts with equal statements have the same edges, wherever the imports stand.
"""

from enum import IntEnum
from typing import Final

import msgspec

from lsp_server.analysis.report import ImportFact

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
        return kind_of(self.flags)


def kind_of(flags: int) -> Kind:
    """Return when a statement with these flags is executed."""
    if flags & TYPING:
        return Kind.TYPING
    if flags & LAZY:
        return Kind.LAZY
    return Kind.CONDITIONAL if flags & (CONDITIONAL | OPTIONAL) else Kind.LOAD


def statement(fact: ImportFact) -> Statement:
    """Return the statement of a fact of the analysis; what the base knows of it is not asked."""
    flags = (
        LAZY * fact.lazy
        | TYPING * fact.typing_only
        | CONDITIONAL * fact.conditional
        | OPTIONAL * fact.optional
        | DYNAMIC * fact.dynamic
    )
    return Statement(fact.module, fact.level, tuple([name for name, _ in fact.names]), flags)


Statements = tuple[Statement, ...]

encoded: Final = msgspec.msgpack.Encoder().encode
decoded: Final = msgspec.msgpack.Decoder(Statements).decode
