"""The comment that silences a finding: its grammar.

    # vitals: ignore[complex-function, cognitive<=30] reason="ported as it stands" until=2027-01-31

`ignore[…]` takes codes and ceilings; a ceiling (`cognitive<=30`) may also stand without it. The
comment stands on the line of `def` or `class`, on a decorator's, or alone just above them.
Reading never raises: what cannot be understood is told in `problem`.
"""

import datetime as dt
import re
from typing import Final, NamedTuple

PREFIX: Final = re.compile(r"#\s*vitals:\s*")
_WORD: Final = re.compile(
    r"""ignore\[(?P<items>[^\]]*)\]|(?P<ceiling>[a-z0-9]+\s*<=\s*\d+)
    |reason=(?P<reason>"[^"]*"|'[^']*')|until=(?P<until>\S*)|(?P<other>[^\s,]+)|[\s,]+""",
    re.VERBOSE,
)
_CEILING: Final = re.compile(r"([a-z0-9]+)\s*<=\s*(\d{1,9})\Z")


class Names(NamedTuple):
    """What a suppression may name."""

    codes: frozenset[str]
    dimensions: frozenset[str]


class Item(NamedTuple):
    """A code, or a dimension with the figure up to which it is silenced (None: any figure)."""

    name: str
    ceiling: int | None

    def __str__(self) -> str:
        return self.name if self.ceiling is None else f"{self.name}<={self.ceiling}"


class Suppression(NamedTuple):
    """What a comment asks for; `problem` is "" or says what is wrong with it."""

    items: tuple[Item, ...]
    reason: str = ""
    until: dt.date | None = None
    problem: str = ""

    def expired(self, today: dt.date) -> bool:
        """Tell whether its last day is over."""
        return self.until is not None and self.until < today

    def __str__(self) -> str:
        words = [f"ignore[{', '.join(map(str, self.items))}]"]
        if self.reason:
            quote = "'" if '"' in self.reason else '"'
            words.append(f"reason={quote}{self.reason}{quote}")
        if self.until:
            words.append(f"until={self.until.isoformat()}")
        return "# vitals: " + " ".join(words)


def parse(comment: str, names: Names) -> Suppression:
    """Read a comment's text, which begins with "# vitals:"."""
    items: list[Item] = []
    problems: list[str] = []
    reason, until = "", None
    for match in _WORD.finditer(PREFIX.sub("", comment, count=1)):
        kind = match.lastgroup
        if kind in {"items", "ceiling"}:
            items += _items(match[kind], names, problems)
        elif kind == "reason":
            reason = match[kind][1:-1]
        elif kind == "until":
            until = _date(match[kind], problems)
        elif kind == "other":
            problems.append(f"`{match[kind][:40]}` is not understood")
    if not items and not problems:
        problems.append("it names no check; write `ignore[code]` or a ceiling like `cognitive<=30`")
    return Suppression(tuple(items), reason, until, "; ".join(problems))


def _items(text: str, names: Names, problems: list[str]) -> list[Item]:
    found = (_item(part.strip(), names, problems) for part in text.split(","))
    return [item for item in found if item is not None]


def _item(text: str, names: Names, problems: list[str]) -> Item | None:
    if ceiling := _CEILING.match(text):
        name = ceiling[1]
        if name in names.dimensions:
            return Item(name, int(ceiling[2]))
        problems.append(f"`{name}` is no dimension ({', '.join(sorted(names.dimensions))})")
    elif text in names.codes:
        return Item(text, None)
    else:
        problems.append(f"`{text}` is no check" if text else "a check's name is missing")
    return None


def _date(text: str, problems: list[str]) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        problems.append(f"`until={text[:40]}` is no date of the form YYYY-MM-DD")
        return None
