"""What an editor is told of earlier: baselines, trends, acknowledgements, and records of its own."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import wire
from editor import PULLING, Document, Editor, ResponseError
from memory.servers import server
from texts import COMPLEX

CODE = "complex-function"
WORSE = "if value and 1 or 2:\n            pass\n        "
"""What goes before the first `return 0` to make its function more complex."""


@pytest.fixture(autouse=True)
def own_state(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No server of a test remembers what those of others did."""
    monkeypatch.setitem(wire.ENVIRONMENT, "VITALS_STATE_DIR", str(cache / "state"))


@contextmanager
def editing(root: Path, **handshake: Any) -> Iterator[Editor]:
    """Yield an editor whose store is open."""
    with Editor.stdio(root, **handshake) as editor:
        editor.request("vitals/memory/stats", {})
        yield editor


def memory(editor: Editor, method: str, **params: Any) -> Any:
    return editor.request(f"vitals/memory/{method}", params)


def finding(editor: Editor, document: Document) -> dict[str, Any] | None:
    """Return the diagnostic of the complex function."""
    editor.settled()
    found = editor.diagnostics.get(document.uri, {"diagnostics": []})["diagnostics"]
    return next((one for one in found if one["code"] == CODE), None)


def quiet(editor: Editor, document: Document) -> bool:
    one = finding(editor, document)
    return one is not None and one["severity"] == 4 and "acknowledged by" in one["message"]


def until(editor: Editor, holds: Callable[[], Any]) -> None:
    """Let the editor take messages until something holds."""
    while not holds():
        assert time.monotonic() < editor.deadline
        memory(editor, "stats")


def actions(editor: Editor, document: Document) -> dict[str, Any]:
    one = finding(editor, document)
    assert one
    params = {**editor.of(document), "range": one["range"], "context": {"diagnostics": [one]}}
    found = editor.request("textDocument/codeAction", params)
    return {action["title"]: action for action in found}


def run(editor: Editor, action: dict[str, Any]) -> Any:
    command = action["command"]
    params = {"command": command["command"], "arguments": command["arguments"]}
    return editor.request("workspace/executeCommand", params)


def acknowledge(editor: Editor, document: Document, reason: str = "") -> None:
    offered = actions(editor, document)
    action = offered[f"Acknowledge {CODE} for a week, unless it gets worse"]
    if reason:
        action["command"]["arguments"].append(reason)
    run(editor, action)


def hover(editor: Editor, document: Document, text: str) -> str:
    place = editor.position(document, document.text.index(text))
    found = editor.request("textDocument/hover", {**editor.of(document), "position": place})
    return str(found["contents"]["value"])


# -- acknowledgements


def test_an_acknowledged_finding_is_a_hint_that_says_why(project: Path):
    """Who, until when and why stand in the message; taking it back restores the finding."""
    with editing(project) as editor:
        document = editor.open("complex.py")
        before = finding(editor, document)
        acknowledge(editor, document, "we rewrite it in March")
        now = finding(editor, document)
        assert now
        assert now["severity"] == 4
        assert now["message"].endswith(": we rewrite it in March)")
        (back,) = [a for title, a in actions(editor, document).items() if "Take back" in title]
        run(editor, back)
        assert finding(editor, document) == before


def test_an_acknowledgement_outlives_the_server(project: Path):
    """After kill -9 and a restart the finding is still quiet."""
    with editing(project) as editor:
        document = editor.open("complex.py")
        acknowledge(editor, document)
        memory(editor, "flush")
        editor.process.kill()
        editor.wait_for_end()
    with editing(project) as editor:
        document = editor.open("complex.py")
        until(editor, lambda: quiet(editor, document))


def test_what_gets_worse_is_back(project: Path):
    """Once a figure exceeds what was acknowledged, the finding is as loud as ever; else it is not."""
    with editing(project) as editor:
        document = editor.open("complex.py")
        acknowledge(editor, document)
        editor.change(document, (0, 0, "# moved\n"))
        assert quiet(editor, document)
        place = document.text.index("return 0")
        editor.change(document, (place, place, WORSE))
        assert not quiet(editor, document)


def test_what_cannot_be_acknowledged_is_said(project: Path):
    """A finding that is not there, a time too long and wrong arguments are refused with a sentence."""
    with editing(project) as editor:
        document = editor.open("complex.py")
        for arguments in (
            [document.uri, "nothing [nosuch]", 7],
            [document.uri, "nothing"],
            [(project / "other.py").as_uri(), "x", 7],
            ["untitled:1", "x", 7],
        ):
            command = {"command": "vitals.acknowledge", "arguments": arguments}
            with pytest.raises(ResponseError) as caught:
                editor.request("workspace/executeCommand", command)
            assert len(caught.value.message.split()) > 4
        assert not quiet(editor, document)


@contextmanager
def two_editors(project: Path, tmp_path: Path, *, redis: bool) -> Iterator[tuple[Editor, Editor]]:
    with ExitStack() as stack:
        settings: dict[str, Any] = {}
        if redis:
            secret = tmp_path / "secret"
            secret.write_text("a secret of the team")
            url = stack.enter_context(server(tmp_path / "redis")).url
            settings["vitals"] = {
                "redisUrl": url, "sharing": 2, "teamSecretFile": str(secret), "workspaceId": "x",
            }  # fmt: skip
        editors = []
        for number in range(2):
            if redis:  # as if on another machine
                wire.ENVIRONMENT["VITALS_STATE_DIR"] = str(tmp_path / f"state{number}")
            editors.append(stack.enter_context(editing(project, settings=settings)))
        yield editors[0], editors[1]


@pytest.mark.parametrize("redis", [False, True], ids=["sqlite", "redis"])
def test_two_editors_see_each_others_acknowledgements(
    project: Path, tmp_path: Path, *, redis: bool
):
    """What one acknowledges is quiet in the other at once, and loud again when it is taken back."""
    with two_editors(project, tmp_path, redis=redis) as (one, two):
        mine, theirs = one.open("complex.py"), two.open("complex.py")
        loud = finding(two, theirs)
        acknowledge(one, mine)
        until(two, lambda: quiet(two, theirs))
        (back,) = [a for title, a in actions(two, theirs).items() if "Take back" in title]
        run(two, back)
        until(one, lambda: not quiet(one, mine))
        assert finding(two, theirs) == loud


def test_a_pulled_report_tells_of_acknowledgements(project: Path):
    """The workspace's diagnostics of a file that nobody has open are quiet, too."""
    with editing(project) as editor:
        acknowledge(editor, editor.open("complex.py"))
    with editing(project, capabilities=PULLING) as editor:
        editor.request("vitals/indexed", {})
        report = editor.request("workspace/diagnostic", {"previousResultIds": []})
        (found,) = [
            item for one in report["items"] for item in one["items"] if item["code"] == CODE
        ]
        assert found["severity"] == 4


# -- sessions


def test_hover_tells_how_far_the_session_has_come(project: Path):
    """After an edit, hover says what the function's complexity was when the session began."""
    with editing(project) as editor:
        document = editor.open("complex.py")
        assert "since this session began" not in hover(editor, document, "def")
        place = document.text.index("return 0")
        editor.change(document, (place, place, WORSE))
        assert "since this session began" in hover(editor, document, "def")


def test_a_session_goes_on_when_the_server_is_killed(project: Path):
    """The figures of the beginning are those of before the kill, not of the restart."""
    with editing(project) as editor:
        document = editor.open("complex.py")
        before = hover(editor, document, "def")
        memory(editor, "flush")
        editor.process.kill()
        editor.wait_for_end()
    place = COMPLEX.index("return 0")
    worse = f"{COMPLEX[:place]}{WORSE}{COMPLEX[place:]}"
    (project / "complex.py").write_text(worse, "utf-8")
    with editing(project) as editor:
        document = editor.open("complex.py")
        until(editor, lambda: "since this session began" in hover(editor, document, "def"))
    assert "since this session began" not in before


def test_saves_make_a_trend(project: Path):
    """Each save that changes a function adds a point; hover tells the last of them."""
    with editing(project) as editor:
        document = editor.open("complex.py")
        hover(editor, document, "def")
        for _ in range(2):
            place = document.text.index("return 0")
            editor.change(document, (place, place, WORSE))
            editor.notify("textDocument/didSave", editor.of(document))
        name = next(
            item["key"]
            for item in memory(editor, "list", kind="trend")["items"]
            if "::" in item["key"]
        )
        found = memory(editor, "retrieve", kind="trend", key=name)
        assert len(found["value"]["points"]) == 3
        assert hover(editor, document, "def").count("→") >= 2


def test_the_session_is_summed_up(project: Path):
    """The summary names what got worse, and the command shows it."""
    with editing(project) as editor:
        document = editor.open("complex.py")
        hover(editor, document, "def")
        place = document.text.index("return 0")
        editor.change(document, (place, place, WORSE))
        data = editor.request("vitals/session", {})
        (change,) = data["changes"]
        assert change["path"] == "complex.py"
        assert change["now"] > change["was"]
        editor.expected.add("window/showMessage")
        shown = editor.request(
            "workspace/executeCommand", {"command": "vitals.session", "arguments": []}
        )
        assert shown == data["markdown"]
        assert "Worse:" in shown
        assert editor.shown[-1]["message"].startswith("This session")


def test_another_editor_goes_on_where_one_left_off(project: Path):
    """What was open in one editor of the user is opened in another, at the place of the user."""
    with editing(project, clientInfo={"name": "one"}) as editor:
        document = editor.open("complex.py")
        editor.open("simple.py")
        hover(editor, document, "def")
    with editing(project, clientInfo={"name": "two"}) as editor:
        opened = editor.request(
            "workspace/executeCommand", {"command": "vitals.resume", "arguments": []}
        )
        assert opened == [(project / name).as_uri() for name in ("simple.py", "complex.py")]


# -- records of clients


def test_clients_may_stash_and_retrieve(project: Path):
    """A note comes back with stamp and age, can be replaced by its stamp, listed and forgotten."""
    with editing(project) as editor:
        note = {"kind": "note", "key": "plan", "scope": "agent"}
        assert memory(editor, "retrieve", **note) == {"state": "miss", "stale": False}
        stamp = memory(editor, "stash", **note, value={"next": "tests"})["stamp"]
        found = memory(editor, "retrieve", **note)
        assert (found["state"], found["value"], found["stamp"]) == ("hit", {"next": "tests"}, stamp)
        refused = memory(editor, "stash", **note, value={}, ifStamp="00" * 12)
        assert refused["refused"]
        assert "refused" not in memory(editor, "stash", **note, value={"x": 1}, ifStamp=stamp)
        assert memory(editor, "list", kind="note")["total"] == 1
        memory(editor, "forget", **note)
        assert memory(editor, "retrieve", **note)["state"] == "miss"


def test_batches_answer_in_order(project: Path):
    """A thousand records are stashed and retrieved in one request each; more are refused."""
    with editing(project) as editor:
        items = [{"kind": "note", "key": f"n{n}", "value": {"n": n}} for n in range(1000)]
        assert len(memory(editor, "stashBatch", items=items)["receipts"]) == 1000
        asked = [{"kind": "note", "key": f"n{n}"} for n in range(999, -1, -1)]
        found = memory(editor, "retrieveBatch", items=asked)["items"]
        assert [one["value"]["n"] for one in found] == list(range(999, -1, -1))
        assert editor.error("vitals/memory/stashBatch", {"items": items + items[:1]}) == -32602
        assert memory(editor, "flush", timeoutMs=5000) == {"durability": "journal"}


@pytest.mark.parametrize(
    "params",
    [
        {"kind": "nosuch", "key": "x", "value": {}},
        {"kind": "ack", "key": "x", "value": {"at": "yesterday"}},
        {"kind": "note", "key": "x", "value": {"x": "y" * 40_000}},
        {"kind": "note", "key": "x", "value": {}, "ifStamp": "no stamp"},
        {"kind": "note", "key": "x", "value": {}, "uri": "untitled:1"},
    ],
)
def test_what_cannot_be_stashed_is_refused(project: Path, params: dict[str, Any]):
    """A wrong record is an error with a sentence, and nothing is kept."""
    with editing(project) as editor:
        with pytest.raises(ResponseError) as caught:
            editor.request("vitals/memory/stash", params)
        assert len(caught.value.message.split()) > 3
        assert memory(editor, "list", kind="note")["total"] == 0


def test_subscribers_are_told_of_changes(project: Path):
    """Whoever subscribed hears of the writes of another editor, and no longer once it ended that."""
    with editing(project) as one, editing(project) as two:
        two.expected.add("vitals/memory/changed")
        memory(two, "subscribe")
        memory(one, "stash", kind="note", key="hello", value={"x": 1})
        two.wait(
            lambda: any(c["key"] == "hello" for m in two.remembered for c in m["changes"]), "news"
        )
        assert two.remembered[-1]["folder"] == project.as_uri()
        memory(two, "subscribe", on=False)
        two.remembered.clear()
        memory(one, "stash", kind="note", key="again", value={"x": 1})
        until(two, lambda: memory(two, "retrieve", kind="note", key="again")["state"] == "hit")
        assert two.remembered == []


def test_memory_can_be_switched_off(project: Path, cache: Path):
    """With `memory` off nothing is written, and requests say so."""
    with Editor.stdio(project, settings={"vitals": {"memory": False}}) as editor:
        editor.open("complex.py")
        editor.settled()
        assert editor.error("vitals/memory/list", {}) == -32803
    assert not (cache / "state").exists()


def test_the_state_of_the_store_is_told(project: Path):
    """Stats name the state in a word and in a sentence, with the counts."""
    with editing(project) as editor:
        told = memory(editor, "stats")
        assert (told["state"], told["remote"]) == ("local", None)
        assert told["detail"]
        assert told["faults"] == {}
        assert json.dumps(told)


def test_redis_that_is_away_costs_one_warning(project: Path):
    """With an address where nobody listens everything works, and the user is told once what is wrong."""
    settings = {"vitals": {"redisUrl": "redis://127.0.0.1:1", "sharing": 1}}
    with editing(project, settings=settings) as editor:
        document = editor.open("complex.py")
        acknowledge(editor, document)
        assert quiet(editor, document)
        until(editor, lambda: memory(editor, "stats")["state"] == "apart")
        editor.wait(lambda: any("session memory" in line for line in editor.logs), "the warning")
        told = [line for line in editor.logs if "session memory" in line]
        assert len(told) == 1
        assert "redis://127.0.0.1:1 is not reachable" in told[0]
        editor.logs.clear()
