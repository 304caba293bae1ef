"""Text to statements or to the reason why not."""

import subprocess
import sys
import warnings

import pytest

from lsp_server.analysis.report import SyntaxProblem
from lsp_server.analysis.syntax import parse
from lsp_server.text import split_lines
from tests.analysis.monsters import MONSTERS

RUNNING = sys.version_info[:2]

READ = {
    "nothing": "",
    "form feeds": "\fx = 1\n\f\ndef f():\n    \f\n    pass\n",
    "endings of all kinds": "x = 1\ry = 2\r\nz = 3\n",
    "a cookie that is not true": "# -*- coding: latin-1 -*-\nx = 'é'\n",
    "a cookie of no codec": "# coding: no-such-codec\nx = 1\n",
    "future": "from __future__ import annotations\nx: y = 1\n",
    "a bad escape": "x = '\\d'\n",
    "what only compiling refuses": "return\n",
}

BROKEN = {
    "bracket": ("x = (\n1\n", "'(' was never closed", (0, 4)),
    "string": ("x = 'a\n", "unterminated string literal", (0, 4)),
    "long string": ("y\nx = '''a\n", "unterminated triple-quoted string literal", (1, 4)),
    "after wide characters": ("é = '😀' y\n", "invalid syntax", (0, 8)),
    "body": ("def f():\nx\n", "expected an indented block after function definition", (1, 0)),
    "tabs and spaces": (
        "def f():\n\tif x:\n        y\n",
        "inconsistent use of tabs and spaces in indentation",
        (2, 0),
    ),
    "continuation at the end": ("x = \\", "unexpected EOF while parsing", (0, 4)),
    "null": ("x = 1\ny = '\0'\n", "a null character is not allowed", (1, 5)),
    "surrogate": ("x = 1\r\ny = '\ud800'\n", "a surrogate is no character", (1, 5)),
    "too many digits": ("x = " + "9" * 5000 + "\n", None, (0, 0)),
    "bracket of another kind": ("f(\n1]\n", None, (1, 1)),
}

NEWER = {
    "def f[T](x: T) -> T: ...\n": (3, 12),
    "class A[T: (int, str), *U, **V](B): ...\n": (3, 12),
    "async def f[T: list[dict[str, int]]](): ...\n": (3, 12),
    "type X = int\n": (3, 12),
    "if a:\n    type X[T] = list[T]\n": (3, 12),
    "x = f'{a['b']}'\n": (3, 12),
    "x = f'{\n    a  # c\n}'\n": (3, 12),
    "x = f'{\"\\n\".join(a)}'\n": (3, 12),
    "def f[T = int](): ...\n": (3, 13),
    "type X[T = int] = T\n": (3, 13),
    "x = t'{a}'\n": (3, 14),
    "x = rt'{a}' + f'{a['b']}'\n": (3, 14),
    "try: ...\nexcept A, B: ...\n": (3, 14),
    "try: ...\nexcept* A, B.C: ...\n": (3, 14),
    "lazy import a\n": (3, 15),
    "lazy from a import b\n": (3, 15),
    "x = [*a for a in b]\n": (3, 15),
    "x = {**a for a in b}\n": (3, 15),
}

NEVER_WAS = [
    "def f[T(x): ...\n",
    "type X int\n",
    "x = t'{a}' b\n",
    "try: ...\nexcept A, B as: ...\n",
    "lazy x\n",
    "print 'a'\n",
    "x = [*a for]\n",
]


@pytest.mark.parametrize("text", READ.values(), ids=READ)
def test_what_python_reads(text: str):
    """Text that CPython reads becomes statements, without a warning to anybody."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert isinstance(parse(text), list)


@pytest.mark.parametrize(("text", "message", "place"), BROKEN.values(), ids=BROKEN)
def test_broken(text: str, message: str | None, place: tuple[int, int]):
    """Broken text gives a message without line numbers and a place inside the text."""
    problem = parse(text)
    assert isinstance(problem, SyntaxProblem)
    assert problem.kind == "broken"
    assert (problem.line, problem.column) == place
    assert message in (None, problem.message)
    assert not any(word.isdigit() for word in problem.message.split()) or message is None


@pytest.mark.parametrize(("text", "version"), NEWER.items())
def test_newer(text: str, version: tuple[int, int]):
    """A construct of a newer Python is said to need it; one that this Python has is read."""
    outcome = parse(text)
    if version <= RUNNING:
        assert isinstance(outcome, list)
        return
    assert isinstance(outcome, SyntaxProblem)
    assert outcome.kind == "newer-python"
    assert outcome.needs == ".".join(map(str, version))
    assert outcome.message == f"needs Python {outcome.needs} or later"


@pytest.mark.parametrize("text", NEVER_WAS)
def test_not_newer(text: str):
    """What no Python reads is broken, however much it looks like something new."""
    problem = parse(text)
    assert isinstance(problem, SyntaxProblem)
    assert (problem.kind, problem.needs) == ("broken", "")


@pytest.mark.parametrize("name", MONSTERS)
def test_monsters(name: str):
    """Text made to hurt is read or refused, in this process; a place is inside the text."""
    monster = MONSTERS[name]
    problem = parse(monster.text)
    if monster.refused:
        assert isinstance(problem, SyntaxProblem)
        assert problem.kind == "too-deep"
    if isinstance(problem, SyntaxProblem):
        lines = split_lines(monster.text)
        assert 0 <= problem.line <= problem.end_line < len(lines)
        assert 0 <= problem.column <= len(lines[problem.line])
        assert 0 <= problem.end_column <= len(lines[problem.end_line])


def test_warnings_stay_silent_under_any_filter():
    """Not even `-W error` turns a warning about analysed text into a syntax error."""
    script = (
        "from lsp_server.analysis.syntax import parse\n"
        "assert isinstance(parse(\"x = '\\\\d'\"), list)\n"
    )
    outcome = subprocess.run(
        [
            sys.executable,
            "-W",
            "error::SyntaxWarning",
            "-W",
            "error::DeprecationWarning",
            "-c",
            script,
        ],
        capture_output=True,
        check=False,
        text=True,
    )
    assert (outcome.returncode, outcome.stderr) == (0, "")
