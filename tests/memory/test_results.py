"""Results outlive processes; no state of the disk makes them wrong or raises."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsp_server.memory import results as module
from lsp_server.memory.results import FILE, Results

A, B, C = (bytes([n]) * 20 for n in (1, 2, 3))


class Store(Results):
    """Results that collect their warnings."""

    def __init__(self, folder, **options):
        self.warnings = []
        super().__init__(folder, self.warnings.append, **options)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "cache")


def refilled(folder, results):
    """Return a new store over the folder, to which results were given before."""
    earlier = Store(folder)
    earlier.put_many(results)
    earlier.close()
    return Store(folder)


def test_results_come_back(store):
    """What was put is got by its key, and only that."""
    store.put_many({A: b"a", B: b""})
    assert store.get_many([A, B, C]) == {A: b"a", B: b""}
    assert store.warnings == []


def test_a_later_result_replaces_an_earlier(store):
    """One key has one result."""
    store.put_many({A: b"old"})
    store.put_many({A: b"new"})
    assert store.get_many([A]) == {A: b"new"}
    assert store.statistics().entries == 1


def test_results_outlive_the_process(tmp_path):
    """Another process, later, finds what this one wrote."""
    script = """
        import sys, pathlib
        from lsp_server.memory.results import Results
        store = Results(pathlib.Path(sys.argv[1]), print)
        store.put_many({bytes([1]) * 20: b"from elsewhere"})
        store.close()
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(script), tmp_path], check=True)
    assert Store(tmp_path).get_many([A]) == {A: b"from elsewhere"}


def test_more_keys_than_one_query_takes(store):
    """Any number of keys may be asked for at once."""
    results = {number.to_bytes(20, "big"): str(number).encode() for number in range(3001)}
    store.put_many(results)
    assert store.get_many(list(results)) == results


def test_nothing_is_made_before_it_is_needed(store):
    """Neither folder nor file exist until the first question; putting nothing is no question."""
    store.put_many({})
    store.close()
    assert not store.file.parent.exists()


def test_a_closed_store_opens_again(store):
    """Closing lets go of the file, not of the results."""
    store.put_many({A: b"a"})
    store.close()
    store.close()
    assert store.get_many([A]) == {A: b"a"}


def test_one_file_is_left_after_closing(store):
    """SQLite's log and index are gone once nobody has the file open."""
    store.put_many({A: b"a"})
    store.close()
    assert [entry.name for entry in store.file.parent.iterdir()] == [FILE]


def foreign(file):
    """Put another program's database in place."""
    file.unlink()
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE results (mine TEXT)")
    connection.commit()
    connection.close()


def altered(statement):
    """Return what changes the database behind the store's back."""

    def alter(file):
        connection = sqlite3.connect(file)
        connection.execute(statement)
        connection.commit()
        connection.close()

    return alter


DAMAGE = {
    "garbage": lambda file: file.write_bytes(b"garbage" * 1000),
    "cut off": lambda file: os.truncate(file, file.stat().st_size // 2),
    "cut to a stump": lambda file: os.truncate(file, 100),
    "zeros in the middle": lambda file: file.write_bytes(
        file.read_bytes()[:4096] + bytes(8192) + file.read_bytes()[12288:]
    ),
    "another program's": foreign,
    "a value replaced": altered("UPDATE results SET value = x'00000000616263'"),
    "a value of another type": altered("UPDATE results SET value = 'text'"),
    "values exchanged": altered(
        "UPDATE results SET value = (SELECT value FROM results AS r WHERE r.id = 101 - results.id)"
    ),
    "a table missing": altered("DROP TABLE results"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_begun_again(tmp_path, damage):
    """Whatever happened to the file: one warning, nothing wrong is returned, and it works again."""
    many = {number.to_bytes(20, "big"): bytes([number]) * 500 for number in range(100)}
    store = refilled(tmp_path, many)
    damage(store.file)
    assert store.get_many(list(many)) == {}
    store.put_many({A: b"new"})
    assert store.get_many([A, *many]) == {A: b"new"}
    assert len(store.warnings) == 1
    assert "begun again" in store.warnings[0]


@given(st.data())
def test_a_flipped_byte_never_gives_a_wrong_result(tmp_path_factory, data):
    """Each result is right or missing, whichever byte of the file has changed."""
    folder = tmp_path_factory.mktemp("cache")
    many = {number.to_bytes(20, "big"): bytes([number]) * 300 for number in range(40)}
    store = refilled(folder, many)
    content = bytearray(store.file.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    store.file.write_bytes(content)
    assert store.get_many(list(many)).items() <= many.items()
    store.put_many({A: b"a"})
    assert store.get_many([A]) == {A: b"a"}
    assert len(store.warnings) <= 1
    store.close()
    shutil.rmtree(folder)


def test_a_file_of_another_schema_is_begun_again_in_silence(tmp_path):
    """An update of Vitals is no mishap."""
    store = refilled(tmp_path, {A: b"a"})
    altered("PRAGMA user_version = 99")(store.file)
    assert store.get_many([A]) == {}
    store.put_many({A: b"b"})
    assert Store(tmp_path).get_many([A]) == {A: b"b"}
    assert store.warnings == []


def test_an_empty_file_is_as_good_as_none(tmp_path):
    """A file that a crash left empty is filled without a word."""
    (tmp_path / FILE).touch()
    store = Store(tmp_path)
    store.put_many({A: b"a"})
    assert store.get_many([A]) == {A: b"a"}
    assert store.warnings == []


def make_folder(file):
    file.mkdir(parents=True)


def make_parent_a_file(file):
    file.parent.write_text("in the way")


def make_fifo(file):
    file.parent.mkdir()
    os.mkfifo(file)


OBSTACLES = [make_folder, make_parent_a_file]
if hasattr(os, "mkfifo"):
    OBSTACLES.append(make_fifo)


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_where_no_file_can_be_it_works_without(store, obstacle):
    """One warning however often it is asked, and the obstacle stays as it is."""
    obstacle(store.file)
    for _ in range(3):
        store.put_many({A: b"a"})
        assert store.get_many([A]) == {}
    assert store.statistics().entries == 0
    assert len(store.warnings) == 1
    assert "not used" in store.warnings[0]


@pytest.mark.skipif(sys.platform == "win32", reason="no such permissions there")
@pytest.mark.parametrize("filled", [False, True])
def test_a_folder_that_cannot_be_written(filled):
    """One warning; nothing is kept, and what was there stays. Also when root runs the tests."""
    script = """
        import os, sys, pathlib
        from lsp_server.memory.results import Results
        if os.geteuid() == 0:
            os.setuid(65534)
        store = Results(pathlib.Path(sys.argv[1]), print)
        for _ in range(2):
            store.put_many({bytes([2]) * 20: b"b"})
            assert bytes([2]) * 20 not in store.get_many([bytes([2]) * 20])
    """
    folder = Path(tempfile.mkdtemp())
    if filled:
        refilled(folder, {A: b"a"}).close()
    folder.chmod(0o555)
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), folder],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    folder.chmod(0o755)
    assert done.stdout.count("the cache") == 1
    assert "not used" in done.stdout
    assert Store(folder).get_many([A]) == ({A: b"a"} if filled else {})
    shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_a_full_disk_costs_one_warning(tmp_path):
    """When the file cannot grow, what was there before is still there later."""
    script = """
        import os, resource, sys, pathlib
        from lsp_server.memory.results import Results
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        store = Results(pathlib.Path(sys.argv[1]), print)
        for number in range(5):
            store.put_many({os.urandom(20): os.urandom(50_000) for _ in range(3)})
        store.close()
    """
    refilled(tmp_path, {A: b"a"})
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), tmp_path],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.count("the cache") == 1
    assert Store(tmp_path).get_many([A]) == {A: b"a"}


def test_a_locked_file_is_passed_over(tmp_path, monkeypatch):
    """While another process holds the file, results are neither read nor kept; then they are."""
    monkeypatch.setattr(module, "PATIENCE", 0.0)
    store = refilled(tmp_path, {A: b"a"})
    other = sqlite3.connect(store.file, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    other.execute("DELETE FROM counts")
    assert store.get_many([A]) == {}
    store.put_many({B: b"b"})
    other.close()
    assert store.get_many([A, B]) == {A: b"a"}
    assert len(store.warnings) == 1


def test_counting_waits_for_nobody(tmp_path, monkeypatch):
    """Who only read closes at once, though another process is writing for an hour."""
    monkeypatch.setattr(module, "PATIENCE", 3600.0)
    store = refilled(tmp_path, {A: b"a"})
    other = sqlite3.connect(store.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert store.get_many([A]) == {A: b"a"}
    store.close()
    other.close()
    assert store.warnings == []


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_a_process_killed_while_writing_loses_what_it_wrote_and_nothing_else(tmp_path):
    """Results are kept together or not at all."""
    script = """
        import os, signal, sys, pathlib
        from lsp_server.memory.results import Results
        class Deadly(dict):
            def items(self):
                for number in range(2000):
                    yield number.to_bytes(20, "big"), bytes(5000)
                os.kill(os.getpid(), signal.SIGKILL)
        Results(pathlib.Path(sys.argv[1]), print).put_many(Deadly(a=1))
    """
    refilled(tmp_path, {A: b"a"})
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script), tmp_path], check=False)
    assert done.returncode == -9
    store = Store(tmp_path)
    assert store.get_many([A]) == {A: b"a"}
    assert store.statistics().entries == 1
    assert store.warnings == []


def test_the_file_stays_below_its_limit(tmp_path, monkeypatch):
    """What was not used for longest is evicted; what was read lately stays."""
    clock = iter(range(0, 10**9, 10_000))
    monkeypatch.setattr(module, "_now", lambda: next(clock))
    store = Store(tmp_path, limit=400_000)
    for number in range(200):
        store.put_many({number.to_bytes(20, "big"): os.urandom(10_000)})
        assert store.get_many([bytes(20)])
    statistics = store.statistics()
    assert statistics.bytes <= 400_000
    assert statistics.evictions == 200 - statistics.entries
    assert store.get_many([(199).to_bytes(20, "big")])
    assert not store.get_many([(1).to_bytes(20, "big")])


def test_what_alone_would_fill_the_file_is_not_kept(tmp_path):
    """One result cannot drive out all others."""
    store = Store(tmp_path, limit=400_000)
    store.put_many({A: b"a"})
    store.put_many({B: bytes(399_000)})
    assert store.get_many([A, B]) == {A: b"a"}


def test_counts_are_of_the_file_and_of_the_object(tmp_path):
    """The statistics add up over processes; `counts` is this object's."""
    store = Store(tmp_path)
    store.get_many([A, B])
    store.put_many({A: b"a"})
    store.get_many([A, B])
    store.close()
    later = Store(tmp_path)
    later.get_many([A])
    assert later.counts == (1, 0, 0)
    assert later.statistics()[3:] == (2, 3, 0)
    later.close()
    assert Store(tmp_path).statistics()[3:] == (2, 3, 0)


def test_clearing_forgets_everything(tmp_path):
    """After clearing nothing is known or counted, the space is given back and the file is usable."""
    store = refilled(tmp_path, {n.to_bytes(20, "big"): os.urandom(5000) for n in range(500)})
    store.get_many([A])
    store.clear()
    statistics = store.statistics()
    assert (statistics.entries, *statistics[3:]) == (0, 0, 0, 0)
    assert statistics.bytes < 50_000
    store.put_many({A: b"a"})
    store.close()
    assert store.file.stat().st_size < 50_000
    assert Store(tmp_path).get_many([A]) == {A: b"a"}


def test_clearing_works_while_another_has_the_file_open(tmp_path):
    """A server that runs forgets too, and both go on."""
    server, command = Store(tmp_path), Store(tmp_path)
    server.put_many({A: b"a"})
    command.clear()
    assert server.get_many([A]) == {}
    server.put_many({B: b"b"})
    assert command.get_many([B]) == {B: b"b"}
    assert server.warnings == command.warnings == []


def test_any_thread_may_ask(store):
    """Threads that put and get at once lose nothing."""

    def work(first):
        for number in range(first, first + 50):
            store.put_many({number.to_bytes(20, "big"): b"x"})
            assert store.get_many([number.to_bytes(20, "big")])

    threads = [threading.Thread(target=work, args=(first,)) for first in (0, 100, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.statistics()[:1] + store.statistics()[3:] == (150, 150, 0, 0)


def test_processes_that_write_at_once_lose_nothing(tmp_path):
    """Each waits for the other."""
    script = """
        import sys, pathlib
        from lsp_server.memory.results import Results
        store = Results(pathlib.Path(sys.argv[1]), print)
        for number in range(100):
            store.put_many({f"{sys.argv[2]}{number:019}".encode(): bytes(1000)})
    """
    commands = [[sys.executable, "-c", textwrap.dedent(script), tmp_path, name] for name in "ab"]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE) for command in commands]
    assert [process.communicate()[0] for process in running] == [b"", b""]
    assert Store(tmp_path).statistics().entries == 200


def test_a_file_that_many_begin_at_once_is_nobody_elses(tmp_path: Path):
    """However many open the same new file at the same moment, none takes it for damaged."""
    said: list[str] = []
    for number in range(40):
        folder, ready = tmp_path / str(number), threading.Barrier(4)

        def begin(folder: Path = folder, ready: threading.Barrier = ready) -> None:
            results = Results(folder, said.append)
            ready.wait()
            results.put_many({b"key": b"value"})
            results.close()

        threads = [threading.Thread(target=begin) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert said == []
