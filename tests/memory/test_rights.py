"""The rights that the documentation names are enough, and none of them is for nothing."""

from pathlib import Path

import pytest
from servers import SERVERS, Server, cluster, restricted, server, until
from stores import Heard, ack, reason, shared, together

from lsp_server.memory.remote.script import COMMANDS
from lsp_server.memory.results import Results
from lsp_server.memory.shared import SharedResults, Store

KEY = b"k" * 20


def sent(*servers: Server) -> set[str]:
    """Return all commands that servers have run."""
    stats = [name for at in servers for name in at.client.info("commandstats")]
    return {name.removeprefix("cmdstat_") for name in stats}


def remember(folder: Path, url: str, *servers: Server) -> None:
    """Write, follow, read everything, and delete what has expired."""
    with together(folder, url) as (one, two):
        one.stash_batch([ack("f", "x" * 900), ack("expires", ttl=0.05)])
        shared(one)
        Heard(two).until(lambda: reason(two, "f") is not None)
    until(lambda: "hdel" in sent(*servers) or _visited(folder, url), "the deletion")


def _visited(folder: Path, url: str) -> bool:
    """Connect anew, as what has expired is looked for then."""
    with together(folder, url, count=1) as (one,):
        one.stash(ack("visit"))
        shared(one)
        return False


def share(folder: Path, url: str) -> None:
    """Give a result, and find it as somebody else."""
    one, two = (
        SharedResults(Results(folder / name, print), Store(url, b"", read_only=False), print)
        for name in ("one", "two")
    )
    one.put_many({KEY: b"result"})
    assert two.get_many([KEY]) == {KEY: b"result"}
    one.close()
    two.close()


@pytest.mark.parametrize("name", SERVERS)
def test_the_documented_rights_are_just_those_needed(tmp_path: Path, name: str):
    """A user with them is refused nothing, alone and in a cluster, and uses each of them."""
    with server(tmp_path / "s", name=name) as alone, cluster(tmp_path / "c", name) as many:
        for url, servers in ((f"{alone.url}/1", [alone]), (many.url, many.nodes)):
            allowed = restricted(url, *servers)
            remember(tmp_path, allowed, *servers)
            share(tmp_path / servers[0].folder.name, allowed)
            assert not [entry for at in servers for entry in at.client.acl_log()]
        assert set(COMMANDS) - sent(alone, *many.nodes) == set()
