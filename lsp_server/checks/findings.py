"""The findings of a text, each in the lines of its block: moving a block costs nothing.

A keystroke moves all that stands below it; where a finding is in the file is worked out only when
somebody looks at it.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple, overload

from lsp_server.checks.finding import Finding, Fix
from lsp_server.text import Edit, down


class Group(NamedTuple):
    """Findings of one block, in its own lines, and its first line; stale: its text is another now."""

    first_line: int
    findings: tuple[Finding, ...]
    stale: bool = False


class Findings(Sequence[Finding]):
    """The findings of a text in its order. Never changed; equal if the same blocks say the same."""

    def __init__(self, groups: tuple[Group, ...] = ()) -> None:
        self.groups = groups

    def beside(self, found: tuple[Finding, ...]) -> "Findings":
        """Return these and others, which are in file lines, before them."""
        return Findings((Group(0, found), *self.groups)) if found else self

    @cached_property
    def _placed(self) -> tuple[Finding, ...]:
        return tuple(item for line, found, _ in self.groups for item in shifted(found, line))

    def on_lines(self, first: int, last: int) -> Iterator[Finding]:
        """Yield the findings that stand on any of the lines from `first` to `last`."""
        for line, found, _ in self.groups:
            for finding in found:
                (start, _), (end, _) = finding.span
                if line + start <= last and line + end >= first:
                    yield from shifted((finding,), line)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._placed)

    def __len__(self) -> int:
        return sum(len(group.findings) for group in self.groups)

    @overload
    def __getitem__(self, at: int) -> Finding: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Finding, ...]: ...

    def __getitem__(self, at: int | slice) -> Finding | tuple[Finding, ...]:
        return self._placed[at]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Findings) or len(self.groups) != len(other.groups):
            return False
        pairs = zip(self.groups, other.groups, strict=True)
        return all(one[:2] == another[:2] for one, another in pairs)

    def __hash__(self) -> int:
        return hash(tuple(group[:2] for group in self.groups))


def shifted(findings: tuple[Finding, ...], lines: int) -> tuple[Finding, ...]:
    """Return findings moved down by a number of lines."""
    if not lines:
        return findings
    return tuple(
        item._replace(
            span=down(item.span, lines),
            related=tuple(
                r if r.path else r._replace(span=down(r.span, lines)) for r in item.related
            ),
            fixes=tuple(
                Fix(fix.title, tuple(Edit(down(e.span, lines), e.text) for e in fix.edits))
                for fix in item.fixes
            ),
        )
        for item in findings
    )
