"""The wire to one client: how bytes get in and out, and the one over standard input and output."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, Protocol

from lsp_server.protocol.framing import Frames, frame

CHUNK: Final = 64 * 1024


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
        self.descriptor = readable
        self._writable = writable
        self._write_now: Callable[[bytes], int] | None = None

    def messages(self) -> Iterator[Any]:
        """Yield each message or Fault until the end of the file."""
        while data := self.read():
            yield from self.frames.feed(data)

    def read(self) -> bytes:
        """Return some bytes, b"" at the end of the file."""
        try:
            return os.read(self.descriptor, CHUNK)
        except OSError:
            return b""

    def packed(self, body: bytes) -> bytes:
        """Put the header before a body."""
        return frame(body)

    def write_now(self, data: bytes) -> int:
        """Write what fits without waiting, as far as one can know."""
        if self._write_now is None:
            self._write_now = _without_waiting(self._writable)
        return self._write_now(data)

    def write(self, packets: Iterable[bytes]) -> None:
        """Write all."""
        data = memoryview(b"".join(packets))
        while data:
            data = data[os.write(self._writable, data) :]

    def close(self) -> None:
        """Leave the descriptors to the process' end: closing one that is being read is undefined."""


def _without_waiting(descriptor: int) -> Callable[[bytes], int]:
    """Return what writes as much as it can without waiting; nothing where one cannot know."""
    mode = os.fstat(descriptor).st_mode
    try:
        if stat.S_ISSOCK(mode):
            return _to_socket(descriptor)
        if stat.S_ISFIFO(mode):
            return _to_pipe(descriptor)
    except (ImportError, AttributeError, OSError):
        return _nothing
    return _nothing


def _to_socket(descriptor: int) -> Callable[[bytes], int]:
    """Node gives its children sockets for pipes."""
    import socket

    ours, flag = socket.socket(fileno=os.dup(descriptor)), socket.MSG_DONTWAIT

    def send(data: bytes) -> int:
        try:
            return ours.send(data, flag)
        except BlockingIOError:
            return 0

    return send


def _to_pipe(descriptor: int) -> Callable[[bytes], int]:
    """Only an empty Linux pipe surely takes as much as it holds: nobody else writes to it."""
    import fcntl
    import termios

    capacity = fcntl.fcntl(descriptor, fcntl.F_GETPIPE_SZ)

    def send(data: bytes) -> int:
        unread = fcntl.ioctl(descriptor, termios.FIONREAD, b"\0\0\0\0")
        return 0 if len(data) > capacity or any(unread) else os.write(descriptor, data)

    return send


def _nothing(data: bytes) -> int:
    del data
    return 0
