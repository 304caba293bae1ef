"""Text to statements, or to the reason why not. Never raises, whatever the text.

CPython 3.11 to 3.13 refuse what is nested too deeply without crashing: 200 brackets, 100 levels of
indentation, and 3,000 to 6,000 levels of expression, by three kinds of exception.
"""

import ast
import re
import warnings
from typing import Final, cast

from lsp_server.analysis.newer import version_needed
from lsp_server.analysis.report import SyntaxProblem
from lsp_server.text import split_lines

_NAME: Final = "<vitals>"
_TOO_DEEP: Final = (
    "too many nested parentheses",
    "too many levels of indentation",
    "too many nested f-strings",
    "f-string: expressions nested too deeply",
    "too many statically nested blocks",
)
_LINE_NUMBER: Final = re.compile(r" \(detected at line \d+\)| on line \d+")

Statements = list[ast.stmt]


def parse(text: str) -> Statements | SyntaxProblem:
    """Return the top-level statements, or why there are none, in lines and columns of the text.

    A byte order mark is the caller's business.
    """
    try:
        return _statements(text)
    except SyntaxError as error:
        return _null(text) or _problem(text, error)
    except (RecursionError, MemoryError):
        return _too_deep(text, 0, 0)
    except UnicodeEncodeError as error:
        return _at_offset(text, error.start, "a surrogate is no character")
    except ValueError as error:  # for a null character up to 3.11.3, for too many digits
        return _null(text) or _at_offset(text, 0, str(error))


def _null(text: str) -> SyntaxProblem | None:
    if "\0" not in text:
        return None
    return _at_offset(text, text.index("\0"), "a null character is not allowed")


def _statements(text: str) -> Statements:
    _silence()
    tree = cast("ast.Module", compile(text, _NAME, "exec", ast.PyCF_ONLY_AST, dont_inherit=True))
    return tree.body


def _silence() -> None:
    """Ignore what the parser warns of in analysed text, and only there, in any thread.

    A filter for the made-up module name costs less than catch_warnings and is safe in threads.
    Whoever resets the filters (pytest does, for each test) loses it, hence the look at each call.
    """
    filters = warnings.filters
    if not filters or filters[0][3] is None or _NAME not in getattr(filters[0][3], "pattern", ""):
        warnings.filterwarnings("ignore", module=re.escape(_NAME))


def _problem(text: str, error: SyntaxError) -> SyntaxProblem:
    line = (error.lineno or 1) - 1
    column = max(0, (error.offset or 1) - 1)
    message = _LINE_NUMBER.sub("", error.msg)
    if message.startswith(_TOO_DEEP):
        return _too_deep(text, line, column)
    end_line = (error.end_lineno or line + 1) - 1
    end_column = max(0, (error.end_offset or 0) - 1)
    lines = split_lines(text)
    needs = version_needed(text, lines[line] if line < len(lines) else "", _parses)
    if needs:
        message = f"needs Python {needs} or later"
    kind = "newer-python" if needs else "broken"
    if (end_line, end_column) <= (line, column):
        end_line, end_column = line, column + 1
    return _inside(lines, SyntaxProblem(kind, message, line, column, end_line, end_column, needs))


def _parses(text: str) -> bool:
    try:
        _statements(text)
    except (SyntaxError, RecursionError, MemoryError, ValueError):
        return False
    return True


def _too_deep(text: str, line: int, column: int) -> SyntaxProblem:
    message = "nested too deeply for this Python to read"
    return _inside(
        split_lines(text), SyntaxProblem("too-deep", message, line, column, line, column + 1)
    )


def _at_offset(text: str, offset: int, message: str) -> SyntaxProblem:
    before = split_lines(text[: max(0, offset)] + "x")
    line, column = len(before) - 1, len(before[-1]) - 1
    return SyntaxProblem("broken", message, line, column, line, column + 1)


def _inside(lines: list[str], problem: SyntaxProblem) -> SyntaxProblem:
    """Return the problem with its place moved inside the text: the parser may point past it."""
    line, column = _nearest(lines, problem.line, problem.column)
    end_line, end_column = _nearest(lines, problem.end_line, problem.end_column)
    if (line, column) == (end_line, end_column):
        column = max(0, column - 1)
    return SyntaxProblem(
        problem.kind, problem.message, line, column, end_line, end_column, problem.needs
    )


def _nearest(lines: list[str], line: int, column: int) -> tuple[int, int]:
    if line >= len(lines):
        line, column = len(lines) - 1, len(lines[-1])
    return line, min(column, len(lines[line].rstrip("\r\n")))
