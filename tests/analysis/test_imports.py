import pytest

from tests.analysis.measured import block

# (text, module, level, names, flags): l lazy, t typing only, c conditional, o optional, d dynamic
CASES = [
    ("import a", "", 0, [("a", "")], ""),
    ("import a.b as c, d", "", 0, [("a.b", "c"), ("d", "")], ""),
    ("from a.b import c, d as e", "a.b", 0, [("c", ""), ("d", "e")], ""),
    ("from a import *", "a", 0, [("*", "")], ""),
    ("from . import a", "", 1, [("a", "")], ""),
    ("from ...a import b", "a", 3, [("b", "")], ""),
    ("def f():\n    import a", "", 0, [("a", "")], "l"),
    ("class A:\n    import a", "", 0, [("a", "")], ""),
    ("class A:\n    def f(self):\n        import a", "", 0, [("a", "")], "l"),
    ("if TYPE_CHECKING:\n    import a", "", 0, [("a", "")], "t"),
    ("if typing.TYPE_CHECKING:\n    import a", "", 0, [("a", "")], "t"),
    ("if t.TYPE_CHECKING:\n    if b:\n        import a", "", 0, [("a", "")], "tc"),
    ("if TYPE_CHECKING: pass\nelse:\n    import a", "", 0, [("a", "")], "c"),
    ("if TYPE_CHECKING: pass\nelif b:\n    import a", "", 0, [("a", "")], "c"),
    ("if not TYPE_CHECKING:\n    import a", "", 0, [("a", "")], "c"),
    ("if not TYPE_CHECKING: pass\nelse:\n    import a", "", 0, [("a", "")], "t"),
    ("if a:\n    import a", "", 0, [("a", "")], "c"),
    ("with a:\n    import a", "", 0, [("a", "")], "c"),
    ("for a in b:\n    import a", "", 0, [("a", "")], "c"),
    ("match a:\n    case 1:\n        import a", "", 0, [("a", "")], "c"),
    ("try:\n    import a\nexcept ImportError: pass", "", 0, [("a", "")], "co"),
    ("try: pass\nexcept (E, ModuleNotFoundError):\n    import a", "", 0, [("a", "")], "co"),
    ("try:\n    import a\nexcept: pass", "", 0, [("a", "")], "co"),
    ("try:\n    import a\nexcept builtins.ImportError: pass", "", 0, [("a", "")], "co"),
    ("try:\n    import a\nexcept ValueError: pass", "", 0, [("a", "")], "c"),
    ("try:\n    b\nexcept ImportError: pass\nelse:\n    import a", "", 0, [("a", "")], "c"),
    ("importlib.import_module('a.b')", "", 0, [("a.b", "")], "ld"),
    ("x = import_module('a.b')", "", 0, [("a.b", "")], "ld"),
    ("x = [__import__('a')]", "", 0, [("a", "")], "ld"),
    ("import_module('..a', package=p)", "a", 2, [], "ld"),
    ("try:\n    import_module('a')\nexcept ImportError: pass", "", 0, [("a", "")], "lcod"),
]


@pytest.mark.parametrize(("text", "module", "level", "names", "flags"), CASES)
def test_facts(text, module, level, names, flags):
    """The text imports exactly this, in these circumstances."""
    (fact,) = block(text).imports
    assert (fact.module, fact.level, list(fact.names)) == (module, level, names)
    told = (fact.lazy, fact.typing_only, fact.conditional, fact.optional, fact.dynamic)
    assert [flag in flags for flag in "ltcod"] == list(told)


@pytest.mark.parametrize(
    "text", ["import_module(a)", "import_module()", "x.imported('a')", "f(import_module)"]
)
def test_what_is_no_import(text):
    """A call without a literal name, or of something else, says nothing."""
    assert block(text).imports == ()


def test_places_and_order():
    """Facts stand in the order of the source and span the statement or call."""
    facts = block("x = 'é', __import__('a')\nimport b; from c import (\n    d)\n").imports
    assert [(f.line, f.column, f.end_line, f.end_column) for f in facts] == [
        (0, 9, 0, 24),
        (1, 0, 1, 8),
        (1, 10, 2, 6),
    ]
