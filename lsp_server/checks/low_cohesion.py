"""Low cohesion (`low-cohesion`)

## What it does
Reports a class whose methods fall into more unconnected groups than the limit. Two methods are
connected when they use the same attribute of `self` or when one calls the other; the number of
groups is LCOM4 (Hitz and Montazeri 1995).

## Why is this bad?
Groups that share nothing are separate classes under one name: whoever reads or changes one of them
has to read past the others.

Classes of tests get no rule of their own: their methods share little by nature, which is why the
default limits are high; an override by path can set others for them.

## Example
With these limits:
```toml
lcom4 = [1, 2, 3]
```
this is reported:
```python
class Shop:
    def add(self, item):
        self.items.append(item)

    def total(self):
        return sum(self.items)

    def greet(self):
        return "Hello from " + self.name

    def rename(self, name):
        self.name = name
```

## Use instead
```python
class Basket:
    def add(self, item):
        self.items.append(item)

    def total(self):
        return sum(self.items)


class Sign:
    def greet(self):
        return "Hello from " + self.name

    def rename(self, name):
        self.name = name
```

## Options
- `lcom4`: the three limits of the number of groups. Above 8, the first, are 0.6 % of the classes of
  Django 5.2 (11 of 1,934) and 0.5 % of those of CPython 3.11's library (13 of 2,700, its tests left
  out); above 4 would be 3.1 % and 2.6 %, most of them interfaces and visitors that are as they
  should be.
"""

from lsp_server.analysis.report import ClassReport
from lsp_server.checks.dimension import Dimension, Measured
from lsp_server.settings import Settings

CODE = "low-cohesion"


def _lcom4(measured: Measured, _: Settings) -> int | None:
    return measured.lcom4 if isinstance(measured, ClassReport) else None


DIMENSIONS = (
    Dimension(
        "lcom4", CODE, lambda s: s.lcom4, _lcom4, "falls into unconnected groups of methods: {}"
    ),
)
