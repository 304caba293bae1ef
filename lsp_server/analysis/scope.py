"""What the walk knows while it goes through a block, and what belongs to the scope it is in."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from lsp_server.analysis import cognitive
from lsp_server.analysis.constructs import NOTHING
from lsp_server.analysis.halstead import EMPTY, Radon
from lsp_server.analysis.positions import Place
from lsp_server.analysis.report import Contribution, ImportFact, Method

if TYPE_CHECKING:
    import ast

    from lsp_server.analysis.lines import StringSpan

Pending = list[Any]  # expressions and the like that wait, typed by the tables that take them apart
Literal = str | tuple[type, Any]
Handler = Callable[["Walk", Any, Pending], None]

NONE: Final[frozenset[Any]] = frozenset()
FUNCTIONS: Final = frozenset(("function", "method", "nested"))

# What stands around a statement, as an import or a `del` needs to know it.
CONDITION: Final = 1
IMPORT_ERROR: Final = 2
ONLY_TYPING: Final = 4
FUNCTION: Final = 8
BRANCH: Final = 16


class Scope:
    """A block, class or function while it is walked, and its figures once it has been.

    The lists hold what was found in the scope itself, the `distinct_*` what was found in scopes
    inside it too, once it is done. `c901`, `statements`, `logical`, `cognitive` are sums over the
    scopes inside, `outside` is the c901 of classes in it without their functions. `settled` are
    reasons of classes in a function, whose nesting does not depend on the function's. `names` tells
    of each bound name in which line it was bound last, negative when not by an assignment.
    """

    __slots__ = (
        "accesses", "c901", "calls", "cognitive", "constants", "constructs", "contributions", "deepest",
        "depth", "distinct_literals", "distinct_operands", "distinct_operators", "halstead", "in_class",
        "inner", "inner_cc", "inner_radon", "kind", "level", "literals", "logical", "methods", "name",
        "names", "nesting", "node", "note", "operands", "operators", "outside", "own", "pieces",
        "radon_halstead", "reasons", "settled", "statements",
    )  # fmt: skip

    def __init__(self, node: Any, name: str, kind: str, level: int, depth: int) -> None:  # noqa: ANN401 - a definition, None for a block
        self.node = node
        self.name = name
        self.kind = kind
        self.level = level
        self.depth = depth
        self.in_class = False
        self.own = NOTHING
        self.c901 = self.statements = self.logical = self.cognitive = 0
        self.outside = self.inner_radon = 0
        self.nesting = 0
        self.deepest = (0, 0)
        self.halstead = self.radon_halstead = EMPTY
        self.contributions: tuple[Contribution, ...] = ()
        self.settled: Sequence[Contribution] = ()
        self.constructs: list[Any] = []
        self.operators: list[str] = []
        self.operands: list[str] = []
        self.constants: list[ast.Constant] = []
        self.pieces: list[ast.Constant] = []  # constants in formatted strings
        self.literals: list[Literal] = []
        self.inner: list[Scope] = []
        self.accesses: list[ast.Attribute] = []
        self.calls: list[ast.Call] = []
        # Bound once: they are called for each node of an expression.
        self.note = (
            self.operators.append,
            self.operands.append,
            self.accesses.append,
            self.calls.append,
        )
        self.reasons: list[Contribution] = []
        self.names: dict[str, int] = {}
        self.distinct_operators: set[str] | frozenset[str] = NONE
        self.distinct_operands: set[str] | frozenset[str] = NONE
        self.distinct_literals: set[Literal] | frozenset[Literal] = NONE
        self.inner_cc: list[int] = []
        self.methods: list[Method] = []


class Walk:
    """The state of one pass over a block.

    `level` is the cognitive nesting, `depth` that of PLR1702, `around` the flags above, `formatted`
    where the f-string begins that is being walked, `deeper` what of it or in a ternary or lambda is
    put off.
    """

    __slots__ = (
        "around", "classes", "deeper", "depth", "expressions", "formatted", "functions", "handlers",
        "imports", "level", "place", "radon", "scope", "strings",
    )  # fmt: skip

    def __init__(
        self,
        place: Place,
        handlers: Mapping[type, Handler],
        expressions: Callable[["Walk", Pending], None],
    ) -> None:
        self.place = place
        self.handlers = handlers
        self.expressions = expressions
        self.level = 0
        self.depth = 0
        self.around = 0
        self.formatted: tuple[int, int] | None = None
        self.deeper: list[tuple[int, dict[str, int], tuple[int, int] | None, Pending]] = []
        self.radon = Radon()
        self.strings: list[StringSpan] = []
        self.imports: list[ImportFact] = []
        self.functions: list[Scope] = []
        self.classes: list[Scope] = []
        self.scope = Scope(None, "", "block", 0, 0)

    def suite(self, statements: list[Any]) -> None:
        """Walk statements that stand below each other."""
        handlers = self.handlers
        pending: Pending = []
        construct = self.scope.constructs.append
        for node in statements:
            kind = type(node)
            construct(kind)
            handlers[kind](self, node, pending)
        if pending:
            self.expressions(self, pending)

    def nested(self, statements: list[Any], around: int) -> None:
        """Walk statements one cognitive level deeper."""
        outer = self.around
        self.around = outer | around
        self.level += 1
        self.suite(statements)
        self.level -= 1
        self.around = outer

    def beside(self, statements: list[Any], around: int) -> None:
        """Walk statements of a block that does not raise the cognitive level."""
        outer = self.around
        self.around = outer | around
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
        line, level = node.lineno - self.place.first, self.level
        reason = Contribution(line, node.col_offset, construct, 1 + level, level)
        self.scope.reasons.append(reason)

    def otherwise(self, body: list[Any]) -> None:
        """Note the else after a suite as a reason."""
        self.scope.reasons.append(cognitive.flat(self.place.otherwise(body), "else"))
