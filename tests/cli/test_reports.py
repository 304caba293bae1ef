"""The forms of report, over hand-made findings and over real runs."""

import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import jsonschema
import pytest
from terminal import COMPLEX, SIMPLE

from lsp_server.checks.finding import Change, Finding, Severity
from lsp_server.cli import github_report, gitlab_report, json_report, sarif_report, text_report
from lsp_server.cli.checked import CheckedFile, Run
from lsp_server.text import Position, Span
from lsp_server.version import ANALYSER, VERSION


def finding(line: int = 4, message: str = "`f` is too complex", **more) -> Finding:
    span = Span(Position(line, 4), Position(line, 5))
    return Finding(
        "complex-function",
        span,
        **({"severity": Severity.WARNING, "message": message, "symbol": "f"} | more),
    )


def run_of(*findings: Finding, path: str = "/p/a.py", **more) -> Run:
    return Run((CheckedFile(path, findings=findings),), "/p", **more)


def written(report, run: Run) -> str:
    stream = io.StringIO()
    report.write(run, stream)
    return stream.getvalue()


def fingerprints(run: Run) -> list[str]:
    (log,) = sarif_report.log(run)["runs"]
    return [result["partialFingerprints"][sarif_report.FINGERPRINT] for result in log["results"]]


def test_github_commands_are_escaped():
    """Percent signs, line ends, colons and commas cannot end a command or a property early."""
    run = run_of(finding(message="50 % of\r\nit: x, y"), path="/p/a,b:c%.py")
    assert written(github_report, run) == (
        "::warning file=a%2Cb%3Ac%25.py,line=5,endLine=5,title=Vitals%3A complex-function,"
        "col=5,endColumn=6::50 %25 of%0D%0Ait: x, y\n"
    )


@pytest.mark.parametrize(
    ("severity", "tier", "github", "gitlab", "sarif"),
    [
        (Severity.ERROR, 0, "error", "blocker", "error"),
        (Severity.WARNING, 3, "warning", "critical", "warning"),
        (Severity.WARNING, 2, "warning", "major", "warning"),
        (Severity.INFORMATION, 3, "notice", "minor", "note"),
        (Severity.HINT, 2, "notice", "info", "note"),
    ],
)
def test_severities(severity, tier, github, gitlab, sarif):
    """Each severity has its word in each form."""
    run = run_of(finding(severity=severity, tier=tier))
    assert written(github_report, run).startswith(f"::{github} ")
    assert gitlab_report.entries(run)[0]["severity"] == gitlab
    assert sarif_report.log(run)["runs"][0]["results"][0]["level"] == sarif


def test_gitlab_entries_have_what_gitlab_needs():
    """Each entry has the five members of the Code Quality format, its path relative."""
    (entry,) = json.loads(written(gitlab_report, run_of(finding())))
    mark = entry.pop("fingerprint")
    assert len(mark) == 32
    assert entry == {
        "description": "`f` is too complex",
        "check_name": "complex-function",
        "severity": "major",
        "location": {"path": "a.py", "lines": {"begin": 5, "end": 5}},
    }


def test_fingerprints_stay_when_lines_move():
    """Moving code keeps fingerprints; another symbol, file or namesake has another one."""
    here = fingerprints(run_of(finding(4), finding(9, symbol="g")))
    moved = fingerprints(run_of(finding(104, "`f` got worse"), finding(9, symbol="g")))
    assert sorted(here) == sorted(moved)
    elsewhere = fingerprints(run_of(finding(4), path="/p/b.py"))
    namesakes = fingerprints(run_of(finding(4), finding(9)))
    assert len({*here, *elsewhere, *namesakes}) == 4


def test_namesakes_keep_their_order():
    """Of two findings of one name, the upper one keeps its mark whatever its rank."""
    calm, wild = finding(4, tier=1), finding(9, tier=3)
    by_line = dict(zip((9, 4), fingerprints(run_of(calm, wild)), strict=True))
    swapped = dict(zip((4, 9), fingerprints(run_of(finding(4, tier=3), finding(9))), strict=True))
    assert by_line == swapped


def test_sarif_marks_what_is_new_against_a_base_only():
    """BaselineState appears when there was a base to compare with."""
    changes = (Change.NEW, Change.WORSE, Change.UNCHANGED)
    findings = [finding(n, symbol=str(n), change=change) for n, change in enumerate(changes)]
    states = [
        [result.get("baselineState") for result in sarif_report.log(run)["runs"][0]["results"]]
        for run in (run_of(*findings), run_of(*findings, compared="HEAD"))
    ]
    assert states == [[None] * 3, ["new", "updated", "unchanged"]]


def test_files_outside_the_folder_have_absolute_addresses():
    """SARIF names a file outside the folder by a file URI without a base."""
    (log,) = sarif_report.log(run_of(finding(), path="/q/a b.py"))["runs"]
    location = log["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"] == {"uri": "file:///q/a%20b.py"}


@pytest.fixture(scope="session")
def sarif_schema(tmp_path_factory):
    """The official schema, which the source distribution of sarif-pydantic carries."""
    folder = tmp_path_factory.mktemp("schema")
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary=:all:",
         "--dest", folder, "sarif-pydantic==0.6.2"],
        check=True,
    )  # fmt: skip
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as source:
        name = next(name for name in source.getnames() if name.endswith("/sarif-schema-2.1.0.json"))
        return json.load(source.extractfile(name))


@pytest.mark.corpus
def test_sarif_validates_against_its_schema(place, sarif_schema):
    """Logs of clean, broken, suppressed, unreadable and oddly named code are valid SARIF 2.1.0."""
    validator = jsonschema.validators.validator_for(sarif_schema)(
        sarif_schema, format_checker=jsonschema.FormatChecker()
    )
    place.write("clean.py", SIMPLE)
    assert_valid(validator, place.vitals("check", "--format", "sarif").out, results=0)
    place.write("sub folder/ä.py", COMPLEX)
    place.write("broken.py", "def f(:\n")
    place.write("told.py", "x = 1  # vitals: ignore[complex-function]\ny = 1  # vitals: ignor\n")
    (place.root / "gone.py").symlink_to("nowhere")
    place.commit()
    place.write("sub folder/ä.py", COMPLEX.replace("if y", "if y and a"))
    place.write("unborn.py", COMPLEX)
    assert_valid(validator, place.vitals("check", "--format", "sarif").out, results=5)


def assert_valid(validator, text: str, results: int) -> None:
    log = json.loads(text)
    assert [error.message for error in validator.iter_errors(log)] == []
    assert len(log["runs"][0]["results"]) == results


def test_json_holds_every_figure_of_every_function(place):
    """Each function has all figures, its lines count from one and its reasons add up."""
    place.write("a.py", SIMPLE + "class A:\n    @property\n" + _indented(COMPLEX))
    report = json.loads(place.vitals("check", "--format", "json").out)
    assert report["format"] == json_report.FORMAT
    assert report["tool"]["version"] == VERSION
    assert report["tool"]["analyser"] == ANALYSER
    simple, method = report["functions"]
    assert (simple["first_line"], simple["line"], simple["end_line"]) == (1, 1, 2)
    assert (method["first_line"], method["line"], method["end_line"]) == (4, 5, 13)
    assert method["qualified_name"] == "A.complex_one"
    assert sum(why["increment"] for why in method["contributions"]) == method["cognitive"]
    assert [why["line"] for why in method["contributions"]][:3] == [6, 7, 8]
    assert set(json_report.DIALECTS) - {"lcom4"} <= set(simple)
    assert report["classes"][0]["lcom4"] == 1
    assert report["totals"]["functions"] == 2
    assert report["files"][0]["lines"]["physical"] == 13


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())


def test_json_names_the_base(place):
    """The base that findings were compared with stands in the report, null without one."""
    place.write("a.py", SIMPLE)
    alone = json.loads(place.vitals("check", "--format", "json").out)
    assert alone["base"] is None
    assert "not a git repository" in alone["no_base"]
    assert "everything counts as new: not a git repository" in place.vitals("check").out
    commit = place.commit()
    report = json.loads(place.vitals("check", "--format", "json").out)
    assert report["base"] == {"name": "HEAD", "commit": commit}


def test_text_fits_80_columns_and_keeps_places_whole(place, monkeypatch):
    """In 80 columns name and place stand on two lines, in wide terminals on one; none is broken."""
    long = "a_rather_long_folder_name/and_an_even_longer_one_below_it/module_with_a_name.py"
    place.write(long, COMPLEX)
    narrow = place.vitals("check").out
    assert f"\n  {long}:1\n" in narrow
    assert all(len(line) <= 80 for line in narrow.splitlines() if long not in line)
    monkeypatch.setenv("COLUMNS", "200")
    assert f"complex_one  {long}:1\n" in place.vitals("check").out


def test_text_tells_why(place):
    """The worst functions are explained by their heaviest contributions, with lines."""
    place.write("a.py", SIMPLE + COMPLEX)
    out = place.vitals("check", "--select", "complex-function").out
    assert (
        "why complex_one has cognitive 23\n  if +6 (line 9), for +5 (line 8), if +4 (line 7)" in out
    )


def test_text_is_limited_unless_asked(place):
    """--top limits what is listed and says how many were left off; 0 lists all."""
    for number in range(4):
        place.write(f"m{number}.py", COMPLEX)
    assert "2 more; `--top 0` lists all" in place.vitals("check", "--top", "2").out
    everything = place.vitals("check", "--top", "0").out
    assert "more;" not in everything
    assert everything.count(".py:1") == 4


def test_text_sums_up(place):
    """The totals name files, lines, functions, tiers and the spread of cognitive complexity."""
    place.write("a.py", SIMPLE * 3 + COMPLEX)
    out = place.vitals("check").out
    assert "1 file, 15 lines (15 of source), 4 functions, 0 classes" in out
    assert "notable 0 (0.0%), high 1 (25.0%), extreme 0 (0.0%)" in out
    assert "cognitive complexity: median 0, p90 23, p99 23, max 23" in out


def test_text_goes_on(place):
    """The report ends with the command that explains its first finding."""
    place.write("a.py", COMPLEX)
    last = place.vitals("check").out.splitlines()[-1]
    assert last == "`vitals explain deep-nesting` tells what this means and what to do"


def test_colours_on_terminals_only(monkeypatch):
    """Escape sequences appear on a terminal, not elsewhere, and not when NO_COLOR is set."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    def report(stream: io.StringIO) -> str:
        text_report.write(run_of(finding(severity=Severity.ERROR)), stream)
        return stream.getvalue()

    assert "\x1b[" not in report(io.StringIO())
    assert "\x1b[31m" in report(Terminal())
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[31m" not in report(Terminal())


def test_names_cannot_command_the_terminal():
    """Control characters in file names are shown, not sent."""
    assert "\x1b" not in written(text_report, run_of(finding(), path="/p/\x1b[2J.py"))


def test_paths_are_seen_from_the_current_folder(place, monkeypatch):
    """Paths are relative to where the command runs, also for files outside of it."""
    place.write("a.py", COMPLEX)
    (place.root / "sub").mkdir()
    monkeypatch.chdir(place.root / "sub")
    (found,) = json.loads(place.vitals("check", "..", "--format", "json").out)["findings"]
    assert found["path"] == "../a.py"
    assert Path(found["path"]).exists()
