"""The bootstrap's answer to initialize says what the registered features are."""

from typing import Any

import pytest
from editor import FULL, MINIMAL, PULLING
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import converters, types
from pygls.capabilities import ServerCapabilitiesBuilder

from lsp_server.protocol.capabilities import (
    COMMANDS,
    client_of,
    diagnostic_options,
    encoding_of,
    server_capabilities,
)
from lsp_server.protocol.server import COLD, Server

CONVERTER = converters.get_converter()
OPTIONS = {
    types.TEXT_DOCUMENT_CODE_ACTION: types.CodeActionOptions(
        code_action_kinds=["quickfix", "refactor.rewrite"], resolve_provider=False
    ),
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: types.DocumentSymbolOptions(label="vitals"),
    types.TEXT_DOCUMENT_DID_SAVE: types.SaveOptions(include_text=False),
    types.TEXT_DOCUMENT_DIAGNOSTIC: types.DiagnosticOptions(
        inter_file_dependencies=True,
        workspace_diagnostics=True,
        identifier="vitals",
        work_done_progress=True,
    ),
}
FILES = types.FileOperationRegistrationOptions(
    filters=[
        types.FileOperationFilter(
            scheme="file", pattern=types.FileOperationPattern(glob="**/*.{py,pyi}")
        )
    ]
)


def derived(params: dict[str, Any], methods: set[str]) -> dict[str, Any]:
    """Return the capabilities that pygls derives from registered methods."""
    client = CONVERTER.structure(params["capabilities"], types.ClientCapabilities)
    options = {
        **OPTIONS,
        types.WORKSPACE_DID_RENAME_FILES: FILES,
        types.WORKSPACE_DID_DELETE_FILES: FILES,
    }
    built = ServerCapabilitiesBuilder(
        client,
        methods,
        {method: value for method, value in options.items() if method in methods},
        list(COMMANDS),
        types.TextDocumentSyncKind.Incremental,
        None,
        ServerCapabilitiesBuilder.choose_position_encoding(client),
    ).build()
    return CONVERTER.unstructure(built)


@pytest.mark.parametrize(
    "params",
    [
        {"capabilities": FULL},
        {"capabilities": PULLING},
        {"capabilities": {**FULL, "general": {"positionEncodings": ["utf-8"]}}},
        {"capabilities": FULL, "initializationOptions": {"documentSymbols": True}},
    ],
)
def test_the_answer_is_what_pygls_would_derive(params: dict[str, Any]):
    """Answered without pygls, and equal to what pygls makes of the methods in both tables."""
    client = client_of(params)
    methods = {*hot_methods(client), *COLD}
    if not client.symbols:
        methods.discard(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    if not client.pulls:
        methods -= {types.TEXT_DOCUMENT_DIAGNOSTIC, types.WORKSPACE_DIAGNOSTIC}
    ours = server_capabilities(client)
    del ours["experimental"]
    assert ours == derived(params, methods)


def hot_methods(client: Any) -> set[str]:
    """Return the methods of the table that needs no pygls."""
    from lsp_server.protocol.channel import Pipe
    from lsp_server.protocol.dispatch import survive
    from lsp_server.protocol.loop import Loop

    channel = Pipe(0, 1)
    server = Server(Loop(survive), channel, iter(()), client)
    return set(server._routes)


def test_every_command_and_cold_method_has_a_feature():
    """What is announced or waited for is registered with pygls."""
    from lsp_server.protocol.events import features

    class Anything:
        def __getattr__(self, _: str) -> "Anything":
            return self

    made = features(Anything())  # type: ignore[arg-type]
    assert {item.method for item in made if item.command} == set(COMMANDS)
    others = {item.method for item in made if not item.command}
    assert others | {types.WORKSPACE_EXECUTE_COMMAND} == COLD


def test_the_answer_fits_the_meta_model():
    """The answer is structured by lsprotocol the answer for a client that can everything and one that can nothing."""
    for capabilities in (FULL, PULLING, MINIMAL):
        answer = server_capabilities(client_of({"capabilities": capabilities}))
        CONVERTER.structure(answer, types.ServerCapabilities)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
MEMBERS = st.sampled_from(
    ["processId", "clientInfo", "rootUri", "rootPath", "workspaceFolders", "trace",
     "initializationOptions", "general", "textDocument", "workspace", "window"]
)  # fmt: skip


@given(st.dictionaries(MEMBERS, JSON), st.dictionaries(MEMBERS, JSON))
def test_any_params_are_read(params: dict[str, Any], capabilities: dict[str, Any]):
    """Whatever the members hold, reading them never raises."""
    client = client_of({**params, "capabilities": capabilities})
    assert client.encoding is encoding_of(capabilities)
    assert server_capabilities(client)


def test_neovim_is_offered_the_diagnostics_of_documents_alone():
    """Told to ask again, it would ask for the workspace's, and show nothing of them for open files."""
    client = client_of({"capabilities": {}, "clientInfo": {"name": "Neovim", "version": "0.12.4"}})
    assert not diagnostic_options(client)["workspaceDiagnostics"]
    assert diagnostic_options(client._replace(name="other"))["workspaceDiagnostics"]
