"""Syntax error (`syntax-error`)

## What it does
Reports text that does not parse. The figures of every other block stay live; the broken one keeps
its last good figures, marked stale. A file that only a newer Python can read is said to be so, at a
lower severity, because the code may well be right.

## Why is this bad?
The module cannot be imported, and what stands in the broken block is not measured.

## Example
```python
def total(rows):
    return sum(row.price for row in rows
```

## Use instead
```python
def total(rows):
    return sum(row.price for row in rows)
```

## Options
None.
"""

from collections.abc import Iterator
from typing import Final

from lsp_server.analysis.report import FileReport, SyntaxProblem
from lsp_server.checks.finding import Finding, Severity
from lsp_server.text import Position, Span

CODE: Final = "syntax-error"

_SEVERITY: Final = {
    "broken": Severity.WARNING,
    "newer-python": Severity.INFORMATION,
    "too-deep": Severity.INFORMATION,
}


def findings(report: FileReport) -> Iterator[Finding]:
    """Yield a finding for each problem of a report."""
    for problem in report.problems:
        span = Span(
            Position(problem.line, problem.column), Position(problem.end_line, problem.end_column)
        )
        yield Finding(CODE, span, _SEVERITY[problem.kind], _message(problem))


def _message(problem: SyntaxProblem) -> str:
    if problem.kind == "newer-python":
        return f"needs Python {problem.needs}: {problem.message}"
    return f"cannot be read: {problem.message}"
