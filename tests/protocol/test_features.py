"""Hover, lenses, hints, actions, symbols and commands, as an editor sees them."""

from pathlib import Path
from typing import Any

import pytest
from editor import FULL, MINIMAL, Editor, ResponseError
from texts import COMPLEX


def at(editor: Editor, document: Any, text: str) -> dict[str, Any]:
    """Return params that point at the first occurrence of a text."""
    return {**editor.of(document), "position": editor.position(document, document.text.index(text))}


def around(editor: Editor, document: Any, text: str) -> dict[str, Any]:
    """Return the range of the first occurrence of a text."""
    start = document.text.index(text)
    return {
        "start": editor.position(document, start),
        "end": editor.position(document, start + len(text)),
    }


def everything(editor: Editor, document: Any) -> dict[str, Any]:
    end = editor.position(document, len(document.text))
    return {"start": {"line": 0, "character": 0}, "end": end}


def test_hover_shows_figures_on_a_name_and_nothing_elsewhere(project: Path):
    """On a def there is a table in Markdown with its range; in a body there is null."""
    with Editor.stdio(project) as editor:
        document = editor.open("complex.py")
        shown = editor.request("textDocument/hover", at(editor, document, "tangled"))
        assert shown["contents"]["kind"] == "markdown"
        assert "31" in shown["contents"]["value"]
        assert shown["range"]["start"]["line"] == 3
        assert editor.request("textDocument/hover", at(editor, document, "return 3")) is None


def test_hover_without_markdown(project: Path):
    """A client that shows plain text gets no Markdown."""
    capabilities = {"textDocument": {"hover": {"contentFormat": ["plaintext"]}}}
    with Editor.stdio(project, capabilities=capabilities) as editor:
        document = editor.open("complex.py")
        shown = editor.request("textDocument/hover", at(editor, document, "tangled"))
        assert shown["contents"]["kind"] == "plaintext"
        assert "`" not in shown["contents"]["value"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_columns_are_in_the_clients_encoding(encoding: str, project: Path):
    """A hint at the end of a line with an emoji and an accent stands at its end in each encoding."""
    text = "def greet(value):\n    if value == '🎉é':\n        return 1\n"
    with Editor.stdio(project, encodings=[encoding]) as editor:
        document = editor.open("greet.py", text)
        call = {"command": "vitals.why", "arguments": [document.uri, "greet"]}
        editor.request("workspace/executeCommand", call)
        asked = {**editor.of(document), "range": everything(editor, document)}
        hints = editor.request("textDocument/inlayHint", asked)
        end = editor.position(document, text.index(":\n    ", 20) + 1)
        assert [hint["position"] for hint in hints][-1] == end


def test_lenses_keep_their_place_while_typing(project: Path):
    """A broken function keeps its lens, and lenses below keep theirs, moved with the text."""
    with Editor.stdio(project) as editor:
        document = editor.open("complex.py")
        before = editor.request("textDocument/codeLens", editor.of(document))
        editor.replace(document, "    return value\n", "    return (value\n")
        editor.settled()
        editor.change(document, (0, 0, "# one more line\n"))
        after = editor.request("textDocument/codeLens", editor.of(document))
        assert [lens["data"] for lens in after] == [lens["data"] for lens in before]
        assert after[0]["range"]["start"]["line"] == before[0]["range"]["start"]["line"] + 1


def test_a_lens_resolves_to_a_command_that_toggles_hints(project: Path):
    """The resolved lens runs vitals.why; hints appear for that function, and go away again."""
    with Editor.stdio(project) as editor:
        document = editor.open("complex.py")
        lens = editor.request("textDocument/codeLens", editor.of(document))[0]
        resolved = editor.request("codeLens/resolve", lens)
        assert "cyclomatic 31" in resolved["command"]["title"]
        asked = {**editor.of(document), "range": everything(editor, document)}
        assert editor.request("textDocument/inlayHint", asked) == []
        call = {key: resolved["command"][key] for key in ("command", "arguments")}
        assert editor.request("workspace/executeCommand", call) is True
        hints = editor.request("textDocument/inlayHint", asked)
        assert len(hints) == 31
        editor.wait(lambda: "workspace/inlayHint/refresh" in editor.refreshed, "a refresh")
        assert editor.request("workspace/executeCommand", call) is False
        assert editor.request("textDocument/inlayHint", asked) == []


def test_a_lens_whose_function_is_gone_resolves_to_nothing_to_click(project: Path):
    """Resolving an old lens is no error."""
    with Editor.stdio(project) as editor:
        document = editor.open("complex.py")
        lens = editor.request("textDocument/codeLens", editor.of(document))[0]
        editor.rewrite(document, "x = 1\n")
        assert editor.request("codeLens/resolve", lens)["command"]["title"] == ""


def actions(editor: Editor, document: Any, **context: Any) -> list[dict[str, Any]]:
    params = {
        **editor.of(document),
        "range": around(editor, document, "tangled"),
        "context": {"diagnostics": editor.findings(document), **context},
    }
    return editor.request("textDocument/codeAction", params)


def applied(document: Any, action: dict[str, Any]) -> str:
    """Return the text after an action's edits, which are in one document."""
    (change,) = action["edit"]["documentChanges"]
    assert change["textDocument"] == {"uri": document.uri, "version": document.version}
    lines = document.text.split("\n")
    for edit in sorted(change["edits"], key=lambda item: -item["range"]["start"]["line"]):
        start, end = edit["range"]["start"], edit["range"]["end"]
        assert start == end
        line = lines[start["line"]]
        lines[start["line"]] = (
            line[: start["character"]] + edit["newText"] + line[start["character"] :]
        )
    return "\n".join(lines)


def test_suppressing_a_finding_silences_it(project: Path):
    """The quick fix inserts a comment with which the finding is gone."""
    with Editor.stdio(project) as editor:
        document = editor.open("complex.py")
        offered = actions(editor, document)
        fix = next(item for item in offered if item.get("kind") == "quickfix" and "edit" in item)
        assert fix["diagnostics"][0]["code"] == "complex-function"
        editor.rewrite(document, applied(document, fix))
        assert "complex-function" not in editor.codes(document)


def test_only_the_kinds_asked_for_are_offered(project: Path):
    """`only` filters by kind, subkinds included."""
    with Editor.stdio(project) as editor:
        document = editor.open("complex.py")
        assert {item.get("kind") for item in actions(editor, document, only=["quickfix"])} == {
            "quickfix"
        }
        assert actions(editor, document, only=["refactor"]) == []


def test_a_client_without_action_literals_gets_commands(project: Path):
    """Such a client gets Command objects only."""
    with Editor.stdio(project, capabilities=MINIMAL) as editor:
        document = editor.open("complex.py")
        offered = actions(editor, document)
        assert offered
        assert all(isinstance(item["command"], str) for item in offered)


def test_explaining_a_check(project: Path):
    """vitals.explain returns the manual page, and shows it to the user who asked."""
    with Editor.stdio(project) as editor:
        page = editor.request(
            "workspace/executeCommand",
            {"command": "vitals.explain", "arguments": ["complex-function"]},
        )
        assert page.startswith("# ")
        editor.wait(lambda: editor.shown, "the page")
        (shown,) = editor.shown
        assert Path(shown["uri"].removeprefix("file://")).read_text("utf-8") == page


def test_explaining_a_check_to_a_client_that_shows_no_documents(project: Path):
    """The page comes as a message instead: the only one the server ever shows, to who asked for it."""
    with Editor.stdio(project, capabilities=MINIMAL) as editor:
        editor.expected.add("window/showMessage")
        call = {"command": "vitals.explain", "arguments": ["deep-nesting"]}
        page = editor.request("workspace/executeCommand", call)
        editor.wait(lambda: editor.shown, "the page")
        assert editor.shown[0]["message"] == page


def test_the_code_of_a_diagnostic_leads_to_its_manual_page(project: Path):
    """codeDescription.href opens the page that vitals.explain prints."""
    with Editor.stdio(project) as editor:
        (found,) = editor.findings(editor.open("complex.py"))
        page = Path(found["codeDescription"]["href"].removeprefix("file://"))
        assert page.read_text("utf-8").startswith("# Complex function")


@pytest.mark.parametrize(
    "params",
    [
        {"command": "vitals.brew"},
        {"command": "vitals.why", "arguments": [1]},
        {"command": "vitals.why"},
        {"command": "vitals.explain", "arguments": ["no-such-check"]},
    ],
)
def test_wrong_commands_are_refused(params: dict[str, Any]):
    """Unknown commands and wrong arguments get -32602."""
    with Editor.stdio() as editor, pytest.raises(ResponseError) as caught:
        editor.request("workspace/executeCommand", params)
    assert caught.value.code == -32602


def test_symbols_are_off_for_editors_and_on_for_agents(project: Path):
    """Offered where clientInfo or an option asks for them; nested or flat as the client can, with figures."""
    with Editor.stdio(project, capabilities=FULL) as editor:
        assert "documentSymbolProvider" not in editor.offered
    with Editor.stdio(project, clientInfo={"name": "opencode"}) as editor:
        assert "documentSymbolProvider" in editor.offered
        document = editor.open("complex.py")
        found = editor.request("textDocument/documentSymbol", editor.of(document))
        assert [item["name"] for item in found] == ["tangled", "plain"]
    options = {"documentSymbols": True}
    with Editor.stdio(project, capabilities=MINIMAL, initializationOptions=options) as editor:
        assert "documentSymbolProvider" in editor.offered
        document = editor.open("nested.py", "class A:\n    def f(self):\n        pass\n")
        found = editor.request("textDocument/documentSymbol", editor.of(document))
        assert [(item["name"], item.get("containerName")) for item in found] == [
            ("A", "cognitive 0, 1 method, LCOM4 0"),
            ("f", "A · cognitive 0, cyclomatic 1, 1 statement"),
        ]


def test_what_is_not_open_answers_null(project: Path):
    """Requests about documents that are not open are answered null."""
    with Editor.stdio(project) as editor:
        where = {"textDocument": {"uri": editor.uri("complex.py")}}
        place = {"line": 0, "character": 0}
        for method, more in (
            ("textDocument/hover", {"position": place}),
            ("textDocument/codeLens", {}),
            ("textDocument/documentSymbol", {}),
            ("textDocument/inlayHint", {"range": {"start": place, "end": place}}),
            ("vitals/metrics", {}),
        ):
            assert editor.request(method, {**where, **more}) is None


def test_an_untitled_document_is_diagnosed(project: Path):
    """A buffer that was never saved has figures too, and its findings are new."""
    with Editor.stdio(project) as editor:
        document = editor.open("untitled:Untitled-1", COMPLEX)
        assert editor.codes(document) == ["complex-function"]


def test_notebooks_are_left_alone(project: Path):
    """Cells and notebook messages are ignored without a word."""
    with Editor.stdio(project) as editor:
        cell = editor.open("vscode-notebook-cell:/n.ipynb#1", "%magic\n" + COMPLEX)
        assert editor.findings(cell) == []
        editor.notify("notebookDocument/didClose", {
            "notebookDocument": {"uri": "file:///n.ipynb"}, "cellTextDocuments": []
        })  # fmt: skip
        assert editor.request("textDocument/codeLens", editor.of(cell)) is None
        editor.change(cell, (0, 0, "#"))
        editor.close(cell)


def test_while_the_text_is_broken_the_other_functions_keep_their_figures(project: Path):
    """A half-typed function leaves every other one as it was, in metrics and findings."""
    with Editor.stdio(project) as editor:
        document = editor.open("complex.py")
        before = metrics(editor, document)
        editor.replace(document, "def plain(value):", "def plain(value:")
        after = metrics(editor, document)
        assert after["tangled"] == before["tangled"]
        assert "syntax-error" in editor.codes(document)


def metrics(editor: Editor, document: Any) -> dict[str, tuple[int, int]]:
    found = editor.request("vitals/metrics", editor.of(document))["functions"]
    return {item["name"]: (item["cognitive"], item["c901"]) for item in found}
