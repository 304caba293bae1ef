"""Which suppression comment speaks of which function, and which speak in vain."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from lsp_server.analysis.report import Comment
from lsp_server.checks import expired_suppression, malformed_suppression, unneeded_suppression
from lsp_server.checks.dimension import Excess, Measured
from lsp_server.checks.finding import Finding
from lsp_server.checks.suppression import Item, Names, parse


def addressed(comments: Sequence[Comment], measured: Measured) -> list[int]:
    """Return the indices of the comments that speak of a function or class.

    Those are the ones on the definition's own lines, up to its name, or alone just above them.
    """
    first = measured.first_line
    alone = {comment.line for comment in comments if comment.alone}
    while first - 1 in alone:
        first -= 1
    return [
        number
        for number, comment in enumerate(comments)
        if first <= comment.line <= measured.name_line
    ]


class Silencer:
    """The suppressions of one block. Notes which of their items were needed.

    Of what is not among the `enabled` nobody knows whether it is needed, so that is not asked.
    """

    def __init__(
        self, comments: Sequence[Comment], today: dt.date, names: Names, enabled: Names
    ) -> None:
        self._today = today
        self._enabled = enabled.codes | enabled.dimensions
        self._comments = comments
        self._read = [parse(item.text, names) for item in comments]
        self._needed: set[tuple[int, Item]] = set()

    def audible(self, measured: Measured, found: Iterable[Excess]) -> list[Excess]:
        """Return the excesses that no suppression silences.

        One above its ceiling is audible, and the ceiling is then its limit.
        """
        if not self._read:
            return list(found)
        mine = self._of(measured)
        return [loud for excess in found if (loud := self._heard(excess, mine)) is not None]

    def complaints(self) -> Iterator[Finding]:
        """Yield a finding for each suppression that is malformed, expired or not needed."""
        for number, (comment, suppression) in enumerate(
            zip(self._comments, self._read, strict=True)
        ):
            if suppression.problem:
                yield malformed_suppression.finding(comment, suppression)
            elif suppression.expired(self._today):
                yield expired_suppression.finding(comment, suppression)
            else:
                needed = [
                    item
                    for item in suppression.items
                    if (number, item) in self._needed or item.name not in self._enabled
                ]
                if len(needed) < len(suppression.items):
                    yield unneeded_suppression.finding(comment, suppression, needed)

    def _of(self, measured: Measured) -> list[tuple[int, Item]]:
        """Return the items that speak of a function or class, each with its comment's number."""
        return [
            (number, item)
            for number in addressed(self._comments, measured)
            for item in self._read[number].items
        ]

    def _heard(self, excess: Excess, mine: list[tuple[int, Item]]) -> Excess | None:
        for number, item in mine:
            if not _speaks_of(item, excess):
                continue
            self._needed.add((number, item))
            if self._read[number].expired(self._today):
                continue
            if item.ceiling is None or excess.figure <= item.ceiling:
                return None
            excess = excess._replace(limit=item.ceiling)
        return excess


def _speaks_of(item: Item, excess: Excess) -> bool:
    name = excess.dimension.code if item.ceiling is None else excess.dimension.name
    return item.name == name
