"""Deep nesting (`deep-nesting`)

## What it does
Reports a function in which branches, loops, `with` and `try` stand inside one another more deeply
than the limit.

## Why is this bad?
The innermost line runs only under all the conditions around it, and a reader must keep every one in
mind. Deep nesting is also where later changes are put, because nobody dares to take it apart.

## Example
```python
def first_error(batches):
    for batch in batches:
        if batch.ready:
            for record in batch:
                if record.valid:
                    continue
                with record.lock:
                    if record.error:
                        return record.error
```

## Use instead
```python
def first_error(batches):
    records = (record for batch in batches if batch.ready for record in batch)
    return next(filter(None, map(error_of, records)), None)


def error_of(record):
    if record.valid:
        return None
    with record.lock:
        return record.error
```

## Options
- `nesting`: the three limits of nesting depth
"""

from lsp_server.analysis.report import FunctionReport
from lsp_server.checks.dimension import Dimension, Measured
from lsp_server.settings import Settings

CODE = "deep-nesting"


def _nesting(measured: Measured, _: Settings) -> int | None:
    return measured.nesting if isinstance(measured, FunctionReport) else None


DIMENSIONS = (
    Dimension("nesting", CODE, lambda s: s.nesting, _nesting, "nests too deeply: {} levels"),
)
