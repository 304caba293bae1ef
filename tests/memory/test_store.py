"""The store without Redis: what is stashed is read back, kept, and seen by other processes."""

import json
import random
import sqlite3
import subprocess
import sys
import textwrap
import tracemalloc
from pathlib import Path
from threading import Event, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stores import PATIENCE, Heard, ack, damage, kept, opened, reason

from lsp_server.memory import storage
from lsp_server.memory.entry import Entry
from lsp_server.memory.first_tier import CHANGED, FULL, FirstTier
from lsp_server.memory.journal import Journal
from lsp_server.memory.kinds import KINDS
from lsp_server.memory.places import FILE
from lsp_server.memory.replica import CAPACITY
from lsp_server.memory.sharing import Sharing
from lsp_server.memory.stamp import NEVER, Clock, now
from lsp_server.memory.store import Durability, Item, State


def test_own_writes_are_read_back_at_once(tmp_path: Path):
    """A record is there as soon as stash returns, the latest one of several."""
    with opened(tmp_path) as store:
        for text in ("one", "two", "three"):
            assert store.stash(ack("f", text)).refused == ""
            assert reason(store, "f") == text


def test_what_nobody_stashed_is_a_miss(tmp_path: Path):
    """Once everything is read, misses are answered without asking anybody."""
    with opened(tmp_path) as store:
        assert store.retrieve("ack", "nothing").state is State.MISS
        assert store.retrieve("nosuch", "nothing").state is State.MISS


def test_records_outlive_the_process(tmp_path: Path):
    """A second store on the same folder has what the first one took, before it is asked."""
    with opened(tmp_path) as store:
        store.stash(ack("f", "kept"))
    with opened(tmp_path) as store:
        assert reason(store, "f") == "kept"


def test_workspaces_do_not_meet(tmp_path: Path):
    """Another workspace in the same file sees nothing."""
    with opened(tmp_path, "one") as one, opened(tmp_path, "two") as two:
        one.stash(ack("f", "mine"))
        kept(one)
        assert two.retrieve("ack", "f").state is State.MISS
    with opened(tmp_path, "two") as two:
        assert two.list() == []


def test_two_stores_see_each_others_writes(tmp_path: Path):
    """What one stashes or forgets, the other is told of."""
    with opened(tmp_path) as one, opened(tmp_path) as two:
        heard = Heard(two)
        one.stash(ack("f", "hello"))
        heard.until(lambda: reason(two, "f") == "hello")
        one.forget("ack", "f")
        heard.until(lambda: reason(two, "f") is None)


def test_the_last_writer_wins_everywhere(tmp_path: Path):
    """Of two writes of one record both stores keep the later one."""
    with opened(tmp_path) as one, opened(tmp_path) as two:
        heard = Heard(two)
        one.stash(ack("f", "earlier"))
        heard.until(lambda: reason(two, "f") == "earlier")
        two.stash(ack("f", "later"))
        Heard(one).until(lambda: reason(one, "f") == "later")
        assert reason(two, "f") == "later"


def test_a_subscriber_that_left_is_told_nothing(tmp_path: Path):
    """After its end, a subscription hears no more; others do."""
    with opened(tmp_path) as store:
        heard, gone = Heard(store), []
        store.subscribe(gone.append)()
        store.stash(ack("f"))
        assert heard.news.wait(PATIENCE)
        assert gone == []


@pytest.mark.parametrize(
    ("item", "why"),
    [
        (Item("nosuch", "f", {}), "there is no kind `nosuch`"),
        (Item("ack", "f", {"at": "x"}), "not a value of the kind `ack`"),
        (Item("ack", "f", {"at": 1, "until": 2, "reason": "x" * 2000}), "may have 1,024"),
        (Item("note", "f", {"x": object()}), "not a value of the kind `note`"),
        (Item("note", "f\udc80", {"x": 1}), "its name is not in UTF-8"),
        (Item("note", "f", {"x": 1}, scope="\udc80"), "its name is not in UTF-8"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_reason(tmp_path: Path, item: Item, why: str):
    """A wrong item changes nothing and says why."""
    with opened(tmp_path) as store:
        assert why in store.stash(item).refused
        assert store.list() == []
        assert not store.stash(ack("f")).refused
        kept(store)


def test_a_write_can_be_bound_to_what_it_replaces(tmp_path: Path):
    """With if_stamp, only the record of that stamp is replaced; NEVER means that there is none."""
    with opened(tmp_path) as store:
        first = store.stash(ack("f", "one", if_stamp=NEVER))
        assert store.stash(ack("f", "two", if_stamp=NEVER)).refused
        assert reason(store, "f") == "one"
        assert not store.stash(ack("f", "three", if_stamp=first.stamp)).refused
        assert reason(store, "f") == "three"


def test_an_expired_record_is_none_to_a_bound_write(tmp_path: Path):
    """Where a record has expired, a write bound to there being none is taken."""
    with opened(tmp_path) as store:
        store.stash(ack("f", "over", ttl=0.0))
        assert not store.stash(ack("f", "new", if_stamp=NEVER)).refused
        assert reason(store, "f") == "new"


def test_of_two_bound_writes_at_once_one_is_refused(tmp_path: Path):
    """A write that comes between looking and taking is not overwritten by a bound one."""
    with opened(tmp_path) as store:
        stamp = store.clock.stamp

        def meanwhile() -> bytes:
            store.clock.stamp = stamp
            assert not store.stash(ack("f", "other", if_stamp=NEVER)).refused
            return stamp()

        store.clock.stamp = meanwhile
        assert store.stash(ack("f", "mine", if_stamp=NEVER)).refused == CHANGED
        assert reason(store, "f") == "other"


def test_whatever_is_taken_reaches_the_disk(tmp_path: Path):
    """Of more than may wait for the disk, the rest is refused; nothing that was taken is lost."""
    items = [Item("note", f"n{number}", {"x": "x" * 30_000}) for number in range(1000)]
    with opened(tmp_path, capacity=CAPACITY) as store:
        other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        receipts = store.stash_batch(items)
        other.execute("ROLLBACK")
        other.close()
        kept(store)
        assert {receipt.refused for receipt in receipts} == {"", FULL}
        assert not store.stash(items[-1]).refused
    taken = {
        item.name for item, receipt in zip(items, receipts, strict=True) if not receipt.refused
    }
    with opened(tmp_path, capacity=10 * CAPACITY) as store:
        assert {entry.name for entry in store.list("note")} == taken | {items[-1].name}


def test_a_damaged_file_is_written_anew_however_much_is_held(tmp_path: Path):
    """All that the first tier holds goes into the new file, more than a few megabytes too."""
    with opened(tmp_path, capacity=CAPACITY) as store:
        names = [f"n{number}" for number in range(450)]
        store.stash_batch(Item("note", name, {"x": "x" * 25_000}) for name in names)
        kept(store)
        damage(store)
        store.stash(ack("f", "after"))
        kept(store)
    with opened(tmp_path, capacity=CAPACITY) as store:
        assert sorted(entry.name for entry in store.list("note")) == sorted(names)


def test_flush_waits_for_all_that_a_new_file_lacks(tmp_path: Path):
    """Once a new file has the latest record, those it has yet to get are known to be waiting."""
    with opened(tmp_path) as store:
        store.stash_batch(ack(f"f{number}") for number in range(20))
        kept(store)
        damage(store)
        waiting: list[int] = []
        store.subscribe(lambda _: waiting.append(store.statistics().waiting))
        store.stash(ack("g"))
        kept(store)
    assert waiting[0] == 20


def test_records_expire(tmp_path: Path):
    """A record whose time is over is neither retrieved nor listed."""
    with opened(tmp_path) as store:
        store.stash(ack("f", ttl=0.0))
        assert store.retrieve("ack", "f").state is State.MISS
        assert store.list() == []


def test_list_names_what_is_there(tmp_path: Path):
    """Records are listed by kind, scope and beginning of the name, in order."""
    with opened(tmp_path) as store:
        for name in ("b/2", "a/1", "b/1"):
            store.stash(ack(name))
        store.stash(Item("note", "n", {"x": 1}, scope="agent"))
        assert [entry.name for entry in store.list("ack", prefix="b/")] == ["b/1", "b/2"]
        assert [entry.kind for entry in store.list(scope="agent")] == ["note"]
        assert len(store.list()) == 4


def test_clear_forgets_for_all(tmp_path: Path):
    """Cleared records are gone here, elsewhere and for those who come later."""
    with opened(tmp_path) as one, opened(tmp_path) as two:
        one.stash_batch([ack("f"), ack("g")])
        heard = Heard(two)
        heard.until(lambda: len(two.list()) == 2)
        one.clear()
        assert one.list() == []
        heard.until(lambda: two.list() == [])
    with opened(tmp_path) as store:
        assert store.list() == []


def test_what_was_cleared_stays_deleted_as_long_as_anything_lives(tmp_path: Path):
    """A cleared record's deletion outlives it, so that an older write elsewhere stays beaten."""
    with opened(tmp_path) as store:
        store.stash(ack("f", ttl=60.0))
        store.clear()
        deleted = store._tier._known(store._field("ack", "f", ""))
        assert deleted.value is None
        assert deleted.expires >= now() + 1000 * (KINDS["ack"].ttl - 60)


def test_what_does_not_fit_is_read_when_asked_for(tmp_path: Path):
    """With too little memory every record is still found: pending first, then a hit."""
    with opened(tmp_path, capacity=20_000) as store:
        for number in range(200):
            store.stash(ack(f"f{number}", str(number)))
        kept(store)
        assert not store.statistics().complete
        for number in (0, 77, 199):
            if store.retrieve("ack", f"f{number}").state is State.PENDING:
                read = Event()
                store.known(read.set)
                assert read.wait(PATIENCE)
            assert reason(store, f"f{number}") == str(number)
        assert store.retrieve("ack", "nothing").state is State.PENDING
        read = Event()
        store.known(read.set)
        assert read.wait(PATIENCE)
        assert store.retrieve("ack", "nothing").state is State.MISS


def test_the_replica_stays_within_its_bytes(tmp_path: Path):
    """However much is stashed, the first tier weighs at most its capacity."""
    with opened(tmp_path, capacity=50_000) as store:
        for number in range(500):
            store.stash(ack(f"f{number}"))
        figures = store.statistics()
        assert figures.bytes <= figures.capacity == 50_000
        assert figures.evictions > 0


def test_an_entry_weighs_what_is_said():
    """The weight of entries is within half of what they take of the memory."""
    tier, clock = FirstTier(10**9), Clock()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for number in range(5000):
        value = json.dumps({"at": 1.0, "until": 2.0, "reason": f"r{number}"}).encode()
        field = f"ack:{number:032x}".encode()
        tier.take([Entry(field, "ack", "", f"path/{number}", value, clock.stamp(), number)])
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert 0.5 <= taken / tier.measures()[1] <= 1.5


def test_a_damaged_file_is_begun_again_and_nothing_held_is_lost(tmp_path: Path):
    """A file that turns to noise is set aside, told of once, and written anew from memory."""
    said: list[str] = []
    with opened(tmp_path, said=said) as store:
        store.stash(ack("f", "before"))
        kept(store)
        damage(store)
        store.stash(ack("g", "after"))
        kept(store)
        assert (reason(store, "f"), reason(store, "g")) == ("before", "after")
    assert len(said) == 1
    assert "is begun again" in said[0]
    assert (tmp_path / f"{FILE}.damaged").exists()
    with opened(tmp_path) as store:
        assert (reason(store, "f"), reason(store, "g")) == ("before", "after")


def test_a_file_set_aside_by_another_process_is_followed(tmp_path: Path):
    """When a neighbour begins the file again, what we hold and write goes into the new one."""
    with opened(tmp_path) as store:
        store.stash(ack("f", "before"))
        kept(store)
        neighbour = Journal(tmp_path / FILE, b"other", b"")
        neighbour.set_aside()
        store.stash(ack("g", "after"))
        kept(store)
    with opened(tmp_path) as store:
        assert (reason(store, "f"), reason(store, "g")) == ("before", "after")


def test_a_corrupt_row_is_a_miss_and_counted(tmp_path: Path):
    """A row that was tampered with is not believed; the others are."""
    with opened(tmp_path) as store:
        store.stash_batch([ack("f", "good"), ack("g", "bad")])
    connection = sqlite3.connect(tmp_path / FILE)
    with connection:
        connection.execute("UPDATE records SET frame = zeroblob(80) WHERE id = 2")
    connection.close()
    with opened(tmp_path) as store:
        assert [entry.name for entry in store.list()] == ["f"]
        assert store.statistics().faults == {"of another version": 1}


def test_a_stamp_from_the_far_future_is_not_believed(tmp_path: Path, monkeypatch):
    """A record stamped hours ahead is counted and does not block later writes."""
    with monkeypatch.context() as patched:
        patched.setattr("lsp_server.memory.stamp.FUTURE", 10**12)
        with opened(tmp_path) as store:
            store.clock._time = lambda: 3_000_000_000_000
            store.stash(ack("f", "from the future"))
    with opened(tmp_path) as store:
        assert store.retrieve("ack", "f").state is State.MISS
        assert store.statistics().faults == {"stamped in the future": 1}


def test_a_new_secret_keeps_the_records(tmp_path: Path):
    """When the secret changes, what is on disk gets the fields of the new one."""
    with opened(tmp_path) as store:
        store.stash(ack("f", "kept"))
    secret = tmp_path / "secret"
    secret.write_text("a secret of the team")
    with opened(tmp_path, sharing=Sharing(secret_file=str(secret))) as store:
        assert reason(store, "f") == "kept"


def test_a_disk_that_refuses_costs_one_warning(tmp_path: Path):
    """While the file cannot be made, everything works in memory, and is written once it can."""
    state = tmp_path / "state"
    state.write_text("a file where the folder should be")
    said: list[str] = []
    with opened(state, said=said) as store:
        store.stash(ack("f", "held"))
        assert reason(store, "f") == "held"
        assert store.flush(0.2) is Durability.MEMORY
        state.unlink()
        kept(store)
    assert len(said) == 1
    assert "held in memory" in said[0]
    with opened(state) as store:
        assert reason(store, "f") == "held"


def test_a_locked_file_is_waited_for_in_the_background(tmp_path: Path):
    """While another process holds the file, callers go on; nothing is lost or said."""
    said: list[str] = []
    with opened(tmp_path, said=said) as store:
        other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        store.stash(ack("f", "held"))
        assert reason(store, "f") == "held"
        assert store.flush(0.1) is Durability.MEMORY
        other.execute("ROLLBACK")
        other.close()
        kept(store)
    assert said == []


def test_killed_amid_writes_the_store_opens_again(tmp_path: Path):
    """After kill -9 all that was acknowledged as on disk is there, and the file is whole."""
    script = textwrap.dedent("""
        import sys
        from pathlib import Path
        sys.path.insert(0, sys.argv[2])
        from stores import ack, kept, opened
        with opened(Path(sys.argv[1])) as store:
            for number in range(10**6):
                store.stash(ack(f"f{number}"))
                if number % 50 == 49:
                    kept(store)
                    print(number, flush=True)
    """)
    command = [sys.executable, "-c", script, str(tmp_path), str(Path(__file__).parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            if int(line) > 300:
                break
        process.kill()
        acknowledged = max([int(line), *map(int, process.stdout.read().split())])
    with opened(tmp_path) as store:
        names = {entry.name for entry in store.list()}
    assert {f"f{number}" for number in range(acknowledged + 1)} <= names
    connection = sqlite3.connect(tmp_path / FILE)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def test_many_threads_may_call(tmp_path: Path):
    """Threads that stash, forget and retrieve at once end with what was stamped last."""
    with opened(tmp_path) as store:

        def work(seed: int) -> None:
            chance = random.Random(seed)  # noqa: S311  no secret
            for _ in range(300):
                name = f"f{chance.randrange(10)}"
                if chance.random() < 0.2:
                    store.forget("ack", name)
                else:
                    store.stash(ack(name, str(seed)))
                store.retrieve("ack", name)

        threads = [Thread(target=work, args=(seed,)) for seed in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        kept(store)
        held = {entry.name: entry.value for entry in store.list()}
    with opened(tmp_path) as store:
        assert {entry.name: entry.value for entry in store.list()} == held


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4), st.booleans()), max_size=40))
def test_any_history_of_three_stores_ends_alike(tmp_path_factory, history):
    """After any writes through three stores, all three and a fourth hold the last of each record."""
    folder = tmp_path_factory.mktemp("history")
    with opened(folder) as one, opened(folder) as two, opened(folder) as three:
        stores, last = (one, two, three), {}
        for number, (which, name, forget) in enumerate(history):
            store, key = stores[which], f"f{name}"
            receipt = store.forget("ack", key) if forget else store.stash(ack(key, str(number)))
            written = (receipt.stamp, None if forget else str(number))
            last[key] = max(last.get(key, written), written)
        for store in stores:
            for key, (_, text) in last.items():
                Heard(store).until(lambda k=key, t=text, s=store: reason(s, k) == t)
    with opened(folder) as store:
        assert {key: reason(store, key) for key in last} == {k: t for k, (_, t) in last.items()}


def test_the_file_is_this_users_alone(tmp_path: Path):
    """The folder and the key can be read by nobody else."""
    state = tmp_path / "state"
    with opened(state):
        pass
    assert state.stat().st_mode & 0o077 == 0
    assert (state / "key").stat().st_mode & 0o077 == 0


def test_a_file_of_a_later_version_is_left_alone(tmp_path: Path):
    """A file with another schema is set aside whole, not deleted."""
    with opened(tmp_path) as store:
        store.stash(ack("f", "old"))
    connection = storage.connect(tmp_path / FILE, storage.Layout(1, (), "NORMAL"), 1.0)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    said: list[str] = []
    with opened(tmp_path, said=said) as store:
        store.stash(ack("f", "new"))
        kept(store)
    assert len(said) == 1
    aside = sqlite3.connect(tmp_path / f"{FILE}.damaged")
    assert aside.execute("SELECT count(*) FROM records").fetchone() == (1,)
    aside.close()
