"""The wire to one client: how bytes get in and out, over pipes, sockets and WebSockets."""

import os
import socket
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, Protocol

from lsp_server.protocol.framing import Frames, frame

if TYPE_CHECKING:
    from websockets.sync.server import ServerConnection

CHUNK: Final = 64 * 1024

_DO_NOT_WAIT: Final = getattr(socket, "MSG_DONTWAIT", 0)


class Channel(Protocol):
    """A way to a client. `messages` and `write` block and are called in threads of their own."""

    frames: Frames

    def messages(self) -> Iterator[Any]:
        """Yield each message or Fault until the client is gone."""

    def packed(self, body: bytes) -> bytes:
        """Return what goes over the wire for a message body."""

    def write_now(self, data: bytes) -> int:
        """Write what fits without waiting and return how many bytes; raises OSError."""

    def write(self, packets: Iterable[bytes]) -> None:
        """Write all, however long it takes; raises OSError when the client is gone."""

    def close(self) -> None:
        """Hang up. Makes `messages` end where the system allows it."""


class Pipe:
    """Two file descriptors, for example those of standard input and output."""

    def __init__(self, readable: int, writable: int) -> None:
        self.frames = Frames()
        self._readable = readable
        self._writable = writable
        self._free = _probe(writable)

    def messages(self) -> Iterator[Any]:
        """Yield each message or Fault until the end of the file."""
        while data := self._read():
            yield from self.frames.feed(data)

    def _read(self) -> bytes:
        try:
            return os.read(self._readable, CHUNK)
        except OSError:
            return b""

    def packed(self, body: bytes) -> bytes:
        """Put the header before a body."""
        return frame(body)

    def write_now(self, data: bytes) -> int:
        """Write all of it if that cannot block, else nothing."""
        return os.write(self._writable, data) if len(data) <= self._free() else 0

    def write(self, packets: Iterable[bytes]) -> None:
        """Write all."""
        data = memoryview(b"".join(packets))
        while data:
            data = data[os.write(self._writable, data) :]

    def close(self) -> None:
        """Leave the descriptors to the process' end: closing one that is being read is undefined."""


def _probe(descriptor: int) -> Callable[[], int]:
    """Return what tells how many bytes a descriptor takes without blocking, as far as one can know.

    Only of an empty Linux pipe, whose capacity is known: nobody else writes to it.
    """
    try:
        import fcntl
        import stat
        import termios

        capacity = fcntl.fcntl(descriptor, fcntl.F_GETPIPE_SZ)
        is_pipe = stat.S_ISFIFO(os.fstat(descriptor).st_mode)
    except (ImportError, AttributeError, OSError):
        return lambda: 0
    if not is_pipe:
        return lambda: 0

    def free() -> int:
        unread = fcntl.ioctl(descriptor, termios.FIONREAD, b"\0\0\0\0")
        return 0 if any(unread) else capacity

    return free


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

    def packed(self, body: bytes) -> bytes:
        """Put the header before a body."""
        return frame(body)

    def write_now(self, data: bytes) -> int:
        """Write what fits into the socket's buffer."""
        try:
            return self._socket.send(data, _DO_NOT_WAIT) if _DO_NOT_WAIT else 0
        except BlockingIOError:
            return 0

    def write(self, packets: Iterable[bytes]) -> None:
        """Write all."""
        self._socket.sendall(b"".join(packets))

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

    def packed(self, body: bytes) -> bytes:
        """Return the body."""
        return body

    def write_now(self, data: bytes) -> int:
        """Write nothing: the library cannot tell whether it would wait."""
        del data
        return 0

    def write(self, packets: Iterable[bytes]) -> None:
        """Write all."""
        from websockets.exceptions import ConnectionClosed

        try:
            for body in packets:
                self._connected.send(body, text=True)
        except ConnectionClosed as error:
            raise BrokenPipeError from error

    def close(self) -> None:
        """Hang up."""
        self._connected.close()
