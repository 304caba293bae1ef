"""Work that goes on in a thread while this one does something else, such as waiting for git."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from lsp_server.cli.failure import FailureError

Outcome = TypeVar("Outcome")


class Aside(Generic[Outcome]):
    """A piece of work that has begun; `outcome` waits for it."""

    def __init__(self, work: Callable[[], Outcome]) -> None:
        """Begin the work."""
        self._outcomes: list[Outcome] = []
        self._failure: FailureError | None = None
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    def outcome(self) -> Outcome:
        """Return what the work gave; raises the FailureError that it raised."""
        self._thread.join()
        if self._failure is not None:
            raise self._failure
        return self._outcomes[0]

    def _run(self, work: Callable[[], Outcome]) -> None:
        try:
            self._outcomes.append(work())
        except FailureError as failure:
            self._failure = failure
