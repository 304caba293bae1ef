import re
import textwrap

import pytest

from tests.analysis.measured import block, function

# In each case a comment tells what its line contributes, `+N` each, and the score of the function
# that begins there, `=N`. Contributions of nested functions are as the outermost one counts them.

WHITE_PAPER = {
    "sum of primes, whose labelled continue Python has not": """
        def sum_of_primes(maximum):  # =6
            total = 0
            for i in range(2, maximum + 1):  # +1
                for j in range(2, i):  # +2
                    if i % j == 0:  # +3
                        break
                total += i
            return total
        """,
    "a switch is one structure": """
        def words(number):  # =1
            match number:  # +1
                case 1:
                    return "one"
                case 2:
                    return "a couple"
                case _:
                    return "lots"
        """,
    "nesting, and try that does not nest": """
        def my_method():  # =9
            try:
                if condition1:  # +1
                    for i in range(10):  # +2
                        while condition2:  # +3
                            pass
            except (E1, E2):  # +1
                if condition2:  # +2
                    pass
        """,
    "a lambda nests": """
        def my_method2():  # =2
            return lambda: 1 if condition1 else 2  # +2
        """,
    "overridden symbol": """
        def overridden_symbol_from(self, class_type):  # =19
            if class_type.is_unknown():  # +1
                return UNKNOWN
            unknown_found = False
            for symbol in class_type.members().lookup(name):  # +1
                if symbol.is_kind(METHOD) and not symbol.is_static():  # +2 +1
                    if can_override(symbol):  # +3
                        overriding = check_parameters(symbol, class_type)
                        if overriding is None:  # +4
                            if not unknown_found:  # +5
                                unknown_found = True
                        elif overriding:  # +1
                            return symbol
            if unknown_found:  # +1
                return UNKNOWN
            return None
        """,
    "add version": """
        def add_version(self, entry, txn):  # =35
            while True:  # +1
                try:
                    with self.lock:
                        if first is not None:  # +2
                            if first.version > entry.version:  # +3
                                raise RollbackError
                            if txn.is_active():  # +3
                                for e in first.previous():  # +4
                                    depends = ti.depends(e.version)
                                    if depends == TIMED_OUT:  # +5
                                        raise RetryError(e.version)
                                    if depends != 0 and depends != ABORTED:  # +5 +1
                                        raise RollbackError
                        entry.previous = first
                        break
                except RetryError as retry:  # +2
                    try:
                        depends = ti.depends(retry.version)
                        if depends != 0 and depends != ABORTED:  # +3 +1
                            raise RollbackError
                    except InterruptedError as interrupted:  # +3
                        raise StoppedError from interrupted
                except InterruptedError as interrupted:  # +2
                    raise StoppedError from interrupted
        """,
    "pattern to regular expression": """
        def to_regexp(pattern, separator):  # =20
            i = 1 if pattern.startswith("/") or pattern.startswith("-") else 0  # +1 +1
            while i < len(pattern):  # +1
                ch = pattern[i]
                if ch in SPECIAL:  # +2
                    out.append(ch)
                elif ch == "*":  # +1
                    if i + 1 < len(pattern) and pattern[i + 1] == "*":  # +3 +1
                        if i + 2 < len(pattern) and is_slash(pattern[i + 2]):  # +4 +1
                            i += 2
                        else:  # +1
                            i += 1
                    else:  # +1
                        out.append("[^")
                elif ch == "?":  # +1
                    out.append("[^")
                elif is_slash(ch):  # +1
                    out.append(separator)
                else:  # +1
                    out.append(ch)
                i += 1
            return "".join(out)
        """,
    "a decorator is free": """
        def a_decorator(a, b):  # =1
            def inner(func):
                if condition:  # +1
                    print(b)
                func()
            return inner
        """,
    "not a decorator": """
        def not_a_decorator(a, b):  # =2
            my_var = a * b
            def inner(func):
                if condition:  # +2
                    print(b)
                func()
            return inner
        """,
    "a decorator of decorators": """
        def decorator_generator(a):  # =1
            def generator(func):
                def decorator(func):
                    if condition:  # +1
                        print(b)
                    return func()
                return decorator
            return generator
        """,
    "recursion": """
        def factorial(n):  # =2
            if n < 2:  # +1
                return 1
            return n * factorial(n - 1)  # +1
        """,
}

SONAR_PYTHON = {
    "nothing": "def f():  # =0\n    pass\n",
    "if, elif, else": """
        def f():  # =3
            if a:  # +1
                pass
            elif a:  # +1
                pass
            else:  # +1
                pass
        """,
    "else nests": """
        def f():  # =4
            if a:  # +1
                pass
            else:  # +1
                if a:  # +2
                    pass
        """,
    "if nests an else": """
        def f():  # =4
            if a:  # +1
                if a:  # +2
                    pass
                else:  # +1
                    pass
        """,
    "three ifs": """
        def f():  # =6
            if a:  # +1
                if a:  # +2
                    if a:  # +3
                        pass
        """,
    "elif nests": """
        def f():  # =4
            if a:  # +1
                pass
            elif a:  # +1
                if a:  # +2
                    pass
        """,
    "while": """
        def f():  # =4
            while a:  # +1
                if a:  # +2
                    pass
                else:  # +1
                    pass;
        """,
    "while with else": """
        def f():  # =4
            while a:  # +1
                pass
            else:  # +1
                if a:  # +2
                    pass
        """,
    "for with else": """
        def f():  # =4
            for x in "foo":  # +1
                pass
            else:  # +1
                if a:  # +2
                    pass
        """,
    "try, except, finally": """
        def f():  # =11
            try:
                if a:  # +1
                    pass
            except E1:  # +1
                if a:  # +2
                    pass
            except E2:  # +1
                if a:  # +2
                    pass
            except (E3, E4):  # +1
                if a:  # +2
                    pass
            finally:
                if a:  # +1
                    pass
        """,
    "try and else": """
        def f():  # =4
            try:
                pass
            except E:  # +1
                pass
            else:  # +1
                if a:  # +2
                    pass
        """,
    "jumps are free": """
        def f():  # =6
            if a:  # +1
                return
            elif a:  # +1
                return 42
            while a:  # +1
                if a:  # +2
                    break
                elif a:  # +1
                    continue
        """,
    "a nested function": """
        def f():  # =3
            if a:  # +1
                pass
            def g():
                if a:  # +2
                    pass
        """,
    "a decorator that chooses": """
        def f(g):  # =3
            def wrapper():
                if a:  # +2
                    print()
                g()

            return wrapper if a else None  # +1
        """,
    "and, or": """
        def f():  # =7
            foo(1 and 2 and 3 and 4)  # +1
            foo(1 or 2 or 3 or 4)  # +1
            foo(1 and 2 or 3 or 4)  # +1 +1
            foo(1 and 2 or 3 and 4)  # +1 +1 +1
        """,
    "a method": """
        class A:
            def f(self):  # =1
                if a:  # +1
                    class B:
                        pass
        """,
    "nested ternary in the else": """
        def f():  # =3
            x = 1 if a else (2 if b else 3)  # +1 +2
        """,
    "nested ternary in the body": """
        def f():  # =3
            x = (1 if a else 2) if b else 3  # +1 +2
        """,
    "a class resets the level": """
        def f(a):  # =4
            def g(b):
                return 1 if b else 2  # +2

            class A:
                def m(self, b):
                    return 1 if b else 2  # +1

            return 1 if b else 2  # +1
        """,
}

OURS = {
    "with does not nest": """
        def f():  # =1
            with a:
                with b, c:
                    if d:  # +1
                        pass
        """,
    "except* is except": """
        def f():  # =3
            try:
                pass
            except* E:  # +1
                if a:  # +2
                    pass
        """,
    "async for is for": """
        async def f():  # =3
            async for x in y:  # +1
                async with z:
                    if a:  # +2
                        pass
        """,
    "cases nest, guards are free, their boolean operators are not": """
        def f(x):  # =7
            if a:  # +1
                match x:  # +2
                    case [y] if y and b:  # +1
                        if c:  # +3
                            pass
                    case _:
                        pass
        """,
    "comprehensions and their conditions are free": """
        def f():  # =1
            return [x for x in y if x for z in x if z or a]  # +1
        """,
    "parentheses end a sequence": """
        def f():  # =12
            a or b and c or d  # +1 +1 +1
            a or (b and c) or d  # +1 +1
            (a and b) or c  # +1 +1
            (a or b) or c  # +1 +1
            a and not (b and c)  # +1 +1
            a and not b and c  # +1
        """,
    "parentheses around the whole and around calls end nothing": """
        def f():  # =6
            x = (a and b or c)  # +1 +1
            g((a) and b or (c))  # +1 +1
            assert (
                a  # (a comment)
                or b  # +1
                and c  # +1
            )
        """,
    "operators in a non-ASCII line": """
        def f():  # =3
            é = "äöü" or "ß" and "ñ" or x  # +1 +1 +1
        """,
    "a docstring does not spoil a decorator": """
        def f(g):  # =1
            '''Documented.'''
            def wrapper():
                if a:  # +1
                    pass
            return wrapper
        """,
    "a nested function's level goes on from the statement it stands in": """
        def f():  # =4
            if a:  # +1
                def g():
                    if b:  # +3
                        pass
        """,
    "lambda in a ternary in a lambda": """
        def f():  # =6
            return lambda: (lambda: 1 if a else 2) if b else 3  # +2 +4
        """,
    "decorators and defaults count for their function": """
        @d(a or b)  # +1
        def f(x=1 if a else 2):  # =2 +1
            pass
        """,
    "a call of itself counts once, by a method through its first parameter": """
        class A:
            def walk(self):  # =1
                self.walk()  # +1
                return self.walk()
        """,
    "another's method of the same name is no recursion": """
        class A:
            def save(self):  # =0
                super().save()
                other.save()
                save()
        """,
    "a call in a nested function is no recursion": """
        def f():  # =0
            def g():
                return f()
            return g
        """,
    "a nested function that calls itself": """
        def f():  # =1
            def g():
                return g()  # +1
            x = g
        """,
    "within an f-string": """
        def f():  # =4
            return f"{a if b else c} {d or e and (g) or h}"  # +1 +1 +1 +1
        """,
    "an else after comments and decorators": """
        def f():  # =5
            if a:  # +1
                pass
            # else: no
            else:  # +1

                @d
                def g():
                    if b:  # +3
                        pass
        """,
}


def annotated(text):
    """Yield (line, what its comment says) for each comment with figures."""
    for number, line in enumerate(text.split("\n")):
        found = re.search(r"#((?: [+=]\d+)+)$", line)
        if found:
            yield number, found[1].split()


@pytest.mark.parametrize(
    "text",
    [*WHITE_PAPER.values(), *SONAR_PYTHON.values(), *OURS.values()],
    ids=[*WHITE_PAPER, *SONAR_PYTHON, *OURS],
)
def test_contributions(text):
    """Each line contributes what its comment says, and the function has the score it says."""
    text = textwrap.dedent(text)
    report = block(text)
    found = {}
    for each in report.functions:
        if each.kind != "nested":
            found.setdefault(each.line, []).append(f"={each.cognitive}")
            for reason in each.contributions:
                found.setdefault(reason.line, []).append(f"+{reason.increment}")
    assert {line: sorted(figures) for line, figures in found.items()} == {
        line: sorted(figures) for line, figures in annotated(text)
    }


def test_contributions_sum_to_the_score_and_stand_in_order():
    """In every case the contributions make up the score and follow the source."""
    for text in [*WHITE_PAPER.values(), *SONAR_PYTHON.values(), *OURS.values()]:
        for each in block(text).functions:
            assert sum(reason.increment for reason in each.contributions) == each.cognitive
            places = [(reason.line, reason.column) for reason in each.contributions]
            assert places == sorted(places)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("if a:\n    pass\nelif b:\n    pass\nelse:\n    pass", ["if", "elif", "else"]),
        ("for a in b:\n    pass\nelse:\n    pass", ["for", "else"]),
        ("while a:\n    pass", ["while"]),
        ("try:\n    pass\nexcept E:\n    pass", ["except"]),
        ("try:\n    pass\nexcept* E:\n    pass", ["except"]),
        ("match a:\n    case 1: pass", ["match"]),
        ("a if b else c", ["if"]),
        ("a and b", ["and"]),
        ("é = 'äöü' or 'ß' and 'ñ'", ["or", "and"]),
        ("x = (a # and\n  and b)", ["and"]),
    ],
)
def test_a_contribution_points_at_its_keyword(text, expected):
    """Line and column of a contribution are those of the keyword that it is for."""
    report = block(text)
    lines = text.split("\n")
    assert [
        lines[each.line][each.column :].split()[0].strip(":*") for each in report.cognitive
    ] == expected


def test_module_and_class_level_code_counts_outside_functions():
    """Reasons at module level and in a class body are the block's, those of methods are not."""
    report = block("""
        class A:
            if a:
                x = 1 if b else 2
            def f(self):
                if a: pass
        """)
    assert [each.construct for each in report.cognitive] == ["if", "ternary"]
    assert [each.increment for each in report.cognitive] == [1, 2]
    assert report.classes[0].cognitive == 4


def test_a_nested_function_counts_from_its_own_level():
    """A nested function's own contributions do not pay for where it stands; a class in it stays."""
    text = """
        def outer():
            if a:
                def inner():
                    if b:
                        x = c or d
                    class A:
                        def m(self):
                            if e: pass
        """
    inner = function(text, "outer.inner")
    assert [(each.construct, each.increment, each.nesting) for each in inner.contributions] == [
        ("if", 1, 0),
        ("or", 1, 0),
        ("if", 1, 0),
    ]
    outer = function(text, "outer")
    assert [each.increment for each in outer.contributions] == [1, 3, 1, 1]
