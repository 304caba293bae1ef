"""Pages of one answer while others go first."""

from collections.abc import Sequence
from typing import Any

import pytest

from lsp_server.protocol.dispatch import Steps
from lsp_server.protocol.errors import RequestFailedError
from lsp_server.protocol.messages import Paged
from lsp_server.protocol.paging import KEPT, Pages


class Counted:
    """An answer of twelve items that takes three turns; counts how often it is worked out."""

    def __init__(self) -> None:
        self.revision = 1
        self.searches = 0
        self.pages = Pages(lambda: self.revision)

    def answer(self) -> Steps[Sequence[int]]:
        self.searches += 1
        for _ in range(3):
            yield
        return list(range(12))

    def ask(self, question: str = "x", **params: Any) -> Steps[Any]:
        found = yield from self.pages.kept(question, self.answer)
        return self.pages.page(found, Paged(**params))


def finished(steps: Steps[Any]) -> Any:
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            return stop.value


def test_pages_join_with_one_search():
    """Each item once, in order; the answer is worked out for the first page alone."""
    counted, seen, cursor = Counted(), list[int](), None
    while True:
        page = finished(counted.ask(cursor=cursor, limit=5))
        seen += page.items
        if (cursor := page.next) is None:
            break
    assert seen == list(range(12))
    assert counted.searches == 1


def test_a_page_that_ends_with_the_last_item_has_no_next():
    """Twelve items in pages of six are two pages."""
    counted = Counted()
    first = finished(counted.ask(limit=6))
    assert finished(counted.ask(limit=6, cursor=first.next)).next is None


def test_a_change_in_between_is_told():
    """What would be half of the old and half of the new graph fails instead."""
    counted = Counted()
    steps = counted.ask()
    next(steps)
    counted.revision += 1
    with pytest.raises(RequestFailedError, match="changed meanwhile"):
        finished(steps)


def test_a_cursor_past_the_end_finds_nothing():
    """No items, no next page, no error."""
    page = finished(Counted().ask(cursor="1:100"))
    assert (list(page.items), page.next) == ([], None)


def test_few_answers_are_kept():
    """The one asked for longest ago is worked out again."""
    counted = Counted()
    for number in range(KEPT + 1):
        finished(counted.ask(f"question {number}"))
    finished(counted.ask("question 0"))
    assert counted.searches == KEPT + 2


def test_items_are_made_in_slices():
    """A page of many items lets others go first."""
    counted = Counted()
    page = counted.pages.page(range(1000), Paged(limit=1000))
    steps = counted.pages.made(page, lambda number: {"number": number})
    assert sum(1 for _ in steps) == 15
