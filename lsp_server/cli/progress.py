"""A progress bar on standard error: on terminals, and only for work that takes a while."""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

PATIENCE: Final = 0.5
"""Seconds after which a person wants to see that something happens."""

Item = TypeVar("Item")


def shown(items: Iterable[Item], total: int, words: str) -> Iterator[Item]:
    """Yield the items; draw a bar once they have taken longer than PATIENCE."""
    if not sys.stderr.isatty():
        yield from items
        return
    begun = time.monotonic()
    iterator = iter(items)
    for done, item in enumerate(iterator, 1):
        yield item
        if time.monotonic() - begun > PATIENCE:
            yield from _drawn(iterator, done, total, words)


def _drawn(items: Iterator[Item], done: int, total: int, words: str) -> Iterator[Item]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(words, total=total, completed=done)
        for item in items:
            yield item
            progress.advance(task)
