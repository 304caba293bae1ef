"""What is asked of Redis for one workspace, over one connection; raises whatever redis-py raises.

Every answer is checked for its form, since a server may say anything.
"""

import os
from collections.abc import Iterator, Sequence
from hashlib import sha1
from typing import Any, Final, NamedTuple

from lsp_server.memory.remote.address import connect
from lsp_server.memory.remote.script import WRITE
from lsp_server.memory.stamp import FUTURE, now

FEED: Final = 4_000
"""Entries that the feed of a workspace keeps, about: 2 MB of the largest."""
KEPT: Final = 200 * 86_400
"""Seconds after which a workspace that nobody writes to is forgotten: more than any record lives."""
SLICE: Final = 200
"""Records that are read at once."""

_DIGEST: Final = sha1(WRITE.encode(), usedforsecurity=False).hexdigest()

Pair = tuple[bytes, bytes]


class WrongAnswerError(Exception):
    """The server answered what no Redis answers."""


class Generation(NamedTuple):
    """Which data a server holds: of which process, since which beginning, how many writes."""

    run: bytes
    token: bytes
    number: int


class News(NamedTuple):
    """Which fields were written, with frames or stamps, and the last number; `gap`: some were missed."""

    fields: dict[bytes, bytes]
    number: int
    gap: bool


class Link:
    """One connection, for one thread."""

    def __init__(self, url: str, workspace: str, operation: float) -> None:
        """Connect when first asked; `operation` is how long an answer may take, in seconds."""
        self._client: Any = connect(url, operation)
        self._records, self._feed, self._state = (
            f"vitals:1:{{{workspace}}}:{suffix}" for suffix in ("s", "log", "s:gen")
        )

    def write(self, frames: Sequence[Pair]) -> bytes:
        """Write records in one step; return the token of the server's data.

        An empty frame deletes what the server has of its field, if that has expired.
        """
        horizon = (now() + FUTURE).to_bytes(6, "big") + b"\xff" * 6
        head = (os.urandom(16).hex(), FEED, horizon, KEPT, now().to_bytes(6, "big"))
        flat = [part for pair in frames for part in pair]
        told = (3, self._records, self._feed, self._state, *head, *flat)
        from redis.exceptions import NoScriptError

        try:
            return _bytes(self._client.evalsha(_DIGEST, *told))
        except NoScriptError:
            return _bytes(self._client.eval(WRITE, *told))

    def generation(self) -> Generation:
        """Return which data the server holds; without any, or if records are gone, no token."""
        token, number = _list(self._client.hmget(self._state, ["t", "n"]))
        whole = self._client.hlen(self._records)
        return Generation(self._run(), (whole and token) or b"", int(number or 0))

    def all(self) -> Iterator[list[Pair]]:
        """Yield all records, some at a time."""
        cursor = 0
        while True:
            cursor, found = self._client.hscan(self._records, cursor, count=SLICE)
            yield _pairs(found)
            if not cursor:
                return

    def some(self, fields: Sequence[bytes]) -> list[Pair]:
        """Return the records of some fields that are there."""
        contents = _list(self._client.hmget(self._records, list(fields)))
        return [(f, c) for f, c in zip(fields, contents, strict=True) if isinstance(c, bytes)]

    def last(self) -> int:
        """Return the number of the latest write that the feed tells of, 0 for none."""
        found = _list(self._client.xrevrange(self._feed, count=1))
        return _number(found[0][0]) if found else 0

    def news(self, since: int, seconds: float) -> News:
        """Return what was written after a number, waiting some seconds for it."""
        answer = self._client.xread(
            {self._feed: f"{since}-0"}, count=SLICE, block=int(seconds * 1000)
        )
        fields: dict[bytes, bytes] = {}
        gap, number = False, since
        for entry, written in _entries(answer):
            gap = gap or _number(entry) != number + 1
            number = _number(entry)
            fields.update(written)
        return News(fields, number, gap)

    def close(self) -> None:
        """Let go of the connection; a call that waits for an answer fails at once."""
        pools = getattr(self._client, "connection_pool", None)  # a cluster's client has none
        if pools is not None:
            pools.disconnect(inuse_connections=True)
        self._client.close()

    def _run(self) -> bytes:
        """Return what tells one process of a server from another."""
        more = {}
        if hasattr(self._client, "get_node_from_key"):
            more = {"target_nodes": self._client.get_node_from_key(self._records)}
        answer = self._client.execute_command("INFO", "server", **more)
        if isinstance(answer, dict):
            return str(answer.get("run_id", "")).encode()
        raise WrongAnswerError(type(answer).__name__)


def _entries(answer: Any) -> Iterator[tuple[bytes, dict[bytes, bytes]]]:  # noqa: ANN401  as it came
    if not answer:
        return
    streams = answer.values() if isinstance(answer, dict) else (stream[1] for stream in answer)
    for stream in streams:
        entries = stream[0] if stream and isinstance(stream[0], list) else stream
        yield from entries


def _number(entry: bytes) -> int:
    return int(entry.partition(b"-")[0])


def _pairs(found: Any) -> list[Pair]:  # noqa: ANN401
    if not isinstance(found, dict):
        raise WrongAnswerError(type(found).__name__)
    return list(found.items())


def _list(found: Any) -> list[Any]:  # noqa: ANN401
    if not isinstance(found, list):
        raise WrongAnswerError(type(found).__name__)
    return found


def _bytes(found: Any) -> bytes:  # noqa: ANN401
    if not isinstance(found, bytes):
        raise WrongAnswerError(type(found).__name__)
    return found
