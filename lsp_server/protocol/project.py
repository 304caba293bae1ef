"""The documents and files of the workspace, diagnosed one by one."""

from typing import TYPE_CHECKING

from lsp_server.protocol.dispatch import Steps
from lsp_server.protocol.live import Live

if TYPE_CHECKING:
    from lsp_server.workspace.snapshot import Diagnosed


class Project:
    """The Python files that one client's workspace holds."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def files(self) -> Steps[list[str]]:
        """Return the URIs of all files."""
        yield None
        return list(self._live.session.snapshot.files)

    def diagnosed(self, uri: str) -> "Steps[Diagnosed | None]":
        """Return what is known of a file."""
        yield None
        return self._live.current(uri)
