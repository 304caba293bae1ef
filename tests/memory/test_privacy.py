"""What goes over the wire: nothing at level 0; figures and keyed hashes at 1; names at 2."""

import re
import zlib
from pathlib import Path

import pytest
import wire
from editor import Editor
from relay import relayed
from servers import server
from stores import PATIENCE, connected, opened, shared

from lsp_server.memory.kinds import KINDS
from lsp_server.memory.sharing import Sharing
from lsp_server.memory.store import Item

NAMES = ["secret_function", "SecretClass", "hidden_module", "quiet_folder", "a confidential reason"]
SOURCE = '''"""A hidden docstring."""


class SecretClass:
    def secret_function(self, value):
''' + "".join(f"        if value == {n}:\n            return {n}\n" for n in range(40))
WORDS = {*NAMES, "hidden docstring", "if value", "colleague@machine"}
RECORDS = [
    Item("baseline", "quiet_folder/hidden_module.py",
         {"at": 1.0, "functions": {"SecretClass.secret_function": {"cognitive": 40}}}, "colleague@machine"),
    Item("trend", "quiet_folder/hidden_module.py::secret_function",
         {"points": [[1.0, {"cognitive": 40}]]}),
    Item("ack", "hidden_module.py::SecretClass.secret_function [complex-function]",
         {"at": 1.0, "until": 4e9, "by": "colleague@machine", "reason": "a confidential reason",
          "figures": {"cognitive": 40}}),
    Item("seen", "quiet_folder/hidden_module.py", {"at": 1.0, "line": 3}, "colleague@machine"),
    Item("handoff", "editor", {"at": 1.0, "editor": "e", "files": ["quiet_folder/hidden_module.py"]},
         "colleague@machine"),
    Item("note", "SecretClass", {"text": "a confidential reason"}),
    Item("pattern", "SecretClass", {"text": "hidden docstring"}),
]  # fmt: skip


def told(said: bytes) -> set[str]:
    """Return the words that can be read in bytes, in anything compressed within them too."""
    readable = bytearray(said)
    for match in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", said):
        stream = zlib.decompressobj()
        try:
            readable += stream.decompress(said[match.start() :])
        except zlib.error:
            continue
    text = readable.decode("utf-8", "replace")
    return {word for word in WORDS if word in text}


def test_every_kind_is_covered():
    """The records of these tests are of all kinds that there are."""
    assert {item.kind for item in RECORDS} == KINDS.keys()


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_records_leave_the_machine_as_the_level_allows(tmp_path: Path, level: int):
    """At 0 not a byte, at 1 not a name, at 2 names but no free text of agents, at 3 all."""
    secret = tmp_path / "secret"
    secret.write_text("the secret of the team")
    with server(tmp_path / "s") as started, relayed(started.port) as relay:
        url = relay.url if level else ""
        sharing = Sharing(url, level, str(secret))
        with opened(tmp_path / "state", "hidden_module", sharing) as store:
            for item in RECORDS:
                assert not store.stash(item).refused
            if level:
                shared(store)
        words = told(bytes(relay.sent))
    if level == 0:
        assert relay.connections == 0
    elif level == 1:
        assert words == set()
    elif level == 2:
        assert "secret_function" in words
        assert "hidden docstring" not in words
    else:
        assert {"hidden docstring", "a confidential reason"} <= words
    assert relay.sent or not level


def test_records_kept_back_leave_when_the_level_is_raised(tmp_path: Path):
    """What a lower level kept on the machine is sent once a higher one lets it."""
    secret = tmp_path / "secret"
    secret.write_text("the secret of the team")
    with server(tmp_path / "s") as started:
        sharing = Sharing(started.url, 1, str(secret))
        with opened(tmp_path / "state", sharing=sharing) as store:
            store.stash(RECORDS[-1])
            shared(store)
            assert not started.client.keys("vitals:1:*:s")
        with opened(tmp_path / "state", sharing=sharing._replace(level=3)) as store:
            connected(store)
            shared(store)
            (key,) = started.client.keys("vitals:1:*:s")
            assert started.client.hlen(key) == 1


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with names that must not be seen."""
    folder = tmp_path / "quiet_folder"
    folder.mkdir()
    (folder / "hidden_module.py").write_text(SOURCE)
    (folder / "pyproject.toml").write_text('[tool.vitals]\nbase = "none"\n')
    return folder


@pytest.mark.parametrize("level", [0, 1])
def test_a_server_gives_nothing_readable_away(
    project: Path, tmp_path: Path, level: int, monkeypatch: pytest.MonkeyPatch
):
    """While somebody works, no name, path or text of the project goes over the wire at 0 and 1."""
    monkeypatch.setitem(wire.ENVIRONMENT, "VITALS_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setitem(wire.ENVIRONMENT, "VITALS_CACHE_DIR", str(tmp_path / "cache"))
    with server(tmp_path / "s") as started, relayed(started.port) as relay:
        settings = {"vitals": {"redisUrl": relay.url, "sharing": level}}
        with Editor.stdio(project, settings=settings) as editor:
            document = editor.open("hidden_module.py")
            editor.request("vitals/indexed", {})
            editor.request("vitals/memory/stats", {})
            for item in RECORDS:
                params = {
                    "kind": item.kind,
                    "key": item.name,
                    "scope": item.scope,
                    "value": item.value,
                }
                editor.request("vitals/memory/stash", params)
            editor.change(document, (0, 0, "# a comment\n"))
            editor.notify("textDocument/didSave", editor.of(document))
            editor.request("vitals/memory/flush", {"timeoutMs": int(PATIENCE * 400)})
            editor.logs.clear()
        assert told(bytes(relay.sent)) == set()
        assert bool(relay.connections) == bool(level)
        if level:
            assert started.client.dbsize() > 1  # results of analysis, too
