"""Malformed suppression (`malformed-suppression`)

## What it does
Reports a `# vitals:` comment that cannot be understood: an unknown check or dimension, a date that
is none, a word out of place.

## Why is this bad?
It silences nothing, or less than its author believed.

## Example
```python
def area(width, height):  # vitals: ignore[complex-funtion] until=tomorrow
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

from typing import Final

from lsp_server.analysis.report import Comment
from lsp_server.checks.finding import Finding, Severity
from lsp_server.checks.remedy import removal, span_of
from lsp_server.checks.suppression import Suppression

CODE: Final = "malformed-suppression"


def finding(comment: Comment, suppression: Suppression) -> Finding:
    """Return the finding for a comment whose suppression has a problem."""
    return Finding(
        CODE,
        span_of(comment),
        Severity.WARNING,
        f"suppression not understood: {suppression.problem}",
        fixes=(removal(comment),),
    )
