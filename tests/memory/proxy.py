"""A proxy that does to connections what networks and dying servers do."""

import queue
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum

_ABORT = struct.pack("ii", 1, 0)


class Mode(Enum):
    """What happens to bytes and connections."""

    PASS = "all goes through"  # noqa: S105  no password
    HANG = "nothing goes through; it comes later"
    SWALLOW = "all is lost"
    RESET = "connections are reset, new ones too"
    CLOSE = "connections are closed, new ones too"
    REFUSE = "nobody listens"
    TRUNCATE = "of each answer half goes through, then the connection is closed"
    SLOW = "answers come at 2 KB a second"
    KILL = "every connection ends within a tenth of a second"


class Proxy:
    """Listens on `port`; `delay` is what bytes take each way, in seconds."""

    def __init__(self, target: int, delay: float = 0.0) -> None:
        self.delay = delay
        self.connections = 0
        self._target = target
        self._mode = Mode.PASS
        self._changed = threading.Condition()
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._closed = False
        self.port = self._listen(0)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    @property
    def mode(self) -> Mode:
        return self._mode

    @mode.setter
    def mode(self, mode: Mode) -> None:
        before, self._mode = self._mode, mode
        if mode is Mode.REFUSE:
            self._stop_listening()
        elif before is Mode.REFUSE:
            self._listen(self.port)
        if mode in {Mode.RESET, Mode.CLOSE, Mode.REFUSE, Mode.KILL} or before is Mode.SWALLOW:
            self._end_all(reset=mode is Mode.RESET)
        with self._changed:
            self._changed.notify_all()

    def close(self) -> None:
        self._closed = True
        self._stop_listening()
        self._end_all(reset=False)
        with self._changed:
            self._changed.notify_all()

    def _stop_listening(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # else the one who waits takes another
        self._listener.close()

    def _listen(self, port: int) -> int:
        self._listener = socket.create_server(("127.0.0.1", port), reuse_port=False)
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()
        return int(self._listener.getsockname()[1])

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while not self._closed:
                client, _ = listener.accept()
                self.connections += 1
                if self._mode in {Mode.RESET, Mode.CLOSE}:
                    _end(client, reset=self._mode is Mode.RESET)
                    continue
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self._target))
        except OSError:
            _end(client, reset=True)
            return
        pair = (client, server)
        self._pairs.add(pair)
        for one, other in (pair, pair[::-1]):
            with suppress(OSError):  # it may be ended already
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            chunks: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
            threading.Thread(target=self._read, args=(one, chunks), daemon=True).start()
            back = other is client
            threading.Thread(
                target=self._write, args=(pair, other, chunks, back), daemon=True
            ).start()
        if self._mode is Mode.KILL:
            time.sleep(0.1)
            self._end(pair, reset=False)

    def _read(self, one: socket.socket, chunks: "queue.SimpleQueue[tuple[float, bytes]]") -> None:
        content = b"x"
        with suppress(OSError):
            while content:
                content = one.recv(65_536)
                chunks.put((time.monotonic() + self.delay, content))
            return
        chunks.put((0.0, b""))

    def _write(
        self,
        pair: tuple[socket.socket, socket.socket],
        other: socket.socket,
        chunks: "queue.SimpleQueue[tuple[float, bytes]]",
        back: bool,  # noqa: FBT001  to the client
    ) -> None:
        while True:
            due, content = chunks.get()
            time.sleep(max(0.0, due - time.monotonic()))
            with self._changed:
                self._changed.wait_for(lambda: self._mode is not Mode.HANG or self._closed)
            if not content:
                self._end(pair, reset=False)
                return
            if self._mode is Mode.SWALLOW:
                continue
            with suppress(OSError):
                self._send(pair, other, content, back=back)

    def _send(
        self,
        pair: tuple[socket.socket, socket.socket],
        other: socket.socket,
        content: bytes,
        *,
        back: bool,
    ) -> None:
        if back and self._mode is Mode.TRUNCATE:
            other.sendall(content[: len(content) // 2])
            self._end(pair, reset=False)
        elif back and self._mode is Mode.SLOW:
            for start in range(0, len(content), 20):
                other.sendall(content[start : start + 20])
                time.sleep(0.01)
        else:
            other.sendall(content)

    def _end_all(self, *, reset: bool) -> None:
        for pair in list(self._pairs):
            self._end(pair, reset=reset)

    def _end(self, pair: tuple[socket.socket, socket.socket], *, reset: bool) -> None:
        try:
            self._pairs.remove(pair)
        except KeyError:  # it is being ended, perhaps in another way
            return
        for one in pair:
            _end(one, reset=reset)


def _end(one: socket.socket, *, reset: bool) -> None:
    with suppress(OSError):
        if reset:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
            one.shutdown(socket.SHUT_RD)  # while somebody reads, closing it says nothing
        else:
            one.shutdown(socket.SHUT_RDWR)
    with suppress(OSError):
        one.close()


@contextmanager
def proxied(target: int, delay: float = 0.0) -> Iterator[Proxy]:
    proxy = Proxy(target, delay)
    try:
        yield proxy
    finally:
        proxy.close()
