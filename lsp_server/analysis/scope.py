"""What the walk knows while it goes through a block, and what belongs to the scope it is in.

Operators, operands, reasons and so on are flat lists over the whole block; a scope is the part of
each from where it began. Constructs and bound names are the scope's own.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from lsp_server.analysis import cognitive
from lsp_server.analysis.cohesion import Method
from lsp_server.analysis.constructs import NOTHING
from lsp_server.analysis.halstead import Radon
from lsp_server.analysis.lines import StringSpan
from lsp_server.analysis.positions import Place
from lsp_server.analysis.report import Contribution, Halstead, ImportFact

Pending = list[Any]  # a stack of expressions and the like, typed by the tables that take them apart

FUNCTIONS: Final = frozenset(("function", "method", "nested"))

# What stands around a statement, as an import or a `del` needs to know it.
CONDITION: Final = 1
IMPORT_ERROR: Final = 2
TYPE_CHECKING: Final = 4
FUNCTION: Final = 8
BRANCH: Final = 16


class Scope:
    """A block, class or function while it is walked, and its figures once it has been.

    `own` sums up its own constructs; `c901`, `statements` and `logical` sum up the scopes in it,
    `outside` the c901 of the classes in it without their functions. `names` tells of each bound
    name whether its last binding is an assignment.
    """

    def __init__(self, walk: "Walk", node: Any, name: str, kind: str) -> None:  # noqa: ANN401 - a definition, or None for the block
        self.node = node
        self.name = name
        self.kind = kind
        self.in_class = node is not None and walk.scope.kind == "class"
        self.level = walk.level
        self.depth = walk.depth
        self.constructs: list[Any] = []
        self.names: dict[str, bool] = {}
        self.operators_at = len(walk.operators)
        self.operands_at = len(walk.operands)
        self.literals_at = len(walk.literals)
        self.accesses_at = len(walk.accesses)
        self.reasons_at = len(walk.reasons)
        self.own = NOTHING
        self.c901 = self.statements = self.logical = self.outside = 0
        self.inner_cc: list[int] = []
        self.inner_radon = 0
        self.methods: list[Method] = []
        self.nesting = 0
        self.deepest = (0, 0)
        self.contributions: tuple[Contribution, ...] = ()
        self.halstead = Halstead()
        self.radon_halstead = Halstead()


class Walk:
    """The state of one pass over a block.

    `level` is the cognitive nesting, `depth` that of PLR1702, `around` the flags above.
    """

    __slots__ = (
        "accesses", "around", "classes", "depth", "formatted", "functions", "handlers", "imports",
        "level", "lines", "literals", "operands", "operators", "place", "radon", "reasons", "resets",
        "scope", "strings",
    )  # fmt: skip

    def __init__(
        self, lines: Sequence[str], first: int, handlers: Mapping[type, Callable[["Walk", Any], None]]
    ) -> None:
        self.place = Place(lines, first)
        self.handlers = handlers
        self.level = 0
        self.depth = 0
        self.around = 0
        self.formatted: tuple[int, int] | None = None  # where the f-string around us begins
        self.operators: list[str] = []
        self.operands: list[str] = []
        self.literals: list[str | bytes] = []
        self.accesses: list[Any] = []  # attributes of plain names
        self.radon = Radon()
        self.reasons: list[Contribution] = []
        self.resets: list[tuple[int, int]] = []  # the parts of reasons that classes in functions own
        self.strings: list[StringSpan] = []
        self.imports: list[ImportFact] = []
        self.functions: list[Scope] = []
        self.classes: list[Scope] = []
        self.scope = Scope(self, None, "", "block")

    def suite(self, statements: list[Any]) -> None:
        """Walk statements that stand below each other."""
        kinds = list(map(type, statements))
        self.scope.constructs += kinds
        handlers = self.handlers
        for kind, node in zip(kinds, statements, strict=True):
            handlers[kind](self, node)

    def nested(self, statements: list[Any], around: int) -> None:
        """Walk statements one cognitive level deeper."""
        outer, self.around = self.around, self.around | around
        self.level += 1
        self.suite(statements)
        self.level -= 1
        self.around = outer

    def beside(self, statements: list[Any], around: int) -> None:
        """Walk statements of a block that does not raise the cognitive level."""
        outer, self.around = self.around, self.around | around
        self.suite(statements)
        self.around = outer

    def descend(self, node: Any) -> None:  # noqa: ANN401 - any compound statement
        """Go into a block that PLR1702 counts; the caller takes `depth` back."""
        self.depth += 1
        scope = self.scope
        if self.depth - scope.depth > scope.nesting and scope.kind in FUNCTIONS:
            scope.nesting = self.depth - scope.depth
            scope.deepest = (node.lineno - self.place.first, node.col_offset)

    def structural(self, node: Any, construct: str) -> None:  # noqa: ANN401 - any compound statement
        """Note a reason that costs more the deeper it stands, at the start of a statement."""
        line = node.lineno - self.place.first
        self.reasons.append(cognitive.structural((line, node.col_offset), construct, self.level))

    def otherwise(self, body: list[Any]) -> None:
        """Note the else after a suite as a reason."""
        self.reasons.append(cognitive.flat(self.place.otherwise(body), "else"))
