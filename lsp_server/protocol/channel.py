"""The wire to one client: how bytes get in and out. Reading and writing have threads of their own.

Nothing here waits on the loop's thread. A client that does not read what it is sent is not read
from either, once the unsent bytes exceed a bound.
"""

import os
import socket
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, Protocol

from lsp_server.protocol.framing import Frames, frame

if TYPE_CHECKING:
    from websockets.sync.server import ServerConnection

CHUNK: Final = 64 * 1024
MAX_UNSENT: Final = 32 * 1024 * 1024


class Channel(Protocol):
    """A way to a client. `messages` and `write` block and are called in threads of their own."""

    frames: Frames

    def messages(self) -> Iterator[Any]:
        """Yield each message or Fault until the client is gone."""

    def write(self, bodies: Iterable[bytes]) -> None:
        """Send message bodies in order; raises OSError when the client is gone."""

    def close(self) -> None:
        """Hang up. Makes `messages` end where the system allows it."""


class Pipe:
    """Two file descriptors, for example those of standard input and output."""

    def __init__(self, readable: int, writable: int) -> None:
        self.frames = Frames()
        self._readable = readable
        self._writable = writable

    def messages(self) -> Iterator[Any]:
        """Yield each message or Fault until the end of the file."""
        while data := self._read():
            yield from self.frames.feed(data)

    def _read(self) -> bytes:
        try:
            return os.read(self._readable, CHUNK)
        except OSError:
            return b""

    def write(self, bodies: Iterable[bytes]) -> None:
        """Send message bodies in order."""
        data = memoryview(b"".join(map(frame, bodies)))
        while data:
            data = data[os.write(self._writable, data) :]

    def close(self) -> None:
        """Leave the descriptors to the process' end: closing one that is being read is undefined."""


class Stream:
    """A connected socket."""

    def __init__(self, connected: socket.socket) -> None:
        self.frames = Frames()
        self._socket = connected

    def messages(self) -> Iterator[Any]:
        """Yield each message or Fault until the client hangs up."""
        while data := self._read():
            yield from self.frames.feed(data)

    def _read(self) -> bytes:
        try:
            return self._socket.recv(CHUNK)
        except OSError:
            return b""

    def write(self, bodies: Iterable[bytes]) -> None:
        """Send message bodies in order."""
        self._socket.sendall(b"".join(map(frame, bodies)))

    def close(self) -> None:
        """Hang up."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            return
        finally:
            self._socket.close()


class WebSocket:
    """A connection of the `websockets` library; each message is a body without headers."""

    def __init__(self, connected: "ServerConnection") -> None:
        self.frames = Frames()
        self._connected = connected

    def messages(self) -> Iterator[Any]:
        """Yield each message or Fault until the client hangs up."""
        from websockets.exceptions import ConnectionClosed

        try:
            for body in self._connected:
                yield self.frames.decoded(body.encode() if isinstance(body, str) else body)
        except ConnectionClosed:
            return

    def write(self, bodies: Iterable[bytes]) -> None:
        """Send message bodies in order."""
        from websockets.exceptions import ConnectionClosed

        try:
            for body in bodies:
                self._connected.send(body, text=True)
        except ConnectionClosed as error:
            raise BrokenPipeError from error

    def close(self) -> None:
        """Hang up."""
        self._connected.close()


class Outbox:
    """Message bodies on their way to a channel, written by a thread.

    `put` never blocks. `wait_for_room` does, while more than MAX_UNSENT bytes are unsent: the
    reader calls it before it takes the next message.
    """

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._bodies: deque[bytes] = deque()
        self._unsent = 0
        self._closed = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    @property
    def unsent(self) -> int:
        """Bytes not yet written."""
        return self._unsent

    def put(self, body: bytes) -> None:
        """Send a body after those put before; forgotten when the client is gone."""
        with self._changed:
            if self._closed:
                return
            self._bodies.append(body)
            self._unsent += len(body)
            self._changed.notify_all()

    def wait_for_room(self) -> None:
        """Return when no more than MAX_UNSENT bytes are unsent."""
        if self._unsent <= MAX_UNSENT:
            return
        with self._changed:
            self._changed.wait_for(lambda: self._unsent <= MAX_UNSENT or self._closed)

    def close(self) -> None:
        """Take no more; the writer sends what is left and hangs up."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def join(self, patience: float) -> None:
        """Wait after `close` until the writer is done, for at most `patience` seconds."""
        self._thread.join(patience)

    def _run(self) -> None:
        while bodies := self._taken():
            try:
                self._channel.write(bodies)
            except OSError:
                bodies += self._dropped()
            with self._changed:
                self._unsent -= sum(map(len, bodies))
                self._changed.notify_all()
        self._channel.close()

    def _taken(self) -> list[bytes]:
        with self._changed:
            self._changed.wait_for(lambda: self._bodies or self._closed)
            taken = list(self._bodies)
            self._bodies.clear()
            return taken

    def _dropped(self) -> list[bytes]:
        self.close()
        return self._taken()
