"""One client: messages to it, questions asked of it, and when it is gone."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from lsp_server.protocol.channel import Channel
from lsp_server.protocol.codec import decode, encode
from lsp_server.protocol.errors import failure
from lsp_server.protocol.inbox import inbox_of
from lsp_server.protocol.loop import Call, Loop
from lsp_server.protocol.outbox import Outbox

PATIENCE: Final = 2.0
"""Seconds that the last replies may take to leave once the client has said exit."""


class Connection:
    """A channel with its queues. `ended` is called once, with the exit code, when it closes."""

    def __init__(self, loop: Loop, channel: Channel, messages: Iterator[Any]) -> None:
        self.loop = loop
        self.ended: Callable[[int], object] = loop.stop
        self.closed = False
        self._channel = channel
        self.outbox = Outbox(channel)
        self.inbox = inbox_of(channel, messages, self.outbox, loop)
        self._asked: dict[int, Callable[[Any], object]] = {}
        self._questions = 0

    def start(self, drain: Call) -> None:
        """Begin to read: `drain` is called when there are messages."""
        self._channel.frames.decode = decode
        self.inbox.start(drain)

    def send(self, message: dict[str, Any]) -> None:
        """Send a message."""
        self.outbox.put(encode(message))

    def notify(self, method: str, params: object) -> None:
        """Send a notification."""
        self.outbox.put(encode({"jsonrpc": "2.0", "method": method, "params": params}))

    def reply(self, identifier: object, result: object) -> None:
        """Answer a request."""
        self.outbox.put(encode({"jsonrpc": "2.0", "id": identifier, "result": result}))

    def refuse(self, identifier: object, code: int, message: str, data: object = None) -> None:
        """Answer a request with an error."""
        self.send(failure(identifier, code, message, data))

    def request(
        self, method: str, params: object, then: Callable[[Any], object] = lambda _: None
    ) -> None:
        """Ask the client; `then` gets the result, or None when the client answers an error."""
        self._questions += 1
        self._asked[self._questions] = then
        message: dict[str, Any] = {"jsonrpc": "2.0", "id": self._questions, "method": method}
        if params is not None:
            message["params"] = params
        self.send(message)

    def answered(self, message: dict[str, Any]) -> None:
        """Hand the client's answer to whoever asked; one that nobody waits for is dropped."""
        identifier = message.get("id")
        then = self._asked.pop(identifier, None) if isinstance(identifier, int) else None
        if then is not None:
            then(message.get("result"))

    def log(self, message: str, level: int = 3) -> None:
        """Write a line to the client's log; level 1 is an error, 2 a warning, 3 information."""
        self.notify("window/logMessage", {"type": level, "message": message})

    def warn(self, message: str) -> None:
        """Show a warning to the user: something is to be done about it, and nobody reads logs."""
        self.notify("window/showMessage", {"type": 2, "message": message})

    def close(self, code: int) -> None:
        """Hang up after the last replies have left."""
        if self.closed:
            return
        self.closed = True
        self.outbox.close()
        self.loop.later(PATIENCE, self._channel.close)
        self.ended(code)
