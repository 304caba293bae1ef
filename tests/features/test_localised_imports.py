"""Imports move into the one function that uses them."""

import pytest
from relocating import check, check_offered

from lsp_server.features.relocation import Surroundings

INTO_F = "Import `User` in `f`, the only function that uses it"


def test_an_import_moves_to_the_top_of_the_function_below_its_docstring():
    """The gap that it leaves is closed, and one opens below it."""
    check(
        '''
        """Doc."""

        import os

        $0from a import User

        X = os.name


        def f(name):
            """Make a user."""
            # The name is all we know.
            return User(name)
        ''',
        INTO_F,
        '''
        """Doc."""

        import os

        X = os.name


        def f(name):
            """Make a user."""
            from a import User

            # The name is all we know.
            return User(name)
        ''',
    )


def test_an_import_joins_those_that_the_function_has():
    """No gap opens between imports."""
    check(
        """
        from a import User$0


        class C:
            async def f(
                self,
            ):  # comment
                import os

                return User(os.name)
        """,
        INTO_F,
        """
        class C:
            async def f(
                self,
            ):  # comment
                from a import User
                import os

                return User(os.name)
        """,
    )


def test_a_gap_below_the_docstring_stays_where_it_is():
    """The import stands between the gap and the code."""
    check(
        """
        import os
        import a.b as User$0

        print(os)

        def f():
            '''Doc.'''

            return [User for _ in "ab"]
        """,
        INTO_F,
        """
        import os

        print(os)

        def f():
            '''Doc.'''

            import a.b as User

            return [User for _ in "ab"]
        """,
    )


def test_the_innermost_function_that_holds_all_uses_takes_the_import():
    """What a decorator does when it is applied happens at load; what its wrapper does, later."""
    check(
        """
        import time$0

        def timed(call):
            def wrapper(*args):
                begin = time.time()
                return call(*args), (lambda: time.time() - begin)
            return wrapper
        """,
        "Import `time` in `wrapper`",
        """
        def timed(call):
            def wrapper(*args):
                import time

                begin = time.time()
                return call(*args), (lambda: time.time() - begin)
            return wrapper
        """,
    )


def test_several_lines_move_together():
    """They are indented as they stand, with their comments."""
    check(
        """
        # Only now and then.
        from a import (
            User,  # the user
            Group,
        )  # noqa: F401$0

        def f():
        \tuser = User()
        \treturn Group(user)
        """,
        "Import `User`, `Group` in `f`, the only function that uses them",
        """
        # Only now and then.

        def f():
        \tfrom a import (
        \t    User,  # the user
        \t    Group,
        \t)  # noqa: F401

        \tuser = User()
        \treturn Group(user)
        """,
    )


def test_each_function_gets_what_it_alone_uses():
    """Names of different modules part; the statement that stays keeps its comment."""
    before = """
        from . import one, two, three  # type: ignore$0


        def f():
            return one.x, one.y


        def g():
            return two.x


        print(three)
        """
    check(
        before,
        "Import `two` in `g`",
        """
        from . import one, three  # type: ignore


        def f():
            return one.x, one.y


        def g():
            from . import two  # type: ignore

            return two.x


        print(three)
        """,
    )
    check_offered(before, "Import `one` in `f`", "Import `two` in `g`")


def test_line_endings_are_kept():
    """What is added ends as the text does, at the end of a text without a line's end, too."""
    check(
        "import User$0\r\n\r\n\r\ndef f():\r\n\treturn User",
        INTO_F,
        "def f():\r\n\timport User\r\n\r\n\treturn User",
    )


ALLOWED = {
    "a nested function": "def f():\n    def g():\n        return User\n    return g, User",
    "a class inside": "def f():\n    class A(User):\n        pass\n    return A",
    "an annotation inside": "def f():\n    def g(x: User): ...\n    return g, User",
    "a variable's annotation inside": "def f():\n    x: User = User()\n    return x",
    "a method": "class A:\n    def f(self):\n        return User()",
    "__init__ of a class nobody makes": "class A:\n    def f(self):\n        return User()\n\n\nX = A",
    "a generator": "def f():\n    yield from User()",
    "a parameter elsewhere": "def f():\n    return User\n\n\ndef g(User):\n    return User",
    "an own import elsewhere": "def f():\n    return User\n\n\ndef g():\n    import User\n    return User",
    "the main program": "def f():\n    return User\n\n\nif __name__ == '__main__':\n    f()",
    "a function called by another": "def f():\n    return User\n\n\ndef g():\n    return f()",
    "a method of the name": "def f():\n    return User\n\n\nclass A:\n    def User(self):\n        pass",
}


@pytest.mark.parametrize("use", ALLOWED)
def test_what_one_function_uses_can_move(use):
    """Whatever is inside the function, and what only bears the name."""
    check_offered(f"import User$0\n\n\n{ALLOWED[use]}\n", INTO_F)


REFUSED = {
    "two functions": "def f():\n    return User\n\n\ndef g():\n    return User",
    "the module": "def f():\n    return User\n\n\nX = User",
    "a decorator": "@User\ndef f():\n    return User",
    "a default": "def f(x=User):\n    return User",
    "an annotation that is read": "@app.get\ndef f(x: User):\n    return User",
    "a type comment": "def f():\n    return User\n\n\ndef g(x):\n    # type: (User) -> None\n    return x",
    "a class": "class A:\n    X = User\n\n    def f(self):\n        return User",
    "a function on one line": "def f(): return User",
    "a docstring and a statement on a line": "def f():\n    'Doc.'; return User",
    "a lambda": "f = lambda: User",
    "a global": "def f():\n    global User\n    User = User()",
    "locals": "def f():\n    x = User\n    return locals()",
    "eval": "def f():\n    return User, eval('User')",
    "exec by the name": "def f():\n    return User, [exec][0]('User')",
    "a call at load": "def f():\n    return User\n\n\nX = f()",
    "a decorator that runs at load": "def f(g):\n    return User\n\n\n@f\ndef g(): ...",
    "the making of an object at load": "class A:\n    def __init__(self):\n        self.x = User\n\n\na = A()",
    "an export": "def f():\n    return User\n\n\n__all__ = ['User']",
    "an export that is added": "def f():\n    return User\n\n\n__all__.append('User')",
    "the function's own": "def f():\n    User = 1\n    return User",
    "an example that is run": 'def f():\n    """\n    >>> User\n    """\n    return User',
    "a name that a class binds": "class A:\n    User = User\n\n    def f(self):\n        return User",
    "nothing": "def f():\n    return 1",
    "annotations alone": "def f():\n    x: User = 1\n    return x",
}


@pytest.mark.parametrize("use", REFUSED)
def test_what_others_use_or_load_executes_stays(use):
    """Uses outside the function, names that can be looked up, and functions that load calls."""
    guarded = ("Move `User` under `if TYPE_CHECKING`",) if use == "annotations alone" else ()
    check_offered(f"import User$0\n\n\n{REFUSED[use]}\n", *guarded)


def test_a_name_that_other_modules_take_from_here_stays():
    """The graph knows who does; a package without `__all__` may be asked by anybody."""
    text = "import User$0\n\n\ndef f():\n    return User\n"
    check_offered(text, INTO_F)
    check_offered(text, around=Surroundings(frozenset(("User",))))
    check_offered(text, around=Surroundings(frozenset("*")))
    check_offered(text, around=Surroundings(package=True))
    check_offered("__all__ = ('f',)\n" + text, INTO_F, around=Surroundings(package=True))
    check_offered(
        text.replace("User", "_user"), "Import `_user`", around=Surroundings(package=True)
    )


def test_a_move_that_frees_nothing_is_not_offered():
    """Another statement, or another name of this one, still imports the module at load."""
    check_offered(
        "from a import User$0\nfrom a import x\n\nprint(x)\n\n\ndef f():\n    return User\n"
    )
    check_offered("from a import User$0, x\n\nprint(x)\n\n\ndef f():\n    return User\n")
    check_offered(
        "from a import User$0\nfrom b import x\n\nprint(x)\n\n\ndef f():\n    return User\n", INTO_F
    )


def test_what_a_name_leads_to_is_what_the_graph_says():
    """Of two names from a package one may be a module, which is then no longer imported."""
    text = "from a import User$0, x\n\nprint(x)\n\n\ndef f():\n    return User\n"
    check_offered(text, INTO_F, around=Surroundings(origin=lambda unit: unit[2]))


BOTH = "Import `User` in `f`, and for annotations under `if TYPE_CHECKING`"


def test_an_import_that_annotations_and_one_function_need_goes_to_both():
    """The function imports it when it runs, type checkers see it under the guard."""
    check(
        """
        import os
        from a import User  # noqa: F401$0

        print(os)


        def f(user: "User | None" = None) -> None:
            print(user or User())
        """,
        BOTH,
        """
        import os
        from typing import TYPE_CHECKING

        if TYPE_CHECKING:
            from a import User  # noqa: F401

        print(os)


        def f(user: "User | None" = None) -> None:
            from a import User  # noqa: F401

            print(user or User())
        """,
    )
    check_offered("import User$0\n\n\ndef f(x: 'User'):\n    return User\n", BOTH)
    check_offered("import User$0\n\n\ndef f(x: User):\n    return User\n", f"{BOTH}, quoting 1")


def test_of_several_names_each_goes_where_it_is_needed():
    """One for annotations, one for a function: only together do they free the module."""
    check(
        """
        from a import User, make$0


        def f(name):
            return make(name)


        def g(user: "User"): ...
        """,
        "Import `make` in `f`, and for annotations `User` under `if TYPE_CHECKING`",
        """
        from typing import TYPE_CHECKING

        if TYPE_CHECKING:
            from a import User


        def f(name):
            from a import make

            return make(name)


        def g(user: "User"): ...
        """,
    )


def test_what_two_functions_run_goes_nowhere():
    """Annotations beside them change nothing."""
    check_offered(
        "import User$0\n\n\ndef f(x: 'User'):\n    return User\n\n\ndef g():\n    return User\n"
    )
