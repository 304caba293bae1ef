"""Imports move under `if TYPE_CHECKING` when type checkers alone need them."""

import sys

import pytest
from relocating import check, check_offered

from lsp_server.features.relocation import Surroundings

GUARD = "Move `User` under `if TYPE_CHECKING`"
FUTURE = "from __future__ import annotations\n"


def test_an_annotation_is_quoted_and_the_import_guarded():
    """One line of annotations changes least by quotes; the import of typing joins the one there is."""
    check(
        '''
        """Doc."""

        import os
        from typing import Any

        $0from .models import User


        def greet(user: User, more: Any) -> User | None:
            return os.name
        ''',
        f"{GUARD}, quoting 2 annotations",
        '''
        """Doc."""

        import os
        from typing import TYPE_CHECKING, Any

        if TYPE_CHECKING:
            from .models import User


        def greet(user: "User", more: Any) -> "User | None":
            return os.name
        ''',
    )


def test_annotations_on_several_lines_are_deferred_all_together():
    """One import of annotations changes less than quotes here and there."""
    check(
        '''
        """Doc."""

        # The models.
        from .models import User$0


        def greet(user: User) -> None: ...


        def leave(user: User) -> None: ...
        ''',
        f"{GUARD}, with `from __future__ import annotations`",
        '''
        """Doc."""

        from __future__ import annotations

        from typing import TYPE_CHECKING

        if TYPE_CHECKING:
            # The models.
            from .models import User


        def greet(user: User) -> None: ...


        def leave(user: User) -> None: ...
        ''',
    )


def test_gaps_stay_as_they_were():
    """Where the import stood alone one gap is left, with what is inserted there in the middle."""
    check(
        '''
        """Doc."""

        from a import User$0

        import os


        def f(x: User):
            return os


        def g(x: User): ...
        ''',
        GUARD,
        '''
        """Doc."""

        from __future__ import annotations

        import os
        from typing import TYPE_CHECKING

        if TYPE_CHECKING:
            from a import User


        def f(x: User):
            return os


        def g(x: User): ...
        ''',
    )


def test_deferred_annotations_need_no_quotes():
    """Where annotations are never evaluated only the import moves."""
    check(
        FUTURE + "\nimport os\n\nfrom a import User$0\n\nx: User = os.name\n",
        GUARD,
        FUTURE
        + "\nimport os\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from a import User\n\n"
        "x: User = os.name\n",
    )


def test_a_block_that_is_there_takes_the_import():
    """It goes below the imports that the block begins with, before what may use it."""
    check(
        """
        from typing import TYPE_CHECKING
        $0from a import User  # noqa: F401
        import os

        if TYPE_CHECKING:
            from b import Other

            Both = User | Other


        def f(user: "User"):
            return os.name
        """,
        GUARD,
        """
        from typing import TYPE_CHECKING
        import os

        if TYPE_CHECKING:
            from b import Other
            from a import User  # noqa: F401

            Both = User | Other


        def f(user: "User"):
            return os.name
        """,
    )


def test_only_the_names_concerned_move():
    """A statement that imports several modules is split."""
    check(
        """
        from . import (
            models,
            views,
            urls,$0
        )

        print(urls, models)


        def f(view: "views.View"):
            pass
        """,
        "Move `views` under `if TYPE_CHECKING`",
        """
        from typing import TYPE_CHECKING

        from . import (
            models,
            urls,
        )

        if TYPE_CHECKING:
            from . import views

        print(urls, models)


        def f(view: "views.View"):
            pass
        """,
    )


def test_the_module_typing_serves_where_it_is_imported():
    """No second import of typing is added."""
    check(
        "import typing as t\n\nimport a$0\n\n\ndef f(x: 'a.A') -> t.Any: ...\n",
        "Move `a` under `if TYPE_CHECKING`",
        "import typing as t\n\nif t.TYPE_CHECKING:\n    import a\n\n\ndef f(x: 'a.A') -> t.Any: ...\n",
    )


def test_a_long_import_of_typing_is_joined_in_its_own_way():
    """A list with a name a line gets a line more."""
    check(
        """
        from typing import (
            Any,
            Union,
        )
        from a import User$0


        def f(x: "User") -> Any: ...
        """,
        GUARD,
        """
        from typing import (
            TYPE_CHECKING,
            Any,
            Union,
        )

        if TYPE_CHECKING:
            from a import User


        def f(x: "User") -> Any: ...
        """,
    )


def test_an_import_of_several_lines_is_indented_as_it_stands():
    """Comments inside and behind it go with it."""
    check(
        """
        from typing import TYPE_CHECKING

        from a import (  # type: ignore
            User,  # the user
        )$0

        def f(x: "User"): ...
        """,
        GUARD,
        """
        from typing import TYPE_CHECKING

        if TYPE_CHECKING:
            from a import (  # type: ignore
                User,  # the user
            )

        def f(x: "User"): ...
        """,
    )


def test_line_endings_and_tabs_are_kept():
    """What is added ends and indents as the text does."""
    check(
        "import os\r\nfrom a import User$0\r\n\r\n\r\ndef f(x: User):\r\n\treturn os\r\n",
        GUARD,
        "import os\r\nfrom typing import TYPE_CHECKING\r\n\r\nif TYPE_CHECKING:\r\n\tfrom a import User\r\n"
        '\r\n\r\ndef f(x: "User"):\r\n\treturn os\r\n',
    )


def test_a_byte_order_mark_stays_first():
    """Edits of the first line begin behind it."""
    check(
        "\ufefffrom a import User$0\n\n\ndef f(é: User): ...\n",
        GUARD,
        "\ufefffrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from a import User\n"
        '\n\ndef f(é: "User"): ...\n',
    )


QUOTED = {
    "User": '"User"',
    'Annotated[User, "x"]': None,
    "Literal['a'] | User": "\"Literal['a'] | User\"",
    'Literal["a"] | User': "'Literal[\"a\"] | User'",
    "Literal['a', \"b\"] | User": None,
    'Union["Other", User]': None,
    'list["User"]': 'list["User"]',
    "dict[\n    str, User\n]": None,
}


@pytest.mark.parametrize("annotation", QUOTED)
def test_annotations_are_quoted_where_quotes_keep_their_meaning(annotation):
    """Not where they hold a type in quotes already, both marks, or a line's end; then all are deferred."""
    before = f"import User$0\n\n\ndef f(x: {annotation}): ...\n"
    quoted = QUOTED[annotation]
    if quoted is None:
        check_offered(before, f"{GUARD}, with `from __future__ import annotations`")
    else:
        after = f"if TYPE_CHECKING:\n    import User\n\n\ndef f(x: {quoted}): ...\n"
        check(before, GUARD, f"from typing import TYPE_CHECKING\n\n{after}")


ALLOWED = {
    "a parameter": "def f(x: User): ...",
    "a return": "async def f() -> User: ...",
    "*args and **kwargs": "def f(*x: User, **y: User): ...",
    "a variable": "x: User = None",
    "a variable in a function": "def f():\n    x: User = None\n    self.x: User = 1\n    return x",
    "a cast": "from typing import cast\n\n\ndef f(x):\n    return cast('User', x)",
    "a bound": "from typing import TypeVar\n\nT = TypeVar('T', bound='User')",
    "an alias": "from typing import TypeAlias\n\nX: TypeAlias = 'User | None'",
    "a field of a plain class": "class A:\n    x: User",
    "a field below a plain class": "class A:\n    pass\n\n\nclass B(A):\n    x: User",
    "a method": "class A(Unknown):\n    def f(self, x: User): ...",
    "a property": "class A(Unknown):\n    @property\n    def f(self) -> User: ...",
    "a method of a dataclass": "@dataclass\nclass A:\n    def f(self, x: User): ...",
    "a fixture": "@pytest.fixture(scope='module')\ndef f() -> User: ...",
    "another's variable": "def f(x: User):\n    return [User for User in x]",
    "a parameter of the name": "def f(x: User): ...\n\n\ndef g(User):\n    return User",
    "an argument of a lambda": "x: User = lambda User: User",
    "a local of the name": "def f(x: User): ...\n\n\ndef g():\n    with x as User:\n        return User",
    "an exception of the name": "def f(x: User):\n    try:\n        pass\n    except E as User:\n        print(User)",
    "an attribute of the name": "def f(x: User):\n    return x.User",
    "a keyword of the name": "def f(x: User):\n    return x(User=1)",
}


@pytest.mark.parametrize("use", ALLOWED)
def test_what_only_type_checkers_need_can_move(use):
    """Annotations, types in strings, and other things of the same name."""
    check_offered(f"from a import User$0\n\n\n{ALLOWED[use]}\n", GUARD)


REFUSED = {
    "a call": "x: User = User()",
    "a base": "class A(User): ...",
    "a default": "def f(x: User = User): ...",
    "a decorator": "@User\ndef f(x: User): ...",
    "an alias": "X = User | None",
    "a field of a dataclass": "@dataclass\nclass A:\n    x: User",
    "a field of a model": "class A(BaseModel):\n    x: User",
    "a quoted field of a model": "class A(pydantic.BaseModel):\n    x: 'User'",
    "a field below a model": "class A(BaseModel): ...\n\n\nclass B(A):\n    x: User",
    "a field of a tuple": "class A(NamedTuple):\n    x: User",
    "a field of a dict": "class A(TypedDict, total=False):\n    x: User",
    "a field with a metaclass": "class A(metaclass=M):\n    x: User",
    "a route": "@app.get('/')\ndef f(x: User): ...",
    "a registration": "@f.register\ndef _(x: User): ...",
    "an unknown decorator": "@inject\ndef f(x: User): ...",
    "a method of a decorated class": "@beartype\nclass A:\n    def f(self, x: User): ...",
    "metadata": "def f(x: Annotated[int, User]): ...",
    "type hints read": "def f(x: User): ...\n\n\nget_type_hints(f)",
    "annotations read": "def f(x: User): ...\n\n\nprint(f.__annotations__)",
    "a library that reads": "from fastapi import Depends\n\n\ndef f(x: User): ...",
    "an export": "__all__ = ['User']\n\n\ndef f(x: User): ...",
    "an export that is added": "__all__ += ['User']\n\n\ndef f(x: User): ...",
    "a deletion": "x: User = 1\ndel User",
    "another binding": "def f(x: User): ...\n\n\nUser = None",
    "a global": "def f(x: User):\n    global User\n    User = 1",
    "another import": "def f(x: User): ...\n\n\nfrom b import User",
    "a loop": "def f(x: User): ...\n\n\nfor User in (): pass",
    "a star import": "from b import *\n\n\ndef f(x: User): ...",
    "a star import that may fail": "def f(x: User): ...\n\n\ntry:\n    from b import *\nexcept ImportError:\n    pass",
    "names looked up": "def f(x: User): ...\n\n\nprint(globals()['User'])",
    "an example that is run": 'def f(x: User):\n    """\n    >>> f(User())\n    """',
    "a class that binds the name": "class A:\n    User = 1\n    def f(self, x: User): ...",
    "nothing": "x = 1",
    "a match": "match x:\n    case User(): pass",
    "an f-string": "x: User = f'{User}'",
}


@pytest.mark.parametrize("use", REFUSED)
def test_what_the_program_needs_does_not_move(use):
    """Values at run time, annotations that somebody reads, names that others may ask for."""
    check_offered(f"from a import User$0\n\n\n{REFUSED[use]}\n")


STATEMENTS = {
    "a future": "from __future__ import annotations$0\nx: annotations = 1",
    "typing itself": "from typing import Any$0\nx: 'Any' = 1",
    "an explicit export": "from a import User as User$0\nx: 'User' = 1",
    "a star": "from a import *$0\nx: 'User' = 1",
    "one of two on a line": "import os; import a$0\nx: 'a.A' = os",
    "a condition": "if x:\n    import a$0\ny: 'a.A' = 1",
    "an attempt": "try:\n    import a$0\nexcept ImportError:\n    a = None\ny: 'a.A' = 1",
    "a private name": "from a import __User$0\nx: '__User' = 1",
    "a module that is imported twice": "import a.b$0\nimport a.c\nx: 'a.b.C' = 1",
    "a name of a module that stays": "from a import User, other$0\nprint(other)\nx: 'User' = 1",
    "names with a comment between": "from . import (\n    User,  # this\n    other,$0\n)\nprint(other)\nx: 'User' = 1",
    "a text that does not parse": "import a$0\nx: 'a.A' = (\n",
}


@pytest.mark.parametrize("statement", STATEMENTS)
def test_an_import_that_must_stay_is_not_offered_to_move(statement):
    """Imports that are more than a name, or that would gain nothing."""
    check_offered(STATEMENTS[statement] + "\n")


def test_a_name_that_other_modules_take_from_here_stays():
    """The graph knows who does; a package without `__all__` may be asked by anybody."""
    text = "from a import User$0, other\n\n\ndef f(x: 'User', y: 'other.X'): ...\n"
    check_offered(text, "Move `other` under", around=Surroundings(frozenset(("User",)), origin=str))
    check_offered(text, around=Surroundings(frozenset("*")))
    check_offered(text, around=Surroundings(package=True))
    listed = f"__all__ = ['f']\n{text}"
    check_offered(listed, "Move `User`, `other` under", around=Surroundings(package=True))
    check_offered(listed, "Move `User`, `other` under", around=Surroundings(frozenset("*")))


PARAMETRIC = {
    "an alias that is evaluated late": ("type A = User", False),
    "a type parameter of the name": ("def f[User](x: User): ...", False),
    "a class's type parameter of the name": ("class A[User]:\n    x: User", False),
    "a bound of a type parameter": ("def f[T: User](x: T): ...", False),
    "a function with a type parameter": ("def f[T](x: User) -> T: ...", True),
    "a method of a class with a type parameter": (
        "class A[T]:\n    def f(self, x: User): ...",
        True,
    ),
}


@pytest.mark.skipif(sys.version_info < (3, 12), reason="this Python does not read it")
@pytest.mark.parametrize("use", PARAMETRIC)
def test_type_parameters_have_scopes_of_their_own(use):
    """What a type parameter or a late alias may need stays."""
    text, movable = PARAMETRIC[use]
    check_offered(f"from a import User$0\n\n\n{text}\n", *[GUARD] * movable)
