"""What the client can do and what the server offers it, from the params of `initialize`.

The standard library alone: the bootstrap answers `initialize` with this before pygls is loaded. A
test compares the answer with the one that pygls derives from the registered features.
"""

from typing import Any, Final, NamedTuple

from lsp_server.encoding import Encoding
from lsp_server.version import VERSION

COMMANDS: Final = (
    "vitals.why",
    "vitals.explain",
    "vitals.index",
    "vitals.importers",
    "vitals.showGraph",
    "vitals.acknowledge",
    "vitals.withdraw",
    "vitals.session",
    "vitals.resume",
)
EXTENSIONS: Final = (
    "metrics",
    "settled",
    "stats",
    "indexed",
    "graph",
    "importers",
    "blastRadius",
    "cycles",
    "session",
    "health",
    "hotspots",
    "page",
    "memory",
)
AGENTS: Final = ("opencode", "claude", "crush", "codex", "gemini", "aider", "copilot cli")
DISCARDING: Final = ("helix", "sublime text")
"""Clients that discard diagnostics of another version than the one that they are at by then."""
DOCUMENTS_ONLY: Final = ("neovim",)
"""Clients that, told to ask again, ask for the workspace's diagnostics alone where these are offered,
and take nothing from the answer for documents that they have asked for by themselves (Neovim 0.12)."""
WATCHED: Final = (
    "**/*.py", "**/*.pyi", "**/pyproject.toml", "**/vitals.toml", "**/setup.cfg",
    "**/.importlinter", "**/.git/HEAD",
)  # fmt: skip


class Client(NamedTuple):
    """What one client said about itself; everything is off that it did not declare."""

    encoding: Encoding = Encoding.UTF16
    process: int | None = None
    folders: tuple[str, ...] = ()
    options: Any = None
    trace: str = "off"
    name: str = ""
    every_version: bool = False
    symbols: bool = False
    hierarchical_symbols: bool = False
    pulls: bool = False
    versions: bool = False
    related_information: bool = False
    data: bool = False
    tags: bool = False
    descriptions: bool = False
    lens_refresh: bool = False
    hint_refresh: bool = False
    link_tooltips: bool = False
    diagnostic_refresh: bool = False
    configuration: bool = False
    configuration_registration: bool = False
    watch_registration: bool = False
    diagnostic_registration: bool = False
    symbol_registration: bool = False
    show_document: bool = False
    message_requests: bool = False
    progress: bool = False
    action_literals: bool = False
    markdown: bool = True
    versioned_edits: bool = False
    told_of_changes: bool = False


def at(value: Any, *path: str) -> Any:  # noqa: ANN401
    """Walk nested objects by key; None where one is missing or is no object."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def encoding_of(capabilities: Any) -> Encoding:  # noqa: ANN401
    """Return the client's first choice among the encodings we speak; UTF-16 by default."""
    offered = at(capabilities, "general", "positionEncodings")
    for name in offered if isinstance(offered, list) else ():
        if name in {item.value for item in Encoding}:
            return Encoding(name)
    return Encoding.UTF16


def client_of(params: dict[str, Any]) -> Client:
    """Read the params of `initialize`, trusting nothing in them."""
    can = params.get("capabilities")
    name = at(params, "clientInfo", "name")
    options = params.get("initializationOptions")
    name = name[:100] if isinstance(name, str) else ""
    agent = _is_one_of(AGENTS, name)
    process = params.get("processId")
    trace = params.get("trace")
    client = Client(
        encoding=encoding_of(can),
        process=process if isinstance(process, int) else None,
        folders=_folders(params),
        options=options,
        trace=trace if trace in ("messages", "verbose") else "off",
        name=name,
        every_version=agent or _is_one_of(DISCARDING, name),
        symbols=agent or _wants_symbols(options),
        show_document=bool(at(can, "window", "showDocument", "support")),
        message_requests=isinstance(at(can, "window", "showMessage"), dict),
        progress=bool(at(can, "window", "workDoneProgress")),
        told_of_changes=at(can, "experimental", "vitals", "changed") is True,
    )
    return _with_diagnostics(_with_features(_with_workspace(client, can), can), can)


def _is_one_of(clients: tuple[str, ...], name: str) -> bool:
    return any(word in name.lower() for word in clients)


def _with_workspace(client: Client, can: Any) -> Client:  # noqa: ANN401
    workspace = at(can, "workspace")
    return client._replace(
        lens_refresh=bool(at(workspace, "codeLens", "refreshSupport")),
        hint_refresh=bool(at(workspace, "inlayHint", "refreshSupport")),
        diagnostic_refresh=bool(at(workspace, "diagnostics", "refreshSupport")),
        configuration=bool(at(workspace, "configuration")),
        configuration_registration=bool(
            at(workspace, "didChangeConfiguration", "dynamicRegistration")
        ),
        watch_registration=bool(at(workspace, "didChangeWatchedFiles", "dynamicRegistration")),
        versioned_edits=bool(at(workspace, "workspaceEdit", "documentChanges")),
    )


def _with_features(client: Client, can: Any) -> Client:  # noqa: ANN401
    text = at(can, "textDocument")
    hover = at(text, "hover", "contentFormat")
    return client._replace(
        hierarchical_symbols=bool(at(text, "documentSymbol", "hierarchicalDocumentSymbolSupport")),
        symbol_registration=bool(at(text, "documentSymbol", "dynamicRegistration")),
        action_literals=isinstance(at(text, "codeAction", "codeActionLiteralSupport"), dict),
        link_tooltips=bool(at(text, "documentLink", "tooltipSupport")),
        markdown=not isinstance(hover, list) or not hover or "markdown" in hover,
    )


def _with_diagnostics(client: Client, can: Any) -> Client:  # noqa: ANN401
    """Read what may stand in a diagnostic: said of pushed and of pulled ones, and meant for both."""
    pulled = at(can, "textDocument", "diagnostic")
    pushed = at(can, "textDocument", "publishDiagnostics")

    def able(member: str) -> bool:
        return bool(at(pushed, member)) or bool(at(pulled, member))

    return client._replace(
        pulls=isinstance(pulled, dict),
        diagnostic_registration=bool(at(pulled, "dynamicRegistration")),
        versions=bool(at(pushed, "versionSupport")),
        related_information=able("relatedInformation"),
        data=able("dataSupport"),
        tags=able("tagSupport"),
        descriptions=able("codeDescriptionSupport"),
    )


def _wants_symbols(options: Any) -> bool:  # noqa: ANN401
    for holder in (options, at(options, "vitals"), at(options, "settings")):
        if at(holder, "documentSymbols") is True:
            return True
    return False


def _folders(params: dict[str, Any]) -> tuple[str, ...]:
    """Return the URIs of the workspace folders, from the newest of three spellings."""
    folders = params.get("workspaceFolders")
    if isinstance(folders, list):
        uris = [at(folder, "uri") for folder in folders]
        return tuple(uri for uri in uris if isinstance(uri, str))
    if isinstance(root := params.get("rootUri"), str):
        return (root,)
    if isinstance(path := params.get("rootPath"), str):
        from pathlib import Path

        return (Path(path).absolute().as_uri(),)
    return ()


def server_info() -> dict[str, str]:
    """Return the ServerInfo."""
    return {"name": "vitals", "version": VERSION}


def server_capabilities(client: Client) -> dict[str, Any]:
    """Return the ServerCapabilities for a client."""
    filters = [{"scheme": "file", "pattern": {"glob": "**/*.{py,pyi}"}}]
    offered: dict[str, Any] = {
        "positionEncoding": client.encoding.value,
        "textDocumentSync": {
            "openClose": True,
            "change": 2,
            "save": {"includeText": False},
        },
        "hoverProvider": True,
        "codeLensProvider": {"resolveProvider": True},
        "inlayHintProvider": {"resolveProvider": False},
        "codeActionProvider": {
            "codeActionKinds": ["quickfix", "refactor.rewrite"],
            "resolveProvider": False,
        },
        "documentLinkProvider": {"resolveProvider": False},
        "workspaceSymbolProvider": {"resolveProvider": False},
        "executeCommandProvider": {"commands": list(COMMANDS)},
        "workspace": {
            "workspaceFolders": {"supported": True, "changeNotifications": True},
            "fileOperations": {
                "didRename": {"filters": filters},
                "didDelete": {"filters": filters},
            },
        },
        "experimental": {"vitals": dict.fromkeys(EXTENSIONS, True)},
    }
    if client.symbols:
        offered["documentSymbolProvider"] = {"label": "vitals"}
    if client.pulls and not client.diagnostic_registration:
        offered["diagnosticProvider"] = diagnostic_options(client)
    return offered


def diagnostic_options(client: Client) -> dict[str, Any]:
    """Return the DiagnosticOptions."""
    return {
        "identifier": "vitals",
        "interFileDependencies": True,
        "workspaceDiagnostics": client.name.lower() not in DOCUMENTS_ONLY,
        "workDoneProgress": True,
    }
