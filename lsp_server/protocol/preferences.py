"""The settings of one client's documents: the editor's values above those of the project's files."""

from typing import TYPE_CHECKING, Any

from lsp_server.protocol import messages
from lsp_server.settings import DEFAULT, Settings

if TYPE_CHECKING:
    from lsp_server.protocol.live import Live


class Preferences:
    """What the editor says, what the files say, and what follows for each document."""

    def __init__(self, live: "Live") -> None:
        self._live = live
        self._editor: Any = live.client.options

    def settings_of(self, uri: str) -> Settings:
        """Return the effective settings of a document."""
        return DEFAULT

    def pushed(self, params: messages.Configuration) -> None:
        """Take workspace/didChangeConfiguration: some clients send the settings, others ask us to pull."""
        if self._live.client.configuration:
            self.pull()
            return
        self._editor = params.settings
        self._apply()

    def pull(self) -> None:
        """Ask the client for its settings, where it lets us."""
        if not self._live.client.configuration:
            return
        end = self._live.work.begin()

        def answered(result: Any) -> None:  # noqa: ANN401
            end()
            if isinstance(result, list) and result:
                self._editor = result[0]
                self._apply()

        params = {"items": [{"section": "vitals"}]}
        self._live.connection.request("workspace/configuration", params, answered)

    def _apply(self) -> None:
        self._live.act(self._live.session.configure(self.settings_of))
        self._live.refresh()
