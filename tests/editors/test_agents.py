"""The server to clients that speak as coding agents do, with what editors/README.md tells them to say."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from editor import Document, Editor
from editors.configured import ORBIT, REMEDY, SUPPRESSION, blocks, project

CLAUDE: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
    "workspace": {"configuration": False, "workspaceFolders": False},
    "textDocument": {
        "synchronization": {"dynamicRegistration": False, "didSave": True},
        "publishDiagnostics": {
            "relatedInformation": True,
            "tagSupport": {"valueSet": [1, 2]},
            "versionSupport": False,
            "codeDescriptionSupport": True,
            "dataSupport": False,
        },
        "hover": {"dynamicRegistration": False, "contentFormat": ["markdown", "plaintext"]},
        "documentSymbol": {
            "dynamicRegistration": False,
            "hierarchicalDocumentSymbolSupport": True,
        },
    },
}
OPENCODE: dict[str, Any] = {
    "window": {"workDoneProgress": True},
    "workspace": {
        "configuration": True,
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "diagnostics": {"refreshSupport": False},
    },
    "textDocument": {
        "synchronization": {},
        "diagnostic": {"dynamicRegistration": True, "relatedDocumentSupport": True},
        "publishDiagnostics": {"versionSupport": False},
    },
}
START = {"codes": ["deep-nesting", "unneeded-suppression"], "places": ["𝒇𝒇", SUPPRESSION]}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file with findings, in a project."""
    return project(tmp_path / "project")


@pytest.fixture
def claude(file: Path) -> Iterator[Editor]:
    """Speak as Claude Code does."""
    name = {"name": "Claude Code", "version": "2.1.197"}
    with Editor.stdio(file.parent, capabilities=CLAUDE, clientInfo=name) as editor:
        yield editor


@pytest.fixture
def opencode(file: Path) -> Iterator[Editor]:
    """Speak as opencode does: without a name, and with the server's own process for the client's."""
    options = json.loads(blocks("opencode")["json"])["lsp"]["vitals"]["initialization"]
    with Editor.stdio(file.parent, shake=False) as editor:
        yield editor.begin(
            capabilities=OPENCODE,
            settings=options,
            initializationOptions=options,
            processId=editor.process.pid,
        )


def found(document: Document, items: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Return the codes of findings, and the text at their places in UTF-16."""
    items = sorted(items, key=lambda item: item["range"]["start"]["line"])
    lines = document.text.splitlines()
    places = []
    for item in items:
        start, end = item["range"]["start"], item["range"]["end"]
        line = lines[start["line"]].encode("utf-16-le")
        places.append(line[2 * start["character"] : 2 * end["character"]].decode("utf-16-le"))
    return {"codes": [item["code"] for item in items], "places": places}


def pulled(editor: Editor, document: Document, **more: Any) -> dict[str, list[str]]:
    """Ask for the findings of a document."""
    params = {"textDocument": {"uri": document.uri}, **more}
    return found(document, editor.request("textDocument/diagnostic", params)["items"])


def outline(editor: Editor, document: Document) -> list[str]:
    """Return what the document symbols tell of each function."""
    params = {"textDocument": {"uri": document.uri}}
    symbols = editor.request("textDocument/documentSymbol", params)
    return [
        f"{symbol['name']}: {symbol.get('detail', symbol.get('containerName'))}"
        for symbol in symbols
    ]


@pytest.mark.parametrize("agent", ["Claude Code", "opencode"])
def test_the_example_starts_the_server_for_python(agent: str):
    """What the README tells an agent to run is the server, for Python's files."""
    told = json.loads(blocks(agent)["json"])
    server = (told["lsp"] if agent == "opencode" else told)["vitals"]
    command = server["command"] if agent == "opencode" else [server["command"], *server["args"]]
    assert command == ["vitals", "serve"]
    assert list(server.get("extensions", server.get("extensionToLanguage"))) == [".py", ".pyi"]


def test_claude_code_hears_of_each_edit(claude: Editor, file: Path):
    """Findings are pushed for each text, also when they stay the same; places count UTF-16."""
    document = claude.open(file.name)
    assert found(document, claude.findings(document)) == START
    claude.published.clear()
    claude.rewrite(document, f"{ORBIT}\n")
    assert found(document, claude.findings(document)) == START
    assert [item["uri"] for item in claude.published] == [document.uri]
    claude.rewrite(document, ORBIT.replace(ORBIT.splitlines(keepends=True)[1], REMEDY))
    assert found(document, claude.findings(document))["codes"] == ["deep-nesting"]


def test_claude_code_reads_the_figures_of_a_file(claude: Editor, file: Path):
    """Document symbols, which editors have from other servers, tell each function's figures."""
    assert outline(claude, claude.open(file.name)) == [
        "ff: cognitive 22, cyclomatic 7, 6 statements"
    ]


def test_opencode_pulls_after_each_edit(opencode: Editor, file: Path):
    """A registration for documents is answered at once, with and without its identifier."""
    document = opencode.open(file.name, version=0)
    opencode.settled()
    options = opencode.registered["vitals:textDocument/diagnostic"]["registerOptions"]
    assert options["workspaceDiagnostics"] is False
    assert pulled(opencode, document) == START
    assert pulled(opencode, document, identifier=options["identifier"]) == START
    mended = ORBIT.replace(ORBIT.splitlines(keepends=True)[1], REMEDY)
    opencode.change(document, (0, len(document.text), mended))
    assert pulled(opencode, document)["codes"] == ["deep-nesting"]
    assert opencode.published == []


def test_opencode_reads_the_figures_of_a_file(opencode: Editor, file: Path):
    """The options of the README offer document symbols to a client that does not say its name."""
    document = opencode.open(file.name, version=0)
    opencode.settled()
    assert outline(opencode, document) == ["ff: cognitive 22, cyclomatic 7, 6 statements"]
