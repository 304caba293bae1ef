"""Messages on their way to a client. The loop's thread never waits for one that does not read.

A client that does not read what it is sent is not read from either, once the unsent bytes exceed a
bound.
"""

import threading
from collections import deque
from typing import TYPE_CHECKING, Final

from lsp_server.protocol.channel import Channel

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_UNSENT: Final = 32 * 1024 * 1024


class Outbox:
    """A queue to a channel: written at once where that cannot block, else by a thread.

    `relieved` is called, from any thread, when it is no longer full.
    """

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._packets: deque[bytes] = deque()
        self._unsent = 0
        self._closed = False
        self.relieved: Callable[[], object] = lambda: None
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def put(self, body: bytes) -> None:
        """Send a message body after those put before; forgotten when the client is gone."""
        packet = self._channel.packed(body)
        with self._changed:
            if self._closed:
                return
            if not self._unsent:
                packet = self._without_what_fits(packet)
            if packet:
                self._packets.append(packet)
                self._unsent += len(packet)
                self._changed.notify_all()

    @property
    def is_full(self) -> bool:
        """More than MAX_UNSENT bytes are unsent."""
        return self._unsent > MAX_UNSENT and not self._closed

    def wait_for_room(self) -> None:
        """Return when it is not full."""
        if not self.is_full:
            return
        with self._changed:
            self._changed.wait_for(lambda: not self.is_full)

    def close(self) -> None:
        """Take no more; the writer sends what is left and hangs up."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def join(self, patience: float) -> None:
        """Wait after `close` until the writer is done, for at most `patience` seconds."""
        self._thread.join(patience)

    def _without_what_fits(self, packet: bytes) -> bytes:
        try:
            return packet[self._channel.write_now(packet) :]
        except OSError:
            self._closed = True
            self._changed.notify_all()
            return b""

    def _run(self) -> None:
        while packets := self._taken():
            try:
                self._channel.write(packets)
            except OSError:
                self.close()
                packets += self._taken()
            with self._changed:
                was_full = self._unsent > MAX_UNSENT
                self._unsent -= sum(map(len, packets))
                self._changed.notify_all()
            if was_full:
                self.relieved()
        self._channel.close()

    def _taken(self) -> list[bytes]:
        with self._changed:
            self._changed.wait_for(lambda: self._packets or self._closed)
            taken = list(self._packets)
            self._packets.clear()
            return taken
