"""Expired suppression (`expired-suppression`)

## What it does
Reports a `# vitals:` comment whose `until` date is over. What it silenced is reported again.

## Why is this bad?
The date was a promise to come back. Either the code can be mended now, or the promise needs a new
date and a reason.

## Example
```python
def pick(a, b, c, d, e, f, g):  # vitals: ignore[too-many-parameters] until=2020-01-31
    return a, b, c, d, e, f, g
```

## Use instead
```python
def pick(choices):
    return tuple(choices)
```

## Options
None.
"""

from typing import Final

from lsp_server.analysis.report import Comment
from lsp_server.checks.finding import Finding, Severity
from lsp_server.checks.remedy import removal, span_of
from lsp_server.checks.suppression import Suppression

CODE: Final = "expired-suppression"


def finding(comment: Comment, suppression: Suppression) -> Finding:
    """Return the finding for a suppression whose last day is over."""
    return Finding(
        CODE,
        span_of(comment),
        Severity.WARNING,
        f"suppression expired on {suppression.until}",
        fixes=(removal(comment),),
    )
