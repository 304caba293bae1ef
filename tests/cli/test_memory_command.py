"""`vitals memory`: what is remembered, shown, moved and forgotten. Real files, the command itself."""

import io
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from memory.stores import PATIENCE, Heard, ack, kept

from lsp_server.cli import memory_arguments
from lsp_server.cli.remembered import project_at
from lsp_server.memory.kinds import KINDS
from lsp_server.memory.places import FILE, state_folder
from lsp_server.memory.stamp import Clock, now
from lsp_server.memory.store import Store

FUTURE = "2999-01-01T00:00:00Z"


def line(name: str = "n", value: object = None, **more: object) -> str:
    """Return a note as `export` writes it, but for what is given."""
    told = {
        "kind": "note", "scope": "", "name": name, "value": {"x": 1} if value is None else value,
        "stamp": Clock().stamp().hex(), "expires": FUTURE,
    }  # fmt: skip
    return json.dumps(told | more) + "\n"


def listed(place, *kind: str) -> list[dict]:
    return json.loads(place.vitals("memory", "list", *kind, "--format", "json").out)


def test_the_kinds_are_those_of_the_store():
    """What the arguments take are the kinds that there are."""
    assert set(memory_arguments.KINDS) == set(KINDS)


def test_nothing_is_remembered_at_first(place):
    """Where nothing was written, reading says so and makes no file."""
    assert place.vitals("memory", "list") == (0, "Nothing is remembered.\n", "")
    assert place.vitals("memory", "export") == (0, "", "")
    assert place.vitals("memory", "info").code == 0
    assert not (state_folder() / FILE).exists()


def test_the_list_tells_of_each_record(place):
    """A record has a line with its kind, scope, name, age, end and what it says; or all as JSON."""
    place.write("in", line("first", scope="s") + line("second", {"said": "y" * 100}))
    assert place.vitals("memory", "import", "in").code == 0
    head, second, first = place.vitals("memory", "list").out.splitlines()
    assert head.split() == ["kind", "name", "written", "ends", "what"]
    assert second.split()[:2] == ["note", "second"]
    assert second.endswith("y…")
    assert first.split()[:3] == ["note", "s", "first"]
    assert "ago" in first
    assert 'in 23 hours  {"x":1}' in first
    assert [(one["name"], one["scope"]) for one in listed(place, "note")] == [
        ("second", ""),
        ("first", "s"),
    ]
    assert listed(place, "ack") == []


def test_a_record_is_shown_whole(place):
    """`show` prints a record with its value; one that is not there is exit code 1 and a sentence."""
    place.write("in", line("n", {"deep": {"er": [1, 2]}}) + line("n", {"other": 1}, scope="s"))
    place.vitals("memory", "import", "in")
    shown = place.vitals("memory", "show", "note", "n", "--scope", "")
    assert shown.code == 0
    assert '"deep": {\n    "er": [\n      1,\n' in shown.out
    assert "other" not in shown.out
    both = json.loads(place.vitals("memory", "show", "note", "n", "--format", "json").out)
    assert [one["value"] for one in both] == [{"deep": {"er": [1, 2]}}, {"other": 1}]
    assert place.vitals("memory", "show", "note", "no") == (1, "", "vitals: there is no note no\n")


def test_what_is_exported_is_imported_elsewhere_as_it_was(place, monkeypatch, tmp_path):
    """Export, import and export again give the same bytes, whatever the records hold."""
    lines = [
        line('ü\u2028"\\', {"text": "a\nb\x00\x1b[31m", "number": 0.1, "big": 2**53, "no": None}),
        line("n", scope="s"),
        line("a.py::f [complex-function]", {"at": 1.5, "until": 2.5, "reason": "r"}, kind="ack"),
    ]  # fmt: skip
    place.write("in", "".join(lines))
    assert place.vitals("memory", "import", "in").code == 0
    assert place.vitals("memory", "export", "out").code == 0
    monkeypatch.setenv("VITALS_STATE_DIR", str(tmp_path / "elsewhere"))
    assert place.vitals("memory", "import", "out").out.startswith("3 records taken, 0 known")
    assert place.vitals("memory", "export").out == Path("out").read_text("utf-8")
    first = json.loads(place.vitals("memory", "export").out.splitlines()[0])
    assert first.keys() == {"kind", "scope", "name", "value", "stamp", "expires"}


def test_the_later_stamp_wins(place):
    """Of two records of a name the later stays, in one import and in the next one."""
    old, mid, new = (Clock(time=lambda t=t: now() - t).stamp().hex() for t in (2000, 1000, 0))
    place.write("one", line(value={"v": 2}, stamp=mid) + line(value={"v": 1}, stamp=old))
    assert place.vitals("memory", "import", "one").out.startswith(
        "1 record taken, 1 known or older"
    )
    place.write("two", line(value={"v": 1}, stamp=old))
    assert place.vitals("memory", "import", "two").out.startswith("0 records taken, 1 known")
    assert listed(place)[0]["value"] == {"v": 2}
    place.write("three", line(value={"v": 3}, stamp=new))
    assert place.vitals("memory", "import", "three").out.startswith("1 record taken")
    assert listed(place)[0]["value"] == {"v": 3}


def test_what_was_forgotten_does_not_come_back_by_an_old_export(place):
    """A record that was deleted after it was exported stays deleted."""
    place.write("in", line())
    place.vitals("memory", "import", "in")
    place.vitals("memory", "export", "out")
    assert place.vitals("memory", "forget", "note", "n") == (0, "forgotten: note n\n", "")
    assert place.vitals("memory", "import", "out").out.startswith("0 records taken")
    assert listed(place) == []


WRONG = {
    "nonsense\n": "JSON is malformed: invalid character (byte 4)",
    "[]\n": "expected `object`, got `array`",
    line(kind="nope"): "there is no kind `nope`; there are",
    line(kind="ack"): "not a value of the kind `ack`: Object missing required field `at`",
    line(value={"x": "y" * 40_000}): "40,008 bytes; a note may have 32,768",
    line(stamp="12"): "`stamp` must be 24 hexadecimal digits",
    line(stamp="f" * 24): "it was written in the future: is this machine's clock right?",
    line(expires="tomorrow"): "invalid RFC3339 encoded datetime - at `$.expires`",
    line(expires="2030-01-01T00:00:00"): "`expires` must say its time zone",
    line(name=""): "without a `name` it needs the `field` that `export` writes",
    line(name="", field="ack:" + "0" * 32): "without a `name` it needs the `field`",
    line(more=1): "object contains unknown field `more`",
    json.dumps({"kind": "note"}) + "\n": "object missing required field `scope`",
    "[" * 100_000 + "\n": "",
}


@pytest.mark.parametrize("wrong", WRONG, ids=lambda text: text[:40])
def test_a_bad_line_is_told_and_good_ones_are_kept(place, wrong: str):
    """The number of a bad line and what is wrong with it are said; the others are taken."""
    place.write("in", line("a") + "\n" + wrong + line("b"))
    outcome = place.vitals("memory", "import", "in")
    assert outcome.code == 1
    assert outcome.err.startswith(f"vitals: in:3: {WRONG[wrong]}")
    assert outcome.out == "2 records taken, 0 known or older than what is here, 0 ended already\n"
    assert [one["name"] for one in listed(place)] == ["a", "b"]


def test_a_dry_run_takes_nothing(place):
    """--dry-run says what an import would take, and what is wrong, and changes nothing."""
    place.write("in", line("a") + line("a") + "x\n" + line("b", expires="2001-01-01T00:00:00Z"))
    dry = place.vitals("memory", "import", "in", "--dry-run")
    assert dry.code == 1
    assert dry.out == (
        "1 record would be taken, 1 known or older than what is here, 1 ended already\n"
    )
    assert listed(place) == []
    wet = place.vitals("memory", "import", "in")
    assert wet.out == dry.out.replace("would be taken", "taken")


def test_standard_input_is_imported(place, monkeypatch):
    """- reads standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{line('a')}x".encode())))
    outcome = place.vitals("memory", "import", "-")
    assert (
        outcome.err == "vitals: standard input:2: JSON is malformed: invalid character (byte 0)\n"
    )
    assert [one["name"] for one in listed(place)] == ["a"]


def test_no_record_outlives_its_kind(place):
    """An imported record ends no later than one that is written now would."""
    place.write("in", line(expires="2999-01-01T00:00:00Z"))
    place.vitals("memory", "import", "in")
    assert listed(place)[0]["expires"] < "2990"


def test_forgetting_says_what_went(place):
    """A record, a kind or everything is deleted by name only, and what went is said."""
    acks = {"at": 1.0, "until": 2.0}
    records = line("a") + line("b") + line("c", scope="s") + line("x", acks, kind="ack")
    place.write("in", records)
    place.vitals("memory", "import", "in")
    vague = place.vitals("memory", "forget")
    assert vague.code == 2
    assert vague.err == "vitals: say what to forget: a KIND, a KIND and a NAME, or --all\n"
    assert place.vitals("memory", "forget", "note", "--all").code == 2
    assert place.vitals("memory", "forget", "note", "zz").code == 1
    assert len(listed(place)) == 4
    assert place.vitals("memory", "forget", "note", "--scope", "s").out == "forgotten: note c\n"
    assert place.vitals("memory", "forget", "note").out == "forgotten: 2 note\n"
    assert place.vitals("memory", "forget", "--all").out == "forgotten: ack x\n"
    assert place.vitals("memory", "forget", "--all").out == "forgotten: nothing: there was none\n"
    assert listed(place) == []


def test_info_tells_where_and_how_much(place):
    """`info` names the file, the project, the records of each kind and what is shared."""
    place.write("in", line("a") + line("b"))
    place.vitals("memory", "import", "in")
    told = json.loads(place.vitals("memory", "info", "--format", "json").out)
    assert told["file"] == str(state_folder() / FILE)
    assert (told["folder"], told["workspace"]) == (str(place.root), f"path:{place.root}")
    assert (told["records"], told["kinds"]) == (2, {"note": 2})
    assert told["bytes"] > 100
    assert (told["sharing"], told["redis"], told["pending"], told["faults"]) == (0, None, 0, {})
    out = place.vitals("memory", "info").out
    assert f"file      {state_folder() / FILE}\n" in out
    assert "records   2 records (2 note), " in out
    assert "sharing   0: nothing leaves the machine\n" in out
    assert "redis     not set up: VITALS_REDIS_URL is empty\n" in out


def test_faults_are_counted(place):
    """A record that was damaged on disk is no record, and `info` and `stats` say so."""
    place.write("in", line("a") + line("b"))
    place.vitals("memory", "import", "in")
    with sqlite3.connect(state_folder() / FILE) as connection:
        connection.execute("UPDATE records SET frame = substr(frame, 1, 60) WHERE id = 1")
    connection.close()
    assert len(listed(place)) == 1
    assert "1 record is not believed: corrupt\n" in place.vitals("memory", "info").out
    assert place.vitals("stats").out.endswith("; not believed: 1 corrupt\n")


def test_a_damaged_file_is_told(place):
    """A file that is no database is exit code 2 with what to do; `vitals check` goes on without."""
    file = state_folder() / FILE
    file.parent.mkdir(parents=True)
    file.write_bytes(b"nonsense" * 1000)
    outcome = place.vitals("memory", "list")
    assert outcome.code == 2
    assert outcome.err.startswith(
        f"vitals: session memory in {file} cannot be used: it was damaged"
    )
    assert "delete it" in outcome.err
    place.write("a.py", "x = 1\n")
    checked = place.vitals("check")
    assert checked.code == 0
    assert checked.err.startswith(
        f"vitals: which findings are acknowledged cannot be read from {file}"
    )
    assert "memory: session memory in" in place.vitals("stats").out


def test_a_project_can_do_without(place):
    """With `memory = false` nothing is remembered of a project, and the command says who said so."""
    place.write("vitals.toml", "memory = false\n")
    outcome = place.vitals("memory", "list")
    assert outcome.code == 2
    assert outcome.err == (
        f"vitals: nothing is remembered of {place.root}: `memory` is off in {place.root}/vitals.toml\n"
    )


def test_clones_share_one_memory(place):
    """What is written in one clone is read in another one, from any folder of it; --path names one."""
    place.write("a.py", "x = 1\n")
    place.commit()
    place.git("remote", "add", "origin", "https://example.org/o/r.git")
    place.git("clone", "-q", ".", "sub/other")
    place.write("in", line("here"))
    place.vitals("memory", "import", "in")
    other = place.root / "sub" / "other"
    subprocess.run(
        ["git", "remote", "set-url", "origin", "git@example.org:o/r"], cwd=other, check=True
    )
    assert [one["name"] for one in listed(place, "--path", str(other))] == ["here"]


def test_an_editor_sees_what_the_command_writes(place):
    """A store that is open is told at once what the command stashed and forgot; and the reverse."""
    project = project_at(".", None)
    store = Store(state_folder(), project.identity, project.sharing, print)
    store.start()
    try:
        heard = Heard(store)
        place.write("in", line("a"))
        place.vitals("memory", "import", "in")
        heard.until(lambda: [entry.name for entry in store.list()] == ["a"])
        place.vitals("memory", "forget", "--all")
        heard.until(lambda: store.list() == [])
        store.stash(ack("f", "from the editor"))
        kept(store)
        assert listed(place)[0]["value"]["reason"] == "from the editor"
    finally:
        store.close(PATIENCE)
