"""The quick fixes that silence a finding do so, in any layout, and change nothing else."""

import ast
from pathlib import Path

import pytest
from checking import findings, fixed, offered

from lsp_server.settings import Settings, Tiers

LOW = Settings(parameters=Tiers(1, 2, 3), nesting=Tiers(0, 1, 2), lcom4=Tiers(1, 2, 3))
SAID = 'reason="say why"'


def check_accepted(before: str, accepted: str, ignored: str) -> None:
    """Hold a text after each of the two fixes of its only finding; then nothing is found."""
    (found,) = findings(before, LOW)
    after = [fixed(before, fix) for fix in offered(before, found)]
    assert after == [accepted, ignored]
    for text in after:
        assert findings(text, LOW) == []


BOTH = "def f(a, b):\n    if a:\n        return b\n"

CASES = {
    "a function": "{}def f(a, b):\n    return a\n",
    "decorated": "x = 1\n\n\n{}@one\n@two(\n    3\n)\ndef f(a, b):\n    return a\n",
    "a method, tabs": "class C:\n\tx = 1\n\n\t{}def f(self, a, b):\n\t\treturn a\n",
    "a nested function": "def g(a):\n    x = 1\n\n    {}def f(a, b):\n        return x\n\n    return f\n",
    "a comment above": "# about f\n{}def f(a, b):\n    return a\n",
    "the last line, without an end": "{}def f(a, b): return a",
    "after a byte order mark": "\ufeff{}def f(a, b):\n    return a\n",
    "an async method": "class C:\n    {}async def f(self, a, b):\n        return a\n",
}


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("case", CASES)
def test_a_comment_is_put_above_the_definition(case: str, ending: str):
    """It stands above the decorators, indented as they are, and ends as they do."""
    template = CASES[case].replace("\n", ending)
    line_end = ending if ending in template else "\n"
    indent = template[: template.index("{}")].rpartition(ending)[2].lstrip("\ufeff")
    check_accepted(
        template.format(""),
        template.format(f"# vitals: ignore[parameters<=2] {SAID}{line_end}{indent}"),
        template.format(f"# vitals: ignore[too-many-parameters] {SAID}{line_end}{indent}"),
    )


def test_all_dimensions_are_accepted_at_once():
    """The ceilings, or the checks, of everything above its limit stand in one comment."""
    check_accepted(
        BOTH,
        f"# vitals: ignore[parameters<=2, nesting<=1] {SAID}\n{BOTH}",
        f"# vitals: ignore[too-many-parameters, deep-nesting] {SAID}\n{BOTH}",
    )


def test_a_class_can_be_accepted():
    """Low cohesion is silenced above the class."""
    text = "class C:\n    def f(self):\n        return self.a\n\n    def g(self):\n        return self.b\n"
    check_accepted(
        text,
        f"# vitals: ignore[lcom4<=2] {SAID}\n{text}",
        f"# vitals: ignore[low-cohesion] {SAID}\n{text}",
    )


MERGED = {
    "another dimension above": (
        '# vitals: nesting<=1 reason="old"\n' + BOTH,
        '# vitals: ignore[nesting<=1, parameters<=2] reason="old"\n' + BOTH,
        '# vitals: ignore[nesting<=1, too-many-parameters] reason="old"\n' + BOTH,
    ),
    "below other code": (
        'x = 1\n\n\n# vitals: nesting<=1 reason="old"\n' + BOTH,
        'x = 1\n\n\n# vitals: ignore[nesting<=1, parameters<=2] reason="old"\n' + BOTH,
        'x = 1\n\n\n# vitals: ignore[nesting<=1, too-many-parameters] reason="old"\n' + BOTH,
    ),
    "without a reason, on the definition": (
        BOTH.replace(":", ":  # vitals: ignore[deep-nesting]", 1),
        BOTH.replace(":", f":  # vitals: ignore[deep-nesting, parameters<=2] {SAID}", 1),
        BOTH.replace(":", f":  # vitals: ignore[deep-nesting, too-many-parameters] {SAID}", 1),
    ),
    "with a date": (
        "# vitals: ignore[deep-nesting] until=2030-01-01\n" + BOTH,
        (
            f"# vitals: ignore[deep-nesting] until=2030-01-01\n"
            f"# vitals: ignore[parameters<=2] {SAID}\n{BOTH}"
        ),
        (
            f"# vitals: ignore[deep-nesting] until=2030-01-01\n"
            f"# vitals: ignore[too-many-parameters] {SAID}\n{BOTH}"
        ),
    ),
}


@pytest.mark.parametrize("case", MERGED)
def test_a_suppression_that_stands_there_is_extended(case: str):
    """No second comment arises, reasons are kept, and what ends some day is left alone."""
    check_accepted(*MERGED[case])


def test_a_ceiling_that_was_broken_is_raised():
    """Accepting again writes the new figure in the old one's place."""
    text = "# vitals: parameters<=2 reason='x'\ndef f(a, b, c):\n    return a\n"
    (found,) = findings(text, LOW)
    accept, _ = offered(text, found)
    assert accept.title == "Accept parameters 3 here, with a reason"
    assert fixed(text, accept) == text.replace(
        "parameters<=2 reason='x'", 'ignore[parameters<=3] reason="x"'
    )
    assert findings(fixed(text, accept), LOW) == []


def test_of_namesakes_the_right_one_is_accepted():
    """A function defined twice is silenced where it is found."""
    first = "def f(a):\n    return a\n\n\n"
    check_accepted(
        first + "def f(a, b):\n    return a\n",
        first + f"# vitals: ignore[parameters<=2] {SAID}\ndef f(a, b):\n    return a\n",
        first + f"# vitals: ignore[too-many-parameters] {SAID}\ndef f(a, b):\n    return a\n",
    )


@pytest.mark.parametrize(
    "text",
    [
        "def f(:\n    return 1\n",
        "# vitals: nonsense\nx = 1\n",
        "# vitals: ignore[deep-nesting]\nx = 1\n",
        "# vitals: ignore[deep-nesting] until=2020-01-01\nx = 1\n",
        "if x:\n  \\\n  def f(a, b): return a\n",
    ],
)
def test_other_findings_cannot_be_accepted(text: str):
    """What speaks of no function, and what no comment can stand above, has no such fix."""
    (found,) = findings(text, LOW)
    assert offered(text, found) == []


REAL = sorted(Path(ast.__file__).parent.glob("*.py"))[::7]


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_real_functions_can_be_accepted(path: Path):
    """In the standard library each finding vanishes with either fix, and no other appears."""
    text = path.read_text("utf-8")
    loud = [item for item in findings(text) if item.exceeded]
    for found in loud[:3]:
        silent = {(item.code, item.symbol, item.message) for item in loud if item is not found}
        for fix in offered(text, found):
            after = findings(fixed(text, fix))
            assert {(item.code, item.symbol, item.message) for item in after} == silent
