"""Pushed and pulled diagnostics: versions, differences, result ids, partial results, progress."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from editor import FULL, PULLING, Editor, ResponseError
from texts import COMPLEX, SIMPLE, nested


def pull(editor: Editor, document: Any, previous: str | None = None) -> dict[str, Any]:
    """Pull the diagnostics of a document."""
    params = editor.of(document)
    if previous is not None:
        params["previousResultId"] = previous
    return editor.request("textDocument/diagnostic", params)


def codes(report: dict[str, Any]) -> list[str]:
    return [item["code"] for item in report["items"]]


def test_publications_carry_the_version_they_belong_to(project: Path):
    """Each publication names a version the client has sent, the last one the newest."""
    with Editor.stdio(project) as editor:
        document = editor.open("complex.py", version=7)
        editor.settled()
        assert editor.diagnostics[document.uri]["version"] == 7
        editor.change(document, (0, 0, "# moved\n"), version=9)
        editor.settled()
        published = editor.diagnostics[document.uri]
        assert published["version"] == 9
        assert published["diagnostics"][0]["range"]["start"]["line"] == 4


def test_what_did_not_change_is_not_published_again(project: Path):
    """Edits below a finding publish nothing; the first diagnosis publishes even an empty list."""
    with Editor.stdio(project) as editor:
        simple = editor.open("simple.py")
        document = editor.open("complex.py")
        editor.settled()
        assert [item["uri"] for item in editor.published] == [simple.uri, document.uri]
        for _ in range(5):
            editor.change(document, (len(document.text), len(document.text), "# end\n"))
            editor.settled()
        assert len(editor.published) == 2


@pytest.mark.parametrize("name", ["Claude Code", "helix", "Sublime Text LSP"])
def test_some_get_an_answer_to_every_version(project: Path, name: str):
    """Agents, and clients that discard what belongs to an older version, hear of each settled one."""
    with Editor.stdio(project, clientInfo={"name": name}) as editor:
        document = editor.open("complex.py")
        editor.settled()
        editor.change(document, (len(document.text), len(document.text), "# end\n"))
        editor.settled()
        assert [item["version"] for item in editor.published] == [1, 2]


def test_a_burst_is_published_once(project: Path):
    """A hundred edits in one write cost one publication, with the last version."""
    with Editor.stdio(project) as editor:
        document = editor.open("complex.py")
        editor.settled()
        held: list[bytes] = []
        write, editor.wire.write = editor.wire.write, held.append
        for _ in range(100):
            editor.change(document, (0, 0, "#\n"))
        editor.wire.write = write
        editor.wire.write(b"".join(held))
        editor.settled()
        assert [item["version"] for item in editor.published] == [1, 101]


def test_closing_takes_the_diagnostics_away(project: Path):
    """After didClose the client holds nothing of the document."""
    with Editor.stdio(project) as editor:
        document = editor.open("complex.py")
        assert editor.codes(document) == ["complex-function"]
        editor.close(document)
        editor.settled()
        assert editor.diagnostics[document.uri]["diagnostics"] == []


def test_a_diagnostic_carries_what_a_program_needs(project: Path):
    """`data` has symbol, tier, change and all figures; related places are in the document."""
    with Editor.stdio(project) as editor:
        found = editor.findings(editor.open("complex.py"))[0]
        assert found["data"]["symbol"] == "tangled"
        assert found["data"]["change"] == "new"
        assert found["data"]["figures"]["cyclomatic"] == 31
        assert {item["location"]["uri"] for item in found["relatedInformation"]} == {
            editor.uri("complex.py")
        }


def test_without_git_the_text_first_seen_is_the_base(tmp_path: Path):
    """Outside a repository old findings are quiet, and what is written now is not."""
    (tmp_path / "old.py").write_text(COMPLEX, "utf-8")
    with Editor.stdio(tmp_path) as editor:
        document = editor.open("old.py")
        assert [item["data"]["change"] for item in editor.findings(document)] == ["unchanged"]
        editor.change(
            document, (len(document.text), len(document.text), "\n\n" + nested("added", 30))
        )
        assert [item["data"]["change"] for item in editor.findings(document)] == [
            "unchanged",
            "new",
        ]


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A git repository with COMPLEX committed as old.py and changed for the worse since."""
    git(tmp_path, "init", "-q")
    (tmp_path / "old.py").write_text(COMPLEX, "utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "old")
    (tmp_path / "old.py").write_text(COMPLEX + "\n\n" + nested("added", 30), "utf-8")
    (tmp_path / "new.py").write_text(COMPLEX, "utf-8")
    return tmp_path


def test_the_base_is_what_git_has(repository: Path):
    """Against the last commit an old function is unchanged, an added one new, a new file all new."""
    with Editor.stdio(repository) as editor:
        old, new = editor.open("old.py"), editor.open("new.py")
        assert [item["data"]["change"] for item in editor.findings(old)] == ["unchanged", "new"]
        assert [item["data"]["change"] for item in editor.findings(new)] == ["new"]


def test_a_commit_moves_the_base(repository: Path):
    """When HEAD changes, the bases are looked up again."""
    with Editor.stdio(repository) as editor:
        old = editor.open("old.py")
        editor.settled()
        git(repository, "commit", "-qam", "more")
        changes = [{"uri": editor.uri(".git/HEAD"), "type": 2}]
        editor.notify("workspace/didChangeWatchedFiles", {"changes": changes})
        assert {item["data"]["change"] for item in editor.findings(old)} == {"unchanged"}


def test_pulling_a_document(project: Path):
    """A client that pulls gets full, then unchanged, then full again; nothing is pushed to it."""
    with Editor.stdio(project, capabilities=PULLING) as editor:
        document = editor.open("complex.py")
        first = pull(editor, document)
        assert (first["kind"], codes(first)) == ("full", ["complex-function"])
        second = pull(editor, document, first["resultId"])
        assert second == {"kind": "unchanged", "resultId": first["resultId"]}
        editor.change(document, (0, 0, "# moved\n"))
        third = pull(editor, document, first["resultId"])
        assert (third["kind"], codes(third)) == ("full", ["complex-function"])
        assert third["items"][0]["range"]["start"]["line"] == 4
        assert editor.published == []


def test_pulling_what_is_not_open(project: Path):
    """A document that is not open has no diagnostics of its own."""
    with Editor.stdio(project, capabilities=PULLING) as editor:
        answer = editor.request(
            "textDocument/diagnostic", {"textDocument": {"uri": editor.uri("nowhere.py")}}
        )
        assert (answer["kind"], answer["items"]) == ("full", [])


def workspace(editor: Editor, previous: dict[str, str] | None = None, **tokens: Any) -> int:
    """Ask for the diagnostics of the workspace; return the request's id."""
    held = [{"uri": uri, "value": value} for uri, value in (previous or {}).items()]
    return editor.ask("workspace/diagnostic", {"previousResultIds": held, **tokens})


def held_of(items: list[dict[str, Any]]) -> dict[str, str]:
    return {item["uri"]: item["resultId"] for item in items if "resultId" in item}


def test_pulling_the_workspace(project: Path):
    """Files on disk and open documents are reported, only those with something to say at first."""
    with Editor.stdio(project, capabilities=PULLING) as editor:
        simple = editor.open("simple.py", SIMPLE + "\n\n" + nested("typed", 40))
        answer = editor.answer(workspace(editor))
        found = {item["uri"]: item for item in answer["items"]}
        assert found.keys() == {simple.uri, editor.uri("complex.py")}
        assert found[simple.uri]["version"] == 1
        assert found[editor.uri("complex.py")]["version"] is None
        assert codes(found[simple.uri]) == ["complex-function"]


def test_a_workspace_pull_waits_for_news(project: Path):
    """With nothing new to say the request is held; the next change answers it with just that."""
    with Editor.stdio(project, capabilities=PULLING) as editor:
        document = editor.open("simple.py")
        held = held_of(editor.answer(workspace(editor))["items"])
        waiting = workspace(editor, held)
        editor.settled()
        assert waiting not in editor._answers
        editor.change(document, (len(document.text), len(document.text), "\n\n" + nested("t", 40)))
        items = editor.answer(waiting)["items"]
        assert [item["uri"] for item in items] == [document.uri]


def test_a_held_workspace_pull_can_be_cancelled(project: Path):
    """Cancelling a request that is held answers it -32800 at once."""
    with Editor.stdio(project, capabilities=PULLING) as editor:
        held = held_of(editor.answer(workspace(editor))["items"])
        waiting = workspace(editor, held)
        editor.settled()
        editor.notify("$/cancelRequest", {"id": waiting})
        with pytest.raises(ResponseError) as caught:
            editor.answer(waiting)
        assert caught.value.code == -32800


def test_progress_can_be_cancelled_by_the_user(project: Path):
    """window/workDoneProgress/cancel ends the work under that token, held or running, with -32800."""
    with Editor.stdio(project, capabilities=PULLING) as editor:
        held = held_of(editor.answer(workspace(editor))["items"])
        waiting = workspace(editor, held, workDoneToken="bar")
        editor.settled()
        editor.notify("window/workDoneProgress/cancel", {"token": "other"})
        editor.notify("window/workDoneProgress/cancel", {"token": "bar"})
        assert editor.failure_of(waiting) == -32800
        assert [item["value"]["kind"] for item in editor.progress][-1] == "end"


def test_files_that_are_gone_lose_their_diagnostics(project: Path):
    """A file deleted since is reported with an empty list."""
    with Editor.stdio(project, capabilities=PULLING) as editor:
        held = held_of(editor.answer(workspace(editor))["items"])
        assert held.keys() == {editor.uri("complex.py")}
        waiting = workspace(editor, held)
        editor.settled()
        (project / "complex.py").unlink()
        changes = [{"uri": editor.uri("complex.py"), "type": 3}]
        editor.notify("workspace/didChangeWatchedFiles", {"changes": changes})
        items = editor.answer(waiting)["items"]
        assert [(item["uri"], item["items"]) for item in items] == [(editor.uri("complex.py"), [])]


def test_partial_results_and_progress(project: Path):
    """With tokens the reports come ahead of the answer and progress begins, reports and ends."""
    for number in range(150):
        (project / f"more{number}.py").write_text(f"# {number}\n{COMPLEX}", "utf-8")
    with Editor.stdio(project, capabilities=PULLING) as editor:
        asked = workspace(editor, partialResultToken="part", workDoneToken="work")
        assert editor.answer(asked)["items"] == []
        sent = [item for part in editor.partial for item in part["value"]["items"]]
        assert len(sent) == 151
        assert len(editor.partial) > 1
        kinds = [item["value"]["kind"] for item in editor.progress]
        assert (kinds[0], kinds[-1]) == ("begin", "end")
        assert "report" in kinds


def test_a_dynamic_registration_is_preferred(project: Path):
    """A client that registers diagnostics dynamically gets them so, workspace included."""
    text = {**PULLING["textDocument"], "diagnostic": {"dynamicRegistration": True}}
    with Editor.stdio(project, capabilities={**PULLING, "textDocument": text}) as editor:
        assert "diagnosticProvider" not in editor.offered
        editor.settled()
        options = editor.registered["vitals:textDocument/diagnostic"]["registerOptions"]
        assert options["workspaceDiagnostics"] is True


def test_a_large_document_is_analysed_elsewhere(project: Path):
    """The loop stays free while a worker reads it; typing meanwhile is taken into account."""
    text = "\n\n".join(nested(f"f{number}", 12) for number in range(400))
    with Editor.stdio(project, capabilities=FULL) as editor:
        document = editor.open("large.py", text)
        editor.change(document, (0, 0, "# typed at once\n"))
        assert len(editor.findings(document)) == 400
        assert editor.findings(document)[0]["range"]["start"]["line"] == 1
        stats = editor.request("vitals/stats", {})
        assert stats["analysedElsewhere"] >= 1
        assert "workspace/codeLens/refresh" in editor.refreshed


def test_a_killed_worker_is_replaced(project: Path):
    """The analysis process dies: it is started again and nothing is lost, said once if it had work."""
    import os
    import signal

    text = "\n\n".join(nested(f"f{number}", 12) for number in range(300))
    with Editor.stdio(project) as editor:
        for number in range(3):
            document = editor.open(f"large{number}.py", f"# {number}\n{text}")
            assert len(editor.findings(document)) == 300
            worker = editor.request("vitals/stats", {})["worker"]
            os.kill(worker, signal.SIGKILL)
        assert len(editor.findings(document)) == 300
        assert editor.logs in ([], ["the analysis process died and was started again"])
        editor.logs.clear()


def test_typing_does_not_read_the_project_again(project: Path):
    """While files are watched, a workspace pull after a keystroke opens no file that is known."""
    with Editor.stdio(project, capabilities=PULLING) as editor:
        document = editor.open("simple.py")
        held = held_of(editor.answer(workspace(editor))["items"])
        text = (project / "complex.py").read_text("utf-8")
        (project / "complex.py").write_text("x = 1\n", "utf-8")  # and nobody is told
        editor.change(document, (len(document.text), len(document.text), "\n\n" + nested("t", 40)))
        items = editor.answer(workspace(editor, held))["items"]
        assert [item["uri"] for item in items] == [document.uri]
        editor.notify(
            "workspace/didChangeWatchedFiles",
            {"changes": [{"uri": editor.uri("complex.py"), "type": 2}]},
        )
        held |= held_of(items)
        items = editor.answer(workspace(editor, held))["items"]
        assert [(item["uri"], item["items"]) for item in items] == [(editor.uri("complex.py"), [])]
        (project / "complex.py").write_text(text, "utf-8")


def test_a_long_text_that_becomes_whole_from_afar_is_confirmed_elsewhere(project: Path):
    """Two quotes typed thousands of lines apart are broken blocks until the worker reads the whole."""
    with Editor.stdio(project) as editor:
        lines = "".join(f"x{number} = {number}\n" for number in range(5000))
        document = editor.open("long.py", f"y = 1\n{lines}z = 2\n")
        editor.settled()
        editor.replace(document, "y = 1\n", 'y = """1\n')
        editor.settled()
        assert editor.codes(document) == ["syntax-error"]
        editor.replace(document, "z = 2\n", '2"""\n')
        editor.settled()
        assert editor.codes(document) == []
        assert editor.request("vitals/metrics", editor.of(document))["problems"] == []
