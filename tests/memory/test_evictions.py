"""A server that loses a part of our keys, as one that evicts does, gets everything again by itself."""

from pathlib import Path

import pytest
from servers import SERVERS, Server, server, until
from stores import Heard, ack, reason, shared, together

from lsp_server.memory.frame import EXPIRES

LOST = {
    "records": ("*:s",),
    "feed": ("*:log",),
    "state": ("*:gen",),
    "records and feed": ("*:s", "*:log"),
    "all": ("*:s", "*:log", "*:gen"),
}


def evict(at: Server, patterns: tuple[str, ...]) -> None:
    keys = [key for pattern in patterns for key in at.client.keys(f"vitals:1:{pattern}")]
    assert at.client.delete(*keys) == len(patterns)


@pytest.mark.parametrize("name", SERVERS)
@pytest.mark.parametrize("lost", LOST)
def test_what_is_evicted_comes_back(tmp_path: Path, lost: str, name: str):
    """After any key is lost, the next write reaches others and the server has all records again."""
    with server(tmp_path / "s", name=name) as at, together(tmp_path, at.url) as (one, two):
        one.stash_batch([ack(f"f{number}", "kept") for number in range(50)])
        shared(one)
        heard = Heard(two)
        heard.until(lambda: all(reason(two, f"f{number}") == "kept" for number in range(50)))
        evict(at, LOST[lost])
        one.stash(ack("next", "seen"))
        heard.until(lambda: reason(two, "next") == "seen")
        until(lambda: [at.client.hlen(key) for key in at.client.keys("*:s")] == [51], "all records")
        two.stash(ack("answer", "heard"))
        Heard(one).until(lambda: reason(one, "answer") == "heard")
        assert one.health()["state"] == "shared"


def test_evicted_records_come_back_without_a_write(tmp_path: Path):
    """Who is connected notices lost records in a quiet time, too, and sends them again."""
    with server(tmp_path / "s") as at, together(tmp_path, at.url, count=1) as (one,):
        one.stash(ack("f", "kept"))
        shared(one)
        evict(at, LOST["records"])
        until(lambda: at.client.keys("*:s"), "the records")


def test_expired_records_are_deleted_by_who_connects(tmp_path: Path):
    """A record that has expired goes from the server when somebody next reads everything."""
    with server(tmp_path / "s") as at:
        with together(tmp_path, at.url, count=1) as (one,):
            one.stash(ack("stays"))
            one.stash(ack("goes too", ttl=0.5))
            shared(one)
            (key,) = at.client.keys("*:s")
            frames = at.client.hvals(key)
            assert sum(any(frame[EXPIRES]) for frame in frames) == len(frames)
        (tmp_path / "later").mkdir()
        (tmp_path / "again").mkdir()
        with together(tmp_path / "later", at.url, count=1) as (other,):
            other.stash(ack("more"))
            shared(other)
            until(lambda: at.client.hlen(key) == 2 or _revisit(tmp_path, at), "the deletion")
            assert reason(other, "stays") is not None


def _revisit(folder: Path, at: Server) -> bool:
    """Connect once more, since the records may not have expired when somebody did before."""
    with together(folder / "again", at.url, count=1):
        return False
