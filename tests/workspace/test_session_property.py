"""Whatever was edited, the session says what a fresh one would say of the same text."""

import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lsp_server.analysis import analyse
from lsp_server.checks import run
from lsp_server.features.lenses import lenses
from lsp_server.settings import Settings, Tiers
from lsp_server.text import Source
from lsp_server.workspace.document import Document
from lsp_server.workspace.session import Session
from lsp_server.workspace.snapshot import Diagnosed
from tests.analysis.edits import edited, passage

TODAY = dt.date(2026, 6, 15)
URI = "file:///main.py"
LIMITS = (
    Settings(cognitive=Tiers(0, 3, 6), parameters=Tiers(0, 2, 4), statements=Tiers(2, 5, 9)),
    Settings(nesting=Tiers(0, 1, 2), lcom4=Tiers(0, 1, 2), base="none", cyclomatic_dialect="cc"),
)


def fresh(now: Diagnosed, base: Source) -> Diagnosed:
    """What a session that never saw another text says."""
    session = Session(lambda: TODAY, lambda _: now.settings)
    session.open(now.document)
    session.attach_base(URI, analyse(base))
    return session.snapshot.files[URI]


def check(now: Diagnosed, base: Source) -> None:
    """Assert that nothing of the way that led here is left."""
    assert now.findings == run(now.report, now.settings, now.base, TODAY)
    if now.report.problems:
        return
    other = fresh(now, base)
    assert now.report == other.report
    assert now.findings == other.findings
    assert lenses(now) == lenses(other)


def live_through(seed: int) -> None:
    """Open a real text, edit it, undo, change settings, and check every state."""
    rng = random.Random(seed)  # noqa: S311  # repeatable edits, no secrets
    base = Source.of(passage(rng))
    limits = rng.choice(LIMITS)
    session = Session(lambda: TODAY, lambda _: limits)
    texts = [base.text]
    session.open(Document(URI, "python", 0, base))
    session.attach_base(URI, analyse(base))
    for version in range(1, rng.randrange(2, 12)):
        text = rng.choice(texts) if rng.random() < 0.2 else edited(rng, texts[-1])
        texts.append(text)
        session.change(Document(URI, "python", version, Source.of(text)))
        if rng.random() < 0.1:
            limits = rng.choice(LIMITS)
            session.configure(lambda _, chosen=limits: chosen)
        check(session.snapshot.files[URI], base)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_incremental_equals_from_scratch(seed: int):
    """Reports, findings and lenses after any edits are those of a fresh session."""
    live_through(seed)


@pytest.mark.slow
@settings(max_examples=1500, deadline=None)
@given(st.integers(0, 2**32))
def test_incremental_equals_from_scratch_at_length(seed: int):
    """The same over many more histories."""
    live_through(seed)
