"""Results of analysis are shared through Redis, and change nothing but how long a run takes."""

import json
from collections.abc import Iterator

import pytest
import wire
from editor import Editor
from memory.servers import Server, server
from terminal import COMPLEX, SIMPLE, Place

from lsp_server.cli import checking


@pytest.fixture
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for one test."""
    with server(tmp_path_factory.mktemp("redis")) as started:
        yield started


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the files that are analysed from now on."""
    paths: list[str] = []
    check_file = checking.check_file

    def counted(task, shared):
        paths.append(task.path)
        return check_file(task, shared)

    monkeypatch.setattr("lsp_server.cli.scan.check_file", counted)
    return paths


@pytest.fixture
def project(place: Place) -> Place:
    place.write("a.py", COMPLEX)
    place.write("b.py", f"import a\n\n\n{SIMPLE}")
    place.write("pyproject.toml", '[tool.vitals]\nbase = "none"\n')
    return place


def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Go to another machine: with an empty cache."""
    folder = str(tmp_path_factory.mktemp("elsewhere"))
    monkeypatch.setenv("VITALS_CACHE_DIR", folder)
    monkeypatch.setitem(wire.ENVIRONMENT, "VITALS_CACHE_DIR", folder)


def test_another_machine_analyses_nothing(
    project: Place, redis: Server, looked_at: list[str], monkeypatch, tmp_path_factory
):
    """What one run gives to the store, a run elsewhere does not analyse, and says the same."""
    first = project.vitals("check", "--cache", redis.url, "--format", "json")
    assert len(looked_at) == 2
    elsewhere(monkeypatch, tmp_path_factory)
    second = project.vitals("check", "--cache", redis.url, "--read-only", "--format", "json")
    assert len(looked_at) == 2
    assert second == first
    assert first.err == ""


def test_a_colleagues_change_is_analysed_alone(
    project: Place, redis: Server, looked_at: list[str], monkeypatch, tmp_path_factory
):
    """Of a tree that differs in one file, only that one is analysed."""
    project.vitals("check", "--cache", redis.url)
    elsewhere(monkeypatch, tmp_path_factory)
    project.write("b.py", SIMPLE)
    looked_at.clear()
    project.vitals("check", "--cache", redis.url)
    assert [path.rpartition("/")[2] for path in looked_at] == ["b.py"]


def test_readers_give_nothing_to_the_store(project: Place, redis: Server):
    """With --read-only a run leaves the store as it was."""
    project.vitals("check", "--cache", redis.url, "--read-only")
    assert redis.client.dbsize() == 0


@pytest.mark.parametrize("command", ["check", "stats", "graph"])
def test_a_dead_store_changes_nothing_but_for_one_line(project: Place, command: str):
    """Where nobody answers, the output is that of a run without, and standard error says why once."""
    alone = project.vitals(command, "--no-cache")
    dead = project.vitals(command, "--cache", "redis://127.0.0.1:1")
    if command != "stats":
        assert (dead.code, dead.out) == (alone.code, alone.out)
    assert dead.err.count("\n") == 1
    assert "the shared results at redis://127.0.0.1:1 are not used" in dead.err


def test_a_push_serves_editors_too(project: Place, redis: Server, monkeypatch, tmp_path_factory):
    """After `vitals cache push`, the index of an editor elsewhere measures no file."""
    pushed = project.vitals("cache", "push", "--cache", redis.url)
    assert pushed.code == 0
    assert pushed.out.startswith("2 files: ")
    assert pushed.out.rstrip().endswith(f"given to {redis.url}")
    elsewhere(monkeypatch, tmp_path_factory)
    settings = {"vitals": {"redisUrl": redis.url, "sharing": 1, "readOnly": True}}
    with Editor.stdio(project.root, settings=settings) as editor:
        assert editor.request("vitals/indexed", {})["functions"] == 2
        told = editor.request("vitals/stats", {})
        assert told["index"]["measured"] == 0
        assert told["store"]["shared_hits"] == 2


def test_one_editor_serves_another(project: Place, redis: Server, monkeypatch, tmp_path_factory):
    """What the index of one editor has measured, that of another machine does not measure again."""
    settings = {"vitals": {"redisUrl": redis.url, "sharing": 1}}
    for measured in (2, 0):
        with Editor.stdio(project.root, settings=settings) as editor:
            editor.request("vitals/indexed", {})
            assert editor.request("vitals/stats", {})["index"]["measured"] == measured
        elsewhere(monkeypatch, tmp_path_factory)


def test_the_environment_names_a_store_for_those_who_share(
    project: Place, redis: Server, monkeypatch
):
    """VITALS_REDIS_URL is used only where VITALS_SHARING lets it; VITALS_READ_ONLY gives nothing."""
    monkeypatch.setenv("VITALS_REDIS_URL", redis.url)
    project.vitals("check")
    assert redis.client.dbsize() == 0
    monkeypatch.setenv("VITALS_SHARING", "1")
    monkeypatch.setenv("VITALS_READ_ONLY", "true")
    project.vitals("check")
    assert redis.client.dbsize() == 0
    monkeypatch.setenv("VITALS_READ_ONLY", "false")
    project.write("c.py", SIMPLE)
    project.vitals("check")
    assert redis.client.dbsize() > 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["cache", "push"], "which store?"),
        (["cache", "push", "--cache", "redis://h", "--read-only"], "nothing can be pushed"),
        (["check", "--cache", "http://h"], "a store's URL begins with"),
        (["check", "--cache", "redis://user:secret@h:x"], "a port that is no number"),
    ],
)
def test_a_wrong_store_is_said(project: Place, arguments: list[str], said: str):
    """Wrong use ends with 2 and a sentence without any password."""
    outcome = project.vitals(*arguments)
    assert outcome.code == 2
    assert said in outcome.err
    assert "secret" not in outcome.err


def test_the_statistics_tell_of_the_store(project: Place, redis: Server):
    """`vitals stats` counts what came from the store and what was given to it."""
    told = json.loads(project.vitals("stats", "--cache", redis.url, "--format", "json").out)
    assert told["cache"]["shared"]["given"] > 0
    assert "shared store: " in project.vitals("stats", "--cache", redis.url).out
