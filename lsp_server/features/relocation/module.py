"""A module as text and statements, and how names are used in it: values only."""

import ast
from collections.abc import Sequence
from typing import NamedTuple

from lsp_server.features.relocation.bindings import Function, Names, Scope
from lsp_server.features.relocation.readers import Classes


class Where(NamedTuple):
    """What stands around a use.

    `functions` are those whose bodies are running, the outermost first. `annotation` is the whole
    annotation; it is `evaluated` when its definition is executed, `read` when somebody may look at
    its value, `quoted` in a string.
    """

    scopes: tuple[Scope, ...] = ()
    functions: tuple[Function, ...] = ()
    annotation: ast.expr | None = None
    evaluated: bool = False
    read: bool = False
    quoted: bool = False
    literal: bool = False
    typing: bool = False  # under TYPE_CHECKING
    main: bool = False  # under `if __name__ == "__main__"`


class Use(NamedTuple):
    """A name and where it is used."""

    name: str
    where: Where

    @property
    def runs(self) -> bool:
        """Whether the program needs the value, rather than a type checker."""
        return (self.where.annotation is None and not self.where.typing) or self.where.read

    @property
    def at_load(self) -> bool:
        """Whether it is executed when the module is imported."""
        return self.runs and not self.where.functions and not self.where.main


class Usage(NamedTuple):
    """The uses of names, and the names of which nothing can be said."""

    uses: tuple[Use, ...]
    unclear: Names

    def of(self, name: str) -> list[Use]:
        """Return the uses of one name."""
        return [use for use in self.uses if use.name == name]


class Module(NamedTuple):
    """A module's text as lines and as statements."""

    lines: Sequence[str]
    statements: Sequence[ast.stmt]

    @property
    def classes(self) -> Classes:
        """The classes at the top level."""
        return {node.name: node for node in self.statements if isinstance(node, ast.ClassDef)}


def first_line(node: ast.stmt) -> int:
    """Return the line of a statement's first decorator, else its own."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(item.lineno for item in decorators)])
