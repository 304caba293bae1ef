"""Results of other machines: asked for where this one has none, and given what this one works out.

Never on a path that a person waits for without need: one pipeline for all that is missing, short
time limits, and after the second fault the server is left alone. Nothing here raises for the state of
a server, and nothing from it is believed that was not sealed for its key.
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from lsp_server.memory.remote.address import AddressError, connect, masked
from lsp_server.memory.remote.breaker import Breaker
from lsp_server.memory.results import Results, Statistics
from lsp_server.memory.sealing import SealError, name_of, opened, sealed
from lsp_server.memory.sharing import team_secret

KEPT: Final = 30 * 86_400
"""Seconds for which a result is kept in the shared store."""
TOGETHER: Final = 1000
"""Results in one pipeline."""
LIMIT: Final = 2.0
"""Seconds in which a pipeline must be answered."""
REST: Final = 60.0
"""Seconds for which a server that failed twice is left alone."""
GIVEN: Final = 1024 * 1024
"""Bytes that are given in one pipeline, about."""


class Shared(NamedTuple):
    """What became of questions to the shared store: `spoiled` were answers not to be believed."""

    hits: int = 0
    misses: int = 0
    given: int = 0
    spoiled: int = 0
    faults: int = 0


class Store(NamedTuple):
    """A server, the team's secret (b"" for none), and whether anything is given to it."""

    url: str
    secret: bytes
    read_only: bool


def store_at(url: str, secret_file: str, *, read_only: bool) -> Store:
    """Return a server with the secret in a file, "" for none. Raises SharingError."""
    return Store(url, team_secret(secret_file) if secret_file else b"", read_only)


class SharedResults:
    """The results of this user with those of others behind them; the methods are those of Results."""

    def __init__(
        self, results: Results, store: Store, warn: Callable[[str], object], *, all_of: bool = False
    ) -> None:
        """Take the results of this machine; with `all_of`, whatever they know is given as it is asked for."""
        self.local = results
        self.shared = Shared()
        self.gives_all = all_of
        self._store = store
        self._warn: Callable[[str], object] | None = warn
        self._breaker = Breaker()
        self._until = 0.0
        self._client: Any = None

    @property
    def file(self) -> Path:
        """The file of this machine's results."""
        return self.local.file

    @property
    def may_know(self) -> bool:
        """Whether there is any use in asking."""
        return True

    def get_many(self, keys: Collection[bytes]) -> dict[bytes, bytes]:
        """Return the results that are known, by key; what comes from afar is kept here."""
        found = self.local.get_many(keys)
        if self.gives_all:
            self._give(found)
        missing = [key for key in keys if key not in found]
        if missing and not self._resting:
            fetched = self._fetched(missing)
            self.local.put_many(fetched)
            found |= fetched
        return found

    def put_many(self, results: Mapping[bytes, bytes]) -> None:
        """Keep results here, and give them to others."""
        self.local.put_many(results)
        self._give(results)

    def clear(self) -> None:
        """Forget this machine's results."""
        self.local.clear()

    def statistics(self) -> Statistics:
        """Return what this machine holds."""
        return self.local.statistics()

    def close(self) -> None:
        """Let go of file and connection; the next question opens them again."""
        self.local.close()
        client, self._client = self._client, None
        if client is not None:
            client.close()

    @property
    def _resting(self) -> bool:
        return self._breaker.open and time.monotonic() < self._until

    def _fetched(self, keys: list[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        names = [_redis_key(key, self._store.secret) for key in keys]
        contents = self._attempt(lambda client: _asked(client, names)) or []
        spoiled = 0
        for key, content in zip(keys, contents, strict=False):
            if content is None:
                continue
            try:
                found[key] = opened(key, content, self._store.secret)
            except (SealError, TypeError):
                spoiled += 1
        hits, misses, given, wrong, faults = self.shared
        missed = misses + len(keys) - len(found)
        self.shared = Shared(hits + len(found), missed, given, wrong + spoiled, faults)
        return found

    def _give(self, results: Mapping[bytes, bytes]) -> None:
        if self._store.read_only:
            return
        pairs = ((_redis_key(k, self._store.secret), k, v) for k, v in results.items())
        for batch in _batches(pairs):
            if self._resting:
                return
            entries = [(n, sealed(k, v, self._store.secret)) for n, k, v in batch]
            if self._attempt(lambda client, e=entries: _told(client, e)):  # type: ignore[misc]  # a default binds e
                self.shared = self.shared._replace(given=self.shared.given + len(entries))

    def _attempt(self, ask: Callable[[Any], Any]) -> Any:  # noqa: ANN401  what redis-py answers
        from redis.exceptions import RedisError

        while not self._resting:
            try:
                if self._client is None:
                    self._client = connect(self._store.url, LIMIT)
                answer = ask(self._client)
            except (RedisError, OSError, AddressError, ValueError, TypeError) as error:
                self._failed(error)
            else:
                self._breaker.succeeded()
                return answer
        return None

    def _failed(self, error: Exception) -> None:
        self._client = None
        self._breaker.failed()
        self._until = time.monotonic() + REST
        self.shared = self.shared._replace(faults=self.shared.faults + 1)
        if self._warn is not None and self._breaker.open:
            said = str(error).strip(" .\n") or type(error).__name__
            self._warn(f"the shared results at {masked(self._store.url)} are not used: {said}")
            self._warn = None


def _redis_key(key: bytes, secret: bytes) -> str:
    """Return where a result is; a cluster spreads them by the first byte."""
    name = name_of(key, secret).hex()
    return f"vitals:a:{{{name[:2]}}}:{name}"


def _asked(client: Any, names: list[str]) -> list[bytes | None]:  # noqa: ANN401
    if hasattr(client, "mget_nonatomic"):
        found: list[bytes | None] = client.mget_nonatomic(names)
        return found
    pipeline = client.pipeline(transaction=False)
    for start in range(0, len(names), TOGETHER):
        pipeline.mget(names[start : start + TOGETHER])
    return [content for answer in pipeline.execute() for content in answer]


def _told(client: Any, entries: list[tuple[str, bytes]]) -> bool:  # noqa: ANN401
    pipeline = client.pipeline(
        **({} if hasattr(client, "mget_nonatomic") else {"transaction": False})
    )
    for name, content in entries:
        pipeline.set(name, content, ex=KEPT)
    pipeline.execute()
    return True


def _batches(
    pairs: Iterator[tuple[str, bytes, bytes]],
) -> Iterator[list[tuple[str, bytes, bytes]]]:
    while some := list(islice(pairs, TOGETHER)):
        batch: list[tuple[str, bytes, bytes]] = []
        size = 0
        for item in some:
            if size > GIVEN:
                yield batch
                batch, size = [], 0
            batch.append(item)
            size += len(item[2])
        yield batch
