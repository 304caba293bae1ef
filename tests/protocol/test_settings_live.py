"""Settings from the editor and from files: asked for, changed live, wrong ones told in place."""

from pathlib import Path
from typing import Any

from editor import FULL, MINIMAL, Editor
from texts import COMPLEX

OFF = {"cyclomatic": None, "cognitive": None}


def limits(name: str, *figures: int) -> dict[str, Any]:
    return {name: list(figures)}


def write(project: Path, table: str) -> None:
    (project / "pyproject.toml").write_text(f'[tool.vitals]\nbase = "none"\n{table}\n', "utf-8")


def changed(editor: Editor, name: str) -> None:
    """Tell the server that a file changed on disk."""
    changes = [{"uri": editor.uri(name), "type": 2}]
    editor.notify("workspace/didChangeWatchedFiles", {"changes": changes})


def test_settings_are_asked_of_the_client(project: Path):
    """A client with workspace/configuration is asked, and what it says counts above files."""
    settings = {"vitals": {"ignore": ["complex-function"]}}
    with Editor.stdio(project, settings=settings) as editor:
        document = editor.open("complex.py")
        assert editor.codes(document) == []
        editor.settings = {"vitals": None}
        editor.notify("workspace/didChangeConfiguration", {"settings": None})
        assert editor.codes(document) == []
        editor.settings = {"vitals": {}}
        editor.notify("workspace/didChangeConfiguration", {"settings": None})
        assert editor.codes(document) == ["complex-function"]


def test_settings_may_be_sent(project: Path):
    """A client that only pushes its settings is obeyed, whole or wrapped in `vitals`."""
    with Editor.stdio(project, capabilities=MINIMAL) as editor:
        document = editor.open("complex.py")
        assert editor.codes(document) == ["complex-function"]
        for settings in (
            {"vitals": {"ignore": ["complex-function"]}},
            {"ignore": ["complex-function"]},
        ):
            editor.notify("workspace/didChangeConfiguration", {"settings": settings})
            assert editor.codes(document) == []
            editor.notify("workspace/didChangeConfiguration", {"settings": {}})
            assert editor.codes(document) == ["complex-function"]


def test_initialization_options_are_settings(project: Path):
    """Until anything else is known the options of initialize count."""
    options = {"vitals": {"ignore": ["complex-function"]}}
    with Editor.stdio(project, capabilities=MINIMAL, initializationOptions=options) as editor:
        assert editor.codes(editor.open("complex.py")) == []


def test_a_wrong_setting_of_the_editor_is_logged_once(project: Path):
    """It is said once, and the others still count."""
    settings = {"vitals": {"ignore": ["complex-function"], "maxLines": "many", "nonsense": 1}}
    with Editor.stdio(project, settings=settings) as editor:
        assert editor.codes(editor.open("complex.py")) == []
        editor.notify("workspace/didChangeConfiguration", {"settings": None})
        editor.settled()
        assert len(editor.logs) == 2
        editor.expect_log("maxLines")
        editor.expect_log("nonsense")


def test_a_redis_that_nothing_is_shared_with_is_told_once(project: Path):
    """With a URL and `sharing` 0 there is a hint, once, and no connection."""
    settings = {"vitals": {"redisUrl": "redis://127.0.0.1:1"}}
    with Editor.stdio(project, settings=settings) as editor:
        editor.open("complex.py")
        editor.expect_log("nothing is shared until `sharing` (VITALS_SHARING) is 1, 2 or 3")
        editor.notify("workspace/didChangeConfiguration", {"settings": None})
        editor.settled()
        assert editor.request("vitals/memory/stats", {})["state"] == "local"
        assert editor.logs == []


def test_a_secret_that_cannot_be_read_is_told_and_nothing_is_shared(project: Path):
    """Without the team's secret session memory works, on this machine only, and says so."""
    settings = {
        "vitals": {"redisUrl": "redis://127.0.0.1:1", "sharing": 2, "teamSecretFile": "/no/secret"}
    }
    with Editor.stdio(project, settings=settings) as editor:
        editor.open("complex.py")
        editor.expect_log("the team's secret cannot be read from /no/secret")
        assert editor.request("vitals/memory/stats", {})["state"] == "local"


def test_settings_files_are_reloaded(project: Path):
    """A change of pyproject.toml counts at once, without a restart."""
    with Editor.stdio(project) as editor:
        document = editor.open("complex.py")
        assert editor.codes(document) == ["complex-function"]
        write(project, 'ignore = ["complex-function"]')
        changed(editor, "pyproject.toml")
        assert editor.codes(document) == []
        (project / "vitals.toml").write_text('base = "none"\n', "utf-8")
        changed(editor, "vitals.toml")
        assert editor.codes(document) == ["complex-function"]


def test_settings_files_are_reloaded_on_saving_where_nobody_watches(project: Path):
    """A client that cannot watch files has them read again when it saves."""
    with Editor.stdio(project, capabilities=MINIMAL) as editor:
        document = editor.open("complex.py")
        assert editor.codes(document) == ["complex-function"]
        write(project, 'ignore = ["complex-function"]')
        editor.notify("textDocument/didSave", editor.of(document))
        assert editor.codes(document) == []


def test_a_wrong_setting_is_a_diagnostic_in_its_file(project: Path):
    """It stands where the value stands, and goes when it is mended."""
    write(project, 'max-lines = "many"')
    with Editor.stdio(project) as editor:
        document = editor.open("complex.py")
        assert editor.codes(document) == ["complex-function"]
        uri = editor.uri("pyproject.toml")
        (found,) = editor.diagnostics[uri]["diagnostics"]
        assert (found["code"], found["range"]["start"]["line"]) == ("invalid-setting", 2)
        write(project, "max-lines = 5000")
        changed(editor, "pyproject.toml")
        editor.settled()
        assert editor.diagnostics[uri]["diagnostics"] == []


def test_each_folder_has_its_own_settings(tmp_path: Path):
    """Folders of one workspace are asked for one by one; added ones count, removed ones do not."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "complex.py").write_text(COMPLEX, "utf-8")
    (tmp_path / "two" / "vitals.toml").write_text('ignore = ["complex-function"]', "utf-8")
    folders = [{"uri": (tmp_path / name).as_uri(), "name": name} for name in ("one", "two")]
    settings = {"vitals": {"base": "none"}}
    with Editor.stdio(tmp_path, settings=settings, workspaceFolders=folders[:1]) as editor:
        first = editor.open("one/complex.py")
        assert editor.codes(first) == ["complex-function"]
        event = {"added": folders[1:], "removed": []}
        editor.notify("workspace/didChangeWorkspaceFolders", {"event": event})
        assert editor.codes(editor.open("two/complex.py")) == []
        event = {"added": [], "removed": folders[:1]}
        editor.notify("workspace/didChangeWorkspaceFolders", {"event": event})
        assert editor.codes(first) == ["complex-function"]


def test_symbols_follow_their_setting(project: Path):
    """The setting documentSymbols registers the feature with a client that can follow, and takes it back."""
    text = {**FULL["textDocument"]}
    text["documentSymbol"] = {
        "dynamicRegistration": True,
        "hierarchicalDocumentSymbolSupport": True,
    }
    settings = {"vitals": {"documentSymbols": True}}
    with Editor.stdio(
        project, capabilities={**FULL, "textDocument": text}, settings=settings
    ) as editor:
        editor.settled()
        assert "vitals:textDocument/documentSymbol" in editor.registered
        editor.settings = {"vitals": {"documentSymbols": False}}
        editor.notify("workspace/didChangeConfiguration", {"settings": None})
        editor.settled()
        assert "vitals:textDocument/documentSymbol" not in editor.registered


def test_renamed_and_deleted_files_do_no_harm(project: Path):
    """File operations are taken, whatever they name."""
    with Editor.stdio(project) as editor:
        document = editor.open("complex.py")
        files = [{"oldUri": document.uri, "newUri": editor.uri("renamed.py")}]
        editor.notify("workspace/didRenameFiles", {"files": files})
        editor.notify("workspace/didDeleteFiles", {"files": [{"uri": document.uri}]})
        assert editor.codes(document) == ["complex-function"]
