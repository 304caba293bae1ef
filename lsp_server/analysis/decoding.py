"""Bytes to text as CPython reads source: order mark, declared encoding (PEP 263), else UTF-8.

Bytes that the encoding does not know become the characters Latin-1 has for them, so that figures
survive; a problem says where the first one stands. Line endings stay as they are.
"""

import codecs
import re
from typing import Final, NamedTuple

from lsp_server.analysis.report import SyntaxProblem
from lsp_server.text import split_lines

_COOKIE: Final = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_NO_CODE: Final = re.compile(rb"[ \t\f]*(?:#[^\r\n]*)?\Z")
_LINE_END: Final = re.compile(rb"\r\n|\r|\n")
_NOT_FOR_SOURCE: Final = frozenset(
    {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"}
)
_LENIENT: Final = "vitals-latin-1"


class Decoded(NamedTuple):
    """A text, the name of the encoding it was read in, and what was wrong with it."""

    text: str
    encoding: str
    problem: SyntaxProblem | None = None


def decode(content: bytes) -> Decoded:
    """Return the text of a Python file without its order mark; never raises."""
    marked = content.startswith(codecs.BOM_UTF8)
    body = content.removeprefix(codecs.BOM_UTF8)
    declared, span = _declaration(body)
    name = _known(declared)
    if marked and name not in ("", "utf-8"):
        return _misdeclared(body, span, f"the order mark says UTF-8, the comment `{declared}`")
    if declared and not name:
        return _misdeclared(body, span, f"`{declared}` is no encoding that Python knows")
    return _decoded(body, name or "utf-8", declared)


def _decoded(body: bytes, name: str, declared: str) -> Decoded:
    try:
        return Decoded(body.decode(name), name)
    except UnicodeDecodeError as error:
        return _lenient(body, name, error.start, declared)
    except (UnicodeError, LookupError, ValueError):
        return _misdeclared(body, (0, 0), f"the text is not in the declared encoding `{declared}`")


def _lenient(body: bytes, name: str, start: int, declared: str) -> Decoded:
    what = f"not in the declared encoding `{declared}`" if declared else "not UTF-8"
    hint = "" if declared else ", and no encoding is declared"
    message = f"byte 0x{body[start]:02x} is {what}{hint}"
    before = split_lines(body[:start].decode(name, _LENIENT) + "x")
    line, column = len(before) - 1, len(before[-1]) - 1
    problem = SyntaxProblem("broken", message, line, column, line, column + 1)
    return Decoded(body.decode(name, _LENIENT), name, problem)


def _misdeclared(body: bytes, span: tuple[int, int], message: str) -> Decoded:
    """Read as UTF-8; the problem stands at the declaration, in the line and up to the column."""
    line, column = span
    problem = SyntaxProblem("broken", message, line, 0, line, column)
    return Decoded(body.decode("utf-8", _LENIENT), "utf-8", problem)


def _declaration(body: bytes) -> tuple[str, tuple[int, int]]:
    """Return the encoding that one of the first two lines declares, and line and end of that."""
    start = 0
    for number in range(2):
        end = _LINE_END.search(body, start)
        line = body[start : end.start() if end else len(body)]
        found = _COOKIE.match(line)
        if found:
            return found[1].decode("ascii", "replace"), (number, found.end())
        if not end or not _NO_CODE.match(line):
            break
        start = end.end()
    return "", (0, 0)


def _known(declared: str) -> str:
    """Return the codec's own name, "" if there is none that could hold source."""
    try:
        name = codecs.lookup(declared).name if declared else ""
    except (LookupError, ValueError):
        return ""
    return "" if name in _NOT_FOR_SOURCE or name.replace("_", "-") in _NOT_FOR_SOURCE else name


def _as_latin_1(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error(_LENIENT, _as_latin_1)
