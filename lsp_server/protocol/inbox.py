"""The messages that have arrived and are not handled; `$/cancelRequest` is seen on arrival.

Filled by the loop itself where it can wait for the channel, which spares a keystroke the way from
one thread to another; by a thread of its own elsewhere.
"""

import threading
from collections import deque
from collections.abc import Iterator
from typing import Any, Final

from lsp_server.protocol.channel import Channel, Pipe
from lsp_server.protocol.loop import Call, Loop
from lsp_server.protocol.outbox import Outbox
from lsp_server.protocol.polling import POSSIBLE, readable_now

MAX_WAITING: Final = 4096
"""Messages that may wait; nothing is read above, so that a flood stays in the client."""

HUNG_UP: Final = object()
"""Stands behind the last message: whatever came before it is handled first."""


class Inbox:
    """What both kinds of inbox share: the queue, whose last message is HUNG_UP, and who cancelled."""

    def __init__(self, outbox: Outbox, loop: Loop) -> None:
        self._outbox = outbox
        self._loop = loop
        self._arrived: Call = lambda: None
        self._messages: deque[Any] = deque()
        self._cancelled: set[int | str] = set()

    def is_cancelled(self, identifier: int | str | None) -> bool:
        """Tell whether the client has cancelled a request; asking does not forget it."""
        return identifier in self._cancelled

    def forget(self, identifier: object) -> None:
        """Drop a cancellation, which has been handled in its turn."""
        if isinstance(identifier, int | str):
            self._cancelled.discard(identifier)

    def _put(self, message: Any) -> None:  # noqa: ANN401
        if isinstance(message, dict) and message.get("method") == "$/cancelRequest":
            params = message.get("params")
            identifier = params.get("id") if isinstance(params, dict) else None
            if isinstance(identifier, int | str):
                self._cancelled.add(identifier)
        self._messages.append(message)


class PolledInbox(Inbox):
    """Read by the loop's thread."""

    def __init__(self, channel: Pipe, outbox: Outbox, loop: Loop) -> None:
        super().__init__(outbox, loop)
        self._channel = channel
        self._waits = readable_now(channel.descriptor)
        self._open = True
        self._paused = False

    def start(self, arrived: Call) -> None:
        """Begin to read, with what the handshake has read already; `arrived` tells of messages."""
        self._arrived = arrived
        self._outbox.relieved = lambda: self._loop.post(self._resume)
        self._watch(self._come)
        self._take_in(b"")
        self._loop.post(self._arrived)

    def take(self) -> Any:  # noqa: ANN401
        """Return the next message; all that has arrived before is seen by then."""
        if self._open and not self._paused and self._waits():
            self._fill()
        if not self._messages:
            return None
        message = self._messages.popleft()
        if self._paused:
            self._resume()
        return message

    def _come(self) -> None:
        self._fill()
        self._arrived()

    def _fill(self) -> None:
        data = self._channel.read()
        if data:
            self._take_in(data)
        else:
            self._open = False
            self._watch(None)
            self._put(HUNG_UP)
        if len(self._messages) > MAX_WAITING or self._outbox.is_full:
            self._paused = True
            self._watch(None)

    def _take_in(self, data: bytes) -> None:
        for message in self._channel.frames.feed(data):
            self._put(message)

    def _resume(self) -> None:
        """Read again once there is room."""
        room = len(self._messages) <= MAX_WAITING // 2 and not self._outbox.is_full
        if self._paused and self._open and room:
            self._paused = False
            self._watch(self._come)

    def _watch(self, call: Call | None) -> None:
        self._loop.watch(self._channel.descriptor, call)


class ThreadedInbox(Inbox):
    """Read by a thread of its own."""

    def __init__(self, messages: Iterator[Any], outbox: Outbox, loop: Loop) -> None:
        super().__init__(outbox, loop)
        self._source = messages
        self._told = False
        self._room = threading.Condition()

    def start(self, arrived: Call) -> None:
        """Begin to read; `arrived` tells once of each run of messages."""
        self._arrived = arrived
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

    def _read(self) -> None:
        try:
            for message in self._source:
                self._take_in(message)
        finally:
            self._take_in(HUNG_UP)

    def _take_in(self, message: Any) -> None:  # noqa: ANN401
        self._put(message)
        if not self._told:
            self._told = True
            self._loop.post(self._arrived)
        self._outbox.wait_for_room()
        if len(self._messages) > MAX_WAITING:
            with self._room:
                self._room.wait_for(lambda: len(self._messages) <= MAX_WAITING // 2, timeout=1.0)


def inbox_of(
    channel: Channel, messages: Iterator[Any], outbox: Outbox, loop: Loop
) -> PolledInbox | ThreadedInbox:
    """Return the inbox for a channel, of which `messages` yields what arrives."""
    if POSSIBLE and isinstance(channel, Pipe):
        return PolledInbox(channel, outbox, loop)
    return ThreadedInbox(messages, outbox, loop)
