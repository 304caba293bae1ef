"""One keystroke through the tree, from the text to what the client would see."""

import datetime as dt

from lsp_server.features.hover import hover
from lsp_server.features.lenses import lenses
from lsp_server.text import Edit, Position, Source, Span
from lsp_server.workspace.diagnosis import delay_of
from lsp_server.workspace.document import Document
from lsp_server.workspace.session import Session

URI = "file:///main.py"
TEXT = "def before(a):\n    return a\n\n\ndef f(a, b, c, d, e, g):\n    return a\n"


def test_life_of_a_keystroke():
    """Typing a seventh parameter makes one finding, one lens and a hover that knows the base."""
    session = Session(lambda: dt.date(2026, 6, 15))
    opened = Document(URI, "python", 1, Source.of(TEXT))
    session.open(opened)
    place = Position(4, len("def f(a, b, c, d, e, g"))
    typed = opened.source.edited(Edit(Span(place, place), ", h"))
    outcome = session.change(opened._replace(version=2, source=typed))
    now = session.snapshot.files[URI]
    assert outcome.diagnosed == (URI,)
    assert [finding.message for finding in now.findings] == [
        "`f` takes too many parameters: 7, was 6 (limit 6)"
    ]
    assert [lens.symbol for lens in lenses(now)] == ["f"]
    shown = hover(now, Position(4, 4))
    assert shown is not None
    assert "| parameters | 7 ▲ | 6 | was 6 |" in shown.markdown
    assert delay_of(None, now.settings) == 0.0
    assert 0 < delay_of(0.01, now.settings) <= 0.3
