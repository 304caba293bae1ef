"""Bytes to and from a server under test: processes, sockets and the messages in what comes back."""

import atexit
import contextlib
import json
import os
import queue
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from typing import Any

SERVE = [sys.executable, "-m", "lsp_server", "serve"]
PATIENCE = 30.0
"""Seconds until a test that waits for a message fails."""

CACHES = tempfile.mkdtemp(prefix="vitals-tests-")
ENVIRONMENT = {
    **os.environ,
    "VITALS_STRICT": "1",
    "XDG_CACHE_HOME": CACHES,
    "XDG_STATE_HOME": CACHES,
}
atexit.register(shutil.rmtree, CACHES, ignore_errors=True)


GONE: dict[str, Any] = {"gone": True}
"""What a wire yields last."""


class ResponseError(Exception):
    """The server answered a request with an error."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error)
        self.code = error["code"]
        self.message = error["message"]
        self.data = error.get("data")


class Wire:
    """Bytes to and from a server, and the messages in what comes back."""

    def __init__(self, write: Callable[[bytes], None], read: Callable[[], bytes]) -> None:
        self.write = write
        self._read = read
        self.inbox: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        buffer = b""
        while data := self._read():
            buffer += data
            while (head := buffer.find(b"\r\n\r\n")) >= 0:
                name, _, length = buffer[:head].partition(b": ")
                assert name == b"Content-Length", buffer[:200]
                end = head + 4 + int(length)
                if len(buffer) < end:
                    break
                self.inbox.put(json.loads(buffer[head + 4 : end]))
                buffer = buffer[end:]
        self.inbox.put(GONE)


@contextlib.contextmanager
def started() -> Iterator[tuple["subprocess.Popen[bytes]", Wire]]:
    """Start a server on standard input and output; kill it at the end."""
    process = subprocess.Popen(
        SERVE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT
    )
    assert process.stdin
    assert process.stdout
    to_server, output = process.stdin, process.stdout.fileno()

    def write(data: bytes) -> None:
        if not to_server.closed:
            to_server.write(data)
            to_server.flush()

    try:
        yield process, Wire(write, lambda: _read(output))
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        with contextlib.suppress(BrokenPipeError):
            to_server.close()


@contextlib.contextmanager
def connected(address: tuple[str, int]) -> Iterator[Wire]:
    """Connect to a server that listens on TCP."""
    with socket.create_connection(address) as ours:
        ours.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield Wire(ours.sendall, lambda: _received(ours))
        with contextlib.suppress(OSError):
            ours.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def upgraded(address: tuple[str, int]) -> Iterator[Wire]:
    """Connect to a server that listens for WebSockets; headers are put on and taken off here."""
    from websockets.exceptions import ConnectionClosed
    from websockets.sync.client import connect

    with connect(f"ws://{address[0]}:{address[1]}", max_size=None) as ours:

        def read() -> bytes:
            try:
                body = ours.recv()
            except ConnectionClosed:
                return b""
            body = body.encode() if isinstance(body, str) else body
            return b"Content-Length: %d\r\n\r\n" % len(body) + body

        def write(data: bytes) -> None:
            ours.send(data.partition(b"\r\n\r\n")[2], text=True)

        yield Wire(write, read)


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""


def _received(ours: socket.socket) -> bytes:
    try:
        return ours.recv(65536)
    except OSError:
        return b""


@contextlib.contextmanager
def listening(transport: str) -> Iterator[tuple[str, int]]:
    """Start a server that listens ("tcp" or "ws") and yield its address."""
    process = subprocess.Popen(
        [*SERVE, f"--{transport}", "127.0.0.1:0"],
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )
    try:
        assert process.stderr
        host, _, port = process.stderr.readline().strip().rpartition(" ")[2].rpartition(":")
        yield host, int(port)
        assert process.poll() is None, "the server ended"
    finally:
        process.kill()
        process.wait()
        assert process.stderr
        process.stderr.close()
