"""The errors that JSON-RPC and the Language Server Protocol define, and the one exception for them."""

from typing import Any, Final

PARSE_ERROR: Final = -32700
INVALID_REQUEST: Final = -32600
METHOD_NOT_FOUND: Final = -32601
INVALID_PARAMS: Final = -32602
INTERNAL_ERROR: Final = -32603
SERVER_NOT_INITIALIZED: Final = -32002
REQUEST_FAILED: Final = -32803
SERVER_CANCELLED: Final = -32802
CONTENT_MODIFIED: Final = -32801
REQUEST_CANCELLED: Final = -32800


class RequestFailedError(Exception):
    """Raised by a handler to answer its request with an error of the protocol."""

    def __init__(self, code: int, message: str, data: Any = None) -> None:  # noqa: ANN401
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data


def failure(identifier: object, code: int, message: str, data: object = None) -> dict[str, Any]:
    """Return the response message that carries an error."""
    error: dict[str, Any] = {"code": code, "message": message}
    if data is not None:
        error["data"] = data
    return {"jsonrpc": "2.0", "id": identifier, "error": error}
