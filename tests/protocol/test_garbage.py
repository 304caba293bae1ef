"""Cycles are collected in a quiet moment, and only then."""

import gc
import weakref

import pytest

from lsp_server.protocol import garbage
from lsp_server.protocol.dispatch import survive
from lsp_server.protocol.loop import Loop


class Knot:
    """An object that holds itself."""

    def __init__(self) -> None:
        self.self = self


@pytest.fixture(autouse=True)
def _as_before():
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()


def test_cycles_go_once_it_is_quiet(monkeypatch: pytest.MonkeyPatch):
    """However much activity there was, all is collected once after it, and no timer is left."""
    monkeypatch.setattr(garbage, "QUIET", 0.0)
    loop = Loop(survive)
    collection = garbage.Collection(loop)
    collection.begin()
    knot = weakref.ref(Knot())
    for _ in range(100):
        collection.noticed()
    loop.later(0.0, lambda: loop.stop(0))
    assert knot() is not None
    assert loop.run() == 0
    assert (knot(), collection.collected) == (None, 1)


def test_nothing_is_collected_while_somebody_types(monkeypatch: pytest.MonkeyPatch):
    """Activity since the timer was set puts it off."""
    monkeypatch.setattr(garbage, "QUIET", 3600.0)
    loop = Loop(survive)
    collection = garbage.Collection(loop)
    collection.noticed()
    collection._collect()
    assert collection.collected == 0
