"""Language servers under fire: killed amid writes, and with everything going wrong for a while."""

import random
import sqlite3
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import wire
from editor import Editor
from memory.proxy import Mode, Proxy, proxied
from memory.servers import Server, server

from lsp_server.memory.entry import entry_of
from lsp_server.memory.frame import decode
from lsp_server.memory.places import FILE
from lsp_server.memory.stamp import milliseconds

CRASH = 0.25
"""Seconds of acknowledged writes that a kill may take on a machine that does other things, too."""


def note(number: int, **more: Any) -> dict[str, Any]:
    return {"kind": "note", "key": f"n{number}", "value": {"n": number}, **more}


def test_a_server_killed_amid_writes_loses_next_to_nothing(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """What was acknowledged is there after kill -9, but for the very last; nothing in between lacks."""
    monkeypatch.setitem(wire.ENVIRONMENT, "VITALS_STATE_DIR", str(tmp_path / "state"))
    with Editor.stdio(project) as editor:
        answers = [editor.request("vitals/memory/stash", note(number)) for number in range(400)]
        editor.process.kill()
        killed = time.time()
        editor.wait_for_end()
    with Editor.stdio(project) as editor:
        found = editor.request("vitals/memory/list", {"kind": "note", "limit": 10_000})["items"]
    stamps = [bytes.fromhex(answer["stamp"]) for answer in answers]
    kept = sorted(item["value"]["n"] for item in found)
    assert kept == list(range(len(kept)))
    assert all(milliseconds(stamp) / 1000 > killed - CRASH for stamp in stamps[len(kept) :])


@contextmanager
def editors(project: Path, folder: Path, proxies: list[Proxy]) -> Any:
    """Yield an editor for each proxy, each as if on a machine of its own."""
    secret = folder / "secret"
    secret.write_text("a secret of the team")
    with ExitStack() as stack:
        started = []
        for number, proxy in enumerate(proxies):
            wire.ENVIRONMENT["VITALS_STATE_DIR"] = str(folder / f"state{number}")
            settings = {
                "redisUrl": proxy.url, "sharing": 3, "teamSecretFile": str(secret), "workspaceId": "x",
            }  # fmt: skip
            editor = stack.enter_context(Editor.stdio(project, settings={"vitals": settings}))
            editor.deadline += 600
            started.append(editor)
        yield started
        for editor in started:
            editor.logs.clear()


def fire(chance: random.Random, at: Server, proxies: list[Proxy]) -> None:
    """Do something to the server or to a way to it, or let it be."""
    what = chance.randrange(10)
    if what == 0:
        at.client.flushall()
    elif what == 1:
        at.kill()
        at.start()
    elif what == 2:
        at.stop()
        time.sleep(0.3)
        at.go_on()
    else:
        chance.choice(proxies).mode = chance.choice(list(Mode))


def records(editor: Editor) -> list[Any]:
    found: list[Any] = editor.request("vitals/memory/list", {"kind": "note", "limit": 10_000})[
        "items"
    ]
    return found


def on_disk(folder: Path) -> dict[bytes, tuple[bytes, bytes | None]]:
    """Return stamps and values of the notes in a SQLite file."""
    connection = sqlite3.connect(folder / FILE)
    rows = connection.execute("SELECT field, frame FROM records").fetchall()
    connection.close()
    return _entries([row for row in rows if row[0].startswith(b"note:")], b"")


def in_redis(at: Server, secret: bytes) -> dict[bytes, tuple[bytes, bytes | None]]:
    (key,) = at.client.keys("vitals:1:*:s")
    pairs = at.client.hgetall(key).items()
    return _entries([pair for pair in pairs if pair[0].startswith(b"note:")], secret)


def _entries(pairs: Any, secret: bytes) -> dict[bytes, tuple[bytes, bytes | None]]:
    entries = (entry_of(field, decode(field, frame, secret)) for field, frame in pairs)
    return {entry.field: (entry.stamp, entry.value) for entry in entries}


@pytest.mark.parametrize(
    "seconds", [3.0, pytest.param(180.0, marks=pytest.mark.slow)], ids=["short", "long"]
)
def test_two_servers_agree_after_everything_went_wrong(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float
):
    """After faults at random, both servers, both files and Redis hold the same, byte for byte."""
    from lsp_server.memory.sharing import team_secret

    monkeypatch.setitem(wire.ENVIRONMENT, "VITALS_STATE_DIR", "")
    chance = random.Random(5)  # noqa: S311  no secret
    with ExitStack() as stack:
        at = stack.enter_context(server(tmp_path / "redis"))
        proxies = [stack.enter_context(proxied(at.port)) for _ in range(2)]
        with editors(project, tmp_path, proxies) as both:
            end = time.monotonic() + seconds
            number = 0
            while time.monotonic() < end:
                for editor in both:
                    for _ in range(5):
                        number += 1
                        key = {"kind": "note", "key": f"n{chance.randrange(200)}"}
                        if chance.random() < 0.2:
                            editor.request("vitals/memory/forget", key)
                        else:
                            editor.request("vitals/memory/stash", {**key, "value": {"n": number}})
                fire(chance, at, proxies)
                time.sleep(0.05)
            for proxy in proxies:
                proxy.mode = Mode.PASS
            deadline = time.monotonic() + 60
            agreed = False
            while not agreed:
                assert time.monotonic() < deadline, "no agreement"
                kept = [
                    editor.request("vitals/memory/flush", {"timeoutMs": 2000})["durability"]
                    for editor in both
                ]
                agreed = kept == ["shared", "shared"] and records(both[0]) == records(both[1])
            assert number > 20
            redis = in_redis(at, team_secret(str(tmp_path / "secret")))
            assert on_disk(tmp_path / "state0") == redis
            assert on_disk(tmp_path / "state1") == redis
