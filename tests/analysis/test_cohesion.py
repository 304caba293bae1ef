import textwrap

import pytest

from tests.analysis.measured import class_

CASES = {
    "no methods": ("pass", []),
    "one method": ("def f(self): self.x", [["f"]]),
    "two that share an attribute": ("def f(self): self.x = 1\ndef g(self): return self.x", [["f", "g"]]),
    "two that share none": ("def f(self): self.x\ndef g(self): self.y", [["f"], ["g"]]),
    "one calls the other": ("def f(self): self.g()\ndef g(self): self.y", [["f", "g"]]),
    "a chain": (
        "def f(self): self.x\ndef g(self): self.y\ndef h(self): self.x + self.y\ndef i(self): self.z",
        [["f", "g", "h"], ["i"]],
    ),
    "the constructor connects nothing": (
        "def __init__(self): self.x = self.y = 1\ndef f(self): self.x\ndef g(self): self.y",
        [["f"], ["g"]],
    ),
    "static methods are left out": ("@staticmethod\ndef f(a): a.x\ndef g(self): self.x", [["g"]]),
    "class methods count": ("@classmethod\ndef f(cls): cls.x\ndef g(self): self.x", [["f", "g"]]),
    "stubs are left out": (
        "def f(self): ...\ndef g(self): pass\ndef h(self):\n    '''Do.'''\n    raise NotImplementedError\ndef i(self): self.x",
        [["i"]],
    ),
    "a property is one": (
        "@property\ndef x(self): return self._x\n@x.setter\ndef x(self, v): self._y = v\ndef f(self): self._y",
        [["x", "f"]],
    ),
    "self by another name": ("def f(this): this.x\ndef g(me): me.x", [["f", "g"]]),
    "another's attribute is not shared": ("def f(self, o): o.x\ndef g(self): self.x", [["f"], ["g"]]),
    "a nested function uses self": (
        "def f(self):\n    def g(): return self.x\n    return g\ndef h(self): self.x",
        [["f", "h"]],
    ),
    "a local class has its own self": (
        "def f(self):\n    class B:\n        def m(self): self.x\ndef h(self): self.x",
        [["f"], ["h"]],
    ),
    "methods under if": ("if a:\n    def f(self): self.x\ndef g(self): self.x", [["f", "g"]]),
}  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), CASES.values(), ids=CASES)
def test_components(body, expected):
    """The methods of a class with this body fall into these groups, which LCOM4 counts."""
    report = class_("class A:\n" + textwrap.indent(body, "    "))
    assert [list(group) for group in report.components] == expected
    assert report.lcom4 == len(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("class A: pass", False),
        ("class A(ABC): pass", True),
        ("class A(abc.ABC): pass", True),
        ("class A(Protocol): pass", True),
        ("class A(typing.Protocol[T]): pass", True),
        ("class A(metaclass=ABCMeta): pass", True),
        ("class A(B, metaclass=abc.ABCMeta): pass", True),
        ("class A(B):\n    @abstractmethod\n    def f(self): pass", True),
        ("class A(B):\n    @property\n    @abc.abstractmethod\n    def f(self): pass", True),
        ("class A(AbcThing):\n    @cached\n    def f(self): pass", False),
    ],
)
def test_abstract(text, expected):
    """A class is abstract by its base, its metaclass or a method."""
    assert class_(text).abstract is expected
