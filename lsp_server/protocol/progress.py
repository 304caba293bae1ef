"""Work-done progress and partial results on the tokens that a request carries."""

from typing import Any

from msgspec import UNSET, UnsetType

from lsp_server.protocol.connection import Connection
from lsp_server.protocol.errors import REQUEST_CANCELLED, RequestFailedError

Token = int | str | UnsetType


class Cancelled:
    """The tokens of progress that the user has cancelled and whose work has not ended."""

    def __init__(self) -> None:
        self._running: set[Token] = set()
        self._cancelled: set[Token] = set()

    def cancel(self, token: Token) -> None:
        """Take window/workDoneProgress/cancel; a token that nothing runs under is ignored."""
        if token in self._running:
            self._cancelled.add(token)

    def begin(self, token: Token) -> None:
        """Take note of work that may be cancelled."""
        self._running.add(token)

    def end(self, token: Token) -> None:
        """Forget work that has ended."""
        self._running.discard(token)
        self._cancelled.discard(token)

    def __contains__(self, token: Token) -> bool:
        return token in self._cancelled


class Progress:
    """Tells how far one request is; does nothing where the client gave no token."""

    def __init__(
        self, connection: Connection, token: Token, title: str, cancelled: Cancelled
    ) -> None:
        self._connection = connection
        self._token = token
        self._cancelled = cancelled
        cancelled.begin(token)
        self._percentage = -1
        self._tell({"kind": "begin", "title": title, "percentage": 0, "cancellable": True})

    def at(self, done: int, total: int, message: str = "") -> None:
        """Report once per percent; raises RequestFailedError when the user has cancelled."""
        self.check()
        percentage = 100 * done // max(total, 1)
        if percentage > self._percentage:
            self._percentage = percentage
            told = {"message": message} if message else {}
            self._tell({"kind": "report", "percentage": percentage, **told})

    def check(self) -> None:
        """Raise RequestFailedError when the user has cancelled."""
        if self._token in self._cancelled:
            raise RequestFailedError(REQUEST_CANCELLED, "the user has cancelled")

    def end(self) -> None:
        """Finish."""
        self._cancelled.end(self._token)
        self._tell({"kind": "end"})

    def _tell(self, value: dict[str, Any]) -> None:
        if not isinstance(self._token, UnsetType):
            self._connection.notify("$/progress", {"token": self._token, "value": value})


class Announced:
    """Progress of work that nobody asked for, on a token that the client is asked to make."""

    def __init__(self, connection: Connection, title: str, cancelled: Cancelled) -> None:
        self._connection = connection
        self._title = title
        self._cancelled = cancelled
        self._number = 0
        self._progress: Progress | None = None
        self._asked = False
        self.token: Token = UNSET

    def begin(self) -> None:
        """Show progress, unless that is so or was asked for; the client must be able to."""
        if self._asked:
            return
        self._asked = True
        self._number += 1
        self.token = token = f"vitals/{self._number}"

        def made(_: object) -> None:
            if self._asked and self.token == token:
                self._progress = Progress(self._connection, token, self._title, self._cancelled)

        self._connection.request("window/workDoneProgress/create", {"token": token}, made)

    def at(self, done: int, total: int) -> None:
        """Report how many of how many are done."""
        if self._progress is not None:
            self._progress.at(done, total, f"{done:,} of {total:,} files")

    def end(self) -> None:
        """Show nothing any more."""
        if self._progress is not None:
            self._progress.end()
        self._progress, self._asked, self.token = None, False, UNSET
