"""`vitals check`: what it finds, what it compares with, and how it ends."""

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from terminal import COMPLEX, SIMPLE

from lsp_server.cli import pool, progress, scan
from lsp_server.cli.checked import Shared, Task
from lsp_server.cli.checking import check_file
from lsp_server.settings import DEFAULT

CONSOLE = Path(sys.executable).parent / "vitals"


def findings(outcome) -> list[tuple[str, str, str, str]]:
    """Return (path, symbol, code, change) of each finding of a JSON report."""
    return [
        (item["path"], item["symbol"], item["code"], item["change"])
        for item in json.loads(outcome.out)["findings"]
    ]


def test_clean_code_exits_with_0(place):
    """Code within all limits gets a friendly line and exit code 0."""
    place.write("a.py", SIMPLE)
    outcome = place.vitals("check")
    assert outcome.code == 0
    assert "all is well" in outcome.out
    assert outcome.err == ""


def test_findings_exit_with_1(place):
    """A new finding is reported at its place and the exit code is 1, 0 with --exit-zero."""
    place.write("pkg/a.py", SIMPLE + COMPLEX)
    outcome = place.vitals("check")
    assert outcome.code == 1
    assert "pkg/a.py:3" in outcome.out
    assert "complex_one" in outcome.out
    assert place.vitals("check", "--exit-zero").code == 0


def test_worst_first(place):
    """Findings are ordered by tier, then by figures, whatever the order of files."""
    worst = COMPLEX.replace("if a and b or x", "if a and b or x and (a or b and x or a)")
    place.write("a.py", COMPLEX)
    place.write("b.py", worst.replace("complex_one", "worst_one"))
    out = place.vitals("check").out
    assert out.index("worst_one") < out.index("complex_one")


def test_an_unchanged_finding_does_not_fail(place):
    """Against the base, what was there before is told but does not fail; what got worse does."""
    file = place.write("a.py", COMPLEX)
    place.commit()
    assert place.vitals("check").code == 0
    same = place.vitals("check", "--format", "json")
    assert findings(same) == [("a.py", "complex_one", "deep-nesting", "unchanged")]
    file.write_text(SIMPLE + COMPLEX.replace("if y:", "if y and a:"))
    worse = place.vitals("check", "--format", "json")
    assert worse.code == 1
    assert [change for *_, change in findings(worse)] == ["worse"]
    assert place.vitals("check", "--base", "none").code == 1


def test_moving_a_file_makes_nothing_new(place):
    """A renamed file is compared with what it was under its old name."""
    place.write("a.py", COMPLEX)
    place.commit()
    place.git("mv", "a.py", "b.py")
    assert place.vitals("check").code == 0


def test_an_unchanged_file_is_not_analysed_twice(monkeypatch):
    """A file that git calls unchanged costs one analysis, a changed one two."""
    from lsp_server.cli import checking

    calls = []
    survey = checking.survey
    monkeypatch.setattr(checking, "survey", lambda source: calls.append(1) or survey(source))
    shared = Shared((DEFAULT,), __import__("datetime").date(2026, 1, 1))
    check_file(Task("a.py", 1, same=True, text=b"x = 1\n"), shared)
    assert len(calls) == 1
    check_file(Task("a.py", 1, old=b"x = 2\n", text=b"x = 1\n"), shared)
    assert len(calls) == 3


def test_diff_reports_touched_functions_only(place):
    """--diff REF looks at functions touched since REF, in any tracked or new file."""
    file = place.write("a.py", COMPLEX + COMPLEX.replace("complex_one", "other_one"))
    place.write("untouched.py", COMPLEX)
    place.commit()
    place.write("new.py", COMPLEX)
    file.write_text(file.read_text().replace("return a\n", "return b\n", 1))
    outcome = place.vitals("check", "--diff", "HEAD", "--format", "json")
    assert findings(outcome) == [
        ("new.py", "complex_one", "deep-nesting", "new"),
        ("a.py", "complex_one", "deep-nesting", "unchanged"),
    ]
    functions = json.loads(outcome.out)["functions"]
    assert [(item["path"], item["name"]) for item in functions] == [
        ("a.py", "complex_one"),
        ("new.py", "complex_one"),
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "nowhere.py"], "nowhere.py: no such file or directory"),
        (["check", "--base", "nowhere"], "git knows no revision `nowhere`"),
        (["check", "--diff", "nowhere"], "git knows no revision `nowhere`"),
        (["check", "--select", "complex-functon"], "did you mean `complex-function`?"),
        (["check", "--ignore", "zzz"], "there is no check `zzz`"),
        (["check", "--format", "xml"], "invalid choice: 'xml'"),
        (["check", "--top", "-1"], "`-1` is no whole number"),
        (["check", "--output", "no/such/folder/x"], "cannot write no/such/folder/x"),
        (["check", "-", "a.py"], "goes with no other path"),
        (["chek"], "invalid choice: 'chek'"),
        ([], "required: COMMAND"),
        (["explain", "complex"], "did you mean `complex-function`?"),
        (["serve", "--tcp", "nonsense"], "`nonsense` is no HOST:PORT"),
        (["check", "a\0b"], "is no path"),
    ],
)
def test_wrong_use_exits_with_2(place, arguments, words):
    """Each wrong use ends with exit code 2, a sentence on standard error and no report."""
    place.write("a.py", SIMPLE)
    place.commit()
    outcome = place.vitals(*arguments)
    assert outcome.code == 2
    assert words in outcome.err
    assert outcome.out == ""


def test_select_and_ignore(place):
    """--select keeps only the named checks, --ignore drops them, commas and repetition both work."""
    place.write("a.py", COMPLEX)
    assert place.vitals("check", "--select", "complex-function,low-cohesion").code == 1
    assert place.vitals("check", "--select", "low-cohesion").code == 0
    ignoring = ["--ignore", "complex-function", "--ignore", "deep-nesting"]
    assert place.vitals("check", *ignoring).code == 0


def test_standard_input(place, monkeypatch):
    """- reads standard input, reported under the name given and compared with that file's base."""
    place.write("a.py", COMPLEX)
    place.commit()

    def feed(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    feed(COMPLEX)
    unnamed = place.vitals("check", "-", "--format", "json")
    assert findings(unnamed) == [("<stdin>", "complex_one", "deep-nesting", "new")]
    feed(COMPLEX.replace("if y:", "if y and a:"))
    named = place.vitals("check", "-", "--stdin-filename", "a.py", "--format", "json")
    assert findings(named) == [("a.py", "complex_one", "complex-function", "worse")]


def test_broken_code_is_said(place):
    """A file that does not parse is told at its place, and the rest of it is still measured."""
    place.write("a.py", "def f(:\n    pass\n\n" + COMPLEX)
    outcome = place.vitals("check")
    assert outcome.code == 1
    assert "a.py:1:7: cannot be read" in outcome.out
    assert "complex_one" in outcome.out


def test_code_for_a_newer_python_fails_nobody(place):
    """Syntax that this interpreter is too old for is said to be so, with exit code 0."""
    place.write("a.py", "def f():\n    return t'{x}' 'y'\n" if sys.version_info < (3, 14) else "")
    place.write("b.py", "type X = int\n" if sys.version_info < (3, 12) else "")
    outcome = place.vitals("check")
    assert outcome.code == 0
    if sys.version_info < (3, 12):
        assert "needs Python 3.12" in outcome.out


def test_what_cannot_be_read_is_told_and_exits_with_2(place):
    """An unreadable file does not stop the others from being checked."""
    place.write("a.py", COMPLEX)
    (place.root / "b.py").symlink_to("nowhere")
    outcome = place.vitals("check")
    assert outcome.code == 2
    assert "b.py: no such file or directory" in outcome.out
    assert "complex_one" in outcome.out


def test_file_names_that_are_no_text(place):
    """A file name of arbitrary bytes survives in every form of report."""
    place.write("x.py", COMPLEX).rename(os.fsdecode(b"\xff\x1b.py"))
    for form in ("text", "json", "sarif", "github", "gitlab"):
        done = subprocess.run(
            [CONSOLE, "check", "--format", form], capture_output=True, check=False
        )
        assert done.returncode == 1, done.stderr
        expected = {
            "text": b"\xff\\x1b.py:1",
            "sarif": b"%FF%1B.py",
            "github": b"file=\xff\x1b.py",
        }.get(form, b"\\udcff\\u001b.py")
        assert expected in done.stdout


def test_many_processes_say_the_same_as_one(place, monkeypatch):
    """Results do not depend on the number of processes."""
    for number in range(30):
        place.write(f"m{number}.py", (COMPLEX + SIMPLE).replace("simple", f"s{number}"))
    monkeypatch.setattr(scan, "WORTHWHILE", 0)
    monkeypatch.setattr(pool, "CHUNK", 500)
    alone = place.vitals("check", "--format", "json", "--jobs", "1")
    together = place.vitals("check", "--format", "json", "--jobs", "3")
    assert json.loads(alone.out) == json.loads(together.out)
    assert len(json.loads(alone.out)["files"]) == 30


def test_a_worker_that_dies_costs_one_file(place, monkeypatch):
    """A file that kills its worker is told; all others are checked."""
    for number in range(8):
        place.write(f"m{number}.py", SIMPLE)
    place.write("m4.py", "# deadly\n" + SIMPLE)
    monkeypatch.setattr(scan, "WORTHWHILE", 0)
    monkeypatch.setattr(pool, "CHUNK", 50)

    def deadly(task, shared):
        if task.path.endswith("m4.py"):
            os.kill(os.getpid(), signal.SIGKILL)
        return check_file(task, shared)

    monkeypatch.setattr(scan, "check_file", deadly)
    outcome = place.vitals("check", "--jobs", "2")
    assert outcome.code == 2
    assert outcome.out.count(pool.DIED) == 1
    assert f"m4.py: {pool.DIED}" in outcome.out
    assert "7 files" in outcome.out


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [(signal.SIGINT, 130, "vitals: interrupted\n"), (signal.SIGKILL, -signal.SIGKILL, "")],
)
def test_however_it_ends_its_workers_end_too(place, number, code, said):
    """Interrupted, the command says one line; even killed, it leaves no worker behind."""
    for file in range(200):
        place.write(f"m{file}.py", (COMPLEX + SIMPLE) * 60)
    process = subprocess.Popen(
        ["env", "--default-signal=INT", CONSOLE, "check", "--jobs", "2"],  # in the background it is ignored
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while process.poll() is None and len(children.read_text().split()) < 2:
        pass
    assert process.returncode is None
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # as a terminal does
    else:
        process.send_signal(number)
    out, err = process.communicate(timeout=60)  # the pipes close when the last worker has ended
    assert (process.returncode, err, out) == (code, said, "")


def test_a_reader_that_leaves_early_is_no_mishap(place):
    """Piping into a program that stops reading leaves nothing on standard error."""
    for number in range(100):
        place.write(f"m{number}.py", COMPLEX * 30)
    pipeline = f"{CONSOLE} check --format json | head -c 10"
    done = subprocess.run(["sh", "-c", pipeline], capture_output=True, check=False)
    assert (done.stdout, done.stderr) == (b'{"format":', b"")


def test_output_goes_to_a_file(place):
    """--output writes the report to the file and nothing to standard output."""
    place.write("a.py", COMPLEX)
    outcome = place.vitals("check", "--output", "report.txt")
    assert (outcome.code, outcome.out) == (1, "")
    assert "complex_one" in (place.root / "report.txt").read_text()


def test_quickly_said_and_lightly_loaded(place):
    """--version loads nothing heavy, and no command but serve loads the protocol's libraries."""
    place.write("a.py", SIMPLE)
    program = (
        "import sys; from lsp_server.cli import run\n"
        "try: run(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )

    def loaded(*arguments: str) -> set[str]:
        command = [sys.executable, "-c", program, *arguments]
        return set(
            subprocess.run(command, capture_output=True, text=True, check=True).stderr.split()
        )

    heavy = {"rich", "msgspec", "pygls", "lsprotocol", "ast", "asyncio", "shtab", "dataclasses"}
    assert loaded("--version") & heavy == set()
    for command in (["check"], ["stats"], ["explain"], ["config"], ["check", "--format", "sarif"]):
        assert loaded(*command) & {"pygls", "lsprotocol", "asyncio"} == set()


def test_bytes_that_are_no_text_are_said(place):
    """A file in an undeclared encoding is told at the byte and measured all the same."""
    (place.root / "a.py").write_bytes(b"s = '\xe4'\n" + COMPLEX.encode())
    outcome = place.vitals("check")
    assert outcome.code == 1
    assert "a.py:1:6: cannot be read: byte 0xe4 is not UTF-8" in outcome.out
    assert "complex_one" in outcome.out


def test_progress_is_drawn_on_terminals_only(monkeypatch):
    """The bar goes to a terminal's standard error once work has taken a while; items pass through."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    drawn = []
    for stream, patience in ((io.StringIO(), 0), (Terminal(), 1e9), (Terminal(), -1)):
        monkeypatch.setattr(sys, "stderr", stream)
        monkeypatch.setattr(progress, "PATIENCE", patience)
        assert list(progress.shown(range(5), 5, "Checking")) == [0, 1, 2, 3, 4]
        drawn.append("Checking" in stream.getvalue())
    assert drawn == [False, False, True]
