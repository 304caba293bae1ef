"""Races that leave stale entries for ever: a naive store runs into each, ours into none."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from naive import Naive
from proxy import Mode, Proxy, proxied
from servers import Server, server, until
from stores import PATIENCE, Heard, ack, connected, opened, reason, shared, together

from lsp_server.memory.sharing import Sharing
from lsp_server.memory.stamp import now
from lsp_server.memory.store import State, Store

MINUTE = 60_000


@contextmanager
def apart(folder: Path) -> Iterator[tuple[Server, Proxy, Store, Store]]:
    """Yield a server with two stores, and the proxy through which the second one sees it."""
    with ExitStack() as stack:
        started = stack.enter_context(server(folder / "s"))
        proxy = stack.enter_context(proxied(started.port))
        (one,) = stack.enter_context(together(folder, started.url, count=1))
        sharing = Sharing(proxy.url, 2, str(folder / "secret"))
        two = stack.enter_context(opened(folder / "two", sharing=sharing))
        connected(two)
        yield started, proxy, one, two


def test_an_old_answer_that_comes_late_is_not_kept(tmp_path: Path):
    """Read, then invalidated, then cached: what was read before a write must not stand after it."""
    with server(tmp_path / "s") as started:
        reader, writer = Naive(started.url), Naive(started.url)
        writer.put("f", "old")
        until(reader.heard.is_set, "the message")
        reader.heard.clear()

        def meanwhile() -> None:
            writer.put("f", "new")
            assert reader.heard.wait(PATIENCE)

        reader.between = meanwhile
        assert reader.get("f") == "old"
        reader.between = lambda: None
        assert reader.get("f") == "old", "the naive store has the race no more"
        reader.close()
        writer.close()

        with together(tmp_path, started.url) as (one, two):
            one.stash(ack("f", "old"))
            Heard(two).until(lambda: reason(two, "f") == "old")
            (key,) = started.client.keys("vitals:1:*:s")
            late = list(started.client.hgetall(key).items())
            one.stash(ack("f", "new"))
            Heard(two).until(lambda: reason(two, "f") == "new")
            two._outbox.merge(late)  # an answer of before the write, on its way until now
            assert reason(two, "f") == "new"


def test_what_was_written_during_a_break_is_seen_after_it(tmp_path: Path):
    """A message that nobody heard must not leave the old value standing."""
    with server(tmp_path / "s") as started, proxied(started.port) as proxy:
        reader, writer = Naive(proxy.url), Naive(started.url)
        writer.put("f", "old")
        assert reader.get("f") == "old"
        proxy.mode = Mode.REFUSE
        writer.put("f", "new")
        proxy.mode = Mode.PASS
        until(reader._client.ping, "the way back")
        reader.heard.clear()

        def heard_again() -> bool:
            writer.put("other", "x")
            return reader.heard.is_set()

        until(heard_again, "messages again")
        assert reader.get("f") == "old", "the naive store has the race no more"
        reader.close()
        writer.close()

    with apart(tmp_path) as (_, proxy, one, two):
        one.stash(ack("f", "old"))
        Heard(two).until(lambda: reason(two, "f") == "old")
        proxy.mode = Mode.REFUSE
        one.stash(ack("f", "new"))
        one.forget("ack", "f")
        one.stash(ack("g", "new"))
        shared(one)
        proxy.mode = Mode.PASS
        Heard(two).until(lambda: reason(two, "g") == "new")
        assert two.retrieve("ack", "f").state is State.MISS


def test_a_feed_that_was_cut_short_is_noticed(tmp_path: Path):
    """When what one missed has been trimmed from the feed, everything is read anew."""
    with apart(tmp_path) as (started, proxy, one, two):
        one.stash(ack("f", "old"))
        Heard(two).until(lambda: reason(two, "f") == "old")
        proxy.mode = Mode.REFUSE
        one.stash(ack("f", "new"))
        shared(one)
        (feed,) = started.client.keys("vitals:1:*:log")
        started.client.xtrim(feed, maxlen=0, approximate=False)
        one.stash(ack("g", "after"))
        shared(one)
        proxy.mode = Mode.PASS
        heard = Heard(two)
        heard.until(lambda: reason(two, "g") == "after")
        heard.until(lambda: reason(two, "f") == "new")


def test_a_feed_cut_short_under_a_reader_that_slept_is_noticed(tmp_path: Path):
    """The same without a break: the reader was only slow."""
    with apart(tmp_path) as (started, proxy, one, two):
        one.stash(ack("f", "old"))
        Heard(two).until(lambda: reason(two, "f") == "old")
        proxy.mode = Mode.HANG
        one.stash_batch([ack(f"g{number}", "x") for number in range(300)])
        one.stash(ack("f", "new"))
        shared(one)
        (feed,) = started.client.keys("vitals:1:*:log")
        started.client.xtrim(feed, maxlen=1, approximate=False)
        proxy.mode = Mode.PASS
        Heard(two).until(lambda: reason(two, "f") == "new")
        Heard(two).until(lambda: len(two.list()) == 301)


def test_a_clock_that_is_a_minute_ahead_does_not_win_for_ever(tmp_path: Path):
    """Who writes after seeing another's write wins, however wrong either clock is."""
    with server(tmp_path / "s") as started:
        ahead = Naive(started.url, lambda: 1_000_060.0)
        behind = Naive(started.url, lambda: 1_000_000.0)
        ahead.put("f", "first")
        assert behind.get("f") == "first"
        behind.put("f", "second")
        until(ahead.heard.is_set, "the message")
        assert ahead.get("f") == "first", "the naive store has the race no more"
        ahead.close()
        behind.close()

        with together(tmp_path, started.url) as (one, two):
            one.clock._time = lambda: now() + MINUTE
            two.clock._time = lambda: now() - MINUTE
            for number in range(5):
                one.stash(ack("f", f"ahead {number}"))
                Heard(two).until(lambda n=number: reason(two, "f") == f"ahead {n}")
                two.stash(ack("f", f"behind {number}"))
                Heard(one).until(lambda n=number: reason(one, "f") == f"behind {n}")
                assert reason(two, "f") == f"behind {number}"


def test_concurrent_writes_end_alike(tmp_path: Path):
    """Of writes that saw nothing of each other, all keep the same one."""
    with apart(tmp_path) as (_, proxy, one, two):
        proxy.mode = Mode.HANG
        for number in range(50):
            one.stash(ack(f"f{number % 7}", f"one {number}"))
            two.stash(ack(f"f{number % 7}", f"two {number}"))
        proxy.mode = Mode.PASS
        one.stash(ack("end", "one"))
        two.stash(ack("fin", "two"))
        Heard(two).until(lambda: reason(two, "end") == "one")
        Heard(one).until(lambda: reason(one, "fin") == "two")
        names = [f"f{number}" for number in range(7)]
        Heard(one).until(lambda: [reason(one, n) for n in names] == [reason(two, n) for n in names])
        assert {int((reason(one, name) or "").split()[1]) for name in names} == set(range(43, 50))
