"""Long answers in pages. A cursor is good for the revision that it was given for, and no other.

The last few answers are kept, so that a further page costs no further search.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Any, Final, Generic, NamedTuple, TypeVar

from lsp_server.protocol import messages
from lsp_server.protocol.convert import Json
from lsp_server.protocol.dispatch import Steps
from lsp_server.protocol.errors import CONTENT_MODIFIED, INVALID_PARAMS, RequestFailedError

T = TypeVar("T")

KEPT: Final = 4
"""Answers that are kept."""
TOGETHER: Final = 64
"""Items that are made without a pause: about a millisecond."""

CHANGED: Final = "the import graph has changed meanwhile: ask again, without a cursor"
FOREIGN: Final = "`cursor` is none that an earlier page has given"


class Page(NamedTuple, Generic[T]):
    """Part of an answer and where it begins, how many items there are, the cursor of what follows."""

    items: Sequence[T]
    start: int
    total: int
    next: str | None


class Pages:
    """The answers of one client, each of the present revision."""

    def __init__(self, revision: Callable[[], int]) -> None:
        self._revision = revision
        self._of = revision()
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def kept(self, question: Hashable, answer: Callable[[], Steps[T]]) -> Steps[T]:
        """Return the answer to a question; others go first while it is worked out."""
        if self._of != self._revision():
            self._kept.clear()
        if question not in self._kept:
            found = yield from self.steady(answer())
            self._of = self._revision()
            self._kept[question] = found
        self._kept.move_to_end(question)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        kept: T = self._kept[question]
        return kept

    def page(self, items: Sequence[T], params: messages.Paged) -> Page[T]:
        """Return the part of a kept answer that is asked for."""
        start = 0 if params.cursor is None else self._start(params.cursor)
        end = start + params.limit
        following = f"{self._revision()}:{end}" if end < len(items) else None
        return Page(items[start:end], start, len(items), following)

    def made(self, page: Page[T], make: Callable[[T], Json]) -> Steps[list[Json]]:
        """Return what is to say of each item of a page."""

        def steps() -> Steps[list[Json]]:
            items = []
            for number, item in enumerate(page.items, 1):
                items.append(make(item))
                if not number % TOGETHER:
                    yield
            return items

        return self.steady(steps())

    def steady(self, steps: Steps[T]) -> Steps[T]:
        """Run what gives up the loop now and then; fail as soon as the graph has changed meanwhile."""
        revision = self._revision()
        while True:
            try:
                waits_for = next(steps)
            except StopIteration as stop:
                found: T = stop.value
                return found
            yield waits_for
            if self._revision() != revision:
                raise RequestFailedError(CONTENT_MODIFIED, CHANGED)

    def _start(self, cursor: str) -> int:
        of, _, start = cursor.partition(":")
        if not (of.isdecimal() and start.isdecimal()):
            raise RequestFailedError(INVALID_PARAMS, FOREIGN)
        if of != str(self._revision()):
            raise RequestFailedError(CONTENT_MODIFIED, CHANGED)
        return int(start)
