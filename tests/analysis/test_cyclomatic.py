import pytest

from tests.analysis.measured import block, class_, function

# (body of a function, c901, cc)
CASES = [
    ("pass", 1, 1),
    ("if a: pass", 2, 2),
    ("if a: pass\nelif b: pass\nelse: pass", 3, 3),
    ("if a: pass\nelse:\n    if b: pass", 3, 3),
    ("for x in y: pass", 2, 2),
    ("for x in y: pass\nelse: pass", 2, 3),
    ("while a: pass\nelse: pass", 2, 3),
    ("with a: pass", 1, 1),
    ("try: pass\nexcept E: pass", 2, 2),
    ("try: pass\nexcept E: pass\nexcept F: pass\nelse: pass\nfinally: pass", 4, 4),
    ("try: pass\nfinally: pass", 1, 1),
    ("try: pass\nexcept* E: pass\nelse: pass", 3, 3),
    ("match a:\n    case 1: pass", 2, 2),
    ("match a:\n    case 1: pass\n    case _: pass", 2, 2),
    ("match a:\n    case 1: pass\n    case x: pass", 2, 2),
    ("match a:\n    case 1: pass\n    case _ if b: pass", 3, 3),
    ("match a:\n    case 1: pass\n    case (_ as x) | (2 as x): pass", 2, 3),
    ("match a:\n    case _ if b: pass\n    case _: pass", 2, 2),
    ("match a:\n    case [x, y]: pass\n    case {'k': z}: pass", 3, 3),
    ("x = a and b or c", 1, 3),
    ("x = a if b else c", 1, 2),
    ("x = [a for a in b if c if d]", 1, 4),
    ("x = {a: b for a in c for b in d}", 1, 3),
    ("x = lambda: a or b", 1, 2),
    ("assert a", 1, 2),
    ("assert a and b, c or d", 1, 2),
    ("def g(): pass", 2, 1),
    ("def g():\n    if a: pass", 3, 1),
    ("class A:\n    def m(self):\n        if a: pass", 3, 1),
    ("@d(a or b)\ndef g(x=c or d) -> (e or h): pass", 2, 1),
    ("class A(b or c, k=d or e):\n    x = f or g", 1, 1),
]


@pytest.mark.parametrize(("body", "c901", "cc"), CASES)
def test_of_a_function(body, c901, cc):
    """A function with this body has these figures."""
    text = "async def f():\n" + "".join(f"    {line}\n" for line in body.split("\n"))
    report = block(text).functions[0]
    assert (report.c901, report.cc) == (c901, cc)


def test_decorators_and_defaults_do_not_count_for_cc_of_their_own_function():
    """As radon, which looks at bodies only."""
    assert function("@d(a or b)\ndef f(x=c or d) -> (e if g else h): pass").cc == 1


def test_methods_of_local_classes_have_their_own_figures():
    """Radon drops them."""
    text = "def f():\n    class A:\n        def m(self):\n            if a: pass\n"
    assert function(text, "f.A.m").cc == 2


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("pass", 1),
        ("x = a or b", 2),
        ("def f(self): pass", 2),
        ("def f(self):\n        if a: pass", 3),
        ("def f(self): pass\n    def g(self): pass", 2),
        ("def f(self):\n        if a: pass\n    def g(self):\n        if a: pass", 3),
    ],
)
def test_of_a_class_as_radon_shows_it(body, expected):
    """The mean of the methods, the class's own 1 added, rounded down, plus 1 for two and more."""
    assert class_(f"class A:\n    {body}\n").cc == expected


def test_of_a_block_outside_its_functions():
    """Decision points at module level and in class bodies, none of a function."""
    report = block("""
        if a:
            class A:
                if b: pass
                def f(self):
                    if c: pass
        """)
    assert report.c901 == 2


def test_of_a_block_for_radons_maintainability_index():
    """Radon's own sum, with its slips: no except*, a guarded `_` free, local classes dropped."""
    report = block("""
        if a or b: pass
        def f():
            try: pass
            except* E: pass
            match a:
                case 1: pass
                case _ if b: pass
            class B:
                def m(self):
                    if c: pass
        class A:
            x = a or b
            def g(self):
                if c: pass
            class C:
                def h(self):
                    if d: pass
        """)
    assert report.radon_complexity == 2 + 1 + (1 + 1 + 1)
