"""Names in imports, whatever the text has become since its imports were read."""

from hypothesis import example, given
from hypothesis import strategies as st
from projects import world

from lsp_server.features.imports import name_at, names
from lsp_server.text import Source

FILES = "#- pkg/__init__.py\n#- pkg/a.py\n#- main.py\n"
TEXT = """\
import pkg.a as x, os
from pkg import (
    a,  # b
    b as c,
)
try:
    from .gone import d; import pkg
except ImportError: import importlib; importlib.import_module("pkg.a")
from . import *
"""
MADE = world(FILES + TEXT)
GRAPH, MAIN = MADE.linkage.graph, MADE.module("main")
PIECES = st.sampled_from(
    ["import ", "from ", "pkg", ".", "a", ",", "(", ")", "\n", "\\\n", " as ", "#", '"', "é", "🎉", "\r"]
)  # fmt: skip


@st.composite
def edited(draw: st.DrawFn) -> str:
    """Return the text with a few stretches replaced."""
    text = TEXT
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 30)))
        text = text[:start] + "".join(draw(st.lists(PIECES, max_size=6))) + text[end:]
    return text


@given(edited())
@example(TEXT.replace("from pkg", "from pk(g"))
@example(TEXT.replace("from pkg", "from pk🎉g"))
def test_every_name_stands_where_it_is_said_to(text: str):
    """Each span lies inside the text and holds, but for blanks and line ends, the name sought."""
    source = Source.of(text)
    for name in names(GRAPH, MAIN, source):
        (first, start), (last, end) = name.span
        assert (first, start) < (last, end)
        assert last < len(source.lines)
        lines = [source.line(number) for number in range(first, last + 1)]
        lines[-1] = lines[-1][:end]
        lines[0] = lines[0][start:]
        assert name.target.dotted.endswith(lines[-1].strip("\\\n\r .#").rpartition(".")[2])
        found = name_at(GRAPH, MAIN, source, name.span.start)
        assert found is not None
        assert found.span.start <= name.span.start <= found.span.end


def test_all_names_of_the_text_are_found():
    """Unchanged, the text gives each module, and what should be one."""
    found = [name.target.dotted for name in names(GRAPH, MAIN, Source.of(TEXT))]
    assert found == ["pkg.a", "os", "pkg", "pkg.a", ".gone", "pkg", "importlib", "pkg.a", "."]
