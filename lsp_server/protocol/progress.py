"""Work-done progress and partial results on the tokens that a request carries."""

from typing import Any

from msgspec import UnsetType

from lsp_server.protocol.connection import Connection

Token = int | str | UnsetType


class Progress:
    """Tells how far one request is; does nothing where the client gave no token."""

    def __init__(self, connection: Connection, token: Token, title: str) -> None:
        self._connection = connection
        self._token = token
        self._percentage = -1
        self._tell({"kind": "begin", "title": title, "percentage": 0, "cancellable": True})

    def at(self, done: int, total: int) -> None:
        """Report once per percent."""
        percentage = 100 * done // max(total, 1)
        if percentage > self._percentage:
            self._percentage = percentage
            message = f"{done} of {total} files"
            self._tell({"kind": "report", "percentage": percentage, "message": message})

    def end(self) -> None:
        """Finish."""
        self._tell({"kind": "end"})

    def _tell(self, value: dict[str, Any]) -> None:
        if not isinstance(self._token, UnsetType):
            self._connection.notify("$/progress", {"token": self._token, "value": value})
