"""TCP and WebSocket: many clients, each with a session and a thread of its own for reading."""

import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from lsp_server.protocol.bootstrap import shake_hands
from lsp_server.protocol.channel import Channel
from lsp_server.protocol.dispatch import survive
from lsp_server.protocol.loop import Loop
from lsp_server.protocol.server import Server
from lsp_server.protocol.sockets import Stream, WebSocket

if TYPE_CHECKING:
    from websockets.sync.server import ServerConnection

PAUSE: Final = 0.1
"""Seconds before the next try when a connection cannot be taken."""


def over_tcp(host: str, port: int) -> int:
    """Serve every client that connects, until the process is ended."""
    loop = Loop(survive)
    listening = socket.create_server((host, port))

    def accept() -> None:
        while True:
            try:
                connected, _ = listening.accept()
            except OSError as error:  # too many open files, or a client gone already
                sys.stderr.write(f"vitals: {error}\n")
                time.sleep(PAUSE)
                continue
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _in_thread(partial(_welcome, loop, Stream(connected)))

    _in_thread(accept)
    _say(listening.getsockname())
    return loop.run()


def over_websocket(host: str, port: int) -> int:
    """Serve every client that connects, until the process is ended."""
    from websockets.sync.server import serve

    loop = Loop(survive)

    def handle(connected: "ServerConnection") -> None:
        _welcome(loop, WebSocket(connected)).wait()

    server = serve(handle, host, port, max_size=None, compression=None)
    _in_thread(server.serve_forever)
    _say(server.socket.getsockname())
    return loop.run()


def _welcome(loop: Loop, channel: Channel) -> threading.Event:
    """Shake hands and hand the client over to the loop; the event is set when it has left."""
    left = threading.Event()
    messages = channel.messages()
    client = shake_hands(channel, messages).client
    if client is None:
        channel.close()
        left.set()
        return left

    def begin() -> None:
        server = Server(loop, channel, messages, client)
        server.connection.ended = lambda _: left.set()
        server.start()

    loop.post(begin)
    return left


def _in_thread(call: Callable[[], object]) -> None:
    threading.Thread(target=call, daemon=True).start()


def _say(address: tuple[str, int]) -> None:
    sys.stderr.write(f"vitals: listening on {address[0]}:{address[1]}\n")
    sys.stderr.flush()
