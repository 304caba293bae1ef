"""From the first byte to the answer to `initialize`, with the standard library alone.

Sans I/O: messages in, replies out. The server proper takes over from a finished handshake.
"""

from typing import Any

from lsp_server.protocol.capabilities import Client, client_of, server_capabilities, server_info
from lsp_server.protocol.errors import (
    INVALID_PARAMS,
    INVALID_REQUEST,
    SERVER_NOT_INITIALIZED,
    failure,
)
from lsp_server.protocol.framing import Fault


class Handshake:
    """What has been agreed with one client so far.

    `client` is set once `initialize` was answered; `exited` once the client said `exit` before.
    """

    def __init__(self) -> None:
        self.client: Client | None = None
        self.exited = False

    @property
    def over(self) -> bool:
        """No more messages are wanted."""
        return self.exited or self.client is not None

    def take(self, message: Any) -> dict[str, Any] | None:  # noqa: ANN401
        """Return the reply to a message, or None when it wants none."""
        if (broken := invalid(message)) is not None:
            return broken
        method = message.get("method")
        if "id" not in message:
            self.exited = method == "exit"
            return None
        if method is None:
            return None  # an answer, and nothing has been asked yet
        if method != "initialize":
            return failure(
                message["id"], SERVER_NOT_INITIALIZED, f"`{method}` came before `initialize`"
            )
        return self._initialize(message["id"], message.get("params"))

    def _initialize(self, identifier: object, params: Any) -> dict[str, Any]:  # noqa: ANN401
        if not isinstance(params, dict) or not isinstance(params.get("capabilities"), dict):
            return failure(
                identifier, INVALID_PARAMS, "`initialize` wants an object `capabilities`"
            )
        self.client = client_of(params)
        result = {
            "capabilities": server_capabilities(self.client),
            "serverInfo": server_info(),
        }
        return {"jsonrpc": "2.0", "id": identifier, "result": result}


def invalid(message: Any) -> dict[str, Any] | None:  # noqa: ANN401
    """Return the error to answer when something is no JSON-RPC message, else None."""
    if isinstance(message, Fault):
        return failure(None, message.code, message.message)
    if not isinstance(message, dict):
        return failure(None, INVALID_REQUEST, "a message must be one object; there are no batches")
    identifier = message.get("id")
    if isinstance(identifier, bool) or not isinstance(identifier, int | str | None):
        return failure(None, INVALID_REQUEST, "an id must be a string or an integer")
    why = _why_invalid(message)
    return failure(identifier, INVALID_REQUEST, why) if why else None


def _why_invalid(message: dict[str, Any]) -> str:
    method = message.get("method")
    if method is None and not message.keys() & {"result", "error"}:
        return "neither a request nor a response"
    if method is not None and not isinstance(method, str):
        return "a method must be a string"
    if message.get("jsonrpc", "2.0") != "2.0":
        return '`jsonrpc` must be "2.0"'
    return ""
