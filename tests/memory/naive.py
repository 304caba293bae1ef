"""A store as one would write it first: a cache that is filled by reading and emptied by messages.

Honest work, and wrong in each of the ways that tests/memory/test_races.py shows.
"""

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import redis


class Naive:
    """Reads through a cache; whoever writes publishes the key; the later wall clock wins."""

    def __init__(self, url: str, clock: Callable[[], float] = time.time) -> None:
        self.cache: dict[str, Any] = {}
        self.between: Callable[[], object] = lambda: None
        """Called between reading from the server and filling the cache."""
        self._clock = clock
        self._client = redis.Redis.from_url(url)
        self._listener = self._client.pubsub(ignore_subscribe_messages=True)
        self._listener.subscribe("naive")
        self.heard = threading.Event()
        self._closed = False
        threading.Thread(target=self._listen, daemon=True).start()

    def put(self, key: str, value: Any) -> None:
        """Write, unless the server has a later write, and tell everybody."""
        moment = self._clock()
        content = self._client.get(key)
        if content is None or json.loads(content)[0] <= moment:
            self._client.set(key, json.dumps([moment, value]))
        self.cache.pop(key, None)
        self._client.publish("naive", key)

    def get(self, key: str) -> Any:
        """Return what the cache has, else what the server has."""
        if key not in self.cache:
            content = self._client.get(key)
            self.between()
            self.cache[key] = None if content is None else json.loads(content)[1]
        return self.cache[key]

    def close(self) -> None:
        self._closed = True

    def _listen(self) -> None:
        while not self._closed:
            with suppress(redis.RedisError, OSError):
                message = self._listener.get_message(timeout=0.05)
                if message is not None:
                    self.cache.pop(message["data"].decode(), None)
                    self.heard.set()
