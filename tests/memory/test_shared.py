"""Results of others: found, given, and never believed unchecked."""

import os
from pathlib import Path

import pytest
from servers import SERVERS, TOPOLOGIES, server

from lsp_server.memory.results import Results
from lsp_server.memory.shared import SharedResults, Store

KEYS = [os.urandom(20) for _ in range(3000)]
RESULTS = {key: key * 20 for key in KEYS}


def shared(folder: Path, url: str, said: list[str] | None = None, **more) -> SharedResults:
    """Return the results of another user with a store behind them."""
    warn = print if said is None else said.append
    secret, read_only = more.pop("secret", b""), more.pop("read_only", False)
    return SharedResults(Results(folder, warn), Store(url, secret, read_only), warn, **more)


@pytest.fixture(params=[(n, w) for n in SERVERS for w in ("plain", "cluster")], ids="-".join)
def url(request, tmp_path):
    """Where a store is."""
    name, way = request.param
    with TOPOLOGIES[way](tmp_path / "s", name) as where:
        yield where


def test_what_one_gives_another_finds(tmp_path: Path, url: str):
    """Thousands of results go there and back, and are kept here from then on."""
    one, two = shared(tmp_path / "one", url), shared(tmp_path / "two", url)
    one.put_many(RESULTS)
    assert one.shared.given == len(RESULTS)
    assert two.get_many([*KEYS, b"nothing of the kind.."]) == RESULTS
    assert (two.shared.hits, two.shared.misses) == (len(RESULTS), 1)
    assert two.local.get_many(KEYS) == RESULTS
    one.close()
    two.close()


def test_readers_give_nothing(tmp_path: Path):
    """Read-only, results stay here."""
    with server(tmp_path / "s") as started:
        reader = shared(tmp_path / "one", started.url, read_only=True)
        reader.put_many(RESULTS)
        assert started.client.dbsize() == 0
        assert reader.local.get_many(KEYS) == RESULTS
        reader.close()


def test_what_is_known_already_is_given_when_asked_to(tmp_path: Path):
    """With all_of, results that were kept before go to the store as they are asked for."""
    Results(tmp_path / "one", print).put_many(RESULTS)
    with server(tmp_path / "s") as started:
        one = shared(tmp_path / "one", started.url, all_of=True)
        assert one.get_many(KEYS) == RESULTS
        assert started.client.dbsize() == len(RESULTS)
        one.close()


def test_who_lacks_the_secret_finds_and_spoils_nothing(tmp_path: Path):
    """With a team's secret, others' results have other names, and theirs are not believed."""
    with server(tmp_path / "s") as started:
        outsider = shared(tmp_path / "one", started.url)
        outsider.put_many({KEYS[0]: b"poison"})
        member = shared(tmp_path / "two", started.url, secret=b"team")
        assert member.get_many([KEYS[0]]) == {}
        member.put_many({KEYS[0]: b"good"})
        assert started.client.dbsize() == 2
        newcomer = shared(tmp_path / "three", started.url, secret=b"team")
        assert newcomer.get_many([KEYS[0]]) == {KEYS[0]: b"good"}
        for one in (outsider, member, newcomer):
            one.close()


@pytest.mark.parametrize("spoil", [b"", b"x", os.urandom(400), b"\x01" * 10_000_000])
def test_spoiled_results_are_misses(tmp_path: Path, spoil: bytes):
    """Whatever lies under the name of a result, it is counted and not believed."""
    with server(tmp_path / "s") as started:
        one, two = (shared(tmp_path / name, started.url) for name in ("one", "two"))
        one.put_many({KEYS[0]: b"good", KEYS[1]: b"good"})
        (name, _) = sorted(started.client.keys("*"))
        started.client.set(name, spoil)
        assert set(two.get_many(KEYS[:2]).values()) == {b"good"}
        assert (two.shared.hits, two.shared.spoiled) == (1, 1)
        one.close()
        two.close()


def test_results_of_the_wrong_type_cost_one_warning(tmp_path: Path):
    """Where the server answers with errors, what this machine has is used, and one line is said."""
    said: list[str] = []
    with server(tmp_path / "s", "--requirepass", "x", password="x") as started:  # noqa: S106
        one = shared(tmp_path / "one", started.url, said)
        for _ in range(3):
            one.put_many(RESULTS)
            assert one.get_many(KEYS[:10]) == {key: RESULTS[key] for key in KEYS[:10]}
            assert one.get_many([b"nothing of the kind.."]) == {}
        one.close()
    assert len(said) == 1
    assert "are not used" in said[0]


def test_a_dead_server_costs_two_attempts(tmp_path: Path):
    """Where nobody listens, it is asked twice in all and told once."""
    said: list[str] = []
    one = shared(tmp_path / "one", "redis://127.0.0.1:1", said)
    for _ in range(5):
        one.put_many(RESULTS)
        one.get_many([b"nothing of the kind.."])
    assert one.shared.faults == 2
    assert len(said) == 1
    one.close()


def test_results_are_forgotten_in_time(tmp_path: Path):
    """Each result has a month to live in the store."""
    with server(tmp_path / "s") as started:
        one = shared(tmp_path / "one", started.url)
        one.put_many({KEYS[0]: b"good"})
        (name,) = started.client.keys("*")
        assert 29 * 86_400 < started.client.ttl(name) <= 30 * 86_400
        one.close()
