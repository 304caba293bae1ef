"""What session memory holds: the kinds of records, how long they live, how large they may be.

`level` is the least privacy level (settings: `sharing`) at which a kind leaves the machine:
1 figures and keyed hashes of names, 2 names and what people write for others, 3 excerpts.
"""

from typing import Any, Final, NamedTuple

import msgspec

DAY: Final = 86_400
"""Seconds."""

Figures = dict[str, int]
"""Figures by the dimension's name."""


class Baseline(msgspec.Struct, omit_defaults=True):
    """A file's figures when a session first saw it, by qualified name. `at` in seconds since 1970."""

    at: float
    functions: dict[str, Figures]


class Point(msgspec.Struct, array_like=True):
    """Figures at a time, in seconds since 1970."""

    at: float
    figures: Figures


class Trend(msgspec.Struct):
    """The latest figures of a function or file, oldest first."""

    points: list[Point]


class Ack(msgspec.Struct, omit_defaults=True):
    """Somebody has seen a finding and lets it be until a time, in seconds since 1970.

    `figures` are its symbol's then: once one that is above its limit exceeds them, it is back.
    """

    at: float
    until: float
    by: str = ""
    reason: str = ""
    figures: Figures = {}


class Seen(msgspec.Struct, omit_defaults=True):
    """Where a user was in a file, lines and characters from 0, and how the file stood."""

    at: float
    line: int
    character: int = 0
    cognitive: int = 0
    findings: int = 0


class Handoff(msgspec.Struct, omit_defaults=True):
    """What a user has open, so that another editor can go on: paths relative to the workspace."""

    at: float
    editor: str
    files: list[str]
    active: str = ""
    line: int = 0
    character: int = 0
    findings: list[str] = []


class Kind(NamedTuple):
    """`ttl` in seconds; `largest` in bytes of JSON; `type` is what a value must be.

    `doc` is for people.
    """

    name: str
    type: Any
    ttl: float
    largest: int
    level: int
    doc: str


KINDS: Final = {
    kind.name: kind
    for kind in (
        Kind("baseline", Baseline, 90 * DAY, 64 * 1024, 2,
             "a file's figures when a session first saw it"),
        Kind("trend", Trend, 90 * DAY, 16 * 1024, 1,
             "the latest figures of a function or a file"),
        Kind("ack", Ack, 180 * DAY, 1024, 1,
             "a finding that is let be until a day: by whom and why (these two from level 2)"),
        Kind("seen", Seen, 14 * DAY, 256, 2,
             "where somebody was in a file, and how it stood"),
        Kind("pattern", dict[str, Any], 180 * DAY, 4096, 3,
             "what tools note about the code as a whole"),
        Kind("handoff", Handoff, DAY, 64 * 1024, 2,
             "the files that are open, for another editor to go on"),
        Kind("note", dict[str, Any], DAY, 32 * 1024, 3,
             "what tools and agents keep for each other"),
    )
}  # fmt: skip
"""Every kind by its name."""


LEVELS: Final = (
    "nothing leaves the machine",
    "figures and keyed hashes of names",
    "names and what people write for others, too",
    "excerpts, too",
)
"""What may leave the machine, by privacy level."""

NAMED: Final = 2
"""The privacy level from which scopes and names leave the machine."""


def outgoing(kind: str, value: bytes | None, level: int) -> bytes | None:
    """Return what of a value may leave the machine at a level at which its kind does."""
    if value is not None and kind == "ack" and level < NAMED:
        ack = msgspec.json.decode(value, type=Ack)
        return msgspec.json.encode(Ack(ack.at, ack.until, figures=ack.figures))
    return value
