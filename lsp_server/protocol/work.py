"""How much is under way for one client, and who waits for it to end."""

from collections.abc import Callable

from lsp_server.protocol.dispatch import Eventual


class Work:
    """Counts what has begun and not ended. For the loop's thread only."""

    def __init__(self) -> None:
        self.count = 0
        self._quiet = Eventual()

    def begin(self) -> Callable[[], None]:
        """Return what to call at the end; calling it again does nothing."""
        self.count += 1
        over = False

        def end() -> None:
            nonlocal over
            if over:
                return
            over = True
            self.count -= 1
            if self.count == 0:
                quiet, self._quiet = self._quiet, Eventual()
                quiet.resolve(None)

        return end

    def quiet(self) -> Eventual:
        """Return what resolves when nothing is under way any more; not for when that is so now."""
        return self._quiet
