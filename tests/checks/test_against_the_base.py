"""How loud a finding is, by its tier and by what the base has."""

from itertools import product

import pytest
from checking import TODAY, findings, report_of
from hypothesis import given
from hypothesis import strategies as st

from lsp_server.analysis import analyse
from lsp_server.checks import Known, run
from lsp_server.checks.finding import Change, Severity
from lsp_server.settings import DEFAULT, Settings, Tiers
from lsp_server.text import Edit, Position, Source, Span

LIMITS = Settings(
    cognitive=Tiers(1, 3, 5), nesting=Tiers(1, 2, 3), parameters=Tiers(2, 4, 6), cyclomatic=None
)
TIER = {2: 0, 3: 1, 5: 2, 7: 3}
"""A number of parameters for each tier."""
LOUD = (None, Severity.INFORMATION, Severity.WARNING, Severity.WARNING)
QUIET = (None, None, Severity.HINT, Severity.INFORMATION)


def taking(count: int, name: str = "f") -> str:
    """Return a function of so many parameters."""
    return f"def {name}({', '.join('abcdefghij'[:count])}):\n    return a\n"


CASES = {
    "no base": (lambda _: None, LOUD, Change.NEW),
    "not in the base": (lambda _: "x = 1\n", LOUD, Change.NEW),
    "worse": (lambda count: taking(count - 1), LOUD, Change.WORSE),
    "unchanged": (taking, QUIET, Change.UNCHANGED),
    "better": (lambda count: taking(count + 1), QUIET, Change.UNCHANGED),
}


@pytest.mark.parametrize(("count", "case"), list(product(TIER, CASES)))
def test_severity_follows_from_tier_and_base(count: int, case: str):
    """New or worse: information, then warnings; old: nothing, a hint, then information."""
    base, severities, change = CASES[case]
    found = findings(taking(count), LIMITS, base(count))
    expected = severities[TIER[count]]
    wanted = [] if expected is None else [(expected, TIER[count], change)]
    assert [(item.severity, item.tier, item.change) for item in found] == wanted


MANY = """
def f(a, b, c):
    for x in a:
        if x:
            if b:
                if c:
                    return x
"""


def test_a_function_has_one_finding_worst_dimension_first():
    """The highest tier, then the highest ratio to the limit, speaks; the others are related."""
    (found,) = findings(MANY, LIMITS)
    assert found.exceeded == (("cognitive", 10), ("nesting", 4), ("parameters", 3))
    assert found.code == "complex-function"
    related = [item.message for item in found.related[:2]]
    assert related == [
        "`f` nests too deeply: 4 levels (limit 1)",
        "`f` takes too many parameters: 3 (limit 2)",
    ]
    (found,) = findings(MANY, Settings(cognitive=Tiers(9, 20, 30), nesting=Tiers(1, 9, 9)))
    assert found.exceeded == (("nesting", 4), ("cognitive", 10))


def test_what_became_worse_is_told_before_what_is_bad():
    """A dimension that is new or worse is louder than an old one of a higher tier."""
    (found,) = findings(MANY, LIMITS, MANY.replace(", c)", ")"))
    assert (found.code, found.change) == ("too-many-parameters", Change.WORSE)
    assert found.message == "`f` takes too many parameters: 3, was 2 (limit 2)"
    assert [item.message for item in found.related[:2]] == [
        "`f` is too complex: cognitive 10 (limit 1)",
        "`f` nests too deeply: 4 levels (limit 1)",
    ]


def test_the_heaviest_reasons_are_related():
    """A complex function's finding points at the constructs that cost most."""
    (found,) = findings(MANY, LIMITS)
    why = [(item.span.start.line, item.message) for item in found.related[2:5]]
    assert why == [
        (5, "+4 for `if`, 3 of it for nesting"),
        (4, "+3 for `if`, 2 of it for nesting"),
        (3, "+2 for `if`, 1 of it for nesting"),
    ]


def test_figures_carry_every_dimension():
    """A finding brings the function's other figures along, limits or not."""
    (found,) = findings(MANY, Settings(nesting=Tiers(1, 2, 3)))
    assert dict(found.figures).keys() == {
        "cognitive", "cyclomatic", "nesting", "parameters", "statements",
    }  # fmt: skip


PIECES = [
    "\n", "def f(a, b, c):\n    if a:\n        if b:\n            return c\n", "x = 1\n", "    y = 2\n",
    "# vitals: parameters<=3\n", "# vitals: ignore[deep-nesting] until=2026-01-01\n", "def g(:\n",
    "class C:\n", "    def m(self):\n        return 1\n", "'''\n", "    if z: # vitals: nope\n", ")", "é(",
]  # fmt: skip
edits = st.builds(
    lambda line, column, lines, width, text: Edit(
        Span(Position(line, column), Position(line + lines, column + width)), text
    ),
    st.integers(0, 30), st.integers(0, 12), st.integers(0, 3), st.integers(0, 8),
    st.lists(st.sampled_from(PIECES), max_size=2).map("".join),
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.lists(edits, max_size=6))
def test_findings_known_from_before_equal_those_of_a_fresh_run(text: str, changes: list[Edit]):
    """Reusing the findings of unchanged blocks changes nothing, whatever is edited."""
    known = Known()
    source = Source.of(text)
    base = report = analyse(source)
    for change in changes:
        source = source.edited(change)
        report = analyse(source, report)
        for compared in (base, None):
            reused = run(report, LIMITS, compared, TODAY, known)
            assert reused == run(report, LIMITS, compared, TODAY)


def test_a_keystroke_checks_one_block():
    """After an edit inside one function only its block is checked again."""
    text = "\n\n".join(MANY.replace("def f", f"def f{n}") for n in range(20))
    source = Source.of(text)
    report = analyse(source)
    known = Known()
    run(report, LIMITS, None, TODAY, known)
    before = known.checked
    source = source.edited(Edit(Span(Position(1, 0), Position(1, 0)), "# above\n\n"))
    source = source.edited(
        Edit(Span(Position(8, 0), Position(8, 0)), "                    z = 1\n")
    )
    found = run(analyse(source, report), LIMITS, None, TODAY, known)
    assert len(found) == 20
    assert known.checked - before <= 2


def test_a_block_that_breaks_brings_no_new_findings():
    """While a function does not parse its last good findings stand, and nothing new is said of it."""
    text = f"{MANY}\n\n{taking(7, 'g')}"
    report = report_of(text)
    source = Source.of(text).edited(Edit(Span(Position(3, 8), Position(3, 10)), "if if"))
    broken = analyse(source, report)
    before = {item.symbol: item for item in run(report, LIMITS, None, TODAY)}
    after = [item for item in run(broken, LIMITS, None, TODAY) if item.code != "syntax-error"]
    assert [item._replace(span=before[item.symbol].span) for item in after] == list(before.values())


def test_severities_are_those_of_the_default_settings():
    """The default limits flag at their own figure plus one, not at the figure."""
    assert DEFAULT.parameters == Tiers(6, 8, 12)
    assert findings(taking(6)) == []
    assert [item.tier for item in findings(taking(7))] == [1]
