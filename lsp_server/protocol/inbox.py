"""The messages that have arrived and are not handled, filled by a thread of its own.

The reader sees `$/cancelRequest` at once, however long the queue before it is.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, Final

from lsp_server.protocol.outbox import Outbox

MAX_WAITING: Final = 4096
"""Messages that may wait; the reader pauses above, so that a flood stays in the client."""

HUNG_UP: Final = object()
"""Stands behind the last message: whatever came before it is handled first."""


class Inbox:
    """A bounded queue from the reader's thread to the loop's.

    `arrived` is called from the reader's thread once per run of messages. The last one is HUNG_UP.
    """

    def __init__(
        self, messages: Iterator[Any], outbox: Outbox, arrived: Callable[[], object]
    ) -> None:
        self._source = messages
        self._outbox = outbox
        self._arrived = arrived
        self._messages: deque[Any] = deque()
        self._told = False
        self._cancelled: set[int | str] = set()
        self._room = threading.Condition()

    def start(self) -> None:
        """Begin to read."""
        threading.Thread(target=self._read, name="reader", daemon=True).start()

    def take(self) -> Any:  # noqa: ANN401
        """Return the next message, or None when there is none; `arrived` will tell of more."""
        if not self._messages:
            self._told = False
            if not self._messages:  # nothing came between the two lines above
                return None
            self._told = True
        message = self._messages.popleft()
        if len(self._messages) == MAX_WAITING // 2:
            with self._room:
                self._room.notify_all()
        return message

    def is_cancelled(self, identifier: int | str | None) -> bool:
        """Tell whether the client has cancelled a request; asking does not forget it."""
        return identifier in self._cancelled

    def forget(self, identifier: object) -> None:
        """Drop a cancellation, which has been handled in its turn."""
        if isinstance(identifier, int | str):
            self._cancelled.discard(identifier)

    def _read(self) -> None:
        try:
            for message in self._source:
                self._take_in(message)
        finally:
            self._take_in(HUNG_UP)

    def _take_in(self, message: Any) -> None:  # noqa: ANN401
        self._note_cancellation(message)
        self._messages.append(message)
        if not self._told:
            self._told = True
            self._arrived()
        self._wait_for_room()

    def _note_cancellation(self, message: Any) -> None:  # noqa: ANN401
        if isinstance(message, dict) and message.get("method") == "$/cancelRequest":
            params = message.get("params")
            identifier = params.get("id") if isinstance(params, dict) else None
            if isinstance(identifier, int | str):
                self._cancelled.add(identifier)

    def _wait_for_room(self) -> None:
        self._outbox.wait_for_room()
        if len(self._messages) > MAX_WAITING:
            with self._room:
                self._room.wait_for(lambda: len(self._messages) <= MAX_WAITING // 2, timeout=1.0)
