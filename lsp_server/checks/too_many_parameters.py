"""Too many parameters (`too-many-parameters`)

## What it does
Reports a function with more parameters than the limit; `self` and `cls` are not counted, nor are
`*args` and `**kwargs`.

## Why is this bad?
A call with many arguments cannot be read without the definition beside it, arguments get swapped
unnoticed, and the function usually does several things that want to be apart.

## Example
```python
def connect(host, port, user, password, timeout, retries, encoding):
    return host, port, user, password, timeout, retries, encoding
```

## Use instead
```python
def connect(address, credentials, options):
    return address, credentials, options
```

## Options
- `parameters`: the three limits of the number of parameters; off in tests, where fixtures are passed
"""

from lsp_server.analysis.report import FunctionReport
from lsp_server.checks.dimension import Dimension, Measured
from lsp_server.settings import Settings

CODE = "too-many-parameters"


def _parameters(measured: Measured, _: Settings) -> int | None:
    return measured.parameters if isinstance(measured, FunctionReport) else None


DIMENSIONS = (
    Dimension(
        "parameters", CODE, lambda s: s.parameters, _parameters, "takes too many parameters: {}"
    ),
)
