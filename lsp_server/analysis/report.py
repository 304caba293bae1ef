"""What follows from a text alone: the records that analysis produces.

Records are values and carry no tree. Inside a block every line is counted from the block's first
line, so that a block keeps its records when it moves; `FileReport` knows where each block stands.
Lines count from zero, columns in code points.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final, NamedTuple

import msgspec

from lsp_server.analysis.placement import Blocks
from lsp_server.text import Position, Source, Span


class Contribution(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One reason for a cognitive score: increment includes the part owed to nesting."""

    line: int
    column: int
    construct: str
    increment: int
    nesting: int


class LineCounts(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Lines by kind; physical = source + comment + blank + docstring, logical = statements."""

    physical: int = 0
    logical: int = 0
    source: int = 0
    comment: int = 0
    blank: int = 0
    docstring: int = 0

    def __add__(self, other: "LineCounts") -> "LineCounts":
        return LineCounts(
            self.physical + other.physical,
            self.logical + other.logical,
            self.source + other.source,
            self.comment + other.comment,
            self.blank + other.blank,
            self.docstring + other.docstring,
        )


class Halstead(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Halstead's counts: distinct operators and operands, then all of them."""

    distinct_operators: int = 0
    distinct_operands: int = 0
    operators: int = 0
    operands: int = 0


class FunctionReport(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The figures of one function or method, nested ones included in the outer one's.

    `line` is that of `def`, `first_line` that of the first decorator; `end_line` is the last line
    of the body. `name_column` and `name_line` tell where the name stands.
    """

    name: str
    qualified_name: str
    kind: str  # "function", "method" or "nested"
    first_line: int
    line: int
    column: int
    name_line: int
    name_column: int
    end_line: int
    end_column: int
    c901: int
    cc: int
    cognitive: int
    contributions: tuple[Contribution, ...]
    nesting: int
    deepest: tuple[int, int]  # line and column of the construct that nests deepest
    parameters: int
    statements: int
    branches: int
    returns: int
    local_names: int
    lines: LineCounts
    halstead: Halstead
    radon_halstead: Halstead
    maintainability: float


class ClassReport(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The figures of one class; `components` are the method groups that LCOM4 counts."""

    name: str
    qualified_name: str
    first_line: int
    line: int
    column: int
    name_line: int
    name_column: int
    end_line: int
    end_column: int
    methods: int
    cc: int
    cognitive: int
    lcom4: int
    components: tuple[tuple[str, ...], ...]
    abstract: bool
    lines: LineCounts


class ImportFact(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One import statement, or a literal importlib.import_module / __import__ call.

    `import a.b as c` has names (("a.b", "c"),) and module ""; `from ..m import x` has module "m",
    level 2 and names (("x", ""),).
    """

    line: int
    column: int
    end_line: int
    end_column: int
    module: str
    level: int
    names: tuple[tuple[str, str], ...]
    lazy: bool  # inside a function, or by a call
    typing_only: bool  # under `if TYPE_CHECKING`
    conditional: bool  # under any other if, try, with, loop or match
    optional: bool  # in a try that catches ImportError
    dynamic: bool  # by a call


class Comment(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A comment addressed to us: `text` begins with "# vitals:"."""

    line: int
    column: int
    text: str
    alone: bool  # nothing but blanks before it on its line
    gap: int = 0  # blanks between what stands before it and the comment


class Method(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A function of a class body and the attributes of its first parameter that it touches.

    `counts` tells whether LCOM4 looks at it, `abstract` whether it is marked so.
    """

    name: str
    touched: frozenset[str]
    counts: bool
    abstract: bool


class ClassPart(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What one block of a large class adds to the figures of the class.

    `own` is the class as its header alone shows it, None for other blocks, `indent` that of its
    body. `lines` are those that lie between the class's first line and its last, `end` is where the
    block's last statement ends.
    """

    own: ClassReport | None
    indent: str
    decisions: int
    functions: int
    complexity: int  # the sum of the functions' cc
    cognitive: int
    methods: tuple[Method, ...]
    lines: LineCounts
    end: tuple[int, int]


class BlockReport(msgspec.Struct, frozen=True, array_like=True):
    """All that follows from one block: a run of whole lines that parses by itself.

    A large class is one block to the file. Its figures are those of its header, which reaches to
    the end of the first statement in its body; the statements after that are blocks of their own,
    its `members`, and add only to `classes[0]`, to `physical` and to `part`.
    """

    digest: bytes
    name: str  # of the function or class it defines, else ""
    physical: int  # lines
    functions: tuple[FunctionReport, ...]
    classes: tuple[ClassReport, ...]
    imports: tuple[ImportFact, ...]
    comments: tuple[Comment, ...]
    lines: LineCounts
    cognitive: tuple[Contribution, ...]  # of code outside any function
    statements: int  # outside any function
    c901: int  # decision points outside any function
    radon_complexity: int  # what the block adds to radon's sum for the maintainability index
    operators: frozenset[str]
    operands: frozenset[str]
    operator_count: int
    operand_count: int
    radon_halstead_operators: frozenset[str]
    radon_halstead_operands: frozenset[str]
    radon_operator_count: int
    radon_operand_count: int
    radon_unnamed_operands: int = 0  # operands that radon takes for distinct from all others
    part: ClassPart | None = None  # of a header or member; of a large class the sum, no methods
    header: "BlockReport | None" = None  # of a large class: its header alone, without the class
    members: "tuple[Placed, ...]" = ()  # of a large class, placed in its lines
    edited: tuple[int, int] | None = None  # of a broken block: the lines edited since it parsed
    good: "BlockReport | None" = None  # of one measured without these lines: its last good figures


class SyntaxProblem(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Why a text does not parse, in file lines.

    `kind` is "broken", "newer-python" (`needs` names the version) or "too-deep" (more nesting than
    this interpreter's parser can hold; the code may be right).
    """

    kind: str
    message: str
    line: int
    column: int
    end_line: int
    end_column: int
    needs: str = ""


class Placed(NamedTuple):
    """A block and where it stands; stale when the text there is broken.

    The figures are then the last good ones, or provisional: those of the text without the lines
    that are being edited.
    """

    first_line: int
    block: BlockReport
    stale: bool = False

    @property
    def provisional(self) -> bool:
        """Tell whether the text is broken and the figures leave out the lines being edited."""
        return self.block.good is not None


class FileReport:
    """The report of one text: its blocks in order, which cover every line, and what does not parse.

    Every aggregate is derived from the blocks. `source` is the text as long as the report has it:
    an open document's next report builds on it; `detached` reports, as those of a whole project,
    do without. Two reports are equal when they are of one text and say the same.
    """

    def __init__(
        self,
        digest: bytes | None,
        blocks: Iterable[Placed],
        problems: tuple[SyntaxProblem, ...] = (),
        source: Source | None = None,
    ) -> None:
        """Take the text's digest, or None and the source to ask for it when it is needed."""
        self.blocks: Final = blocks if isinstance(blocks, Blocks) else Blocks.of(blocks)
        self.problems = problems
        self.source = source
        self._digest = digest

    @property
    def digest(self) -> bytes:
        """The digest of the text, by digest_of; hashing a long text takes a while."""
        if self._digest is None:
            self._digest = self.source.digest if self.source is not None else b""
        return self._digest

    def detached(self) -> "FileReport":
        """Return the report without its source."""
        return FileReport(self.digest, self.blocks.bare(), self.problems)

    def attached(self, source: Source) -> "FileReport":
        """Return the report with its source, which must be the text it is of."""
        return FileReport(self._digest, self.blocks.bare(), self.problems, source)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, FileReport)
            and list(self.blocks) == list(other.blocks)
            and self.problems == other.problems
            and self.digest == other.digest
        )

    def __hash__(self) -> int:
        return hash(self.digest)

    def __reduce__(self) -> tuple[object, ...]:
        return FileReport, (self.digest, tuple(self.blocks), self.problems)

    def placed(self) -> Iterator[Placed]:
        """Yield all blocks in order, each large class followed by its members."""
        for placed in self.blocks:
            yield from with_members(placed)

    def touching(self, first: int, last: int) -> Iterator[Placed]:
        """Yield the blocks, and members of large classes, on the lines from `first` to `last`."""
        for outer in self.blocks.touching(first, last):
            for placed in with_members(outer):
                if placed.first_line <= last and placed.first_line + placed.block.physical > first:
                    yield placed

    def functions(self) -> Iterator[tuple[int, FunctionReport]]:
        """Yield (offset, function): add the offset to any line of the function."""
        for first_line, block, _ in self.placed():
            for function in block.functions:
                yield first_line, function

    def classes(self) -> Iterator[tuple[int, ClassReport]]:
        """Yield (offset, class)."""
        for first_line, block, _ in self.placed():
            for class_ in block.classes:
                yield first_line, class_

    def imports(self) -> Iterator[tuple[int, ImportFact]]:
        """Yield (offset, import)."""
        for first_line, block, _ in self.placed():
            for fact in block.imports:
                yield first_line, fact

    @cached_property
    def lines(self) -> LineCounts:
        """The sum over all blocks."""
        return sum((lines for _, lines, _ in self.blocks.each(_lines, None)), LineCounts())

    @cached_property
    def cognitive(self) -> int:
        """The sum over outermost functions and module-level code."""
        return sum(cognitive for _, cognitive, _ in self.blocks.each(_cognitive, None))

    @cached_property
    def halstead(self) -> Halstead:
        """Distinct counts do not add, so the sets of the blocks are joined."""
        blocks = [placed.block for placed in self.placed()]
        return Halstead(
            len(frozenset().union(*(b.operators for b in blocks))),
            len(frozenset().union(*(b.operands for b in blocks))),
            sum(b.operator_count for b in blocks),
            sum(b.operand_count for b in blocks),
        )


def with_members(placed: Placed) -> Iterator[Placed]:
    """Yield a block, then its members where they stand in the file."""
    yield placed
    offset = placed.first_line
    for first_line, block, stale in placed.block.members:
        yield Placed(offset + first_line, block, stale)


def _lines(block: BlockReport, _: None) -> LineCounts:
    return sum((member.block.lines for member in block.members), block.lines)


def _cognitive(block: BlockReport, _: None) -> int:
    return sum(
        sum(item.increment for item in part.cognitive)
        + sum(f.cognitive for f in part.functions if f.kind != "nested")
        for part in (block, *(member.block for member in block.members))
    )


def span_of_name(offset: int, item: FunctionReport | ClassReport) -> Span:
    """Return the span of the name in the file."""
    line = offset + item.name_line
    start = Position(line, item.name_column)
    return Span(start, Position(line, item.name_column + len(item.name)))


def span_of_import(offset: int, fact: ImportFact) -> Span:
    """Return the span of an import statement, or call, in the file."""
    start = Position(offset + fact.line, fact.column)
    return Span(start, Position(offset + fact.end_line, fact.end_column))
