"""The same holds on every server and in every topology."""

import json
from pathlib import Path

import pytest
from servers import TOPOLOGIES, WAYS
from stores import Heard, ack, kept, opened, reason, shared, together

from lsp_server.memory.store import Item, State


@pytest.fixture(scope="module", params=WAYS, ids="-".join)
def url(request, tmp_path_factory):
    """Where a store is."""
    name, way = request.param
    with TOPOLOGIES[way](tmp_path_factory.mktemp("s"), name) as where:
        yield where


def test_others_see_what_is_written_and_forgotten(tmp_path: Path, url: str):
    """A record, its successor and its end reach another user of the server."""
    with together(tmp_path, url) as (one, two):
        heard = Heard(two)
        for text in ("first", "second"):
            one.stash(ack("f", text))
            heard.until(lambda t=text: reason(two, "f") == t)
        one.forget("ack", "f")
        heard.until(lambda: reason(two, "f") is None)
        two.stash(ack("f", "back"))
        Heard(one).until(lambda: reason(one, "f") == "back")


def test_who_comes_later_finds_everything(tmp_path: Path, url: str):
    """A store that opens when a thousand records are there has them all; forgotten ones are gone."""
    with together(tmp_path, url, count=1) as (one,):
        one.stash_batch([ack(f"f{number}", str(number)) for number in range(1000)])
        one.forget("ack", "f0")
        shared(one)
        names = {entry.name for entry in one.list()}
        with together(tmp_path, url, count=2) as (_, two):
            Heard(two).until(lambda: {entry.name for entry in two.list()} == names)
            assert two.retrieve("ack", "f0").state is State.MISS


def test_what_was_written_without_the_server_is_sent_later(tmp_path: Path, url: str):
    """Records of before the server was set up are there once it is."""
    with opened(tmp_path / "user0") as alone:
        alone.stash(ack("early", "kept"))
        kept(alone)
    with together(tmp_path, url) as (_, two):
        Heard(two).until(lambda: reason(two, "early") == "kept")


def test_large_records_arrive_whole(tmp_path: Path, url: str):
    """A record of the largest size comes as it was, compressed on its way."""
    files = [f"package/module_{number:05}.py" for number in range(2000)]
    value = {"at": 1.0, "editor": "test", "files": files}
    with together(tmp_path, url) as (one, two):
        heard = Heard(two)
        assert not one.stash(Item("handoff", "h", value, scope="me")).refused
        heard.until(lambda: two.retrieve("handoff", "h", "me").state is State.HIT)
        assert json.loads(two.retrieve("handoff", "h", "me").value) == value
