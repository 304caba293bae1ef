"""The wire to a client that connected: over TCP and over WebSockets."""

import socket
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from lsp_server.protocol.channel import CHUNK
from lsp_server.protocol.framing import Frames, frame

if TYPE_CHECKING:
    from websockets.sync.server import ServerConnection

_DO_NOT_WAIT: Final = getattr(socket, "MSG_DONTWAIT", 0)


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
