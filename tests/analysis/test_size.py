import pytest

from tests.analysis.measured import block, function

# (body of a function, statements, branches, returns, local names, nesting)
CASES = [
    ("pass", 1, 0, 0, 0, 0),
    ("'''doc'''\nreturn 1", 1, 0, 1, 0, 0),
    ("if a: return 1\nelif b: return 2\nelse: return 3", 3, 3, 3, 0, 1),
    ("if a: pass\nelse:\n    if b: pass", 5, 3, 0, 0, 2),
    ("for x in y: pass\nelse: pass", 2, 2, 0, 0, 1),
    ("while a: break", 2, 1, 0, 0, 1),
    ("with a as b: pass", 2, 0, 0, 0, 1),
    ("try: pass\nexcept E as e: pass", 4, 1, 0, 0, 1),
    ("try: pass\nexcept E: pass\nexcept F: pass\nelse: pass\nfinally: pass", 12, 4, 0, 0, 1),
    (
        "match a:\n    case 1: pass\n    case [x, *y]: pass\n    case {'k': z, **w}: pass",
        7,
        3,
        0,
        4,
        0,
    ),
    ("match a:\n    case 1:\n        if b: pass", 4, 2, 0, 0, 1),
    ("def g():\n    if a: return 1\n    x = 1", 3, 0, 0, 0, 1),
    ("class A:\n    def m(self):\n        if a: return 1\n    x = 1", 1, 0, 0, 0, 1),
    ("class A:\n    if a: pass", 1, 0, 0, 0, 0),
    ("if a:\n    def g():\n        if b: pass", 4, 1, 0, 0, 2),
    ("x = y = 1\nz, (u, *v) = [w] = 2", 2, 0, 0, 6, 0),
    ("x: int = 1\ny: int\nz += 1", 3, 0, 0, 2, 0),
    ("x = 1\nfor x in y: pass", 2, 1, 0, 0, 1),
    ("for x in y: pass\nx = 1", 2, 1, 0, 1, 1),
    ("x = 1\nimport x", 2, 0, 0, 0, 0),
    ("x = 1\nimport x as y, z.x", 2, 0, 0, 1, 0),
    ("x = 1\nfrom y import z as x", 2, 0, 0, 0, 0),
    ("x = 1\nimport x.y", 2, 0, 0, 0, 0),
    ("x = 1\ndel x", 2, 0, 0, 0, 0),
    ("x = 1\nif a: del x", 3, 1, 0, 1, 1),
    ("x = 1\ny = (x := 2)", 2, 0, 0, 1, 0),
    ("y = (x := 2)\nx = 1", 2, 0, 0, 2, 0),
    ("y = lambda: (y := 2)", 1, 0, 0, 1, 0),
    ("x = [y for y in z]", 1, 0, 0, 1, 0),
    ("x.y = z[0] = 1", 1, 0, 0, 0, 0),
    ("global x\nx = 1", 2, 0, 0, 1, 0),
]


@pytest.mark.parametrize(("body", "statements", "branches", "returns", "names", "nesting"), CASES)
def test_of_a_function(body, statements, branches, returns, names, nesting):  # noqa: PLR0917 - one for each figure
    """A function with this body has the figures that ruff gives it."""
    text = "def f():\n" + "".join(f"    {line}\n" for line in body.split("\n"))
    report = block(text).functions[0]
    found = (report.statements, report.branches, report.returns, report.local_names, report.nesting)
    assert found == (statements, branches, returns, names, nesting)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def f(): pass", 0),
        ("def f(a, /, b, *c, d, **e): pass", 3),
        ("def f(_a, __b, _, a_, _c_): pass", 2),
        ("class A:\n    def f(self, a): pass", 1),
        ("class A:\n    def f(): pass", 0),
        ("class A:\n    def f(_self, a): pass", 0),
        ("class A:\n    @staticmethod\n    def f(a, b): pass", 2),
        ("class A:\n    @abc.abstractstaticmethod\n    def f(a, b): pass", 2),
        ("class A:\n    @classmethod\n    def f(cls, b): pass", 1),
        ("class A:\n    def __new__(cls, b): pass", 1),
    ],
)
def test_parameters(text, expected):
    """All but starred ones, those with a leading underscore, and a method's first."""
    assert function(text).parameters == expected


def test_the_deepest_construct_is_placed():
    """`deepest` is the line and column of the first construct that nests deepest."""
    text = "def f():\n    if a: pass\n    for x in y:\n        with z: pass\n        with w: pass\n"
    assert function(text).deepest == (3, 8)


def test_lines_of_a_function():
    """Lines by kind from the first decorator to the last line of the body; statements as logical."""
    report = function('''
        # before
        @decorator
        def f():
            """Say what.

            And why."""
            # comment

            x = """
        # no comment
            """
            return x
        # after
        ''')
    lines = report.lines
    assert (report.first_line, report.line, report.end_line) == (2, 3, 12)
    assert (lines.physical, lines.logical) == (11, 4)
    assert (lines.source, lines.comment, lines.blank, lines.docstring) == (6, 1, 1, 3)


def test_logical_lines_are_the_statements_of_the_tree():
    """Each statement counts once, definitions and docstrings too, wherever it is nested."""
    report = block(
        "import a\nclass B:\n    '''doc'''\n    def f(self):\n        if a: x = 1; y = 2\n"
    )
    assert report.lines.logical == 7
    assert report.classes[0].lines.logical == 6
    assert report.functions[0].lines.logical == 4
    assert report.statements == 2
