"""Whatever is typed, every feature answers, and with places that a client accepts."""

import random
from itertools import pairwise

from fixture import EVERYTHING, MAIN, applied, fresh, offered, opened, parse, symbols
from hypothesis import given, settings
from hypothesis import strategies as st

from lsp_server.features.hints import hints
from lsp_server.features.hover import hover
from lsp_server.features.lenses import lenses, title
from lsp_server.features.metrics import metrics
from lsp_server.features.places import at, measured, named
from lsp_server.features.symbols import Symbol
from lsp_server.settings import Tiers
from lsp_server.text import Position, Source
from lsp_server.workspace.session import COLD_LINES, Session
from lsp_server.workspace.snapshot import Diagnosed
from tests.analysis.edits import edited, passage

STRICT = fresh(cognitive=Tiers(0, 1, 2), statements=Tiers(0, 1, 2), parameters=Tiers(0, 1, 2))


def check_symbol(symbol: Symbol) -> None:
    """A name stands inside its whole, and children inside their owner, one after the other."""
    assert symbol.whole.start <= symbol.selection.start <= symbol.selection.end
    assert symbol.selection.end.line <= symbol.whole.end.line
    for child in symbol.children:
        assert symbol.whole.start <= child.whole.start
        check_symbol(child)
    for one, other in pairwise(symbol.children):
        assert one.whole.start <= other.whole.start


def check_places(session: Session, now: Diagnosed) -> None:
    """What stands in lines stands in lines that are there."""
    height = max(1, len(now.document.source.lines))
    assert all(lens.span.start.line < height for lens in lenses(now))
    assert all(title(session.snapshot, MAIN, lens.symbol) for lens in lenses(now))
    assert all(hint.position.line < height for hint in hints(session.snapshot, MAIN, EVERYTHING))
    for symbol in symbols(now):
        check_symbol(symbol)


def check_answers(session: Session, now: Diagnosed, rng: random.Random) -> None:
    """Hover and actions answer anywhere, and each action's edits can be applied."""
    height = len(now.document.source.lines) + 2
    for _ in range(20):
        hover(now, Position(rng.randrange(height), rng.randrange(60)))
    for placed in measured(now.report):
        shown = hover(now, placed.name.start)
        assert shown is not None
        assert shown.markdown
    for action in offered(session, EVERYTHING):
        assert action.title
        assert bool(action.edits) != bool(action.command)
        applied(now.document.source.text, action.edits)
    assert metrics(now)["digest"] == now.document.source.digest.hex()


def check_found(now: Diagnosed) -> None:
    """What is found by its symbol or its place is what looking through all would find."""
    every = list(measured(now.report))
    for placed in every:
        assert named(now.report, placed.symbol) == placed
        for made_up in ("x", "#0", "#1", "#02", "#2x", "#999", "#" + "9" * 5000):
            assert named(now.report, placed.symbol + made_up) is None
        head = (other for other in every if other.head.start <= placed.name.start <= other.head.end)
        assert at(now.report, placed.name.start) == next(head)
    worth = [(lens.span, lens.symbol) for lens in lenses(now)]
    assert worth == [(p.name, p.symbol) for p in every if (p.name, p.symbol) in worth]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32))
def test_every_feature_answers_whatever_is_typed(seed: int):
    """After each of many hostile edits, broken or not."""
    rng = random.Random(seed)  # noqa: S311  # repeatable edits, no secrets
    text = passage(rng)
    session = opened(parse("x = 1\n"), STRICT)
    for version in range(2, 10):
        document = session.snapshot.files[MAIN].document
        session.change(document._replace(version=version, source=Source.of(text)))
        now = session.snapshot.files[MAIN]
        for placed in measured(now.report):
            if rng.random() < 0.2:
                session.explain(MAIN, placed.symbol)
        check_places(session, now)
        check_found(now)
        check_answers(session, now, rng)
        text = edited(rng, text)


def test_places_of_an_earlier_text_are_not_acted_upon():
    """While a large paste is analysed elsewhere, only lenses stay: they keep the layout still."""
    session = opened(parse("def f(a, b, c):\n    if a:\n        return b\n"), STRICT)
    session.explain(MAIN, "f")
    before = session.snapshot.files[MAIN]
    pasted = Source.of("y = 1\n" * (COLD_LINES + 1) + before.document.source.text)
    session.change(before.document._replace(version=2, source=pasted))
    now = session.snapshot.files[MAIN]
    assert now.pending
    assert lenses(now) == lenses(before) != []
    assert offered(session, EVERYTHING) == []
    assert hints(session.snapshot, MAIN, EVERYTHING) == []
    shown = hover(now, Position(0, 4))
    assert shown is not None
    assert shown.markdown == "**Module**: being analysed"
