"""What the replication wants of the store: the records that may leave, and a way in for others'."""

from collections.abc import Sequence
from typing import Protocol

from lsp_server.memory.remote.link import Pair


class Local(Protocol):
    """Called on the threads of the replication."""

    def pending(self, limit: int) -> list[Pair]:
        """Return (field, frame) of what is not confirmed, the oldest first."""

    def confirmed(self, written: Sequence[Pair]) -> None:
        """Take note that the server has these (field, stamp)."""

    def merge(self, frames: Sequence[Pair]) -> None:
        """Take (field, frame) as the server has them."""

    def repeat(self) -> None:
        """Let everything be pending again."""

    def generation(self) -> bytes:
        """Return what was last told to `met`, b"" for nothing."""

    def met(self, generation: bytes) -> None:
        """Remember which data of which server all that is confirmed went into."""
