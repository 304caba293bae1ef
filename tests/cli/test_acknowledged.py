"""Findings that are let be: `vitals memory ack` and `withdraw`, and what `vitals check` makes of them."""

import datetime as dt
import json
import os

import pytest
from terminal import COMPLEX, SIMPLE

from lsp_server.memory.places import FILE, state_folder

FINDING = "`complex_one` nests too deeply: 6 levels (limit 4)"
LAST = (dt.date.today() + dt.timedelta(30)).isoformat()  # noqa: DTZ011  the user's day
WORSE = COMPLEX.replace(
    "return x\n", "return x\n                        elif a:\n" + " " * 28 + "pass\n"
)


def acknowledge(place, where: str = "a.py:1", *more: str):
    return place.vitals(
        "memory", "ack", where, *more, "--days", "30", "--reason", "ported, as it is"
    )


def changes(place, *more: str) -> tuple[dict, int]:
    told = json.loads(place.vitals("check", "--format", "json", *more).out)
    return told["totals"]["changes"], told["acknowledged"]


@pytest.fixture
def project(place):
    """A project with a finding."""
    place.write("a.py", COMPLEX)
    place.write("b.py", SIMPLE)
    return place


@pytest.mark.parametrize("where", ["a.py:1", "a.py:1:5", "a.py:4", "a.py::complex_one", "./a.py:8"])
def test_an_acknowledged_finding_fails_no_command(project, where: str):
    """A finding given by its line, one of its function's lines or its symbol is quiet from then on."""
    assert project.vitals("check").code == 1
    outcome = acknowledge(project, where)
    assert outcome == (0, f"acknowledged until {LAST}: {FINDING} [deep-nesting]\n", "")
    checked = project.vitals("check")
    assert checked.code == 0
    told = f"(acknowledged by A until {LAST}: ported, as it is)"
    assert f"a.py:1:5: {FINDING} {told} [deep-nesting]\n" in checked.out
    assert "1 more is acknowledged; `vitals memory list ack` lists them" in checked.out
    assert "Nothing new or worse." in checked.out
    assert project.vitals("check", "--no-memory").code == 1


@pytest.fixture(autouse=True)
def author(place):
    """A repository whose user is called A."""
    place.git("init", "-q", "-b", "main")
    place.git("config", "user.name", "A")


def test_counts_leave_out_what_is_acknowledged(project):
    """Totals count an acknowledged finding as such and as nothing else, with a base and without."""
    assert changes(project) == ({"unchanged": 0, "worse": 0, "new": 1}, 0)
    acknowledge(project)
    assert changes(project) == ({"unchanged": 0, "worse": 0, "new": 0}, 1)
    assert changes(project, "--no-memory") == ({"unchanged": 0, "worse": 0, "new": 1}, 0)
    project.commit()
    assert changes(project) == ({"unchanged": 0, "worse": 0, "new": 0}, 1)
    assert changes(project, "--no-memory") == ({"unchanged": 1, "worse": 0, "new": 0}, 0)


def test_what_is_worse_than_when_it_was_acknowledged_is_back(project):
    """Once a figure grows, the finding fails again; while code only moves, it does not."""
    acknowledge(project)
    project.write("a.py", f"x = 1\n\n\n{COMPLEX}")
    assert project.vitals("check").code == 0
    project.write("a.py", WORSE)
    checked = project.vitals("check")
    assert checked.code == 1
    assert "acknowledged" not in checked.out
    project.write("a.py", COMPLEX)
    assert project.vitals("check").code == 0


def test_with_another_base_an_acknowledgement_holds_as_well(project):
    """Which figures are told depends on the base; the acknowledgement is of all that there were."""
    project.commit()
    acknowledge(project)
    assert project.vitals("check", "--base", "none").code == 0
    assert project.vitals("check").code == 0


def test_an_acknowledgement_ends(project):
    """After its last day a finding counts again."""
    acknowledge(project)
    entry = json.loads(project.vitals("memory", "list", "ack", "--format", "json").out)[0]
    last = dt.datetime.fromisoformat(entry["expires"]).astimezone()
    assert (last.date().isoformat(), last.hour, last.minute) == (LAST, 23, 59)
    assert entry["value"]["until"] == last.timestamp()
    project.write("in", json.dumps(_ended(entry)) + "\n")
    assert project.vitals("memory", "import", "in").out.startswith("1 record taken")
    assert project.vitals("check").code == 1


def _ended(entry: dict) -> dict:
    """Return the same acknowledgement, written a moment later and at its end a second ago."""
    stamp = f"{int(entry['stamp'], 16) + (1 << 48):024x}"
    ended = dt.datetime.now().astimezone().timestamp() - 1
    return entry | {"stamp": stamp, "value": entry["value"] | {"until": ended}}


def test_a_withdrawn_acknowledgement_counts_no_more(project):
    """`withdraw` ends one by its line or its symbol and says so; a second time there is none."""
    for where in ("a.py:1", "a.py::complex_one"):
        acknowledge(project)
        outcome = project.vitals("memory", "withdraw", where)
        assert outcome == (0, "withdrawn: complex_one [deep-nesting]\n", "")
        assert project.vitals("check").code == 1
    again = project.vitals("memory", "withdraw", "a.py::complex_one", "deep-nesting")
    assert again == (1, "", "vitals: nothing is acknowledged at a.py::complex_one\n")


def test_one_can_be_withdrawn_when_the_finding_is_gone(project):
    """By its symbol, an acknowledgement is found without its finding."""
    acknowledge(project)
    project.write("a.py", SIMPLE)
    assert project.vitals("memory", "withdraw", "a.py::complex_one").code == 0


WRONG = {
    ("a.py", "--days", "3"): (2, "`a.py` is no place: it takes path:line or path::symbol"),
    ("a.py:0", "--days", "3"): (2, "`a.py:0` is no place"),
    ("c.py:1", "--days", "3"): (2, "c.py: no such file"),
    ("b.py:1", "--days", "3"): (1, "there is no finding at b.py:1; `vitals check b.py` lists"),
    ("a.py:1", "long-function", "--days", "3"): (1, "there is no finding at a.py:1"),
    ("a.py:1", "--days", "0"): (2, "--days takes a whole number from 1 to 179, not `0`"),
    ("a.py:1", "--days", "180"): (2, "--days takes a whole number from 1 to 179, not `180`"),
    ("a.py:1", "--until", "soon"): (2, "`soon` is no date: it is written as 2027-01-31"),
    ("a.py:1", "--until", "2020-01-01"): (2, "2020-01-01 is not within the next 180 days"),
    ("a.py:1", "--until", "2999-01-01"): (2, "2999-01-01 is not within the next 180 days"),
}


@pytest.mark.parametrize("wrong", WRONG, ids=" ".join)
def test_wrong_use_is_told(project, wrong: tuple[str, ...]):
    """What cannot be acknowledged is said in a sentence, and nothing is written."""
    code, said = WRONG[wrong]
    outcome = project.vitals("memory", "ack", *wrong, "--reason", "x")
    assert (outcome.code, outcome.out) == (code, "")
    assert outcome.err.startswith(f"vitals: {said}")
    assert not (state_folder() / FILE).exists()


def test_of_several_findings_one_is_named(project):
    """Where there is more than one finding, the check tells which; the other one still counts."""
    project.write("a.py", COMPLEX.replace("(a, b):", "(a, b):  # vitals: ignore[nope]"))
    outcome = acknowledge(project)
    assert outcome.code == 2
    said = "vitals: there are 2 findings at a.py:1; name a check: "
    assert outcome.err.startswith(said)
    codes = outcome.err.removeprefix(said).strip().split(", ")
    assert sorted(codes) == ["deep-nesting", "malformed-suppression"]
    assert changes(project) == ({"unchanged": 0, "worse": 0, "new": 2}, 0)
    assert acknowledge(project, "a.py:1", "malformed-suppression").code == 0
    assert changes(project) == ({"unchanged": 0, "worse": 0, "new": 1}, 1)


def test_reasons_too_long_are_refused(project):
    """A reason that does not fit into a record is refused, not cut."""
    outcome = project.vitals("memory", "ack", "a.py:1", "--days", "3", "--reason", "x" * 2000)
    assert outcome.code == 2
    assert outcome.err.startswith("vitals: the acknowledgement is not taken: ")
    assert project.vitals("check").code == 1


def test_the_forms_of_report_carry_it(project):
    """SARIF has a suppression, JSON a field; GitHub's annotation is a notice, GitLab's entry info."""
    before = json.loads(project.vitals("check", "--format", "gitlab").out)[0]
    project.write("c.py", COMPLEX)
    acknowledge(project)
    log = json.loads(project.vitals("check", "--format", "sarif").out)
    quiet, loud = sorted(log["runs"][0]["results"], key=lambda result: result["level"])
    why = f"acknowledged by A until {LAST}: ported, as it is"
    assert quiet["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": why}
    ]
    assert (quiet["message"]["text"], quiet["level"]) == (FINDING, "note")
    assert (loud["suppressions"], loud["level"]) == ([], "warning")
    found = json.loads(project.vitals("check", "--format", "json").out)["findings"]
    assert [(f["path"], f["acknowledged"], f["fails"]) for f in found] == [
        ("c.py", "", True),
        ("a.py", why, False),
    ]
    github = project.vitals("check", "--format", "github").out.splitlines()
    assert [line.partition(" ")[0] for line in github] == ["::warning", "::notice"]
    assert github[1].endswith(f"{FINDING} ({why})")
    gitlab = json.loads(project.vitals("check", "--format", "gitlab").out)
    entry = next(e for e in gitlab if e["location"]["path"] == "a.py")
    assert entry["severity"] == "info"
    assert entry["fingerprint"] == before["fingerprint"]


def test_kept_results_change_nothing(project):
    """Invariant 11: with and without results of earlier runs, the command says the same at each step."""

    def same() -> str:
        cold = project.vitals("check", "--no-cache")
        assert project.vitals("check") == cold
        assert project.vitals("check") == cold
        return cold.out

    first = same()
    acknowledge(project)
    assert "acknowledged" in same()
    project.vitals("memory", "withdraw", "a.py:1")
    assert same() == first
    acknowledge(project)
    project.vitals("memory", "forget", "--all")
    assert same() == first


def test_an_editor_that_opened_more_of_the_repository_is_heard(project):
    """What was acknowledged in a folder above the project, or in the project, counts in both."""
    project.write("sub/vitals.toml", "")
    project.write("sub/m.py", COMPLEX)
    project.vitals(
        "memory", "ack", "sub/m.py:1", "--path", str(project.root), "--days", "9", "--reason", "x"
    )
    (one,) = json.loads(
        project.vitals("memory", "list", "--path", str(project.root), "--format", "json").out
    )
    assert one["name"] == "sub/m.py::complex_one [deep-nesting]"
    assert project.vitals("check", "sub").code == 0


def test_findings_of_the_graph_can_be_acknowledged(project):
    """A finding without a symbol is known by what it says."""
    project.write("p/__init__.py", "")
    project.write("p/a.py", "from p import b\nX = b\n")
    project.write("p/b.py", "from p import a\nX = a\n")
    project.write("a.py", SIMPLE)
    found = json.loads(project.vitals("check", "--format", "json").out)["findings"]
    cycle = next(f for f in found if f["code"] == "import-cycle")
    assert acknowledge(project, f"{cycle['path']}:{cycle['line']}", "import-cycle").code == 0
    after = json.loads(project.vitals("check", "--format", "json").out)
    assert after["acknowledged"] == 1
    assert next(f for f in after["findings"] if f["acknowledged"])["message"] == cycle["message"]
    withdrawn = project.vitals("memory", "withdraw", f"{cycle['path']}:{cycle['line']}")
    assert withdrawn.code == 0


def test_a_project_without_memory_has_no_acknowledgements(project):
    """With `memory = false` all findings count."""
    acknowledge(project)
    project.write("vitals.toml", "memory = false\n")
    assert project.vitals("check").code == 1


def test_a_file_whose_name_is_no_text_is_checked_but_not_remembered(project):
    """What such a file holds is found; letting it be is refused in a sentence."""
    name = os.fsdecode(b"b\xff.py")
    project.write(name, COMPLEX)
    outcome = acknowledge(project, f"{name}:1")
    assert outcome.code == 2
    assert "its name is not in UTF-8, so it cannot be kept" in outcome.err
    acknowledge(project)
    assert changes(project) == ({"unchanged": 0, "worse": 0, "new": 1}, 1)
