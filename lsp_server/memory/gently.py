"""Long work of a thread beside the event loop's: it lets go of the interpreter now and then.

CPython lets a thread keep it for 5 ms; a loop that wants to answer should not wait for that long.
"""

import time
from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

STRETCH: Final = 16
"""Items between two moments at which others may run: some tenths of a millisecond."""

T = TypeVar("T")


def gently(items: Iterable[T]) -> Iterator[T]:
    """Yield the items; others may run in between."""
    for number, item in enumerate(items, 1):
        yield item
        if not number % STRETCH:
            time.sleep(0)
