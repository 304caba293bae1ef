"""The cache changes how long a run takes, nothing else."""

import datetime as dt
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from terminal import COMPLEX, SIMPLE

from lsp_server.cli import checking, identity, running, scan
from lsp_server.cli.checked import Shared, Task
from lsp_server.memory.results import FILE
from lsp_server.settings import DEFAULT, OPTIONS
from lsp_server.workspace.circumstances import ASIDE

WORSE = COMPLEX.replace("if y:", "if y and a:")
BROKEN = "def f(:\n    pass\n\n" + COMPLEX
SILENT = "# vitals: ignore[deep-nesting, complex-function] until=2026-05-22\n"
LOOSE = "class Loose:\n" + "".join(
    f"    def m{n}(self):\n        self.a{n} = {n}\n\n" for n in range(10)
)
FORMS = ("text", "json", "github", "sarif", "gitlab")


@pytest.fixture
def looked_at(monkeypatch):
    """The paths of the files that are analysed from now on."""
    paths = []
    check_file = checking.check_file

    def noted(task, shared):
        paths.append(Path(task.path).name)
        return check_file(task, shared)

    monkeypatch.setattr(scan, "check_file", noted)
    return paths


def told(place, *arguments) -> dict[str, object]:
    """Return all that is said in each form; the cache must make no difference, twice."""
    said = {}
    for form in FORMS:
        command = ("check", *arguments, "--format", form)
        said[form] = place.vitals(*command, "--no-cache")
        assert place.vitals(*command) == said[form]
        assert place.vitals(*command) == said[form]
    stats = json.loads(place.vitals("stats", "--format", "json", "--no-cache").out)
    assert stats["cache"] is None
    for _ in range(2):
        recalled = json.loads(place.vitals("stats", "--format", "json").out)
        assert recalled["cache"]["known"] <= recalled["cache"]["files"]
        assert recalled | {"cache": None} == stats
    return said


def tree(place) -> None:
    place.write("a.py", COMPLEX)
    place.write("pkg/same.py", COMPLEX)
    place.write("pkg/__init__.py", "")
    place.write("pkg/broken.py", BROKEN)
    place.write("pkg/silent.py", SILENT + COMPLEX)
    place.write("pkg/loose.py", LOOSE)
    place.write("tests/test_a.py", SIMPLE)
    (place.root / "pkg" / "latin.py").write_bytes(b"s = '\xe4'\n" + COMPLEX.encode())


def test_every_report_is_the_same_with_and_without(place):
    """Cold, warm and without the cache, each form says the same, byte for byte."""
    tree(place)
    told(place)


def test_every_report_is_the_same_after_any_change(place):
    """After edits, deletions, renames, other settings and another base, nothing old is told."""
    tree(place)
    told(place)
    place.write("a.py", WORSE)
    told(place)
    (place.root / "pkg" / "broken.py").unlink()
    (place.root / "pkg" / "loose.py").rename(place.root / "loose.py")
    told(place)
    place.write("pyproject.toml", "[tool.vitals]\nnesting = 20\n")
    told(place)
    place.commit()
    told(place)
    place.write("a.py", WORSE.replace("if y and a:", "if y and a and b:"))
    place.write("new.py", COMPLEX)
    told(place)
    place.commit()
    said = [told(place, "--base", base)["json"] for base in ("HEAD", "HEAD~1", "none")]
    assert len(set(said)) == 3
    told(place, "--diff", "HEAD~1")
    told(place, "--select", "deep-nesting")
    told(place, "--ignore", "deep-nesting", "pkg")


STEPS = st.sampled_from(
    [
        ("write", "a.py", COMPLEX), ("write", "a.py", WORSE), ("write", "b.py", COMPLEX),
        ("write", "b.py", BROKEN), ("write", "b.py", SILENT + COMPLEX), ("write", "d/a.py", LOOSE),
        ("remove", "a.py"), ("remove", "b.py"), ("rename", "a.py", "b.py"),
        ("rename", "b.py", "d/a.py"), ("rename", "d/a.py", "a.py"), ("commit",),
        ("write", "pyproject.toml", "[tool.vitals]\nnesting = 2\n"),
        ("write", "d/pyproject.toml", "[tool.vitals]\ncognitive = 1\n"),
        ("write", "pyproject.toml", "[tool.vitals]\nexclude = ['b.py']\n"),
        ("write", "pyproject.toml", '[[tool.vitals.overrides]]\nfiles = ["b.py"]\nnesting = 1\n'),
        ("remove", "pyproject.toml"), ("touch", "a.py"), ("touch", "b.py"),
    ]
)  # fmt: skip

FORBIDDEN = """\
[tool.vitals.forbidden]
source-modules = ["p.a"]
forbidden-modules = ["p.c"]
"""
INDEPENDENT = """\
[importlinter]
root_package = p
[importlinter:contract:1]
name = n
type = independence
modules =
    p.a
    p.b
"""

LINKS = st.sampled_from(
    [
        ("write", "p/a.py", "from p import b\n"), ("write", "p/a.py", "import p.c\nimport p.b\n"),
        ("write", "p/b.py", "import p.c\n"), ("write", "p/b.py", "def f():\n    import p.a\n"),
        ("write", "p/b.py", "import p.c  # vitals: ignore[import-cycle] until=2026-05-22\n"),
        ("write", "p/c.py", "from p.a import x, y\n"), ("write", "p/c.py", "\n\nimport p.a\n"),
        ("write", "p/__init__.py", ""), ("remove", "p/__init__.py"), ("remove", "p/b.py"),
        ("rename", "p/b.py", "p/d.py"), ("rename", "p/d.py", "p/b.py"), ("commit",),
        ("rename", "p/c.py", "q/p/c.py"), ("rename", "q/p/c.py", "p/c.py"),
        ("write", "q/pyproject.toml", ""), ("remove", "q/pyproject.toml"),
        ("write", "pyproject.toml", '[tool.vitals]\nsource-roots = ["q", "."]\n'),
        ("write", "pyproject.toml", "[tool.vitals]\ncycles-include-parents = true\n"),
        ("write", "pyproject.toml", '[tool.vitals]\nexclude = ["p/b.py"]\n'),
        ("write", "pyproject.toml", FORBIDDEN),
        ("write", ".importlinter", INDEPENDENT),
        ("remove", "pyproject.toml"), ("remove", ".importlinter"),
    ]
)  # fmt: skip


def take(place, step) -> None:
    """Change the tree; what cannot be done is left out."""
    action, *names = step
    if action == "commit":
        if any(path.is_file() and ".git" not in path.parts for path in place.root.rglob("*.py")):
            place.git("init", "-q", "-b", "main")
            place.git("add", "-A")
            place.git("commit", "-q", "--allow-empty", "-m", "x")
    elif action == "write":
        place.write(*names)
    elif (path := place.root / names[0]).exists():
        if action == "remove":
            path.unlink()
        elif action == "touch":
            path.write_bytes(path.read_bytes().replace(b"complex_one", b"complex_two"))
            os.utime(path, (0, 0))
        else:
            target = place.root / names[1]
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=2, max_size=6), form=st.sampled_from(FORMS))
def test_no_history_makes_a_difference(place, cache, steps, form):
    """Whatever was changed, checked and changed again: what is told is what is there."""
    for entry in place.root.iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    shutil.rmtree(cache, ignore_errors=True)
    place.write("c.py", COMPLEX)
    for step in steps:
        take(place, step)
        command = ("check", "--format", form)
        assert place.vitals(*command) == place.vitals(*command, "--no-cache")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(LINKS, min_size=3, max_size=7),
    form=st.sampled_from(FORMS),
    paths=st.sampled_from([(), (".",), ("p",), ("p/a.py",), ("p", "q")]),
)
def test_no_history_of_imports_makes_a_difference(place, cache, steps, form, paths):
    """The same holds for cycles and contracts across files, whichever of these are checked."""
    for entry in place.root.iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    shutil.rmtree(cache, ignore_errors=True)
    for name, imported in ("ab", "bc", "ca"):
        place.write(f"p/{name}.py", f"import p.{imported}\n")
    for step in steps:
        take(place, step)
        here = [path for path in paths if (place.root / path).exists()]
        command = ("check", "--format", form, *here)
        assert place.vitals(*command) == place.vitals(*command, "--no-cache")
    found = ("check", "--format", "json", "--select", "import-cycle")
    alone = json.loads(place.vitals(*found).out)["findings"]
    event(f"{min(len(alone), 3)} cycles")


def test_an_unchanged_tree_is_not_analysed(place, looked_at):
    """The second run analyses nothing, be it `check` or `stats`."""
    tree(place)
    place.vitals("check")
    assert len(looked_at) == 8
    looked_at.clear()
    place.vitals("check")
    place.vitals("stats")
    assert looked_at == []


def test_a_warm_run_loads_neither_analyser_nor_processes(place):
    """A small run needs no processes, the second one no analyser: they are not even loaded."""
    place.write("a.py", COMPLEX)
    script = (
        "import sys; from lsp_server.cli import run; run(['check'])\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    analyser, processes = {"lsp_server.analysis.walk"}, {"multiprocessing", "concurrent.futures"}
    loaded = []
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        )
        loaded.append(set(done.stderr.split()))
    assert analyser <= loaded[0]
    assert loaded[0] & (processes | {"rich"}) == set()
    assert loaded[1] & (analyser | processes | {"rich"}) == set()


def test_only_what_changed_is_analysed(place, looked_at):
    """A changed file is analysed; a renamed or copied one is not."""
    tree(place)
    place.vitals("check")
    looked_at.clear()
    place.write("a.py", WORSE)
    (place.root / "pkg" / "loose.py").rename(place.root / "moved.py")
    place.write("copy.py", BROKEN)
    place.vitals("check")
    assert looked_at == ["a.py"]


def test_what_comes_back_is_not_analysed_again(place, looked_at):
    """Switching a branch and back costs nothing."""
    for text in (COMPLEX, WORSE):
        place.write("a.py", text)
        place.vitals("check")
    looked_at.clear()
    for text in (COMPLEX, WORSE):
        place.write("a.py", text)
        place.vitals("check")
    assert looked_at == []


def write_in_place(path, text):
    path.write_text(text)


def write_through_another_name(path, text):
    other = path.with_name("other.txt")
    os.link(path, other)
    other.write_text(text)


def exchange(path, text):
    other = path.with_name("other.txt")
    other.write_text(text)
    os.utime(other, (0, 0))
    other.replace(path)


@pytest.mark.parametrize("change", [write_in_place, write_through_another_name, exchange])
def test_an_edit_that_hides_its_traces_is_found(place, change):
    """Neither size nor time of change decide: the same size and a time set back hide nothing."""
    path = place.write("a.py", COMPLEX)
    status = path.stat()
    before = place.vitals("check").out
    change(path, COMPLEX.replace("complex_one", "complex_two"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert place.vitals("check").out == before.replace("complex_one", "complex_two")


def test_a_file_that_changes_while_it_is_looked_at_is_kept_as_what_was_read(place, monkeypatch):
    """The digest is of the bytes that were analysed, not of those that stood there before."""
    path = place.write("a.py", SIMPLE)
    place.vitals("stats")
    place.write("b.py", SIMPLE + SIMPLE)
    check_file = checking.check_file

    def late(task, shared):
        path.with_name("b.py").write_text(COMPLEX)
        return check_file(task, shared)

    monkeypatch.setattr(scan, "check_file", late)
    assert "complex_one" in place.vitals("check").out
    monkeypatch.setattr(scan, "check_file", check_file)
    assert "complex_one" in place.vitals("check").out
    path.with_name("b.py").write_text(SIMPLE + SIMPLE)
    assert "complex_one" not in place.vitals("check").out


def test_suppressions_end_on_their_day(place, monkeypatch, looked_at):
    """A result that depends on the date is of that date; all others outlive it."""

    def on(day: int):
        class Clock(dt.datetime):
            @classmethod
            def now(cls, tz=None):
                return cls(2026, 5, 20 + day, tzinfo=tz)

        monkeypatch.setattr(running.dt, "datetime", Clock)
        return place.vitals("check")

    place.write("a.py", SILENT + COMPLEX)
    place.write("b.py", SIMPLE)
    assert on(1).code == 0
    assert on(1).code == 0
    assert sorted(looked_at) == ["a.py", "b.py"]
    looked_at.clear()
    assert on(2).code == 0
    assert on(3).code == 1
    assert on(1).code == 0
    assert looked_at == ["a.py", "a.py", "a.py"]


def test_standard_input_is_recalled_by_its_text(place, monkeypatch, looked_at):
    """A text from standard input is known by what it says and by what it replaces."""
    place.write("a.py", COMPLEX)
    place.commit()

    def check(text: str):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        return place.vitals("check", "-", "--stdin-filename", "a.py")

    assert check(COMPLEX).code == 0
    assert check(WORSE).code == 1
    looked_at.clear()
    assert check(COMPLEX).code == 0
    assert check(WORSE).code == 1
    assert looked_at == []


def test_without_the_cache_nothing_is_read_or_written(place, cache, looked_at):
    """--no-cache makes no file, and uses none that is there."""
    place.write("a.py", COMPLEX)
    place.vitals("check", "--no-cache")
    assert not cache.exists()
    place.vitals("check")
    written = (cache / FILE).read_bytes()
    looked_at.clear()
    place.vitals("check", "--no-cache")
    assert looked_at == ["a.py"]
    assert (cache / FILE).read_bytes() == written


@pytest.mark.parametrize("content", [b"", b"garbage" * 1000])
def test_a_damaged_cache_costs_one_line(place, cache, content):
    """What is wrong with the file is said once at most; the report is as ever."""
    place.write("a.py", COMPLEX)
    expected = place.vitals("check")
    (cache / FILE).write_bytes(content)
    outcome = place.vitals("check")
    assert (outcome.code, outcome.out) == (expected.code, expected.out)
    assert len(outcome.err.splitlines()) == bool(content)
    assert place.vitals("check") == expected


def test_a_cache_that_cannot_be_is_done_without(place, cache):
    """A file where the folder should be: one line, and the report as ever."""
    place.write("a.py", COMPLEX)
    expected = place.vitals("check", "--no-cache")
    cache.write_text("in the way")
    outcome = place.vitals("check")
    assert (outcome.code, outcome.out) == (expected.code, expected.out)
    assert outcome.err.startswith("vitals: the cache ")
    assert len(outcome.err.splitlines()) == 1


def test_a_python_without_sqlite_works_without(place, monkeypatch):
    """What cannot be kept is not: the report is as ever, and the cache has nothing to tell."""
    place.write("a.py", COMPLEX)
    expected = place.vitals("check", "--no-cache")
    monkeypatch.delitem(sys.modules, "lsp_server.memory.results")
    monkeypatch.setitem(sys.modules, "lsp_server.memory.results", None)
    assert place.vitals("check") == expected
    assert place.vitals("stats").code == 0
    outcome = place.vitals("cache", "info")
    assert (outcome.code, outcome.out) == (2, "")
    assert "without SQLite" in outcome.err


def test_records_that_are_none_are_not_believed(place, cache):
    """Bytes under the right key that are no record are analysed anew."""
    place.write("a.py", COMPLEX)
    expected = place.vitals("check")
    connection = sqlite3.connect(cache / FILE)
    for key, _ in connection.execute("SELECT key, value FROM results").fetchall():
        sealed = zlib.crc32(b"\x93\x01", zlib.crc32(key)).to_bytes(4, "little") + b"\x93\x01"
        connection.execute("UPDATE results SET value = ? WHERE key = ?", (sealed, key))
    connection.commit()
    connection.close()
    assert place.vitals("check") == expected


@pytest.mark.parametrize("option", sorted(OPTIONS))
def test_each_setting_that_matters_is_in_the_key(option):
    """Settings that could change an outcome change the key; those set aside are known to be so."""
    value = getattr(DEFAULT, option)
    other = {bool: lambda v: not v, int: lambda v: v + 1, str: lambda v: v + "x"}.get(
        type(value), lambda v: (*v, "x") if not v else None
    )(value)
    task = Task("a.py", 1)
    keys = {
        identity.Identity(
            Shared((replace(DEFAULT, **{option: chosen}),), dt.date(2026, 1, 1))
        ).of_file(task, b"digest")
        for chosen in (value, other)
    }
    assert len(keys) == (1 if option in ASIDE else 2)


def test_brief_and_full_outcomes_do_not_mix():
    """The report for programs needs more than is kept for the others."""
    shared = Shared((DEFAULT,), dt.date(2026, 1, 1))
    keys = {
        identity.Identity(shared._replace(full=full)).of_file(Task("a.py", 1), b"digest")
        for full in (False, True)
    }
    assert len(keys) == 2


def test_the_command_that_clears_and_tells(place, cache, looked_at):
    """`vitals cache info` tells what is there, `clear` ends it."""
    place.write("a.py", COMPLEX)
    assert "0 results" in place.vitals("cache", "info").out
    place.vitals("check")
    place.vitals("check")
    info = json.loads(place.vitals("cache", "info", "--format", "json").out)
    assert (info["file"], info["entries"], info["hits"]) == (str(cache / FILE), 3, 1)
    said = place.vitals("cache", "info").out
    assert said.startswith(f"{cache / FILE}\n3 results, ")
    assert place.vitals("cache", "clear") == (0, "", "")
    assert "0 results" in place.vitals("cache", "info").out
    looked_at.clear()
    place.vitals("check")
    assert looked_at == ["a.py"]


def test_stats_tell_what_was_known(place):
    """The distribution ends with what came from the cache in this run."""
    place.write("a.py", COMPLEX)
    place.write("b.py", SIMPLE)
    place.vitals("stats")
    place.write("b.py", SIMPLE + SIMPLE)
    assert "cache: 1 of 2 files known from earlier runs" in place.vitals("stats").out
    assert "cache: 2 of 2 files known from earlier runs" in place.vitals("stats").out
    assert "cache" not in place.vitals("stats", "--no-cache").out


def test_workers_and_names_that_are_no_text(place, monkeypatch):
    """Files with any name pass through worker processes and the cache."""
    monkeypatch.setattr(scan, "WORTHWHILE", 0)
    place.write("x.py", COMPLEX).rename(os.fsdecode(b"\xff.py"))
    place.write("y.py", SIMPLE)
    expected = place.vitals("check", "--format", "json", "--no-cache", "--jobs", "1")
    for jobs in "123":
        assert place.vitals("check", "--format", "json", "--jobs", jobs) == expected
    assert expected.code == 1


def test_a_project_may_hold_names_that_are_no_text(place):
    """A file is checked whatever the names of the others and of the folders around are."""
    folder = os.fsdecode(b"p\xff")
    place.write(f"{folder}/vitals.toml", "")
    place.write(f"{folder}/x.py", SIMPLE).rename(place.root / folder / os.fsdecode(b"\xff.py"))
    place.write(f"{folder}/y.py", SIMPLE)
    for _ in range(2):
        assert place.vitals("check", f"{folder}/y.py").code == 0
        assert place.vitals("check", folder).code == 0
