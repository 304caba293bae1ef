"""Long function (`long-function`)

## What it does
Reports a function with more statements than the limit. Statements are counted as pylint and ruff do,
so blank lines, comments and line breaks change nothing.

## Why is this bad?
A long function does several things one after another, and each may use what any earlier line left
behind. It cannot be named well, tested in parts or reused.

## Example
With these limits:
```toml
statements = [6, 10, 15]
```
this is reported:
```python
def report(rows):
    total = sum(row.price for row in rows)
    count = len(rows)
    mean = total / count
    worst = max(rows)
    print("total", total)
    print("mean", mean)
    print("worst", worst)
```

## Use instead
```python
def report(rows):
    for name, figure in summary(rows):
        print(name, figure)


def summary(rows):
    total = sum(row.price for row in rows)
    return [("total", total), ("mean", total / len(rows)), ("worst", max(rows))]
```

## Options
- `statements`: the three limits of the number of statements; doubled in tests
"""

from lsp_server.analysis.report import FunctionReport
from lsp_server.checks.dimension import Dimension, Measured
from lsp_server.settings import Settings

CODE = "long-function"


def _statements(measured: Measured, _: Settings) -> int | None:
    return measured.statements if isinstance(measured, FunctionReport) else None


DIMENSIONS = (
    Dimension(
        "statements", CODE, lambda s: s.statements, _statements, "is too long: {} statements"
    ),
)
