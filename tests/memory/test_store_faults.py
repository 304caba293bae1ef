"""Whatever happens to the server or the way to it: nobody waits, nothing is lost, it heals by itself."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import redis
from proxy import Mode, Proxy, proxied
from servers import SERVERS, Server, cluster, sentinels, server, until
from stores import PATIENCE, Heard, ack, connected, opened, reason, shared, together

from lsp_server.memory.sharing import Sharing
from lsp_server.memory.store import Store

LONGEST = 0.1
"""Seconds that no caller may wait: a hundred times what one needs, on a machine that does other things."""


class World(NamedTuple):
    """A server, the way to it, and two stores: `one` goes through the proxy, `two` does not."""

    server: Server
    proxy: Proxy
    one: Store
    two: Store
    said: list[str]


@contextmanager
def world(folder: Path, name: str = "redis7", delay: float = 0.0) -> Iterator[World]:
    options = ("--enable-debug-command", "yes")
    with (
        server(folder / "s", *options, name=name) as started,
        proxied(started.port, delay) as proxy,
    ):
        said: list[str] = []
        secret = folder / "secret"
        secret.write_text("a secret of the team")
        sharing = Sharing(proxy.url, 2, str(secret))
        direct = sharing._replace(url=started.url)
        with (
            opened(folder / "one", sharing=sharing, said=said) as one,
            opened(folder / "two", sharing=direct, said=[]) as two,
        ):
            connected(one)
            connected(two)
            one.stash(ack("before", "kept"))
            shared(one)
            yield World(started, proxy, one, two, said)


def work(store: Store, prefix: str, count: int = 40) -> dict[str, str]:
    """Write and read as an editor would; return what must be there in the end."""
    written = {}
    longest = 0.0
    for number in range(count):
        name, text = f"{prefix}{number % 25}", f"{prefix} {number}"
        begun = time.perf_counter()
        store.stash(ack(name, text))
        own = reason(store, name)
        store.retrieve("ack", "before")
        longest = max(longest, time.perf_counter() - begun)
        assert own == text
        written[name] = text
        time.sleep(0.005)
    assert longest < LONGEST
    return written


def arrived(store: Store, written: dict[str, str]) -> None:
    """Wait until a store has what was written."""
    heard = Heard(store)
    for name, text in written.items():
        heard.until(lambda n=name, t=text: reason(store, n) == t)


def config(option: str, value: object) -> Callable[[World], Any]:
    return lambda at: at.server.client.config_set(option, str(value))


def drop_clients(at: World) -> None:
    """End all connections that came over TCP."""
    for client in at.server.client.client_list():
        if client["addr"].startswith("127."):
            at.server.client.client_kill(client["addr"])


def both(*steps: Callable[[World], Any]) -> Callable[[World], Any]:
    return lambda at: [step(at) for step in steps]


def nothing(_: World) -> None:
    pass


def raw(at: World, *words: object) -> Any:
    return at.server.client.execute_command(*words)


def records_key(at: World) -> str:
    (key,) = at.server.client.keys("vitals:1:*:s")
    return str(key.decode())


def spoil(at: World) -> None:
    """Put a text where our records are."""
    key = records_key(at)
    at.server.client.delete(key)
    at.server.client.set(key, "not ours")


def restart_empty(at: World) -> None:
    at.server.kill()
    at.server.start()


def way(mode: Mode) -> Callable[[World], Any]:
    return lambda at: setattr(at.proxy, "mode", mode)


FAULTS: dict[str, tuple[Callable[[World], Any], Callable[[World], Any]]] = {
    **{mode.name.lower(): (way(mode), way(Mode.PASS)) for mode in Mode if mode is not Mode.PASS},
    "delay": (lambda at: setattr(at.proxy, "delay", 0.4), lambda at: setattr(at.proxy, "delay", 0.0)),
    "sigstop": (lambda at: at.server.stop(), lambda at: at.server.go_on()),
    "kill and restart empty": (restart_empty, nothing),
    "gone for a while": (lambda at: at.server.kill(), lambda at: at.server.start()),
    "flushall": (lambda at: at.server.client.flushall(), nothing),
    "script flush": (lambda at: at.server.client.script_flush(), nothing),
    "out of memory": (config("maxmemory", 1), config("maxmemory", 0)),
    "read only": (
        lambda at: raw(at, "REPLICAOF", "127.0.0.1", 1),
        lambda at: raw(at, "REPLICAOF", "NO", "ONE"),
    ),
    "wrong password": (
        both(config("requirepass", "x"), drop_clients),
        lambda at: redis.Redis(unix_socket_path=str(at.server.socket), password="x").config_set(  # noqa: S106
            "requirepass", ""
        ),
    ),
    "client pause": (lambda at: raw(at, "CLIENT", "PAUSE", 1500, "ALL"), nothing),
    "slow command": (
        lambda at: at.server.client.eval("local n = 0 for i = 1, 40000000 do n = n + i end return n", 0),
        nothing,
    ),
    "wrong type": (spoil, lambda at: at.server.client.delete(records_key(at))),
    "too many clients": (both(config("maxclients", 1), drop_clients), config("maxclients", 1000)),
}  # fmt: skip


@pytest.mark.parametrize("name", SERVERS)
@pytest.mark.parametrize("fault", FAULTS)
def test_nobody_waits_and_nothing_is_lost(tmp_path: Path, fault: str, name: str):
    """During a fault callers go on and read their own writes; after it, others have everything."""
    begin, end = FAULTS[fault]
    with world(tmp_path, name) as at:
        written = work(at.one, "calm ", 5)
        begin(at)
        written |= work(at.one, "during ")
        end(at)
        written |= work(at.one, "after ", 5)
        arrived(at.two, {**written, "before": "kept"})
        shared(at.one)
        at.two.stash(ack("answer", "heard"))
        arrived(at.one, {"answer": "heard"})
        assert len(at.said) <= 1, at.said
        until(lambda: at.one.health()["state"] == "shared", "health")
        with opened(tmp_path / "three", sharing=_sharing(at, tmp_path)) as three:
            arrived(three, {**written, "before": "kept", "answer": "heard"})


def _sharing(at: World, folder: Path) -> Sharing:
    return Sharing(at.server.url, 2, str(folder / "secret"))


def test_a_fault_that_lasts_is_told_once(tmp_path: Path):
    """However often it is tried again, a server that stays away is said once, with its words."""
    with world(tmp_path) as at:
        at.proxy.mode = Mode.REFUSE
        deadline = time.monotonic() + 2.0
        while time.monotonic() < deadline:
            work(at.one, "during ", 10)
        assert len(at.said) == 1
        assert "not reachable" in at.said[0]
        assert at.one.health()["state"] == "apart"
        assert at.one.retrieve("ack", "before").stale


def test_a_corrupt_record_is_a_miss_and_replaced(tmp_path: Path):
    """Noise under a field of ours is not believed, counted, and gives way to the next write."""
    with world(tmp_path) as at:
        key = records_key(at)
        (field,) = at.server.client.hkeys(key)
        for noise in (b"", os.urandom(10), os.urandom(200), b"\x01\x00" + b"\xff" * 200):
            at.server.client.hset(key, field, noise)
            with opened(tmp_path / f"{noise[:4].hex()}n", sharing=_sharing(at, tmp_path)) as late:
                connected(late)
                assert reason(late, "before") is None
                assert sum(late.statistics().faults.values()) == 1
                at.one.stash(ack("before", noise.hex()))
                arrived(late, {"before": noise.hex()})


def test_a_read_only_user_writes_nothing(tmp_path: Path):
    """Read-only, a store takes what others write and keeps its own to itself."""
    with world(tmp_path) as at:
        sharing = _sharing(at, tmp_path)._replace(read_only=True)
        with opened(tmp_path / "reader", sharing=sharing) as reader:
            arrived(reader, {"before": "kept"})
            reader.stash(ack("own", "mine"))
            assert reader.flush(1.0).value == "journal"
            at.one.stash(ack("other", "theirs"))
            arrived(reader, {"other": "theirs"})
            assert reason(at.two, "own") is None
            assert len(at.server.client.hkeys(records_key(at))) == 2


@pytest.mark.parametrize("name", SERVERS)
def test_a_failover_of_sentinel_is_followed(tmp_path: Path, name: str):
    """When the master dies, the stores go on with the one that the sentinels choose."""
    with sentinels(tmp_path / "s", name) as topology:  # noqa: SIM117  its URL is needed
        with together(tmp_path, topology.url) as (one, two):
            written = work(one, "calm ", 5)
            arrived(two, written)
            topology.master.kill()
            written |= work(one, "during ")
            until(
                lambda: topology.replica.client.info("replication")["role"] == "master", "a master"
            )
            written |= work(one, "after ", 5)
            arrived(two, written)


@pytest.mark.parametrize("name", SERVERS)
def test_a_failover_of_a_cluster_is_followed(tmp_path: Path, name: str):
    """When the node that holds the workspace dies, the stores go on with its replica."""
    with cluster(tmp_path / "s", name) as topology:  # noqa: SIM117  its URL is needed
        with together(tmp_path, topology.url) as (one, two):
            written = work(one, "calm ", 5)
            arrived(two, written)
            (master,) = [node for node in topology.nodes[:3] if node.client.keys("vitals:1:*")]
            replica = topology.nodes[topology.nodes.index(master) + 3]
            master.kill()
            written |= work(one, "during ")
            until(lambda: replica.client.info("replication")["role"] == "master", "a master")
            written |= work(one, "after ", 5)
            arrived(two, written)


def test_a_full_disk_costs_one_warning_and_redis_has_everything(tmp_path: Path):
    """While the disk refuses, records still reach others, and the disk once it takes them."""
    with server(tmp_path / "s") as started:
        with together(tmp_path, started.url, count=1) as (two,):
            state = tmp_path / "refusing"
            state.write_text("a file where the folder should be")
            said: list[str] = []
            sharing = Sharing(started.url, 2, str(tmp_path / "secret"))
            with opened(state, sharing=sharing, said=said) as one:
                written = work(one, "during ")
                arrived(two, written)
                state.unlink()
                deadline = time.monotonic() + PATIENCE
                while one.statistics().waiting:
                    assert time.monotonic() < deadline
                    time.sleep(0.01)
            assert len(said) == 1
        with opened(state, sharing=sharing) as again:
            assert {name: reason(again, name) for name in written} == written
