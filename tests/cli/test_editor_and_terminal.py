"""An editor and a terminal on one project: what is acknowledged in either is quiet in the other."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import wire
from editor import Document, Editor
from terminal import COMPLEX, Place

REASON = "ported, as it is"


@pytest.fixture
def project(place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A repository with a finding, new since its last commit; editor and terminal are one user's."""
    monkeypatch.setitem(wire.ENVIRONMENT, "VITALS_STATE_DIR", os.environ["VITALS_STATE_DIR"])
    place.write("b.py", "x = 1\n")
    place.commit()
    place.write("a.py", COMPLEX)
    return place


def until(editor: Editor, holds: Callable[[], Any]) -> None:
    """Let the editor take messages until something holds."""
    while not holds():
        editor.request("vitals/memory/stats", {})


def severity(editor: Editor, document: Document) -> int:
    """Return how loud the one finding is: 4 is a hint."""
    editor.settled()
    (one,) = editor.diagnostics[document.uri]["diagnostics"]
    return int(one["severity"])


def test_what_the_terminal_acknowledges_is_quiet_in_the_editor(project: Place):
    """`vitals memory ack` and `withdraw` are seen at once in an editor that is open."""
    with Editor.stdio(project.root) as editor:
        document = editor.open("a.py")
        loud = severity(editor, document)
        assert loud < 4
        assert (
            project.vitals("memory", "ack", "a.py:1", "--days", "9", "--reason", REASON).code == 0
        )
        until(editor, lambda: severity(editor, document) == 4)
        (one,) = editor.diagnostics[document.uri]["diagnostics"]
        assert REASON in one["message"]
        assert project.vitals("memory", "withdraw", "a.py::complex_one").code == 0
        until(editor, lambda: severity(editor, document) == loud)


@pytest.mark.parametrize("folder", ["", "sub"])
def test_what_the_editor_acknowledges_fails_no_command(project: Place, folder: str):
    """A finding that was acknowledged in an editor is quiet in the terminal, in folders below, too."""
    project.write("sub/vitals.toml", "")
    project.write("sub/a.py", COMPLEX)
    path = str(Path(folder, "a.py"))
    with Editor.stdio(project.root) as editor:
        document = editor.open(path)
        editor.request("vitals/memory/stats", {})
        severity(editor, document)
        identity = "complex_one [deep-nesting]"
        arguments = [document.uri, identity, 7, REASON]
        editor.request(
            "workspace/executeCommand", {"command": "vitals.acknowledge", "arguments": arguments}
        )
        assert severity(editor, document) == 4
        editor.request("vitals/memory/flush", {})
    outcome = project.vitals("check", path)
    assert outcome.code == 0
    assert REASON in outcome.out
    assert project.vitals("check", "--no-memory", path).code == 1


def test_a_secret_that_only_the_editor_knows_of_is_the_terminal_s_too(project: Place):
    """A terminal without the team's secret reads and writes what an editor with it does, live."""
    secret = project.write("secret", "a secret of the whole team")
    settings = {"vitals": {"teamSecretFile": str(secret)}}
    with Editor.stdio(project.root, settings=settings) as editor:
        document = editor.open("a.py")
        loud = severity(editor, document)
        editor.request("vitals/memory/stash", {"kind": "note", "key": "n", "value": {"x": 1}})
        editor.request("vitals/memory/flush", {})
        assert '{"x":1}' in project.vitals("memory", "list").out
        assert (
            project.vitals("memory", "ack", "a.py:1", "--days", "9", "--reason", REASON).code == 0
        )
        until(editor, lambda: severity(editor, document) == 4)
        assert project.vitals("memory", "withdraw", "a.py:1").code == 0
        until(editor, lambda: severity(editor, document) == loud)
        found = editor.request("vitals/memory/retrieve", {"kind": "note", "key": "n"})
        assert found["value"] == {"x": 1}
    with Editor.stdio(project.root) as editor:  # it is its own secret again, for both
        document = editor.open("a.py")
        editor.request("vitals/memory/stats", {})
        secret.unlink()
        assert (
            project.vitals("memory", "ack", "a.py:1", "--days", "9", "--reason", REASON).code == 0
        )
        until(editor, lambda: severity(editor, document) == 4)
