"""Complex function (`complex-function`)

## What it does
Reports a function whose cognitive or cyclomatic complexity is above the limit.

Cognitive complexity counts what makes code hard to follow: each branch, loop, jump and mixed boolean
sequence adds one, and one more for every level of nesting it stands in. Cyclomatic complexity counts
the paths through the function, which is the number of tests that would cover them.

## Why is this bad?
A reader has to hold every open branch in mind. Beyond a dozen, changes are made by guessing, and
mistakes grow faster than the code does.

## Example
```python
def shipping(order, express, abroad):
    price = 0
    for item in order:
        if item.weight:
            if express:
                if abroad:
                    price += 40 if item.weight > 10 else 25
                elif item.weight > 10 and not item.fragile or item.large:
                    price += 20
                else:
                    price += 12
            elif abroad:
                if item.fragile:
                    price += 15
                else:
                    price += 9
    return price
```

## Use instead
```python
def shipping(order, express, abroad):
    price_of = RATES[express, abroad]
    return sum(price_of(item) for item in order if item.weight)
```

## Options
- `cognitive`: the three limits of cognitive complexity
- `cyclomatic`: the three limits of cyclomatic complexity
- `cyclomatic-dialect`: as ruff counts (`c901`) or as radon does (`cc`)
"""

from lsp_server.analysis.report import FunctionReport
from lsp_server.checks.dimension import Dimension, Measured
from lsp_server.settings import Settings

CODE = "complex-function"


def _cognitive(measured: Measured, _: Settings) -> int | None:
    return measured.cognitive if isinstance(measured, FunctionReport) else None


def _cyclomatic(measured: Measured, settings: Settings) -> int | None:
    if not isinstance(measured, FunctionReport):
        return None
    return measured.cc if settings.cyclomatic_dialect == "cc" else measured.c901


DIMENSIONS = (
    Dimension("cognitive", CODE, lambda s: s.cognitive, _cognitive, "is too complex: cognitive {}"),
    Dimension(
        "cyclomatic", CODE, lambda s: s.cyclomatic, _cyclomatic, "is too complex: cyclomatic {}"
    ),
)
