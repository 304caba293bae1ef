"""Unneeded suppression (`unneeded-suppression`)

## What it does
Reports a `# vitals:` comment, or a part of one, that silences nothing: the function has become
simpler than the limit, or the comment stands where it speaks of no function or class. It belongs on
the line of `def` or `class`, on a decorator's, or alone just above.

## Why is this bad?
A suppression that is not needed hides the next finding, and tells readers of a problem that is gone.

## Example
```python
def area(width, height):  # vitals: ignore[complex-function] reason="geometry is hard"
    return width * height
```

## Use instead
```python
def area(width, height):
    return width * height
```

## Options
None.
"""

from collections.abc import Sequence
from typing import Final

from lsp_server.analysis.report import Comment
from lsp_server.checks.finding import Finding, Severity
from lsp_server.checks.remedy import removal, rewriting, span_of
from lsp_server.checks.suppression import Item, Suppression

CODE: Final = "unneeded-suppression"


def finding(comment: Comment, suppression: Suppression, needed: Sequence[Item]) -> Finding:
    """Return the finding for a suppression of which only the `needed` items silence anything."""
    idle = ", ".join(f"`{item}`" for item in suppression.items if item not in needed)
    fix = (
        rewriting(comment, suppression._replace(items=tuple(needed)))
        if needed
        else removal(comment)
    )
    return Finding(
        CODE,
        span_of(comment),
        Severity.INFORMATION,
        f"suppression not needed: {idle}",
        fixes=(fix,),
        unnecessary=True,
    )
