import sys

import pytest

from lsp_server.analysis.halstead import difficulty, effort, volume
from lsp_server.analysis.report import Halstead
from tests.analysis.measured import block, function

# (statements, operators, operands); each as often as it is written
CASES = [
    ("x = a + b * 2", "= + *", "x a b 0x2"),
    ("x += -1", "+= unary-", "x 0x1"),
    ("a < b <= c is not d", "< <= is_not", "a b c d"),
    ("a and b and not c or d", "and and or not", "a b c d"),
    ("f(a, *b, k=c, **d)", "() * = **", "f a b k c d"),
    ("a.b.c[1:2]", ". . [] [:]", "a b c 0x1 0x2"),
    ("x, *y = [1, 'x', b'x', 1.0, True, None]", "= (,) * [,]", "x y 0x1 'x b78 1.0 True None"),
    ("{1: 2, **a}, {1, 2}", "(,) {:} ** {,}", "0x1 0x2 a 0x1 0x2"),
    ("[x for x in y if x]", "[,] for_in if", "x x y x"),
    ("{x: y async for x, y in z}", "{:} for_in (,)", "x y x y z"),
    ("x = a if b else c", "= if_else", "x a b c"),
    ("f = lambda a, b=1: a", "= lambda =", "f a b 0x1 a"),
    ("(x := 1)", ":=", "x 0x1"),
    ("x: int = 1", ": =", "x int 0x1"),
    ("x = y = 1", "= =", "x y 0x1"),
    ("f'a{b!r:>{c}}'", 'f"" {} f"" {}', "'a b '> c"),
    ("'documentation'", "", ""),
    ("import a.b as c, d", "import as", "a.b c d"),
    ("from ..a import b as c", "from_import as", "a b c"),
    ("if a: pass\nelif b: pass\nelse: pass", "if if else pass pass pass", "a b"),
    ("for x in y: break\nelse: pass", "for else break pass", "x y"),
    ("while a: continue", "while continue", "a"),
    ("with a as b, c: pass", "with as pass", "a b c"),
    ("try: pass\nexcept E as e: raise\nelse: pass\nfinally: pass", "try pass except as raise else pass finally pass", "E e"),
    ("try: pass\nexcept* E: raise a from b", "try pass except* raise from", "E a b"),
    ("assert a, b", "assert", "a b"),
    ("del a", "del", "a"),
    ("global a, b", "global", "a b"),
    ("@d\ndef f(a: int, *b, c=1, **e) -> str: return a", "def @ : * = ** -> return", "f d a int b c 0x1 e str a"),
    ("async def f(): await a; yield b; yield from c", "async_def await yield yield_from", "f a b c"),
    ("@d\nclass A(B, k=C): pass", "class @ = pass", "A d B k C"),
    ("match a:\n    case 1 | None if b: pass", "match case | if pass", "a 0x1 None b"),
    ("match a:\n    case [x, *_] as y: pass", "match case [,] * pass", "a x _ y"),
    ("match a:\n    case B(c, k={'d': e, **f}): pass", "match case () = {:} ** pass", "a B c k 'd e f"),
]  # fmt: skip


def spelt(figures):
    """Words with their blanks closed up, as the cases write them."""
    return [each.replace(" ", "_").replace("unary_", "unary").replace('"', "'") for each in figures]


@pytest.mark.parametrize(("text", "operators", "operands"), CASES)
def test_operators_and_operands(text, operators, operands):
    """The text is written with exactly these operators and operands."""
    report = block(text)
    assert report.operator_count == len(operators.split())
    assert report.operand_count == len(operands.split())
    assert sorted(spelt(report.operators)) == sorted(spelt(set(operators.split())))
    assert sorted(spelt(report.operands)) == sorted(spelt(set(operands.split())))


def test_a_function_counts_what_is_nested_in_it():
    """Nested functions and classes count for the outer one; distinct ones are counted anew."""
    outer = function("""
        def outer(a):
            def inner(a):
                return a + 1
            class B:
                x = a + 1
            return inner
        """)
    # def def return + class = + return; outer a inner a a 1 B x a 1 inner
    assert outer.halstead == Halstead(5, 6, 8, 11)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="syntax of Python 3.12")
def test_type_parameters():
    """`type` statements and type parameters count."""
    report = block("type A[T: int] = list[T]\ndef f[**P, *Q](): pass\n")
    assert report.operators == {"type", "=", "[]", "def", "pass"}
    assert report.operands == {"A", "T", "int", "list", "f", "P", "Q"}


def test_measures_of_hand_made_counts():
    """V = N log2 n, D = n1/2 N2/n2, E = D V; nothing divides by zero."""
    counts = Halstead(4, 4, 10, 6)
    assert (volume(counts), difficulty(counts), effort(counts)) == (48.0, 3.0, 144.0)
    assert (volume(Halstead()), difficulty(Halstead()), effort(Halstead())) == (0, 0, 0)


# (text, what `radon hal` says: h1, h2, N1, N2)
RADON = [
    ("def f(): return g(a, b)", (0, 0, 0, 0)),
    ("x = a + b + 1", (1, 4, 2, 4)),
    ("x = a.b + c.b", (1, 1, 1, 2)),
    ("x = a + 'a'", (1, 1, 1, 2)),
    ("x = 1 + True + 1.0", (1, 2, 2, 4)),
    ("x += 1\nx = x + 1", (1, 2, 2, 4)),
    ("x = a < b < c", (1, 3, 2, 3)),
    ("x = a and b and c", (1, 3, 1, 3)),
    ("x = a and b or c", (2, 4, 2, 4)),
    ("x = not -a", (2, 2, 2, 2)),
    ("def f(x=-1, *, y=-2) -> (not a): return x + 1", (1, 2, 1, 2)),
    ("@d(-1)\nclass A(b + c): x = -1", (2, 3, 3, 4)),
    ("def f(): return x + 1\ndef g(): return x + 1", (1, 4, 2, 4)),
    ("def f():\n    def g(): return x + 1\n    return x + 1", (1, 4, 2, 4)),
    ("x = f(a) + f(a)", (1, 2, 1, 2)),
    ("x = (a and b) or (c and d)", (2, 6, 3, 6)),
]


@pytest.mark.parametrize(("text", "expected"), RADON)
def test_radons_dialect(text, expected):
    """The counts of a block in radon's dialect, as `radon hal` prints them for a file."""
    report = block(text)
    distinct = len(report.radon_halstead_operands) + report.radon_unnamed_operands
    found = (
        len(report.radon_halstead_operators),
        distinct,
        report.radon_operator_count,
        report.radon_operand_count,
    )
    assert found == expected


def test_long_literals_are_not_carried_along():
    """A report holds a short stand-in for a long text, one for each text."""
    first, second = "a" * 5000, "a" * 4999 + "b"
    operands = block(f"x = {first!r} + {second!r} + b{first!r}").operands
    assert len(operands) == 4
    assert max(map(len, operands)) < 100


def test_huge_numbers_are_operands_too():
    """A number with more digits than Python would print is no obstacle."""
    assert block(f"x = 0x{'f' * 6000} + 1").operand_count == 3
