"""What is registered with the client after the handshake, as far as it lets us."""

from typing import Any, Final

from lsp_server.protocol.capabilities import WATCHED, Client, diagnostic_options
from lsp_server.protocol.connection import Connection

SELECTOR: Final = ({"language": "python"},)


def at_start(client: Client) -> list[dict[str, Any]]:
    """Return the Registrations to ask for once `initialized` has come."""
    found = []
    if client.watch_registration:
        watchers = [{"globPattern": pattern} for pattern in WATCHED]
        found.append(_registration("workspace/didChangeWatchedFiles", {"watchers": watchers}))
    if client.configuration_registration:
        found.append(_registration("workspace/didChangeConfiguration", {"section": "vitals"}))
    if client.pulls and client.diagnostic_registration:
        options = {"documentSelector": list(SELECTOR), **diagnostic_options(client)}
        # who cannot be told to ask again (opencode) takes such a registration for the workspace's alone
        options["workspaceDiagnostics"] &= client.diagnostic_refresh
        found.append(_registration("textDocument/diagnostic", options))
    return found


class SymbolRegistration:
    """Document symbols come and go with the setting, where the client can follow."""

    def __init__(self, connection: Connection, client: Client) -> None:
        self._connection = connection
        self._able = client.symbol_registration and not client.symbols
        self._on = False

    def set(self, on: bool) -> None:  # noqa: FBT001 -- a switch is a switch
        """Register or take back, if that is a change."""
        if not self._able or on == self._on:
            return
        self._on = on
        item = _registration("textDocument/documentSymbol", {"documentSelector": list(SELECTOR)})
        if on:
            self._connection.request("client/registerCapability", {"registrations": [item]})
        else:
            del item["registerOptions"]
            self._connection.request("client/unregisterCapability", {"unregisterations": [item]})


def _registration(method: str, options: dict[str, Any]) -> dict[str, Any]:
    return {"id": f"vitals:{method}", "method": method, "registerOptions": options}
