"""What the walk knows while it goes through a block, and what belongs to the scope it is in."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from lsp_server.analysis import cognitive
from lsp_server.analysis.constructs import Tally
from lsp_server.analysis.halstead import EMPTY, Radon
from lsp_server.analysis.positions import Place
from lsp_server.analysis.report import Contribution, ImportFact

if TYPE_CHECKING:
    import ast

    from lsp_server.analysis.cohesion import Method
    from lsp_server.analysis.lines import StringSpan

Pending = list[Any]  # expressions and the like that wait, typed by the tables that take them apart
Handler = Callable[["Walk", Any, Pending], None]

FUNCTIONS: Final = frozenset(("function", "method", "nested"))

# What stands around a statement, as an import or a `del` needs to know it.
CONDITION: Final = 1
IMPORT_ERROR: Final = 2
ONLY_TYPING: Final = 4
FUNCTION: Final = 8
BRANCH: Final = 16


class Scope:
    """A block, class or function while it is walked, and its figures once it has been.

    The lists hold what was found in the scope itself and, where it counts here too, in the scopes
    inside it: of their operators and operands the distinct ones, `repeated_*` the number of others.
    `c901`, `statements`, `logical`, `cognitive` are sums over the scopes inside; `outside` is the c901
    of classes in it without their functions. `names` tells of each bound name in which line it was
    bound last, negative when not by an assignment.
    """

    own = Tally()
    c901 = statements = logical = cognitive = outside = inner_radon = 0
    repeated_operators = repeated_operands = 0
    nesting = 0
    deepest = (0, 0)
    contributions: tuple[Contribution, ...] = ()
    halstead = radon_halstead = EMPTY

    def __init__(self, node: Any, name: str, kind: str, level: int, depth: int) -> None:  # noqa: ANN401 - a definition, None for a block
        self.node = node
        self.name = name
        self.kind = kind
        self.level = level
        self.depth = depth
        self.in_class = False
        self.constructs: list[Any] = []
        self.operators: list[str] = []
        self.operands: list[str] = []
        self.literals: list[tuple[type, Any]] = []
        self.accesses: list[ast.Attribute] = []
        self.calls: list[ast.Call] = []
        self.reasons: list[Contribution] = []
        self.settled: list[Contribution] = []
        self.names: dict[str, int] = {}
        self.inner_cc: list[int] = []
        self.methods: list[Method] = []


class Walk:
    """The state of one pass over a block.

    `level` is the cognitive nesting, `depth` that of PLR1702, `around` the flags above, `formatted`
    where the f-string begins that is being walked, `deeper` what of it or in a ternary or lambda is
    put off.
    """

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
        self.level += 1
        self.beside(statements, around)
        self.level -= 1

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
        place = (node.lineno - self.place.first, node.col_offset)
        self.scope.reasons.append(cognitive.structural(place, construct, self.level))

    def otherwise(self, body: list[Any]) -> None:
        """Note the else after a suite as a reason."""
        self.scope.reasons.append(cognitive.flat(self.place.otherwise(body), "else"))
