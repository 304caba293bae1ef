"""What each line is, and which comments are for us."""

import ast
import sys

import pytest

from lsp_server.analysis.lines import StringSpan, comments_for_us, line_kinds
from lsp_server.text import code_points_of_utf8, split_lines

NESTED = sys.version_info >= (3, 12)


def spans(text: str) -> list[StringSpan]:
    """The spans of docstrings and of literals over several lines, outermost only."""
    lines = split_lines(text)
    tree = ast.parse(text)
    docstrings = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and ast.get_docstring(node) is not None
    }
    found = []
    queue: list[ast.AST] = [tree]
    while queue:
        node = queue.pop(0)
        is_text = isinstance(node, ast.JoinedStr) or (
            isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
        )
        if not is_text:
            queue += ast.iter_child_nodes(node)
        elif node.lineno != node.end_lineno or node in docstrings:
            first, last = node.lineno - 1, node.end_lineno - 1
            start = code_points_of_utf8(lines[first], node.col_offset)
            end = code_points_of_utf8(lines[last], node.end_col_offset)
            found.append(StringSpan(first, start, last, end, node in docstrings))
    return sorted(found)


def check(marked: str) -> None:
    """Each line of `marked` begins with the letter it should get and a bar."""
    rows = [line.split("|", 1) for line in split_lines(marked)]
    text = "".join(row[1] for row in rows)
    assert line_kinds(split_lines(text), spans(text)).decode() == "".join(row[0] for row in rows)


KINDS = {
    "plain": "s|x = 1\nb|\nc|# c\nc|  # c\ns|y  # c\nb| \t\f\n",
    "module docstring": 'd|"""One\nd|\nd|# two\nd|three."""\ns|x\n',
    "docstring with a comment after it": 'd|"""One"""  # c\ns|x\n',
    "docstring sharing its last line": 'd|"""One\ns|two"""; x = 1\n',
    "docstring sharing its first line": 's|def f(): """One\nd|two"""\n',
    "docstring in brackets": 's|(\nd|"One"\ns|)\n',
    "docstring of several literals": 's|def f():\nd|    "One" \\\nd|    "two"\n',
    "docstring of literals in brackets": 's|class A:\ns|    ("One"\nc|     # c\nb|\ns|     "two")\n',
    "docstring that continues a line": 's|def f():\nd|    "One\\\nd|# two"\n',
    "a string is source": 's|x = """\ns|\ns|# no\ns|"""\nb|\n',
    "a later string is no docstring": 's|x\ns|"""\ns|\ns|"""\n',
    "literals side by side": 's|x = ("#"\nc|  # c\nb|\ns|  """\ns|\ns|# no\ns|""" \'a\')\n',
    "bytes": 's|x = b"""\ns|\ns|# no\ns|"""\n',
    "escaped quotes": 's|x = """\\"""\ns|\ns|# no\ns|"""\nb|\n',
    "raw string": 's|x = r"""\\\ns|\ns|\\"""\ns|# no"""\nb|\n',
    "formatted": 's|x = f"""{a}\ns|\ns|# no {"b"} {c!r:>{d}}\ns|{{"""\nb|\n',
    "formatted side by side": "s|x = (f\"{a[0]:{b}}\"\nc|  # c\ns|  rf'''{d[\"e\"]}\ns|# no\ns|''')\n",
    "wide characters": 's|é = """😀\ns|# no\ns|é""" + "é"\nc|# c\n',
    "CRLF": 'd|"""One\r\nd|\r\nd|"""\r\ns|x = ("a"\r\nb|\r\nc|# c\r\ns|"""\r\ns|\r\ns|""")\r\n',
    "CR": 'd|"""One\rd|\rd|"""\rs|x = ("a"\rb|\rc|# c\rs|"""\rs|\rs|""")\r',
    "no line end at the end": "s|x\nc|# c",
}
KINDS_SINCE_3_12 = {
    "quotes in fields": 's|x = (f"{a["b"]}"\nc|  # c\ns|  f"""{"""#"""}\ns|# no\ns|""")\n',
    "lines in fields": 's|x = f"{\ns|a\ns|}"\nc|# c\n',
    "fields in fields": "s|x = (f'{f'{f'#'}'}'\nb|\ns|f'a')\n",
}


@pytest.mark.parametrize("marked", KINDS.values(), ids=KINDS)
def test_kinds(marked: str):
    """Each line gets the letter of what it holds, whatever strings run over it."""
    check(marked)


@pytest.mark.skipif(not NESTED, reason="this Python reads no such literals")
@pytest.mark.parametrize("marked", KINDS_SINCE_3_12.values(), ids=KINDS_SINCE_3_12)
def test_kinds_with_the_literals_of_3_12(marked: str):
    """The same with quotes, comments and line ends in the fields of formatted literals."""
    check(marked)


COMMENTS = {
    "alone": ("    # vitals: a\n", [(0, 4, "# vitals: a", True)]),
    "trailing": ("x  # vitals: a  \r\n", [(0, 3, "# vitals: a", False)]),
    "not first in the comment": ("x  # see # vitals: a\n", []),
    "another address": ("x  # vital: a\n#vitals: b\n", []),
    "in a string": ("x = '# vitals: a'\n", []),
    "after a string": ("x = '# vitals: a'  # vitals: b\n", [(0, 19, "# vitals: b", False)]),
    "in a long string": ('x = """\n# vitals: a\n"""\n', []),
    "after a long string": (
        'x = """\n# vitals: a\n"""  # vitals: b\n',
        [(2, 5, "# vitals: b", False)],
    ),
    "between literals": (
        'x = ("a"\n# vitals: a\n"""\n# vitals: b\n""" # vitals: c\n"d")\n',
        [(1, 0, "# vitals: a", True), (4, 4, "# vitals: c", False)],
    ),
    "after a keyword and a quote": (
        'x if"{"else y  # vitals: a\n',
        [(0, 15, "# vitals: a", False)],
    ),
    "after wide characters": ("é = '😀'  # vitals: a\n", [(0, 9, "# vitals: a", False)]),
    "in a formatted literal": ("x = f'{a} # vitals: a'\n", []),
}


@pytest.mark.parametrize(("text", "expected"), COMMENTS.values(), ids=COMMENTS)
def test_comments_for_us(text: str, expected: list[tuple[int, int, str, bool]]):
    """A comment is for us when it begins with our name, and nothing in a string is a comment."""
    found = comments_for_us(split_lines(text), spans(text))
    assert [(c.line, c.column, c.text, c.alone) for c in found] == expected
