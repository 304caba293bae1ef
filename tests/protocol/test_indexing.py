"""The whole workspace in the background: what becomes known, and what goes wrong on the way."""

import contextlib
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import wire
from editor import FULL, PULLING, Editor
from texts import COMPLEX, nested

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="looks at Linux processes")

DIED = "another one does its files again"


@pytest.fixture(autouse=True)
def own_cache(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each server of a test knows what the others of that test have learnt, and no more."""
    monkeypatch.setitem(wire.ENVIRONMENT, "VITALS_CACHE_DIR", str(cache))


def fill(root: Path, count: int) -> None:
    """Write so many files, no two alike."""
    for number in range(count):
        (root / f"m{number:03}.py").write_text(f"# {number}\n{COMPLEX}", "utf-8")


def indexed(editor: Editor) -> dict[str, Any]:
    found: dict[str, Any] = editor.request("vitals/indexed", {})
    return found


def stats(editor: Editor) -> dict[str, Any]:
    found: dict[str, Any] = editor.request("vitals/stats", {})["index"]
    return found


def until(editor: Editor, holds: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    """Ask for the counts until something holds; each answer takes the server a turn."""
    while not holds(found := stats(editor)):
        editor.wait(lambda: True, "time")
    return found


def processes(found: dict[str, Any], work: str) -> list[int]:
    return [item["process"] for item in found["processes"] if item["work"] == work]


def watched(editor: Editor, *names: str) -> None:
    """Tell of files that changed on disk."""
    changes = [{"uri": editor.uri(name), "type": 2} for name in names]
    editor.notify("workspace/didChangeWatchedFiles", {"changes": changes})


@contextlib.contextmanager
def at_once(editor: Editor) -> Iterator[None]:
    """Send what is said inside in one piece, so that no busy machine tears it apart."""
    write, frames = editor.wire.write, list[bytes]()
    editor.wire.write = frames.append
    yield
    editor.wire.write = write
    write(b"".join(frames))


def gone(process: int) -> bool:
    """Wait until a process is over."""
    try:
        descriptor = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    with os.fdopen(descriptor):
        return bool(select.select([descriptor], [], [], 30)[0])


def test_the_workspace_becomes_known_without_a_question(project: Path):
    """After `initialized` all files are indexed, in processes that are not the server's."""
    with Editor.stdio(project) as editor:
        found = until(editor, lambda found: found["complete"])
        assert (found["files"], found["indexed"], found["failed"]) == (2, 2, 0)
        (survey,) = processes(found, "survey")
        assert survey != editor.process.pid
        assert 0 < found["bytes"] <= found["capacity"]


def test_the_totals_are_those_of_the_files(project: Path):
    """vitals/indexed adds up functions, classes, imports and lines of every file."""
    (project / "third.py").write_text("import os\n\n\nclass A:\n    pass\n", "utf-8")
    with Editor.stdio(project) as editor:
        found = indexed(editor)
        lines = sum(path.read_text("utf-8").count("\n") for path in project.glob("*.py"))
        assert (found["files"], found["failed"], found["lines"]) == (3, 0, lines)
        assert (found["functions"], found["classes"], found["imports"]) == (3, 1, 1)


def test_a_folder_that_is_not_to_be_indexed_is_when_somebody_asks(project: Path):
    """With the setting off nothing is surveyed after a pause; a request does it once."""
    off = {"vitals": {"index": False}}
    with Editor.stdio(project, settings=off, initializationOptions=off) as editor:
        document = editor.open("complex.py")
        for number in range(60):
            editor.change(document, (0, 0, f"# {number}\n"))
            editor.settled()
        assert stats(editor)["surveys"] == 0
        assert indexed(editor)["files"] == 2
        assert stats(editor)["surveys"] == 1


def test_the_surveying_process_loads_while_the_server_does(project: Path):
    """It is there when the first request is answered, whatever there is to survey later."""
    with Editor.stdio(project) as editor:
        assert len(processes(stats(editor), "survey")) == 1


def test_no_process_waits_where_nothing_is_to_be_indexed(project: Path):
    """Settings on disk that switch the index off let the process go that was started ahead."""
    (project / "vitals.toml").write_text("index = false\n", "utf-8")
    with Editor.stdio(project) as editor:
        found = until(editor, lambda found: not processes(found, "survey"))
        assert (found["surveys"], found["processes"]) == (0, [])


def test_a_second_server_measures_nothing(project: Path):
    """What one server has learnt the next one finds: all is read, nothing analysed."""
    fill(project, 30)
    with Editor.stdio(project) as editor:
        first = indexed(editor)
        assert stats(editor)["measured"] == 32
    with Editor.stdio(project) as editor:
        assert indexed(editor) == first
        found = stats(editor)
        assert (found["measured"], found["indexed"]) == (0, 32)
        assert processes(found, "measure") == []


def test_a_text_that_many_files_share_is_measured_once(project: Path):
    """Of forty files with one text one is measured, and all are known."""
    for number in range(40):
        (project / f"same{number}.py").write_text(COMPLEX + "# the same\n", "utf-8")
    with Editor.stdio(project) as editor:
        assert indexed(editor)["functions"] == 2 * 41 + 1
        assert stats(editor)["measured"] == 3


def test_progress_is_shown_and_ends(project: Path):
    """A client that can show progress is asked for a token and sees a beginning, counts, an end."""
    fill(project, 150)
    with Editor.stdio(project) as editor:
        indexed(editor)
        values = [item["value"] for item in editor.progress]
        assert [values[0]["kind"], values[-1]["kind"]] == ["begin", "end"]
        told = [value for value in values if value["kind"] == "report"]
        percentages = [value["percentage"] for value in told]
        assert percentages == sorted(percentages)
        assert all("of 152 files" in value["message"] for value in told)


def test_a_client_without_progress_sees_none(project: Path):
    """Nothing is sent that the client did not declare."""
    fill(project, 150)
    able = {**FULL, "window": {}}
    with Editor.stdio(project, capabilities=able) as editor:
        assert indexed(editor)["files"] == 152
        assert editor.progress == []


def test_the_user_can_stop_it_and_start_it_again(project: Path):
    """After a cancel no more is begun and the editor is served; the command does the rest."""
    fill(project, 400)
    with Editor.stdio(project, settings={"vitals": {"indexProcesses": 1}}) as editor:
        editor.wait(lambda: editor.progress, "progress")
        token = editor.progress[0]["token"]
        editor.notify("window/workDoneProgress/cancel", {"token": token})
        editor.wait(lambda: editor.progress[-1]["value"]["kind"] == "end", "the end")
        found = stats(editor)
        assert not found["complete"]
        assert found["indexed"] < 402
        assert editor.codes(editor.open("complex.py")) == ["complex-function"]
        editor.request("workspace/executeCommand", {"command": "vitals.index", "arguments": []})
        assert until(editor, lambda found: found["complete"])["indexed"] == 402


def test_a_change_starts_a_stopped_index(project: Path):
    """A file that changes on disk after a cancel brings the whole index up to date."""
    fill(project, 400)
    with Editor.stdio(project, settings={"vitals": {"indexProcesses": 1}}) as editor:
        editor.wait(lambda: editor.progress, "progress")
        token = editor.progress[0]["token"]
        editor.notify("window/workDoneProgress/cancel", {"token": token})
        editor.wait(lambda: editor.progress[-1]["value"]["kind"] == "end", "the end")
        watched(editor, "simple.py")
        assert until(editor, lambda found: found["complete"])["indexed"] == 402


def test_a_process_that_is_killed_loses_nothing(project: Path):
    """Its files are measured by the next one, and the user reads of it once, however many die."""
    fill(project, 300)
    with Editor.stdio(project) as editor:
        killed = set[int]()
        while len(killed) < 3:
            found = until(editor, lambda found: processes(found, "measure"))
            victim = processes(found, "measure")[0]
            if victim not in killed:
                killed.add(victim)
                os.kill(victim, signal.SIGKILL)
            if found["complete"]:
                break
        assert killed
        found = indexed(editor)
        assert (found["files"], found["failed"]) == (302, 0)
        assert stats(editor)["restarts"] >= 1
        editor.wait(lambda: editor.logs, "the log line")
        assert len(editor.logs) == 1
        editor.expect_log(DIED)


FRUGAL = """
from lsp_server.protocol import indexing
indexing.LARGEST = 1
from lsp_server.__main__ import main
main()
"""


def test_a_process_that_has_grown_is_replaced(project: Path, monkeypatch: pytest.MonkeyPatch):
    """Above the bound a process ends after its job, the next one goes on, and nobody is told."""
    monkeypatch.setattr(wire, "SERVE", [sys.executable, "-c", FRUGAL, "serve"])
    fill(project, 150)
    with Editor.stdio(project) as editor:
        assert indexed(editor)["files"] == 152
        found = stats(editor)
        assert (found["failed"], found["restarts"]) == (0, 0)
        assert found["recycled"] >= 3


def test_the_process_that_lists_files_may_die_once(project: Path):
    """Killed in between, it is started again for the next batch, and everything is found."""
    with Editor.stdio(project) as editor:
        indexed(editor)
        (survey,) = processes(stats(editor), "survey")
        os.kill(survey, signal.SIGKILL)
        assert gone(survey)
        fill(project, 3)
        watched(editor, "m000.py", "m001.py", "m002.py")
        assert indexed(editor)["files"] == 5
        editor.expect_log(DIED)


def test_a_file_that_kills_twice_is_left_out(project: Path):
    """Whoever analyses it dies: after two deaths it is said and left out, all others are known."""
    size = "\n\n".join(nested(f"f{number}", 40) for number in range(9000))
    (project / "deadly.py").write_text(size, "utf-8")
    with Editor.stdio(project, settings={"vitals": {"indexProcesses": 1}}) as editor:
        editor.deadline += 60
        victims = set[int]()

        def alone(found: dict[str, Any]) -> bool:
            running = processes(found, "measure")
            if running and running[0] not in victims and not victims:
                victims.add(running[0])
                os.kill(running[0], signal.SIGKILL)
            return found["indexed"] == 2 and bool(running) and running[0] not in victims

        found = until(editor, alone)
        os.kill(processes(found, "measure")[0], signal.SIGKILL)
        assert indexed(editor)["failed"] == 1
        editor.expect_log(DIED)
        editor.expect_log("1 file is not indexed: ")
        watched(editor, "simple.py")
        assert indexed(editor)["failed"] == 1


def test_what_cannot_be_read_is_said_in_one_line(project: Path):
    """A FIFO, a link to itself and 100 MB of nothing: one line for all, once, and all else known."""
    os.mkfifo(project / "fifo.py")
    (project / "loop.py").symlink_to(project / "loop.py")
    (project / "around").symlink_to(project)
    with (project / "huge.py").open("wb") as file:
        file.truncate(100_000_000)
    with Editor.stdio(project) as editor:
        found = indexed(editor)
        assert (found["files"], found["failed"]) == (5, 3)
        assert len(editor.logs) == 1
        editor.expect_log("3 files are not indexed: ")
        watched(editor, "simple.py", "huge.py")
        indexed(editor)
        assert editor.logs == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_said(project: Path):
    """Without permission to read it a file fails alone."""
    (project / "secret.py").write_text("x = 1\n", "utf-8")
    (project / "secret.py").chmod(0)
    with Editor.stdio(project) as editor:
        assert indexed(editor)["failed"] == 1
        editor.expect_log("secret.py (permission denied)")


def test_a_server_that_is_killed_leaves_no_process_behind(project: Path):
    """The index's processes end by themselves when the server does, in the middle of their work."""
    fill(project, 300)
    with Editor.stdio(project) as editor:
        found = until(editor, lambda found: processes(found, "measure"))
        editor.process.kill()
        for item in found["processes"]:
            assert gone(item["process"])
        with pytest.raises(EOFError):
            editor.wait(lambda: False, "the end")
        editor.logs.clear()


def test_deleted_and_created_files_follow(project: Path):
    """A deleted file leaves the index, a created one enters it, a folder does so with its files."""
    with Editor.stdio(project) as editor:
        assert indexed(editor)["files"] == 2
        (project / "simple.py").unlink()
        (project / "new").mkdir()
        fill(project / "new", 5)
        watched(editor, "simple.py", "new")
        assert indexed(editor)["files"] == 6
        (project / "new").rename(project / "node_modules")
        watched(editor, "new")
        assert indexed(editor)["files"] == 1


def test_settings_that_change_are_those_of_the_index(project: Path):
    """After the settings file allows more, a pull takes back what the client was told."""
    with Editor.stdio(project, capabilities=PULLING) as editor:
        params: dict[str, Any] = {"previousResultIds": []}
        (item,) = editor.request("workspace/diagnostic", params)["items"]
        text = '[tool.vitals]\nbase = "none"\ncyclomatic = 90\ncognitive = 90\n'
        (project / "pyproject.toml").write_text(text, "utf-8")
        watched(editor, "pyproject.toml")
        params = {"previousResultIds": [{"uri": item["uri"], "value": item["resultId"]}]}
        (item,) = editor.request("workspace/diagnostic", params)["items"]
        assert item["items"] == []


def git(root: Path, *arguments: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "gc.auto=0")
    subprocess.run(("git", *who, *arguments), cwd=root, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with 500 files that differ between two branches, and 100 that do not."""
    root = tmp_path / "repository"
    root.mkdir()
    (root / "vitals.toml").write_text('base = "main"\n', "utf-8")
    git(root, "init", "-q", "-b", "main")
    fill(root, 600)
    git(root, "add", ".")
    git(root, "commit", "-qm", "one")
    git(root, "checkout", "-qb", "other")
    for number in range(500):
        text = f"# {number}\n{COMPLEX}\n\n{nested('more', 20)}"
        (root / f"m{number:03}.py").write_text(text, "utf-8")
    git(root, "commit", "-qam", "two")
    git(root, "checkout", "-q", "main")
    return root


def parts(names: list[str], size: int) -> Iterator[list[str]]:
    yield from (names[first : first + size] for first in range(0, len(names), size))


def test_a_checkout_is_one_batch(repository: Path):
    """500 files changed by git, told in five notifications: one pass, each view refreshed once."""
    with Editor.stdio(repository, capabilities=PULLING) as editor:
        editor.deadline += 60
        editor.open("m000.py")
        editor.settled()
        assert indexed(editor)["functions"] == 1200
        editor.settled()
        before = stats(editor)
        editor.refreshed.clear()
        git(repository, "checkout", "-q", "other")
        with at_once(editor):
            for names in parts([f"m{number:03}.py" for number in range(500)], 100):
                watched(editor, *names)
            watched(editor, ".git/HEAD")
        assert indexed(editor)["functions"] == 1700
        editor.settled()
        after = stats(editor)
        assert (after["surveys"], after["batches"]) == (before["surveys"] + 1, 1)
        assert after["measured"] == before["measured"] + 500
        editor.wait(lambda: "workspace/diagnostic/refresh" in editor.refreshed, "a refresh")
        assert len(editor.refreshed) == len(set(editor.refreshed)), editor.refreshed


def test_events_told_one_by_one_are_one_batch(project: Path):
    """A client that tells of each of 200 files by itself causes one look at all of them."""
    with Editor.stdio(project) as editor:
        indexed(editor)
        before = stats(editor)
        fill(project, 200)
        with at_once(editor):
            for number in range(200):
                watched(editor, f"m{number:03}.py")
        found = until(editor, lambda found: found["files"] == 202 and found["complete"])
        assert (found["batches"], found["surveys"]) == (1, before["surveys"] + 1)


def test_a_client_that_does_not_answer_for_its_settings_is_served(project: Path):
    """Documents settle with the settings on disk when workspace/configuration stays unanswered."""
    with Editor.stdio(project, shake=False) as editor:
        send = editor.send
        editor.send = lambda message, **how: None if "result" in message else send(message, **how)
        editor.begin()
        document = editor.open("complex.py")
        assert editor.codes(document) == ["complex-function"]
        editor.expect_log("has not answered workspace/configuration")
        editor.send = send
