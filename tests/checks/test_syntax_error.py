"""What is said of text that does not parse, by the reason why."""

import pytest
from checking import TODAY, findings

from lsp_server.analysis.report import FileReport, SyntaxProblem
from lsp_server.checks import run
from lsp_server.checks.finding import Severity
from lsp_server.settings import DEFAULT, Settings
from lsp_server.text import Position, Span

KINDS = {
    "broken": (Severity.WARNING, "cannot be read: what is wrong"),
    "newer-python": (Severity.INFORMATION, "needs Python 3.99: what is wrong"),
    "too-deep": (Severity.INFORMATION, "cannot be read: what is wrong"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_problem_is_a_finding_at_its_place(kind: str):
    """Broken code warns; code for a newer Python, or too deep for ours, may be right and informs."""
    problem = SyntaxProblem(kind, "what is wrong", 3, 4, 3, 9, "3.99")
    (found,) = run(FileReport(b"", (), (problem,)), DEFAULT, None, TODAY)
    assert (found.severity, found.message) == KINDS[kind]
    assert found.span == Span(Position(3, 4), Position(3, 9))


def test_syntax_errors_can_be_ignored():
    """It is a check like others."""
    assert findings("def f(:\n", Settings(ignore=("syntax-error",))) == []
