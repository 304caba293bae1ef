"""The command's session memory over Redis: real servers, two users with state folders of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from memory.servers import Server, server
from memory.stores import PATIENCE, Heard, kept
from terminal import COMPLEX

from lsp_server.cli.remembered import project_at
from lsp_server.memory.entry import field_of
from lsp_server.memory.places import state_folder
from lsp_server.memory.sharing import team_secret
from lsp_server.memory.store import Store

SECRET = "a secret of the whole team"  # noqa: S105  of a test


@pytest.fixture
def redis(tmp_path_factory):
    """A server of Redis."""
    with server(tmp_path_factory.mktemp("r")) as started:
        yield started


@pytest.fixture
def shared(place, redis: Server, monkeypatch):
    """A clone with a finding, whose user shares everything with a team."""
    place.write("a.py", COMPLEX)
    place.git("init", "-q", "-b", "main")
    place.git("config", "user.name", "A")
    place.git("remote", "add", "origin", "https://example.org/o/r.git")
    monkeypatch.setenv("VITALS_REDIS_URL", redis.url)
    monkeypatch.setenv("VITALS_SHARING", "2")
    monkeypatch.setenv("VITALS_TEAM_SECRET_FILE", str(place.write("secret", SECRET)))
    return place


@pytest.fixture
def other(tmp_path_factory, monkeypatch):
    """Becomes another user: one whose state folder is empty."""

    def become() -> None:
        monkeypatch.setenv("VITALS_STATE_DIR", str(tmp_path_factory.mktemp("other")))

    return become


def acknowledge(place):
    outcome = place.vitals("memory", "ack", "a.py:1", "--days", "9", "--reason", "as it is")
    assert outcome.code == 0
    assert outcome.err == ""


@pytest.mark.parametrize("level", ["1", "2"])
def test_a_colleague_s_acknowledgement_counts(shared, other, monkeypatch, level: str):
    """What one acknowledges is quiet for another, asked for in CI; without being asked Redis is not."""
    monkeypatch.setenv("VITALS_SHARING", level)
    acknowledge(shared)
    other()
    assert shared.vitals("check").code == 1
    outcome = shared.vitals("check", "--memory-from-redis")
    assert (outcome.code, outcome.err) == (0, "")
    assert ("as it is" in outcome.out) == (level == "2")
    assert shared.vitals("check").code == 0  # it is on this machine now
    assert shared.vitals("memory", "withdraw", "a.py::complex_one").code == 0
    other()
    assert shared.vitals("check", "--memory-from-redis").code == 1


def test_who_lacks_the_secret_has_nothing(shared, other):
    """With another secret a colleague's records are no records."""
    acknowledge(shared)
    other()
    shared.write("secret", SECRET[::-1])
    assert shared.vitals("check", "--memory-from-redis").code == 1
    assert json.loads(shared.vitals("memory", "list", "--format", "json").out) == []


def test_records_without_names_can_be_listed_shown_moved_and_forgotten(shared, other, monkeypatch):
    """At level 1 a colleague's records are called by the beginning of their field."""
    monkeypatch.setenv("VITALS_SHARING", "1")
    acknowledge(shared)
    other()
    (one,) = json.loads(shared.vitals("memory", "list", "--format", "json").out)
    assert (one["name"], one["value"].keys()) == ("", {"at", "until", "figures"})
    name = one["field"][: len("ack:") + 8]
    assert f"ack   {name}  " in shared.vitals("memory", "list").out
    assert f"name    {name}\n" in shared.vitals("memory", "show", "ack", name).out
    exported = shared.write("out", shared.vitals("memory", "export").out)
    monkeypatch.delenv("VITALS_REDIS_URL")
    other()
    assert shared.vitals("memory", "import", str(exported)).out.startswith("1 record taken")
    assert shared.vitals("check").code == 0
    assert shared.vitals("memory", "forget", "ack", name).out == f"forgotten: ack {name}\n"
    assert shared.vitals("check").code == 1


def test_an_import_takes_no_name_away(shared, other, monkeypatch):
    """A later record of a colleague without its name keeps the name that is known here."""
    acknowledge(shared)
    mine = os.environ["VITALS_STATE_DIR"]
    monkeypatch.setenv("VITALS_SHARING", "1")
    other()
    monkeypatch.delenv("VITALS_REDIS_URL")
    acknowledge(shared)
    (told,) = json.loads(shared.vitals("memory", "list", "--format", "json").out)
    hidden = told | {"name": "", "field": _field(shared, told["name"])}
    shared.write("out", json.dumps(hidden) + "\n")
    monkeypatch.setenv("VITALS_STATE_DIR", mine)
    assert shared.vitals("memory", "import", "out").out.startswith("1 record taken")
    (after,) = json.loads(shared.vitals("memory", "list", "--format", "json").out)
    assert (after["name"], after["stamp"]) == (told["name"], told["stamp"])


def _field(place, name: str) -> str:
    return field_of("ack", "", name, team_secret(str(place.root / "secret"))).decode()


def test_forgetting_everything_empties_redis_too(shared, other):
    """After `forget --all` nobody has a record, and a new user finds none."""
    acknowledge(shared)
    assert shared.vitals("memory", "forget", "--all").err == ""
    other()
    assert json.loads(shared.vitals("memory", "list", "--format", "json").out) == []


def test_info_tells_how_it_stands(shared, redis: Server):
    """`info` says with which server, never its password, and what waits for it."""
    acknowledge(shared)
    told = json.loads(shared.vitals("memory", "info", "--format", "json").out)
    assert told["redis"] == {"server": redis.url, "state": "connected", "detail": ""}
    assert (told["pending"], told["sharing"], told["team_secret"]) == (0, 2, True)
    redis.kill()
    outcome = shared.vitals("memory", "info")
    assert outcome.err.startswith(f"vitals: {redis.url} is not reachable")
    assert f"redis     {redis.url} is not reachable" in outcome.out


def test_without_the_server_what_is_here_counts(shared, redis: Server, other):
    """A server that is away is told; what is known here is shown, and ours is sent another time."""
    redis.kill()
    outcome = shared.vitals("memory", "ack", "a.py:1", "--days", "9", "--reason", "as it is")
    assert outcome.code == 0
    assert outcome.err.splitlines()[-1] == (
        "vitals: kept on this machine; Redis gets it when an editor or a command reaches it"
    )
    assert shared.vitals("check", "--memory-from-redis").code == 0
    assert json.loads(shared.vitals("stats", "--format", "json").out)["memory"]["pending"] == 1
    redis.start()
    assert shared.vitals("memory", "list").code == 0
    mine = state_folder()
    other()
    assert mine != state_folder()
    listed = json.loads(shared.vitals("memory", "list", "--format", "json").out)
    assert [one["value"]["reason"] for one in listed] == ["as it is"]


def test_an_editor_shares_what_a_terminal_without_redis_writes(shared, redis, other, monkeypatch):
    """What the command writes where only the editor knows of Redis is sent by the editor at once."""
    project = project_at(".", None)
    store = Store(state_folder(), project.identity, project.sharing, print)
    store.start()
    try:
        assert store.replication
        assert store.replication.reached(PATIENCE)
        heard = Heard(store)
        monkeypatch.delenv("VITALS_REDIS_URL")
        acknowledge(shared)
        heard.until(lambda: store.list("ack"))
        kept(store)
    finally:
        store.close(PATIENCE)
    monkeypatch.setenv("VITALS_REDIS_URL", redis.url)
    other()
    assert shared.vitals("check", "--memory-from-redis").code == 0


def test_reading_only_sends_nothing(shared, other, monkeypatch):
    """With VITALS_READ_ONLY the user's records stay here, and others' come."""
    monkeypatch.setenv("VITALS_READ_ONLY", "1")
    acknowledge(shared)
    monkeypatch.delenv("VITALS_READ_ONLY")
    other()
    assert json.loads(shared.vitals("memory", "list", "--format", "json").out) == []


WRONG = {
    ("VITALS_REDIS_URL", "http://u:hush@h"): "VITALS_REDIS_URL: a store's URL begins with redis://",
    (
        "VITALS_REDIS_URL",
        "redis://u:hush@h?x=1",
    ): "VITALS_REDIS_URL: redis://h: redis:// has no option `x`",
    ("VITALS_SHARING", "7"): "VITALS_SHARING is `7`; it takes 0, 1, 2 or 3",
    ("VITALS_READ_ONLY", "maybe"): "VITALS_READ_ONLY is `maybe`; it takes true or false",
    ("VITALS_TEAM_SECRET_FILE", "/none"): "the team's secret cannot be read from /none: ",
}


@pytest.mark.parametrize("wrong", WRONG, ids="=".join)
def test_wrong_variables_are_exit_code_2(shared, monkeypatch, wrong: tuple[str, str]):
    """Each command that uses memory says what is wrong with a variable, and no password."""
    monkeypatch.setenv(*wrong)
    acks = ("memory", "ack", "a.py:1", "--days", "9", "--reason", "x")
    for command in (("memory", "list"), acks, ("check", "--memory-from-redis")):
        outcome = shared.vitals(*command)
        assert outcome.code == 2
        assert outcome.err.startswith(f"vitals: {WRONG[wrong]}")
        assert "hush" not in outcome.err
    configured = shared.vitals("config")
    assert configured.code == 2
    assert WRONG[wrong] in configured.out
    assert "hush" not in configured.out


def test_config_shows_where_each_came_from(shared, monkeypatch):
    """`vitals config` names the variables, masks the URL, and says when a URL is of no use."""
    monkeypatch.setenv("VITALS_REDIS_URL", "redis+sentinel://me:hush@h:1/s?sentinel_password=hush")
    lines = {line.split()[0]: line.split()[1:] for line in shared.vitals("config").out.splitlines()}
    assert lines["redis-url"] == ['"redis+sentinel://h:1/s"', "VITALS_REDIS_URL"]
    assert lines["sharing"] == ["2", "VITALS_SHARING"]
    assert lines["read-only"] == ["false", "default"]
    monkeypatch.setenv("VITALS_SHARING", "0")
    outcome = shared.vitals("config")
    assert outcome.code == 0
    assert "nothing is shared until `sharing` (VITALS_SHARING) is 1, 2 or 3" in outcome.out
    info = shared.vitals("memory", "info").out
    assert "redis     not used: nothing is shared until VITALS_SHARING is 1, 2 or 3\n" in info
    asked = shared.vitals("check", "--memory-from-redis")
    assert asked.code == 2
    assert asked.err.startswith("vitals: --memory-from-redis needs the variables VITALS_REDIS_URL")


def test_redis_is_not_imported_unless_it_is_asked(shared):
    """Memory never makes `vitals check` or `stats` load redis-py, even where that is set up."""
    program = (
        "import sys; from lsp_server.cli import run; run(sys.argv[1:]);"
        "sys.exit('redis' in sys.modules or 'lsp_server.memory.store' in sys.modules)"
    )
    acknowledge(shared)
    for command in (["check", "--no-cache"], ["stats", "--no-cache"], ["config"]):
        done = subprocess.run(
            [sys.executable, "-c", program, *command], check=False, cwd=Path.cwd()
        )
        assert done.returncode == 0, (command, os.environ["VITALS_STATE_DIR"])
