import ast

import pytest

from lsp_server.analysis.walk import measure
from lsp_server.text import split_lines
from tests.analysis.measured import block, function

TEXT = '''\
# a comment
@decorator(
    "x")
async def naïve(self, é="""a
b"""): return é  # äö
'''


def test_places_of_a_function():
    """Lines count from the block's first, columns in code points."""
    report = function(TEXT)
    assert (report.first_line, report.line, report.column) == (1, 3, 0)
    assert (report.name_line, report.name_column) == (3, 10)
    assert (report.end_line, report.end_column) == (4, 15)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("def f(): pass", (0, 4)),
        ("def   f(): pass", (0, 6)),
        ("async   def\tf(): pass", (0, 12)),
        ("async \\\n def \\\n  f(): pass", (2, 2)),
        ("if x:\n\tdef f(): pass", (1, 5)),
        ("if x:\n  def ﬁ(): pass", (1, 6)),
    ],
)
def test_place_of_a_name(text, place):
    """The name is found however it is set off from `def`."""
    report = function(text)
    assert (report.name_line, report.name_column) == place


def test_a_block_counts_from_its_own_first_line():
    """A block that stands further down in the parsed text has the same report."""
    above = "import a\n\n\n"
    lines = split_lines(above + TEXT)
    tree = ast.parse(above + TEXT)
    assert measure(tree.body[1:], lines[3:], 3, b"") == measure(
        ast.parse(TEXT).body, split_lines(TEXT), 0, b""
    )


def test_qualified_names_kinds_and_order():
    """Names are dotted through all scopes; functions stand in the order of the source."""
    report = block("""
        def a():
            def b(): pass
            class C:
                def d(self): pass
        class E:
            def f(self): pass
            class G:
                def h(self): pass
        """)
    assert [(each.qualified_name, each.kind) for each in report.functions] == [
        ("a", "function"),
        ("a.b", "nested"),
        ("a.C.d", "nested"),
        ("E.f", "method"),
        ("E.G.h", "method"),
    ]
    assert [(each.qualified_name, each.methods) for each in report.classes] == [
        ("a.C", 1),
        ("E", 1),
        ("E.G", 1),
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [("def f(): pass", "f"), ("class A: pass", "A"), ("x = 1", ""), ("", ""), ("# only\n", "")],
)
def test_name_of_a_block(text, name):
    """A block bears the name of the function or class that it defines."""
    assert block(text).name == name


DEEP = {
    "sum": "+".join(["a"] * 900),
    "attributes": "a" + ".b" * 900,
    "calls": "a" + "()" * 900,
    "nots": "not " * 900 + "a",
    "lambdas": "lambda: " * 400 + "a",
    "ternaries": "a if b else " * 400 + "c",
    "subscripts": "a" + "[0]" * 900,
    "boolean operators": " or ".join(["a and b"] * 20_000),
    "boolean operators in a non-ASCII line": "'é' or " + " or ".join(["(a and b)"] * 5_000),
    "boolean operators over lines": "('é' or " + " or \n".join(["(a and 'é')"] * 5_000) + ")",
    "f-strings": "f'" + "{a if b else c}" * 2_000 + "'",
}


@pytest.mark.parametrize("expression", DEEP.values(), ids=DEEP)
def test_deep_and_long_expressions(expression):
    """What the parser takes, the walk takes."""
    assert block(f"x = {expression}\n").operand_count > 1


@pytest.mark.parametrize(
    "header",
    ["if a:", "for a in b:", "while a:", "with a:", "def f():", "class A:", "match a:\n{}case 1:"],
)
def test_deep_statements(header):
    """As many blocks within each other as Python takes, 100 indentations, can be walked."""
    depth = 48 if "case" in header else 97
    text = ""
    for level in range(depth):
        indent = " " * (2 * level if "case" in header else level)
        text += indent + header.format(indent + " ") + "\n"
    text += " " * 2 * depth + "pass\n"
    assert block(text).lines.logical == depth + 1


def test_a_long_chain_of_elif():
    """A chain of elif is as flat in the walk as on the screen."""
    text = "def f():\n    if a: pass\n" + "    elif b: pass\n" * 900
    report = function(text)
    assert (report.cognitive, report.nesting, report.c901) == (901, 1, 902)


def test_numbers_that_do_not_fit_the_lines_are_survived():
    """Places inside f-strings are wrong before Python 3.12: nothing may come of it but imprecision."""
    text = "x = f'''\n{a if b else c}{d or e and f}\n{(lambda: 1)}{g()}\n'''\n"
    report = block(text)
    assert sum(each.increment for each in report.cognitive) == 3
