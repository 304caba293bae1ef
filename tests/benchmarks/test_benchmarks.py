"""The benchmarks run, and print what is promised. How fast anything is, is not tested here."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from benchmarks import icicle
from benchmarks.__main__ import BENCHMARKS
from benchmarks.budgets import Budget, Figure, budgets, verdicts
from benchmarks.corpus import small
from benchmarks.typist import METHOD, applied, raw, spots, visible

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "benchmarks"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_prints_its_budgets_and_no_other(name: str):
    """Each benchmark runs over a small text and yields one figure for each budget naming it."""
    outcome = run(name, "--quick", "--json")
    assert outcome.returncode == 0, outcome.stderr
    printed = [figure["name"] for figure in json.loads(outcome.stdout)]
    assert printed == [budget.name for budget in budgets().values() if budget.by == name]


def test_a_missed_budget_fails_a_check():
    """`--check` ends with 1 for a figure beyond its aim, and a missed aim is only told without."""
    program = (
        "import sys\n"
        "from benchmarks import __main__ as command, budgets\n"
        "strict = budgets.Budget('source', 'an edit', 'text', 'µs', 0.0, None, {})\n"
        "from benchmarks import report\n"
        "report.budgets = lambda: {'source': strict}\n"
        "sys.exit(command.main())\n"
    )
    codes = [
        subprocess.run(
            [sys.executable, "-c", program, "text", "--quick", *check],
            cwd=ROOT,
            capture_output=True,
            check=False,
        ).returncode
        for check in ([], ["--check"])
    ]
    assert codes == [0, 1]


def test_no_number_is_promised_elsewhere():
    """The benchmarks take their aims from the budgets: none of them compares anything itself."""
    for name in BENCHMARKS:
        text = (FOLDER / f"{name}.py").read_text("utf-8")
        assert not re.search(r"\bassert\b|≤", text), name


@pytest.mark.parametrize(
    ("budget", "values", "peer", "met"),
    [
        ({"p50": 2.0}, [1.0, 2.0, 9.0], 0, True),
        ({"p50": 1.9}, [1.0, 2.0, 9.0], 0, False),
        ({"p99": 9.0}, [1.0, 2.0, 9.0], 0, True),
        ({"p99": 8.9}, [1.0, 2.0, 9.0], 0, False),
        ({"of": {"ruff": "1/8"}}, [1.0], 8.0, True),
        ({"of": {"ruff": "1/8"}}, [1.0], 7.9, False),
        ({"of": {"pylsp": "1/8"}}, [1.0], 8.0, None),
    ],
)
def test_a_verdict(budget, values, peer, met):
    """An aim is met up to and including its limit, and unknown without the peer's figure."""
    asked = Budget("b", "", "", "ms", budget.get("p50"), budget.get("p99"), budget.get("of", {}))
    figure = Figure("b", values, {"ruff": [peer]})
    assert [verdict.met for verdict in verdicts(asked, figure, {})] == [met]


def test_an_aim_may_be_a_part_of_another_budget():
    """What is promised beside another figure of ours is judged by that of the same run."""
    asked = Budget("large", "", "", "ms", None, None, {"small": "1.5"})
    others = {"small": Figure("small", [2.0])}
    assert [v.met for v in verdicts(asked, Figure("large", [3.0]), others)] == [True]
    assert [v.met for v in verdicts(asked, Figure("large", [3.1]), others)] == [False]


def test_a_profile_is_a_picture_of_what_was_called(tmp_path: Path):
    """Every picture is well-formed, names what was called, and needs nothing from elsewhere."""
    command = [sys.executable, "-m", "benchmarks.profiling", "--quick", "--into", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    for name, call in {
        "typing": "Session.change",
        "publishing": "Publisher.publish",
        "check": "check_file",
    }.items():
        picture = ET.parse(tmp_path / f"{name}.svg")  # noqa: S314 -- our own
        titles = {title.text or "" for title in picture.iter("{http://www.w3.org/2000/svg}title")}
        assert any(title.startswith(f"{call} (lsp_server/") for title in titles), titles
        assert not re.search(r"href|url\(|<script", (tmp_path / f"{name}.svg").read_text("utf-8"))


def test_a_box_is_as_wide_as_its_share():
    """Of two calls the one that took three quarters of the time gets three quarters of the width."""
    root = icicle.tree(
        {("all", "a:slow"): 3.0, ("all", "a:quick"): 0.5, ("all", "a:quick", "b:x"): 0.5}
    )
    assert (root.name, root.seconds, len(root.calls)) == ("all", 4.0, 2)
    drawn = icicle.draw(root, "title", "about")
    widths = re.findall(r'<title>(\w+) \(.*?<rect .*?width="([\d.]+)"', drawn)
    whole = icicle.WIDTH - 2 * icicle.MARGIN
    expected = {"all": 1.0, "slow": 0.75, "quick": 0.25, "x": 0.125}
    assert {name: float(width) for name, width in widths} == {
        name: pytest.approx(share * whole, abs=0.1) for name, share in expected.items()
    }


def test_visible_keystrokes_come_in_pairs_that_undo_each_other():
    """After every second keystroke the text is what it was, and after every other one it is not."""
    lines = start = small().split("\n")
    kinds = set()
    for number, keystroke in enumerate(visible(small(), 40)):
        lines = applied(lines, keystroke.change)
        kinds.add(keystroke.kind)
        assert (lines == start) == bool(number % 2)
        ast.parse("\n".join(lines))
    assert kinds == {spot.kind for spot in spots(small())}


def test_a_method_is_typed_and_mostly_does_not_parse():
    """Raw typing ends with the method in its class, by states of which most are broken."""
    lines, parsed = small().split("\n"), 0
    for keystroke in raw(small()):
        lines = applied(lines, keystroke.change)
        parsed += _parses("\n".join(lines))
    (settled,) = (
        node for node in ast.parse("\n".join(lines)).body if isinstance(node, ast.ClassDef)
    )
    assert [node.name for node in settled.body[1:]] == ["narrowed", "settle"]
    assert 0 < parsed < len(METHOD) / 4


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True
