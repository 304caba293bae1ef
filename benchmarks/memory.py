"""The two-tier store: what a caller waits for, near and far, in calm and under faults.

A link of 37 ms is a proxy of the test suite before a real redis-server. Beside ours: each operation sent
to Redis at once, as one would write it first, and all of them in one pipeline.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final

from benchmarks.budgets import Figure
from benchmarks.run import Run
from lsp_server.memory.results import Results
from lsp_server.memory.shared import SharedResults
from lsp_server.memory.shared import Store as Server
from lsp_server.memory.sharing import Name, Sharing, identify
from lsp_server.memory.stamp import milliseconds
from lsp_server.memory.store import Item, State, Store
from tests.memory.proxy import Mode, Proxy, proxied
from tests.memory.servers import server

FAR: Final = 0.0185
"""Seconds each way."""
STASHED, RETRIEVED = 250, 150
PATIENCE: Final = 30.0

_CHILD: Final = "from benchmarks.memory import child; import sys; child(*sys.argv[1:])"


def measure(run: Run) -> Iterator[Figure]:
    """Yield the figures of one machine, of a near and a far server, of faults, and of results."""
    few = run.quick
    with tempfile.TemporaryDirectory() as scratch, server(Path(scratch, "s")) as started:
        place = Path(scratch)
        run.say("the first tier")
        yield from _first_tier(place, 200 if few else 20_000)
        run.say("250 stash and 150 retrieve over 37 ms")
        with proxied(started.port, 0.0 if few else FAR) as far:
            yield from _profile(place, far, 1 if few else 5)
            run.say("the loop while 5,000 records drain, and under faults")
            yield from _lag(place, far, 200 if few else 5_000)
            run.say("10,000 results")
            yield _results(place, far, 100 if few else 10_000)
        run.say("kill -9")
        yield _crash(place, 2 if few else 20)
        run.say("another process sees a write")
        with proxied(started.port, FAR) as far:
            for name, url in (("local", ""), ("near", started.url), ("far", far.url)):
                pause = 0.1 if name == "far" else 0.01
                yield _seen(place / name, f"store-seen-{name}", url, (3 if few else 100, pause))
        run.say("a session replayed")
        yield _replayed(place, 300 if few else 20_000)


@contextmanager
def store(folder: Path, url: str = "", user: str = "one") -> Iterator[Store]:
    """Yield a store that has read everything and, with a URL, is connected."""
    folder.mkdir(parents=True, exist_ok=True)
    secret = folder / "secret"
    if not secret.exists():
        secret.write_text("a secret of the team")
    sharing = Sharing(url, 2, str(secret)) if url else Sharing()
    state = folder / user
    made = Store(state, identify(Name(folder.name, portable=True), sharing, state), sharing, _say)
    made.start()
    read = Event()
    made.known(read.set)
    read.wait(PATIENCE)
    while made.replication is not None and not made.replication.connected:
        time.sleep(0.002)
    try:
        yield made
    finally:
        made.close(PATIENCE)


def ack(name: str, reason: str = "") -> Item:
    """Return a record as the editor stashes them."""
    return Item("ack", name, {"at": 1.0, "until": 4e9, "by": "me", "reason": reason})


def _timed(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def _first_tier(place: Path, count: int) -> Iterator[Figure]:
    with store(place / "first") as one:
        stashes = [_timed(lambda n=n: one.stash(ack(f"f{n % 2000}"))) for n in range(count)]  # type: ignore[misc]
        one.flush(PATIENCE)
        hits = [_timed(lambda n=n: one.retrieve("ack", f"f{n % 200}")) for n in range(count)]  # type: ignore[misc]
        misses = [_timed(lambda n=n: one.retrieve("ack", f"g{n}")) for n in range(count)]  # type: ignore[misc]
    yield Figure("store-hit", [1e6 * x for x in hits])
    yield Figure("store-miss", [1e6 * x for x in misses])
    yield Figure("store-stash", [1e6 * x for x in stashes])


def _profile(place: Path, far: Proxy, rounds: int) -> Iterator[Figure]:
    import redis

    callers, drained = [], []
    with store(place / "profile", far.url) as one:
        for turn in range(rounds):
            begun = time.perf_counter()
            one.stash_batch(ack(f"{turn} {n}") for n in range(STASHED))
            one.retrieve_batch(("ack", f"{turn} {n}", "") for n in range(RETRIEVED))
            callers.append(time.perf_counter() - begun)
            one.flush(PATIENCE)
            drained.append(time.perf_counter() - begun)
    client = redis.Redis.from_url(far.url)
    client.ping()

    def naive() -> None:
        for n in range(STASHED):
            client.set(f"n{n}", b"x" * 80)
        for n in range(RETRIEVED):
            client.get(f"n{n}")

    def pipelined() -> None:
        pipeline = client.pipeline(transaction=False)
        for n in range(STASHED):
            pipeline.set(f"n{n}", b"x" * 80)
        pipeline.execute()
        client.mget([f"n{n}" for n in range(RETRIEVED)])

    peers = {"each to Redis": [1e3 * _timed(naive)], "pipelined": [1e3 * _timed(pipelined)]}
    client.close()
    yield Figure("store-profile", [1e3 * x for x in callers], peers)
    yield Figure("store-drained", [1e3 * x for x in drained])


def _lag(place: Path, far: Proxy, count: int) -> Iterator[Figure]:
    with store(place / "lag", far.url) as one:
        idle = _Lag()
        time.sleep(1.0 if count > 1000 else 0.1)
        limit = _p99(idle.end())
        busy = _Lag()
        for start in range(0, count, 50):
            one.stash_batch(ack(f"{n}", "x" * 100) for n in range(start, start + 50))
            time.sleep(0.005)
        one.flush(PATIENCE)
        yield Figure("store-lag", [max(0.0, x - limit) for x in busy.end()])
        found: list[float] = []
        for mode in (Mode.HANG, Mode.RESET, Mode.TRUNCATE, Mode.SLOW, Mode.KILL, Mode.REFUSE):
            far.mode = mode
            fault = _Lag()
            for n in range(max(5, count // 50)):
                one.stash(ack(f"{mode.name} {n}"))
                time.sleep(0.005)
            found += fault.end()
        far.mode = Mode.PASS
    yield Figure("store-lag-faults", [max(0.0, x - limit) for x in found])


class _Lag:
    """A thread that wants to run each millisecond, as an event loop would, and notes how late it was."""

    def __init__(self) -> None:
        self._late: list[float] = []
        self._over = False
        self._thread = Thread(target=self._run)
        self._thread.start()

    def end(self) -> list[float]:
        """Return the delays in milliseconds."""
        self._over = True
        self._thread.join()
        return self._late

    def _run(self) -> None:
        while not self._over:
            begun = time.perf_counter()
            time.sleep(0.001)
            self._late.append(1e3 * (time.perf_counter() - begun - 0.001))


def _p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]


def _results(place: Path, far: Proxy, count: int) -> Figure:
    results = {os.urandom(20): os.urandom(450) for _ in range(count)}
    one, two = (
        SharedResults(
            Results(place / f"results-{name}", _say), Server(far.url, b"", read_only=False), _say
        )
        for name in ("one", "two")
    )
    one.put_many(results)
    two.get_many([b"warm"])
    two.local.put_many({b"warm": b"up"})
    seconds = _timed(lambda: two.get_many(results.keys()))
    one.close()
    two.close()
    return Figure("store-results", [1e3 * seconds])


def _crash(place: Path, rounds: int) -> Figure:
    """Kill a process that writes; tell how much of what it was told is kept had not come to disk."""
    lost = []
    for number in range(rounds):
        folder = place / f"crash{number}"
        with _process("write", folder, "") as process:
            told = process.stdout or sys.stdin
            stamps = [bytes.fromhex(told.readline()) for _ in range(50)]
            time.sleep(random.uniform(0.0, 0.05))  # noqa: S311
            process.kill()
            moment = time.time() * 1000
            stamps += [bytes.fromhex(x) for x in told.read().split() if len(x) == 24]
        with store(folder) as one:
            kept = max(entry.stamp for entry in one.list())
        gone = [stamp for stamp in stamps if stamp > kept]
        lost.append(max((moment - milliseconds(stamp) for stamp in gone), default=0.0))
    return Figure("store-crash", lost)


def _seen(place: Path, budget: str, url: str, how: tuple[int, float]) -> Figure:
    """Tell the delays of so many writes with so many seconds between: each goes by itself."""
    count, pause = how
    with store(place, url) as one, _process("watch", place, url) as process:
        told = process.stdout or sys.stdin
        told.readline()
        for number in range(count):
            time.sleep(pause)
            one.stash(ack(f"clock {number}", repr(time.time())))
        one.stash(ack("clock", "end"))
        delays = [1e3 * float(line) for line in told.read().split()]
    return Figure(budget, delays)


@contextmanager
def _process(what: str, folder: Path, url: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", _CHILD, what, str(folder), url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield process


def child(what: str, folder: str, url: str) -> None:
    """Be another process: one that writes until it is killed, or one that tells when it saw a write."""
    say = sys.stdout.write
    with store(Path(folder), url, "one" if what == "write" or not url else "two") as one:
        while what == "write":
            say(one.stash(ack(str(time.time_ns() % 1000))).stamp.hex() + "\n")
            sys.stdout.flush()
            time.sleep(0.0005)
        over = Event()

        def heard(entries: Any) -> None:  # noqa: ANN401
            for entry in entries:
                told = entry.value.decode().partition('"reason":"')[2].partition('"')[0]
                if told == "end":
                    over.set()
                else:
                    say(f"{time.time() - float(told)}\n")

        one.subscribe(heard)
        say("ready\n")
        sys.stdout.flush()
        over.wait(PATIENCE)


def _replayed(place: Path, count: int) -> Figure:
    """Ask what an editor asks while somebody moves among functions; tell what had to wait, in percent."""
    chance = random.Random(1)  # noqa: S311
    with ExitStack() as stack:
        one = stack.enter_context(store(place / "replay"))
        waited = 0
        here = 0
        for number in range(count):
            here = chance.randrange(2000) if number % 50 == 0 else here
            name = f"package/module{here // 40}.py::function{here}"
            asked = one.retrieve_batch([("trend", name, ""), ("ack", f"{name} [x]", "")])
            waited += sum(found.state is State.PENDING for found in asked)
            if number % 20 == 0:
                points = [[float(number), {"cognitive": here % 30}]]
                one.stash(Item("trend", name, {"points": points}))
    return Figure("store-replay", [100 * waited / (2 * count)])


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
