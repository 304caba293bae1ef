"""Standard input and output: answer `initialize` first, load the server afterwards."""

import gc
import json
import os
from collections.abc import Iterator
from typing import Any

from lsp_server.protocol.channel import Channel, Pipe
from lsp_server.protocol.handshake import Handshake


def over_stdio() -> int:
    """Serve one client; return the exit code of the specification."""
    gc.disable()  # until all is loaded: what is being made then is there to stay
    channel = Pipe(*_claimed())
    messages = channel.messages()
    client = shake_hands(channel, messages).client
    if client is None:
        return 1
    from lsp_server.protocol.spawning import ahead

    process = ahead(client)
    from lsp_server.protocol.connection import PATIENCE
    from lsp_server.protocol.dispatch import survive
    from lsp_server.protocol.loop import Loop
    from lsp_server.protocol.server import Server

    loop = Loop(survive)
    server = Server(loop, channel, messages, client, process)
    server.start()
    code = loop.run()
    server.connection.outbox.join(PATIENCE)
    return code


def shake_hands(channel: Channel, messages: Iterator[Any]) -> Handshake:
    """Answer messages up to and including a good `initialize`, or up to the end."""
    handshake = Handshake()
    for message in messages:
        reply = handshake.take(message)
        if reply is not None:
            try:
                channel.write([channel.packed(json.dumps(reply, separators=(",", ":")).encode())])
            except OSError:
                break
        if handshake.over:
            break
    return handshake


def _claimed() -> tuple[int, int]:
    """Take both descriptors for the protocol; what prints goes to standard error from now on."""
    readable, writable = os.dup(0), os.dup(1)
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123 -- pathlib costs milliseconds here
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    return readable, writable
